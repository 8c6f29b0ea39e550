"""The public page of a call: its parts, its calendar, its questions, its versions."""

import datetime as dt
import html
import re
from typing import Any

import pytest

from reflexes_calls.actions import applying, publishing
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.storage import calls
from reflexes_calls.storage.engine import writing
from tests.makers import AFTER, DURING, PISTE, World, a_call, a_draft, call_form
from tests.reflexes_calls.web.structure import faults_of, structure_of
from tests.reflexes_calls.web.test_managing import Visits

OTHER = "portage-initiatives-spontanees"
LETTER_DEADLINE = dt.datetime(2026, 12, 20, 16, tzinfo=dt.UTC)


@pytest.fixture
def visits(small_world: World, settings: Settings) -> Visits:
    return Visits(small_world, settings)


def published(world: World, *others: str, **said: str) -> Call:
    form = call_form(**said)
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, form, others=others)
    return publishing.publish(world.desk, world.manager, drafted.public_id)


def read(visits: Visits, call: Call, query: str = "", person: Person | None = None) -> str:
    shown = visits.as_(person).get(f"/appels/{call.public_id}{query}")
    assert shown.status_code == 200
    return shown.text


def plain(text: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text)))


def amended(world: World, call: Call, reason: str = "Une erreur de plume.", **said: Any) -> None:
    """Publish a second text of a call, as an amendment does."""
    with world.desk.take(world.manager) as taking:
        changed = calls.change_call(taking.connection, call.id, **said)
        publishing.freeze(taking, changed, reason=reason)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("procedure", ["single", "two-steps", "permanent"])
def test_the_page_is_well_built(visits: Visits, language: str, procedure: str) -> None:
    said = {"letter_on": "2026-12-20", "cutoffs": "2026-12-15", "procedure": procedure}
    call = published(visits.world, OTHER, **said)
    assert faults_of(read(visits, call, f"?lang={language}")) == []


def test_every_part_is_said_under_its_heading_and_in_the_contents(visits: Visits) -> None:
    call = a_call(visits.world)
    shown = read(visits, call)
    anchors = [each for each in structure_of(shown).links if each.startswith("#")]
    assert [each for each in anchors if each != "#content"] == [
        "#en-bref",
        "#contexte",
        "#qui",
        "#criteres",
        "#calendrier",
        "#jury",
        "#moyens",
        "#apres",
        "#demande",
        "#version",
    ]
    words = plain(shown)
    for name, text in call.terms.items():
        if name.endswith("_fr"):
            assert " ".join(text.split()) in words, name


def test_phenomena_and_observations_lead_to_the_catalogue(visits: Visits) -> None:
    call = published(visits.world, OTHER)
    links = structure_of(read(visits, call)).links
    phenomena = call.context["phenomena"]
    assert phenomena
    for each in phenomena:
        assert f"/catalogue/phenomenes/{each['code']}" in links
        for seen in each["observations"]:
            assert f"/catalogue/observations/{seen['code']}" in links
    assert {f"/catalogue/pistes/{code}" for code in (PISTE, OTHER)} <= set(links)


def test_the_calendar_says_every_day_in_paris_and_the_rule(visits: Visits) -> None:
    days = {
        "questions_on": "2027-01-10",
        "completeness_on": "2027-02-05",
        "review_on": "2027-03-01",
        "committee_on": "2027-03-05",
        "agreement_on": "2027-04-15",
        "grace": "15",
    }
    words = plain(read(visits, published(visits.world, **days)))
    assert "Ouverture du dépôt 1er décembre 2026 à 0 h, heure de Paris" in words
    for day in ("10 janvier 2027", "5 février 2027", "5 mars 2027", "15 avril 2027"):
        assert day in words
    assert "15 minutes de grâce" in words
    assert "est reportée pour tous" in words


def test_what_will_be_asked_is_told_with_its_limits_and_conditions(visits: Visits) -> None:
    words = plain(read(visits, a_call(visits.world)))
    assert "Ce qui vous donnerait tort" in words
    assert "3000 signes au plus" in words
    assert "15 000 € au plus" in words
    assert "de 4 à 36" in words
    assert "demandé seulement si vous répondez « Oui, un texte national »" in words
    assert "Par qui (fonction)" in words


def test_french_is_marked_where_there_is_no_english(visits: Visits) -> None:
    call = published(visits.world, title_en="", summary_en="")
    shown = read(visits, call, "?lang=en")
    assert call.title_fr in plain(shown)
    aims = html.escape(call.terms["aims_fr"])
    assert re.search(rf'lang="fr"><p>{re.escape(aims)}', shown)
    assert 'lang="fr">' + html.escape(call.terms["jury_en"]) not in shown


def test_the_version_its_day_and_its_digest_are_said(visits: Visits) -> None:
    call = a_call(visits.world)
    with visits.world.desk.look() as connection:
        (version,) = calls.call_versions_of(connection, call.id)
    shown = read(visits, call)
    assert version.digest in shown
    assert {f"/appels/{call.public_id}/versions", f"/appels/{call.public_id}/questions"} <= set(
        structure_of(shown).links
    )
    assert "10 décembre 2026" in plain(shown)


def test_the_frozen_text_is_shown_and_an_older_one_can_be_read(visits: Visits) -> None:
    world = visits.world
    call = a_call(world)
    with writing(world.desk.engine) as connection:
        # A column changed behind the back of a publication is not what was published.
        calls.change_call(connection, call.id, summary_fr="Un texte que personne n’a publié.")
    assert "personne n’a publié" not in html.unescape(read(visits, call))
    amended(world, call, summary_fr="Le texte de l’avenant.", budget_cap=20_000_00)
    now = html.unescape(read(visits, call))
    assert "Le texte de l’avenant." in now
    assert "Une erreur de plume." in now
    older = read(visits, call, "?version=1")
    assert "Vous lisez la version 1" in plain(older)
    assert html.escape(call.summary_fr) in older
    assert "15\N{NARROW NO-BREAK SPACE}000" in older
    assert "/candidater" not in older
    assert faults_of(older) == []


@pytest.mark.parametrize("number", ["3", "0", "un", "-1"])
def test_a_version_that_never_was_is_not_found(visits: Visits, number: str) -> None:
    call = a_call(visits.world)
    shown = visits.as_(None).get(f"/appels/{call.public_id}?version={number}")
    assert shown.status_code == 404


def test_a_call_without_money_speaks_of_none(visits: Visits) -> None:
    world = visits.world
    call = published(world, unfunded="yes", budget_cap="")
    shown = read(visits, call)
    main = shown[shown.index("<main") : shown.index("</main")]
    assert "€" not in main
    assert "manifestation d’intérêt" in html.unescape(main)
    assert "€" not in visits.as_(None).get("/appels").text
    assert "sans financement" in html.unescape(visits.as_(None).get("/appels").text)
    board = visits.as_(world.manager).get(f"/gestion/appels/{call.public_id}").text
    assert "€" not in board
    assert "Sans financement" in html.unescape(board)


def test_a_call_of_two_steps_says_which_one_is_awaited(visits: Visits) -> None:
    world = visits.world
    call = published(world, procedure="two-steps", letter_on="2026-12-20")
    apply_link = f"/appels/{call.public_id}/candidater"
    before = read(visits, call)
    assert "Lettres d’intention jusqu’au 20 décembre 2026" in plain(before)
    assert apply_link in before
    world.at(LETTER_DEADLINE + dt.timedelta(seconds=1))
    after = read(visits, call)
    words = plain(after)
    assert "Dossiers complets des candidats invités jusqu’au 30 janvier 2027" in words
    assert "Les lettres d’intention étaient reçues jusqu’au 20 décembre 2026" in words
    assert apply_link not in after


def test_a_permanent_call_says_its_next_cut_off(visits: Visits) -> None:
    world = visits.world
    call = published(world, procedure="permanent", cutoffs="2026-12-15\n2027-01-10")
    assert "prochaine relève le 15 décembre 2026" in plain(read(visits, call))
    world.at(dt.datetime(2026, 12, 16, tzinfo=dt.UTC))
    listed = plain(visits.as_(None).get("/appels").text)
    assert "prochaine relève le 10 janvier 2027" in listed
    assert "au fil de l’eau" in listed


def tables_of(page: str) -> dict[str, set[str]]:
    """The applications that each table of a board leads to, by its caption."""
    return {
        html.unescape(found[1]): set(re.findall(r"/gestion/dossiers/([0-9a-f]{32})", found[2]))
        for found in re.finditer(r"<caption>(.*?)</caption>(.*?)</table>", page, re.DOTALL)
    }


def test_the_board_of_two_steps_keeps_or_sets_aside_letters(visits: Visits) -> None:
    world = visits.world
    call = published(world, procedure="two-steps", letter_on="2026-12-20")
    drafts = [a_draft(world, call), a_draft(world, call, neighbour=True)]
    for draft, person in zip(drafts, (world.applicant, world.neighbour), strict=True):
        applying.submit(world.desk, person, draft.public_id)
    manager = visits.as_(world.manager)
    first, second = (f"/gestion/dossiers/{each.public_id}" for each in drafts)
    assert 'value="shortlist"' not in manager.get(first).text
    board = manager.get(f"/gestion/appels/{call.public_id}").text
    assert tables_of(board) == {
        "Lettres d’intention, à garder ou à écarter": {each.public_id for each in drafts}
    }
    assert faults_of(board) == []
    assert "Qui lit quoi" not in board
    world.at(LETTER_DEADLINE + dt.timedelta(seconds=1))
    assert "Garder la lettre" in html.unescape(manager.get("/gestion").text)
    assert faults_of(manager.get(first).text) == []
    assert visits.send(manager, first, {"do": "shortlist"}).status_code == 303
    board = manager.get(f"/gestion/appels/{call.public_id}").text
    assert "dossier complet attendu" in board
    assert list(tables_of(board).values()) == [{drafts[1].public_id}, {drafts[0].public_id}]
    refused = visits.send(manager, second, {"do": "set_aside", "reasons": ""})
    assert refused.status_code == 422
    said = {"do": "set_aside", "reasons": "Le besoin n’est pas situé."}
    assert visits.send(manager, second, said).status_code == 303
    assert "Le besoin n’est pas situé." in html.unescape(manager.get(second).text)


def test_a_permanent_call_is_decided_after_each_cut_off(visits: Visits) -> None:
    world = visits.world
    call = published(world, procedure="permanent", cutoffs="2026-12-15")
    draft = a_draft(world, call)
    applying.submit(world.desk, world.applicant, draft.public_id)
    address = f"/gestion/dossiers/{draft.public_id}"
    manager = visits.as_(world.manager)
    before = plain(manager.get(address).text)
    assert "après la clôture, le 15 décembre 2026" in before
    world.at(dt.datetime(2026, 12, 16, tzinfo=dt.UTC))
    assert "0 remise(s) sur 2" in plain(manager.get(address).text)
    board = plain(manager.get(f"/gestion/appels/{call.public_id}").text)
    assert "Date de relève 1" in board


def test_a_late_file_that_was_admitted_is_counted(visits: Visits) -> None:
    call = a_call(visits.world)
    assert "Aucun dossier n’a été admis hors délai" in html.unescape(read(visits, call))


def test_nobody_applies_from_a_page_that_is_closed(visits: Visits) -> None:
    call = a_call(visits.world)
    visits.world.at(AFTER)
    assert "/candidater" not in read(visits, call)
    visits.world.at(DURING)
    assert "/candidater" in read(visits, call)


def test_the_manager_alone_is_led_to_the_management(visits: Visits) -> None:
    call = a_call(visits.world)
    assert "/gestion/appels" not in read(visits, call)
    assert f"/gestion/appels/{call.public_id}" in read(visits, call, person=visits.world.manager)
