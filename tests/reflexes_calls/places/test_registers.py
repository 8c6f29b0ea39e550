"""The lists as the reading of answers asks for them: what is kept, and what is refused."""

import pytest

from reflexes_calls.domain.answering import Registers
from reflexes_calls.places.errors import PlaceError
from reflexes_calls.places.registers import OfficialRegisters
from reflexes_calls.web.translating import translations
from reflexes_calls.wording import SENTENCES

pytestmark = pytest.mark.unit
LISTS: Registers = OfficialRegisters()


def refused(typed: str) -> tuple[str, str, str]:
    """The key, what was met and what was expected."""
    with pytest.raises(PlaceError) as caught:
        LISTS.territory(typed)
    return caught.value.kind, caught.value.met, caught.value.expected


def test_a_territory_is_kept_with_its_vintage() -> None:
    assert LISTS.territory("35238") == {
        "code": "35238",
        "kind": "commune",
        "name": "Rennes",
        "departments": ["35"],
        "region": "R-53",
        "vintage": 2026,
    }


def test_a_territory_may_be_typed_as_our_pages_write_it() -> None:
    assert LISTS.territory("Rennes (35238)") == LISTS.territory("35238")
    assert LISTS.territory("Saint-Denis  (97411)")["region"] == "R-04"
    assert LISTS.territory("L’Abergement-Clémenciat (01001)")["code"] == "01001"


def test_a_name_and_a_code_that_differ_are_refused() -> None:
    kind, _, expected = refused("Paris (35238)")
    assert kind == "near-territory"
    assert expected.startswith("Rennes (35238), Paris (75056)")


def test_a_merged_commune_names_the_one_to_choose() -> None:
    said = ("merged-territory", "Pierrefitte-sur-Seine (93059)", "Saint-Denis (93066)")
    assert refused("93059") == said
    assert refused("Pierrefitte-sur-Seine (93059)") == said


def test_a_code_that_changed_names_the_one_of_today() -> None:
    assert refused("20004") == ("recoded-territory", "Ajaccio (20004)", "Ajaccio (2A004)")


def test_a_postal_code_names_its_communes() -> None:
    assert refused("35000") == ("postal-code", "35000", "Rennes (35238)")
    kind, _, expected = refused("70000")
    assert kind == "postal-code"
    assert expected.startswith("Vesoul (70550), ")
    assert expected.endswith(", …")


def test_a_postal_code_that_was_a_code_too_names_all_that_may_be_meant() -> None:
    kind, _, expected = refused("08300")
    assert kind == "near-territory"
    assert expected.startswith("Tannay-le-Mont-Dieu (08439), Rethel (08362), ")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("1001", "L'Abergement-Clémenciat (01001)"),  # a spreadsheet took the first zero off
        ("32538", "Rennes (35238)"),
        ("213502388", "Rennes (35238)"),
        ("Rennes", "Rennes (35238)"),
        ("pierrefitte sur seine", "Saint-Denis (93066)"),
    ],
)
def test_what_is_no_code_names_what_is_near(typed, near) -> None:
    kind, met, expected = refused(typed)
    assert (kind, met) == ("near-territory", typed)
    assert near in expected.split(", ")
    assert len(expected.split(", ")) <= 3


@pytest.mark.parametrize("typed", ["99999", "zzzz", "R-99", "(" * 500, "()"])
def test_what_is_near_nothing_is_refused_plainly(typed) -> None:
    assert refused(typed) == ("unknown-territory", typed, "")


def test_an_administration_is_named_by_the_lists_or_by_whoever_types() -> None:
    rennes = {"siret": "21350238800019", "name": "Rennes", "territory": "35238"}
    assert LISTS.administration("213 502 388 00019", "") == rennes
    typed = LISTS.administration("21350238800019", "Ville de Rennes, direction de l’eau")
    assert typed == rennes | {"name": "Ville de Rennes, direction de l’eau"}
    poste = LISTS.administration("35600000049837", "La Poste")
    assert poste == {"siret": "35600000049837", "name": "La Poste"}


def test_an_administration_that_nobody_names_is_refused() -> None:
    with pytest.raises(PlaceError) as caught:
        LISTS.administration("35600000049837", "")
    assert (caught.value.kind, caught.value.met) == ("unnamed-siret", "35600000049837")


def test_a_refusal_is_told_in_french() -> None:
    with pytest.raises(PlaceError) as caught:
        LISTS.territory("93059")
    facts = {"met": caught.value.met, "expected": caught.value.expected}
    assert translations("fr").gettext(SENTENCES[caught.value.kind]) % facts == (
        "Pierrefitte-sur-Seine (93059) n’est plus une commune\u00a0: son territoire a rejoint "
        "Saint-Denis (93066). Écrivez ce code."
    )
