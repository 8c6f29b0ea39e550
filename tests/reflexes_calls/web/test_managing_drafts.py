"""Writing a call in its short pages, without JavaScript: each saved as it stands."""

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions.publishing import draft_call
from reflexes_calls.domain.call import Call, usual_criteria
from reflexes_calls.domain.criteria import typed_criteria
from reflexes_calls.settings import Settings
from reflexes_calls.storage import calls
from tests.makers import CALL_TERMS, PISTE, World, a_call, call_form
from tests.reflexes_calls.web.structure import faults_of, structure_of
from tests.reflexes_calls.web.test_managing import Visits

NEW = "/gestion/appels/nouveau"
OTHER = "portage-initiatives-spontanees"
PAGES = (
    "",
    "/essentiel",
    "/pistes",
    "/calendrier",
    "/texte/en-bref",
    "/texte/contexte",
    "/texte/qui",
    "/texte/deroulement",
    "/texte/moyens",
    "/texte/apres",
    "/criteres",
    "/regles",
    "/verifier",
    "/apercu",
    "/apercu/dossier",
    "/dupliquer",
)


@pytest.fixture
def visits(small_world: World, settings: Settings) -> Visits:
    return Visits(small_world, settings)


@pytest.fixture
def manager(visits: Visits) -> TestClient:
    return visits.as_(visits.world.manager)


@pytest.fixture
def address(visits: Visits, manager: TestClient) -> str:
    """A draft just begun."""
    begun = visits.send(manager, NEW, {"piste": PISTE})
    assert begun.status_code == 303
    return str(begun.headers["location"].partition("?")[0])


def kept(world: World, address: str) -> Call:
    with world.desk.look() as connection:
        found = calls.find_call(connection, address.rsplit("/", 1)[1])
    assert found is not None
    return found


def plain(text: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text)))


def test_pistes_are_chosen_with_boxes(visits: Visits, manager: TestClient) -> None:
    shown = manager.get(f"{NEW}?piste={PISTE}").text
    assert f'value="{PISTE}" id="piste-{PISTE}" checked' in shown
    assert f'value="{OTHER}"' in shown
    assert 'value="comites-liaison-citoyenne"' not in shown
    assert manager.get(f"{NEW}?piste=rien-de-tel").status_code == 404
    refused = visits.send(manager, NEW, {})
    assert refused.status_code == 422
    assert faults_of(refused.text) == []
    both: Any = {"piste": [PISTE, OTHER]}
    made = visits.send(manager, NEW, both).headers["location"].partition("?")[0]
    assert kept(visits.world, made).piste_codes == (PISTE, OTHER)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_a_draft_is_well_built(
    manager: TestClient, address: str, page: str, language: str
) -> None:
    shown = manager.get(f"{address}{page}?lang={language}")
    assert shown.status_code == 200
    assert faults_of(shown.text) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_draft_belongs_to_its_manager(
    visits: Visits, address: str, page: str
) -> None:
    assert visits.as_(None).get(address + page).status_code == 303
    assert visits.as_(visits.world.applicant).get(address + page).status_code in {403, 404}


def test_the_list_says_what_is_done_and_what_is_to_finish(
    visits: Visits, manager: TestClient, address: str
) -> None:
    before = plain(manager.get(address).text)
    assert "Calendrier à terminer" in before
    assert "Critères terminé" in before
    visits.send(manager, f"{address}/calendrier", call_form(opens_on="2026-12-11"))
    assert "Calendrier terminé" in plain(manager.get(address).text)


def test_a_part_that_a_call_without_money_does_not_need_is_said_so(
    visits: Visits, manager: TestClient, address: str
) -> None:
    visits.send(manager, f"{address}/essentiel", {"unfunded": "yes", "procedure": "single"})
    visits.send(manager, f"{address}/texte/moyens", {"support_fr": "", "support_en": ""})
    assert "Appui et moyens sans objet" in plain(manager.get(address).text)
    shown = structure_of(manager.get(f"{address}/texte/moyens").text)
    assert shown.names == ["support_fr", "support_en"]


def test_an_unfinished_page_is_kept_and_the_next_one_opens(
    visits: Visits, manager: TestClient, address: str
) -> None:
    said = {"title_fr": "Un titre seul", "procedure": "single", "do": "next"}
    sent = visits.send(manager, f"{address}/essentiel", said)
    assert sent.headers["location"] == f"{address}/pistes?done=saved-unfinished"
    shown = manager.get(f"{address}/essentiel").text
    assert 'value="Un titre seul"' in shown
    back = visits.send(manager, f"{address}/essentiel", said | {"do": "save"})
    assert back.headers["location"] == f"{address}?done=saved-unfinished"


def test_what_cannot_be_read_comes_back_with_its_words_and_is_kept(
    visits: Visits, manager: TestClient, address: str
) -> None:
    said = {"title_fr": "<b>Gras</b>", "budget_cap": "douze mille", "weeks": "99", "do": "next"}
    refused = visits.send(manager, f"{address}/essentiel", said)
    assert refused.status_code == 422
    assert "<title>Erreur" in refused.text
    assert {"#budget_cap", "#weeks"} <= set(structure_of(refused.text).links)
    assert 'value="douze mille"' in refused.text
    assert "&lt;b&gt;Gras&lt;/b&gt;" in refused.text
    assert faults_of(refused.text) == []
    assert 'value="douze mille"' in manager.get(f"{address}/essentiel").text
    assert "#budget_cap" in manager.get(f"{address}/verifier").text


def test_the_calendar_is_suggested_until_it_is_saved(
    visits: Visits, manager: TestClient, address: str
) -> None:
    shown = manager.get(f"{address}/calendrier").text
    assert 'value="31/12/2026"' in shown  # three weeks after the tenth of December
    assert "qu’une proposition" in shown
    visits.send(manager, f"{address}/calendrier", {"opens_on": "04/01/2027"})
    later = manager.get(f"{address}/calendrier").text
    assert 'value="04/01/2027"' in later
    assert "qu’une proposition" not in later


@pytest.mark.parametrize(
    ("procedure", "asked"),
    [("single", set()), ("two-steps", {"letter_on"}), ("permanent", {"cutoffs"})],
)
def test_the_calendar_asks_what_the_procedure_has(
    visits: Visits, manager: TestClient, address: str, procedure: str, asked: set[str]
) -> None:
    visits.send(manager, f"{address}/essentiel", {"procedure": procedure})
    names = set(structure_of(manager.get(f"{address}/calendrier").text).names)
    assert names & {"letter_on", "cutoffs"} == asked


def test_days_that_contradict_are_said_at_once(
    visits: Visits, manager: TestClient, address: str
) -> None:
    said = call_form(closes_on="2026-11-01", questions_on="2027-06-01")
    refused = visits.send(manager, f"{address}/calendrier", said)
    assert refused.status_code == 422
    assert "#closes_on" in structure_of(refused.text).links


def test_a_text_is_written_in_both_languages_side_by_side(
    visits: Visits, manager: TestClient, address: str
) -> None:
    names = structure_of(manager.get(f"{address}/texte/contexte").text).names
    assert names[:4] == ["context_fr", "context_en", "aims_fr", "aims_en"]
    visits.send(manager, f"{address}/texte/contexte", CALL_TERMS)
    assert CALL_TERMS["aims_fr"] in manager.get(f"{address}/texte/contexte").text
    long = "é" * 4001
    refused = visits.send(manager, f"{address}/texte/contexte", {"aims_fr": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert "#aims_fr" in structure_of(refused.text).links
    assert kept(visits.world, address).terms["aims_fr"] == CALL_TERMS["aims_fr"]


def test_pages_that_do_not_exist_are_not_found(manager: TestClient, address: str) -> None:
    assert manager.get(f"{address}/texte/ailleurs").status_code == 404
    assert manager.get(f"{address}/apercu/dossier?phase=autre").status_code == 404
    assert manager.get(f"{address}/apercu/dossier?phase=letter").status_code == 404


def test_criteria_are_added_moved_and_removed_by_buttons(
    visits: Visits, manager: TestClient, address: str
) -> None:
    page = f"{address}/criteres"
    typed = typed_criteria(usual_criteria())
    codes = [each.code for each in usual_criteria()]
    added = visits.send(manager, page, typed | {"do": "add"})
    assert added.status_code == 200
    assert "criterion.5.fr" in structure_of(added.text).names
    assert faults_of(added.text) == []
    more = typed | {"criterion.5.fr": "L’envie des équipes", "criterion.5.weight": "1"}
    assert visits.send(manager, page, more | {"do": "up.5"}).status_code == 303
    moved = [each.code for each in kept(visits.world, address).criteria]
    assert moved == [*codes[:3], "l-envie-des-equipes", codes[3]]
    typed_now = typed_criteria(kept(visits.world, address).criteria)
    visits.send(manager, page, typed_now | {"do": "remove.1"})
    assert [each.code for each in kept(visits.world, address).criteria] == moved[1:]
    shown = manager.get(page).text
    assert "Aucune question ne le nourrit encore" in plain(shown)


def test_the_key_enter_saves_and_does_not_remove(manager: TestClient, address: str) -> None:
    shown = manager.get(f"{address}/criteres").text
    main = shown[shown.index("<main") :]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', main)
    assert first is not None
    assert 'value="save"' in first[0]


def test_a_weight_that_is_no_number_comes_back(
    visits: Visits, manager: TestClient, address: str
) -> None:
    typed = typed_criteria(usual_criteria()) | {"criterion.2.weight": "lourd"}
    refused = visits.send(manager, f"{address}/criteres", typed | {"do": "save"})
    assert refused.status_code == 422
    assert 'value="lourd"' in refused.text
    assert "#criterion.2.weight" in structure_of(refused.text).links
    assert faults_of(refused.text) == []


def test_rules_are_kept_and_shown(visits: Visits, manager: TestClient, address: str) -> None:
    said = {"partners": "required", "evaluator": "optional", "reviews_needed": "3"}
    visits.send(manager, f"{address}/regles", said)
    shown = manager.get(f"{address}/regles").text
    assert '<option value="required" selected>' in shown
    preview = plain(manager.get(f"{address}/apercu").text)
    assert "Un partenaire au moins est exigé" in preview
    refused = visits.send(manager, f"{address}/regles", said | {"reviews_needed": "zéro"})
    assert refused.status_code == 422
    assert 'value="zéro"' in refused.text


def test_each_line_of_the_checks_leads_to_its_field(
    visits: Visits, manager: TestClient, address: str
) -> None:
    typed = typed_criteria(usual_criteria()) | {"criterion.2.weight": ""}
    visits.send(manager, f"{address}/criteres", typed | {"do": "save"})
    links = [
        each.removeprefix(f"{address}/")
        for each in structure_of(manager.get(f"{address}/verifier").text).links
        if "#" in each
    ]
    assert {
        "essentiel#summary_fr",
        "calendrier#opens_on",
        "texte/contexte#aims_fr",
        "criteres#criterion.2.weight",
    } <= set(links)
    for page, _, field in (each.partition("#") for each in links if each != "content"):
        if page and page != "questions":
            assert field in structure_of(manager.get(f"{address}/{page}").text).ids


def test_a_call_that_is_not_ready_is_not_published(
    visits: Visits, manager: TestClient, address: str
) -> None:
    shown = manager.get(f"{address}/verifier").text
    assert 'value="publish"' not in shown
    refused = visits.send(manager, f"{address}/verifier", {"do": "publish"})
    assert refused.status_code == 422
    assert "L’appel n’a pas été publié" in refused.text


def test_a_call_written_in_its_pages_is_checked_then_opened(
    visits: Visits, manager: TestClient, address: str
) -> None:
    form = call_form(opens_on="2026-12-11")
    for page in ("essentiel", "calendrier"):
        assert visits.send(manager, f"{address}/{page}", form).status_code == 303
    for page in ("en-bref", "contexte"):
        visits.send(manager, f"{address}/texte/{page}", CALL_TERMS)
    shown = manager.get(f"{address}/verifier").text
    assert 'value="publish"' in shown
    assert "Rien n’empêche" in shown
    unread = visits.send(manager, f"{address}/verifier", {"do": "publish"})
    assert unread.status_code == 422
    assert "cochez cette case" in unread.text
    said = {"do": "publish", "read_again": "yes"}
    done = visits.send(manager, f"{address}/verifier", said)
    assert done.headers["location"].endswith("?done=published")
    for page in ("/essentiel", "/criteres", "/verifier", "/pistes"):
        assert manager.get(address + page).headers["location"] == address
    assert visits.send(manager, f"{address}/essentiel", form).status_code == 409


def test_the_preview_is_the_public_page_and_says_so(manager: TestClient, address: str) -> None:
    shown = manager.get(f"{address}/apercu").text
    assert "Ceci est un aperçu" in shown
    assert "/candidater" not in shown
    assert (2, "Sommaire") in structure_of(shown).headings


def test_the_preview_of_the_application_asks_and_keeps_nothing(
    visits: Visits, manager: TestClient, address: str
) -> None:
    shown = manager.get(f"{address}/apercu/dossier").text
    main = shown[shown.index("<main") : shown.index("</main")]
    assert "n’est enregistré" in main
    assert "<form" not in main
    assert {"title", "problem", "proof_wrong"} <= set(structure_of(shown).names)
    visits.send(manager, f"{address}/essentiel", {"procedure": "two-steps"})
    letter = structure_of(manager.get(f"{address}/apercu/dossier").text)
    assert "proof_wrong" not in letter.names
    assert f"{address}/apercu/dossier?phase=full" in letter.links
    full = manager.get(f"{address}/apercu/dossier?phase=full")
    assert "proof_wrong" in structure_of(full.text).names


def test_the_preview_of_a_published_call_is_its_page(visits: Visits, manager: TestClient) -> None:
    call = a_call(visits.world)
    shown = manager.get(f"/gestion/appels/{call.public_id}/apercu")
    assert shown.headers["location"] == f"/appels/{call.public_id}"


def test_a_call_is_copied_and_its_days_are_listed_to_check(
    visits: Visits, manager: TestClient
) -> None:
    call = a_call(visits.world)
    page = f"/gestion/appels/{call.public_id}/dupliquer"
    shown = plain(manager.get(page).text)
    assert "30 janvier 2027" in shown
    assert "29 janvier 2028" in shown
    assert faults_of(manager.get(page).text) == []
    refused = visits.send(manager, page, {"weeks": "plus tard"})
    assert refused.status_code == 422
    assert 'value="plus tard"' in refused.text
    made = visits.send(manager, page, {"weeks": "52"}).headers["location"].partition("?")[0]
    assert "52 semaines plus tard" in plain(manager.get(made).text)
    assert f"{made}/calendrier#opens_on" in manager.get(f"{made}/verifier").text
    assert "52 semaines plus tard" in plain(manager.get(f"{made}/calendrier").text)
    assert visits.as_(visits.world.applicant).get(page).status_code == 403


def test_the_former_address_of_a_draft_leads_to_its_pages(
    manager: TestClient, address: str
) -> None:
    assert manager.get(f"{address}/modifier").headers["location"] == address


def test_a_draft_kept_at_once_is_shown_in_its_pages(visits: Visits, manager: TestClient) -> None:
    call = draft_call(visits.world.desk, visits.world.manager, PISTE, call_form())
    shown = manager.get(f"/gestion/appels/{call.public_id}/calendrier").text
    assert 'value="2027-01-30"' in shown
    assert 'value="15 000"' in manager.get(f"/gestion/appels/{call.public_id}/essentiel").text
