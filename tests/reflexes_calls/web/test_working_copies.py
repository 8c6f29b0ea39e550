"""A draft taken offline and brought back: nothing is kept unseen, nothing is lost."""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from starlette.testclient import TestClient

from reflexes_calls.actions import applying, looking
from reflexes_calls.domain.application import Application
from tests.makers import AFTER, World, a_draft, answers
from tests.reflexes_calls.web.papers_scene import REVISION, Town, make_town, token, upload

pytestmark = pytest.mark.web
HIDDEN = re.compile(r'name="(zone\.[^"]+)" value="([^"]*)"')


@pytest.fixture
def town(small_world: World, tmp_path: Path) -> Town:
    return make_town(small_world, tmp_path)


@pytest.fixture
def draft(town: Town) -> Application:
    return a_draft(town.world, town.call)


@pytest.fixture
def agent(town: Town) -> TestClient:
    return town.visit()


def offline(draft: Application) -> str:
    return f"/dossiers/{draft.public_id}/hors-ligne"


def text_copy(agent: TestClient, draft: Application) -> str:
    given = agent.get(f"{offline(draft)}/copie.txt")
    assert given.status_code == 200
    return given.content.decode("utf-8-sig")


def bring(agent: TestClient, draft: Application, content: str, name: str = "copie.txt") -> str:
    answer = upload(agent, offline(draft), name, content.encode())
    assert answer.status_code == 200, answer.text
    return answer.text


def keep(agent: TestClient, draft: Application, page: str, *taken: str) -> object:
    """Send the form of a comparison."""
    revision = REVISION.search(page)
    assert revision is not None
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(page)}
    said = {"csrf": token(agent, offline(draft)), "revision": revision[1], **hidden}
    return agent.post(f"{offline(draft)}/garder", data={**said, "take": list(taken)})


def kept(town: Town, draft: Application) -> dict[str, str]:
    shown = looking.application_page(town.world.desk, town.world.applicant, draft.public_id)
    return shown.application.draft


def test_each_format_is_given_under_its_name(agent: TestClient, draft: Application) -> None:
    page = agent.get(offline(draft)).text
    for name in ("docx", "odt", "txt"):
        assert f"{offline(draft)}/copie.{name}" in page
        given = agent.get(f"{offline(draft)}/copie.{name}")
        assert given.status_code == 200
        assert f'filename="copie-de-travail.{name}"' in given.headers["content-disposition"]
    assert agent.get(f"{offline(draft)}/copie.exe").status_code == 404


def test_a_copy_in_english_says_english_words(agent: TestClient, draft: Application) -> None:
    given = agent.get(f"{offline(draft)}/copie.txt?lang=en").content.decode("utf-8-sig")
    assert "The problem you meet" in given
    assert "Answer below this line" in given


def test_a_word_document_written_in_and_brought_back_is_kept(
    town: Town, agent: TestClient, draft: Application
) -> None:
    document = Document(BytesIO(agent.get(f"{offline(draft)}/copie.docx").content))
    table = next(t for t in document.tables if "[[title " in t.rows[0].cells[0].text)
    table.rows[1].cells[0].text = "Un titre écrit à plusieurs"
    content = BytesIO()
    document.save(content)
    shown = upload(agent, offline(draft), "ma copie.docx", content.getvalue())
    assert "Un titre écrit à plusieurs" in shown.text
    assert answers()["title"] in shown.text
    assert kept(town, draft)["title"] == answers()["title"]
    assert "Textes qui ne vont à aucune réponse" not in shown.text
    answer = keep(agent, draft, shown.text, "title")
    assert answer.headers["location"] == f"/dossiers/{draft.public_id}?done=copy-taken"
    assert kept(town, draft) == answers(title="Un titre écrit à plusieurs")


def test_only_what_is_ticked_is_kept(town: Town, agent: TestClient, draft: Application) -> None:
    content = text_copy(agent, draft).replace("Un vivier de douze", "Un vivier de vingt")
    page = bring(agent, draft, content.replace("12 500", "9 000"))
    keep(agent, draft, page, "budget")
    assert kept(town, draft) == answers(budget="9 000")


def test_nothing_ticked_is_told(town: Town, agent: TestClient, draft: Application) -> None:
    page = bring(agent, draft, text_copy(agent, draft).replace("12 500", "9 000"))
    answer = keep(agent, draft, page)
    assert answer.status_code == 409
    assert "Cochez au moins une réponse" in answer.text
    assert "9\u00a0000" in answer.text.replace(" ", "\u00a0")
    assert kept(town, draft) == answers()


def test_a_row_added_offline_is_added_and_one_removed_is_removed(
    town: Town, agent: TestClient, draft: Application
) -> None:
    world = town.world
    saved = applying.save_draft(
        world.desk,
        world.applicant,
        draft.public_id,
        {"spending.a.item": "Formation", "spending.a.amount": "10", "spending.b.item": "Repas"},
        revision=draft.revision,
        partial=True,
    )
    content = text_copy(agent, saved).replace("Repas |  | ", "Train | 40 | La ville")
    content = content.replace("Formation | 10 | \r\n", "")
    page = bring(agent, draft, content)
    assert keep(agent, draft, page, "spending").status_code == 303
    said = {key: text for key, text in kept(town, draft).items() if key.startswith("spending")}
    assert sorted(said.values()) == ["40", "La ville", "Train"]


def test_what_both_changed_is_shown_twice_and_not_ticked(
    town: Town, agent: TestClient, draft: Application
) -> None:
    content = text_copy(agent, draft).replace(answers()["title"], "Titre hors ligne")
    world = town.world
    applying.save_draft(
        world.desk,
        world.applicant,
        draft.public_id,
        {"title": "Titre en ligne", "indicator": "Changé en ligne seulement"},
        revision=draft.revision,
        partial=True,
    )
    page = bring(agent, draft, content)
    assert "Titre hors ligne" in page
    assert "Titre en ligne" in page
    assert "Changé dans votre document et en ligne" in page
    assert 'value="title" aria-describedby="title-state">' in page
    # What was changed online alone is no question: the document says nothing new of it.
    assert 'id="take-indicator"' not in page


def test_a_colleague_who_saves_meanwhile_is_not_overwritten(
    town: Town, agent: TestClient, draft: Application
) -> None:
    content = text_copy(agent, draft).replace(answers()["title"], "Titre hors ligne")
    page = bring(agent, draft, content.replace("12 500", "9 000"))
    world = town.world
    applying.save_draft(
        world.desk,
        world.applicant,
        draft.public_id,
        {"title": "Titre d’une collègue"},
        revision=draft.revision,
        partial=True,
    )
    answer = keep(agent, draft, page, "title", "budget")
    assert answer.status_code == 409
    assert "Titre d’une collègue" in answer.text
    assert "Titre hors ligne" in answer.text
    assert kept(town, draft) == answers(title="Titre d’une collègue")
    assert keep(agent, draft, answer.text, "budget").status_code == 303
    assert kept(town, draft) == answers(title="Titre d’une collègue", budget="9 000")


def test_a_zone_that_is_gone_and_a_text_beside_are_told(
    town: Town, agent: TestClient, draft: Application
) -> None:
    content = text_copy(agent, draft)
    gone = re.sub(r"[^\n]*\[\[problem [^\[]*\[\[/\]\]", "Un reste sans code", content)
    page = bring(agent, draft, gone)
    assert "Introuvable dans votre document" in page
    assert "<li>Le problème que vous rencontrez</li>" in page
    assert "Un reste sans code" in page
    assert kept(town, draft) == answers()


def test_a_copy_that_says_the_same_is_told(agent: TestClient, draft: Application) -> None:
    page = bring(agent, draft, text_copy(agent, draft))
    assert "Il n’y a rien à garder" in page
    assert '<form method="post" action="/dossiers' not in page.partition("<main")[2]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("", b"", "Choisissez d’abord un fichier"),
        ("vide.docx", b"", "Ce fichier est vide"),
        ("notes.txt", "Rien à voir.".encode(), "ses codes entre doubles crochets ont disparu"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "ne sont pas acceptés ici"),
        ("faux.docx", b"PK\x03\x04 pas un zip", "incomplet ou abîmé"),
    ],
)
def test_a_file_that_is_no_copy_is_refused_in_words(  # noqa: PLR0917  # what is sent and what is told
    agent: TestClient, draft: Application, town: Town, name: str, content: bytes, told: str
) -> None:
    answer = upload(agent, offline(draft), name, content)
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.text
    assert kept(town, draft) == answers()
    assert told in unescape(answer.text), re.findall(r'class="error"[^>]*>.*', answer.text)


def test_a_file_of_six_megabytes_is_refused(agent: TestClient, draft: Application) -> None:
    answer = upload(agent, offline(draft), "lourd.txt", b"a" * (6 * 1024 * 1024))
    assert answer.status_code == 422
    assert "la limite est de 5" in unescape(answer.text).replace("\u00a0", " ")


def test_the_copy_of_another_application_is_refused(
    town: Town, agent: TestClient, draft: Application
) -> None:
    other = a_draft(town.world, town.call, neighbour=True)
    theirs = town.visit(town.world.neighbour)
    content = text_copy(theirs, other)
    answer = upload(agent, offline(draft), "copie.txt", content.encode())
    assert answer.status_code == 422
    assert "copie de travail d’un autre dossier" in answer.text


def test_script_in_a_copy_is_text(agent: TestClient, draft: Application) -> None:
    content = text_copy(agent, draft).replace(answers()["title"], "</div><script>alert(1)</script>")
    page = bring(agent, draft, content)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_forged_comparison_types_nothing_it_may_not(
    town: Town, agent: TestClient, draft: Application
) -> None:
    page = bring(agent, draft, text_copy(agent, draft).replace("12 500", "9 000"))
    revision = REVISION.search(page)
    assert revision is not None
    said = {
        "csrf": token(agent, offline(draft)),
        "revision": revision[1],
        "zone.title": "[1, 2",
        "zone.people": json.dumps(["", [["a"], "b"]]),
        "zone.csrf": json.dumps(["", [["x"]]]),
        "zone.budget": json.dumps(["", [["1"]]]),
        "take": ["title", "people", "csrf", "inconnu"],
    }
    assert agent.post(f"{offline(draft)}/garder", data=said).status_code == 303
    assert kept(town, draft) == answers()


def test_offline_work_is_for_the_team_while_the_draft_may_change(
    town: Town, agent: TestClient, draft: Application
) -> None:
    for other in (town.world.neighbour, town.world.manager):
        assert town.visit(other).get(offline(draft)).status_code == 404
        assert town.visit(other).get(f"{offline(draft)}/copie.docx").status_code == 404
    applying.submit(town.world.desk, town.world.applicant, draft.public_id)
    applying.withdraw(town.world.desk, town.world.applicant, draft.public_id)
    assert agent.get(offline(draft)).status_code == 409


def test_a_copy_brought_back_after_the_deadline_loses_nothing(
    town: Town, agent: TestClient, draft: Application
) -> None:
    content = text_copy(agent, draft).replace("12 500", "9 000")
    town.world.at(AFTER)
    page = bring(agent, draft, content)
    assert keep(agent, draft, page, "budget").status_code == 303
    assert kept(town, draft)["budget"] == "9 000"
