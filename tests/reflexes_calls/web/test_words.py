"""Every message has its French words, and what is formatted reads as French does."""

import datetime as dt
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import reflexes_calls
from reflexes_calls.web import formatting
from reflexes_calls.web.translating import translations, typeset

CHECKOUT = Path(__file__).resolve().parents[3]
ROOT = Path(reflexes_calls.__file__).parent
PO = ROOT / "locale" / "fr" / "LC_MESSAGES" / "calls.po"
PLACE = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with PO.open("rb") as stream:
        return read_po(stream, locale="fr")


def test_every_message_is_translated_and_none_is_fuzzy(catalog) -> None:
    for message in catalog:
        if message.id:
            assert not message.fuzzy, message.id
            said = [message.string] if isinstance(message.string, str) else message.string
            assert all(said), message.id


def test_translations_keep_the_places_of_their_facts(catalog) -> None:
    for message in catalog:
        if isinstance(message.id, str) and message.id:
            assert set(PLACE.findall(message.id)) == set(PLACE.findall(message.string))


def test_every_message_of_the_code_and_the_templates_is_known(catalog) -> None:
    with (CHECKOUT / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)
    found = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(str(CHECKOUT), methods, options)
    }
    assert found
    assert sorted(found - {key for key in found if key in catalog}) == []


def test_english_says_the_message_itself() -> None:
    assert translations("en").gettext("Saved.") == "Saved."


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Quoi ?", "Quoi\u202f?"),
        ("l'appel : oui", "l’appel\u00a0: oui"),
        ("« ici »", "«\u00a0ici\u00a0»"),
        ("https://exemple.fr/a?b", "https://exemple.fr/a?b"),
    ],
)
def test_french_is_typeset(plain, set_) -> None:
    assert typeset(plain) == set_


def test_days_hours_and_amounts_read_as_they_are_said() -> None:
    first = dt.datetime(2026, 12, 1, 16, 0, tzinfo=dt.UTC)
    assert formatting.moment(first, "fr") == "1er\u00a0décembre 2026 à 17\u00a0h, heure de Paris"
    assert formatting.moment(first, "en") == "1 December 2026 at 17:00, Paris time"
    assert formatting.hour(first.replace(minute=5), "fr") == "17\u00a0h\u00a005"
    assert formatting.money(1_250_000, "fr") == "12\u202f500\u00a0€"
    assert formatting.money(1_250_050, "fr") == "12\u202f500,50\u00a0€"
    assert formatting.money(1_250_000, "en") == "€12,500"
    assert formatting.number(2.5, "fr") == "2,5"
    assert formatting.partial_day("2020-04", "fr") == "avril 2020"
    assert formatting.partial_day("2020", "fr") == "2020"
    assert formatting.partial_day("2020-04-07", "en") == "7 April 2020"
