"""The files that an applicant keeps: for their team alone, each as it says it is."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions import applying, publishing, reviewing
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.proof import check_receipt, read_journal, read_receipt
from reflexes_calls.web.formatting import typed_day, weight
from tests.makers import (
    AFTER,
    DECLINE,
    World,
    a_draft,
    a_submitted,
    answers,
    assign_both,
    decide,
    review_form,
)
from tests.reflexes_calls.papers.test_printing import problems, text_of
from tests.reflexes_calls.web.papers_scene import Town, make_town

pytestmark = pytest.mark.web
DOWNLOAD = re.compile(r'<li><a href="([^"]+)" download>([^<]+)</a>')


@pytest.fixture
def town(small_world: World, tmp_path: Path) -> Town:
    return make_town(small_world, tmp_path)


@pytest.fixture
def submitted(town: Town) -> Application:
    return a_submitted(town.world, town.call)


@pytest.fixture
def agent(town: Town) -> TestClient:
    return town.visit()


RICH = {
    "steps.a.what": "Réunir les équipes",
    "steps.a.who": "La direction",
    "steps.b.what": "Premier renfort",
    "steps.b.by": "01/06/2027",
    "spending.a.item": "Formation",
    "spending.a.amount": "2 500,50",
    "spending.b.item": "Temps des agents",
    "spending.b.amount": "10 000",
    "norms": "ours",
}


def test_the_receipt_says_everything_that_proves_it(
    town: Town, agent: TestClient, submitted: Application, tmp_path: Path
) -> None:
    given = agent.get(f"/dossiers/{submitted.public_id}/recepisse.pdf")
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-disposition"] == 'attachment; filename="recepisse-2026-001.pdf"'
    assert problems(given.content, tmp_path) == []
    said = text_of(given.content)
    page = agent.get(f"/dossiers/{submitted.public_id}/recepisse.json").json()
    for expected in (
        "Récépissé 2026-001",
        "10\u00a0décembre 2026 à 10\u00a0h\u00a000\u00a0min\u00a000\u00a0s, heure de Paris",
        town.call.title_fr,
        "Ville de Val-d’Essai",
        answers()["title"],
        page["facts"]["answers"],
        page["entry"]["digest"],
        "La décision est annoncée au plus tard le",
        "reflexes-calls receipt check",
    ):
        assert " ".join(expected.split()) in said, expected


def test_the_receipt_speaks_english_when_asked(agent: TestClient, submitted: Application) -> None:
    given = agent.get(f"/dossiers/{submitted.public_id}/recepisse.pdf?lang=en")
    assert "10 December 2026 at 10:00:00, Paris time" in text_of(given.content)


def test_the_proof_holds_within_the_journal(
    town: Town, agent: TestClient, submitted: Application
) -> None:
    receipt = agent.get(f"/dossiers/{submitted.public_id}/recepisse.json")
    journal = agent.get(f"/appels/{town.call.public_id}/journal.json")
    assert receipt.headers["content-type"] == "application/json"
    checks = check_receipt(read_receipt(receipt.content), read_journal(journal.content))
    assert [check.kind for check in checks if not check.holds] == []
    assert len(checks) == 7


def test_each_version_has_its_receipt(
    town: Town, agent: TestClient, submitted: Application
) -> None:
    world = town.world
    saved = applying.save_draft(
        world.desk,
        world.applicant,
        submitted.public_id,
        {"title": "Un second titre"},
        revision=submitted.revision,
        partial=True,
    )
    applying.submit(world.desk, world.applicant, saved.public_id)
    address = f"/dossiers/{submitted.public_id}"
    first = agent.get(f"{address}/recepisse.json?version=1").json()
    second = agent.get(f"{address}/recepisse.json").json()
    assert (first["version"], second["version"]) == (1, 2)
    assert first["answers"]["answers"]["title"] == answers()["title"]
    assert "Un second titre" in text_of(agent.get(f"{address}/dossier.pdf").content)
    assert answers()["title"] in text_of(agent.get(f"{address}/dossier.pdf?version=1").content)
    for guessed in ("3", "0", "-1", "x", "1e9"):
        assert agent.get(f"{address}/recepisse.json?version={guessed}").status_code == 404


def test_the_file_tells_no_answer_from_a_question_not_asked(
    town: Town, agent: TestClient, tmp_path: Path
) -> None:
    world = town.world
    draft = a_draft(world, town.call, **RICH)
    applying.submit(world.desk, world.applicant, draft.public_id)
    given = agent.get(f"/dossiers/{draft.public_id}/dossier.pdf")
    assert problems(given.content, tmp_path) == []
    said = text_of(given.content)
    assert "Quel texte national ? question non posée" in said.replace("\u202f", " ")
    assert "Ce qui pourrait mal tourner sans réponse" in said
    assert "Oui, une règle interne" in said
    assert "Formation 2 500,50 €" in said.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Total 12 500,50 €" in said.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Brouillon commencé" in said
    assert "au moins 2 personnes chargées de la lecture" in said
    assert "BROUILLON" not in said


def test_a_draft_says_on_each_page_that_it_is_not_submitted(
    town: Town, agent: TestClient, tmp_path: Path
) -> None:
    draft = a_draft(town.world, town.call, budget="douze", **RICH)
    given = agent.get(f"/dossiers/{draft.public_id}/dossier.pdf")
    assert problems(given.content, tmp_path) == []
    said = text_of(given.content)
    assert "BROUILLON, non déposé" in said
    assert "douze" in said
    assert "Premier renfort" in said
    assert "Quel texte national ? question non posée" in said.replace("\u202f", " ")
    assert agent.get(f"/dossiers/{draft.public_id}/recepisse.pdf").status_code == 404
    assert agent.get(f"/dossiers/{draft.public_id}/recepisse.json").status_code == 404


def test_a_draft_changed_since_its_submission_can_be_printed_too(
    town: Town, agent: TestClient, submitted: Application
) -> None:
    world = town.world
    applying.save_draft(
        world.desk,
        world.applicant,
        submitted.public_id,
        {"title": "Titre en cours"},
        revision=submitted.revision,
        partial=True,
    )
    given = agent.get(f"/dossiers/{submitted.public_id}/dossier.pdf?version=brouillon")
    said = text_of(given.content)
    assert "Titre en cours" in said
    assert "changé depuis le dernier dépôt" in said


def test_papers_do_not_exist_for_the_others(town: Town, submitted: Application) -> None:
    world = town.world
    address = f"/dossiers/{submitted.public_id}"
    for other in (world.neighbour, world.manager, world.reviewers[0]):
        visitor = town.visit(other)
        for name in ("recepisse.pdf", "recepisse.json", "dossier.pdf", "documents"):
            assert visitor.get(f"{address}/{name}").status_code == 404, name


def test_the_journal_is_for_holders_of_a_receipt_and_managers(
    town: Town, submitted: Application
) -> None:
    world, address = town.world, f"/appels/{town.call.public_id}/journal.json"
    refused = town.visit(world.neighbour).get(address)
    assert refused.status_code == 403
    assert "Déposez d’abord un dossier" in refused.json()["detail"]
    told = town.visit(world.manager).get(address).json()
    assert told["entries"][-1]["subject_id"] == submitted.public_id
    assert told["head"] == told["entries"][-1]["digest"]
    for name in (world.applicant.name, world.manager.name, "Val-d’Essai"):
        assert name not in json.dumps(told["entries"], ensure_ascii=False)


def test_who_reads_is_not_in_the_journal_of_an_applicant_before_the_end(
    town: Town, agent: TestClient, submitted: Application
) -> None:
    world, address = town.world, f"/appels/{town.call.public_id}/journal.json"
    assign_both(world, submitted)
    kinds = [each["kind"] for each in agent.get(address).json()["entries"]]
    assert "assign" not in kinds
    assert kinds[-1] == "submit"
    world.at(AFTER)
    for reader in world.reviewers:
        reviewing.submit_review(world.desk, reader, submitted.public_id, review_form())
    decide(world, submitted, DECLINE | {"reasons": "Trop court."})
    publishing.conclude(world.desk, world.manager, town.call.public_id)
    kinds = [each["kind"] for each in agent.get(address).json()["entries"]]
    assert kinds[-1] == "conclude"
    said = text_of(agent.get(f"/dossiers/{submitted.public_id}/dossier.pdf").content)
    assert "Non retenu" in said or "Refusé" in said or "non retenu" in said


def test_the_documents_say_their_format_weight_and_language(
    agent: TestClient, submitted: Application
) -> None:
    address = f"/dossiers/{submitted.public_id}"
    shown = agent.get(f"{address}/documents").text
    for name in ("Récépissé (PDF, ", "Dossier entier (PDF, ", "Preuve du récépissé (JSON"):
        assert name in shown
    assert ", français)" in shown
    assert ", anglais)" in shown
    assert "\u00a0ko" in shown.lower()
    for link in ("recepisse.pdf?version=1", "recepisse.json?version=1", "copie.docx"):
        assert f"{address}/{link}" in shown or f"{address}/hors-ligne/{link}" in shown


def test_every_link_of_the_documents_gives_the_weight_it_says(
    agent: TestClient, submitted: Application
) -> None:
    shown = agent.get(f"/dossiers/{submitted.public_id}/documents").text
    links = DOWNLOAD.findall(shown)
    assert len(links) == 4 + 2 + 2 + 3
    for link, said in links:
        given = agent.get(unescape(link))
        assert given.status_code == 200, link
        assert given.headers["content-disposition"].startswith("attachment"), link
        if "copie.docx" not in link:
            # The clock of a zip moves between the two: its weight may differ by some bytes.
            assert f", {weight(len(given.content), 'fr')}, " in unescape(said), link


@pytest.mark.parametrize(
    ("typed", "french", "english"),
    [
        ("2027-02-06", "6\u00a0février 2027", "6 February 2027"),
        (" 1/3/2027 ", "1er\u00a0mars 2027", "1 March 2027"),
        ("au printemps", "au printemps", "au printemps"),
        ("", "", ""),
    ],
)
def test_a_day_that_was_typed_is_read_in_words(typed: str, french: str, english: str) -> None:
    assert (typed_day(typed, "fr"), typed_day(typed, "en")) == (french, english)
