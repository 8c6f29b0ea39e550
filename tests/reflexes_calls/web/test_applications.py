"""From a call to a receipt, as an applicant does it."""

import datetime as dt
import re
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
REVISION = re.compile(r'name="revision" value="(\d+)"')


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """An open call."""
    return make_scene(tmp_path)


@pytest.fixture
def agent(scene: Scene) -> TestClient:
    """Someone of Val-d'Essai."""
    return scene.visit("agent")


def found(pattern: re.Pattern[str], text: str) -> str:
    """What a pattern catches in a page."""
    match = pattern.search(text)
    assert match is not None
    return match[1]


@pytest.fixture
def draft(scene: Scene, agent: TestClient) -> str:
    """The address of a draft just begun."""
    address = f"/appels/{scene.call}/candidater"
    token = found(TOKEN, agent.get(address).text)
    answer = agent.post(address, data={"csrf": token})
    assert answer.status_code == 303
    return answer.headers["location"]


def send(agent: TestClient, draft: str, do: str, revision: str = "", **said: str) -> Response:
    """Fill the form of a draft and press one of its buttons."""
    shown = agent.get(draft).text
    known = REVISION.search(shown)
    kept = {
        "csrf": found(TOKEN, shown),
        "do": do,
        "revision": revision or (known[1] if known else "0"),
    }
    return agent.post(draft, data=kept | said)


def test_begun_twice_is_the_same_draft(scene: Scene, agent: TestClient, draft: str) -> None:
    token = found(TOKEN, agent.get(draft).text)
    again = agent.post(f"/appels/{scene.call}/candidater", data={"csrf": token})
    assert again.headers["location"] == draft
    assert draft in agent.get(f"/appels/{scene.call}/candidater").text


def test_draft_says_that_it_is_not_submitted(agent: TestClient, draft: str) -> None:
    shown = agent.get(draft).text
    assert "Vous n’avez pas encore déposé" in shown
    assert "30\N{NO-BREAK SPACE}janvier 2027" in shown


def test_what_is_typed_is_saved_even_wrong(agent: TestClient, draft: str) -> None:
    answer = send(agent, draft, "save", title="Un titre", budget="douze")
    assert answer.headers["location"] == f"{draft}?done=saved"
    shown = agent.get(draft).text
    assert 'value="douze"' in shown
    assert "Brouillon enregistré le" in shown


def test_refused_submission_says_everything_and_keeps_everything(
    agent: TestClient, draft: str
) -> None:
    said = ANSWERS | {"budget": "douze", "start_on": "01/01/2020", "title": ""}
    answer = send(agent, draft, "submit", **said)
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.text
    for name in ("budget", "start_on", "title"):
        assert f'id="{name}-error"' in answer.text
        assert f'href="#{name}"' in answer.text
    assert 'value="douze"' in answer.text
    assert "En mars, une crèche ferme" in answer.text
    assert "En mars, une crèche ferme" in agent.get(draft).text


def test_refused_form_can_be_sent_again(agent: TestClient, draft: str) -> None:
    refused = send(agent, draft, "submit", **ANSWERS | {"budget": "douze"})
    revision = found(REVISION, refused.text)
    answer = send(agent, draft, "submit", revision, **ANSWERS)
    assert answer.headers["location"] == f"{draft}?done=submitted"


def test_submission_gives_a_receipt(scene: Scene, agent: TestClient, draft: str) -> None:
    assert send(agent, draft, "submit", **ANSWERS).status_code == 303
    shown = agent.get(draft).text
    assert "2027-001" in shown
    assert "12\N{NARROW NO-BREAK SPACE}500,50\N{NO-BREAK SPACE}€" in shown
    assert "1er\N{NO-BREAK SPACE}avril 2027" in shown
    assert "<textarea" not in shown
    receipt = agent.get(f"{draft}/recepisse").text
    assert scene.own.name in receipt
    assert re.search(r"[0-9a-f]{64}", receipt)
    assert "2027-001" in agent.get("/dossiers").text


def test_draft_has_no_receipt(agent: TestClient, draft: str) -> None:
    assert agent.get(f"{draft}/recepisse").status_code == 404


def test_deadline_itself_is_in_time(scene: Scene, agent: TestClient, draft: str) -> None:
    scene.clock.instant = DEADLINE
    assert send(agent, draft, "submit", **ANSWERS).status_code == 303


def test_one_second_late_is_refused_and_the_text_is_kept(
    scene: Scene, agent: TestClient, draft: str
) -> None:
    scene.clock.instant = DEADLINE + dt.timedelta(seconds=1)
    answer = send(agent, draft, "submit", **ANSWERS)
    assert answer.status_code == 409
    assert "En mars, une crèche ferme" in answer.text
    assert 'role="alert"' in answer.text
    assert "En mars, une crèche ferme" in agent.get(draft).text


def test_second_tab_is_shown_both_texts(agent: TestClient, draft: str) -> None:
    first = found(REVISION, agent.get(draft).text)
    send(agent, draft, "save", first, title="Texte du premier onglet")
    answer = send(agent, draft, "save", first, title="Texte du second onglet")
    assert answer.status_code == 409
    assert "Texte du premier onglet" in answer.text
    assert 'value="Texte du second onglet"' in answer.text
    assert "Texte du premier onglet" in agent.get(draft).text
    again = found(REVISION, answer.text)
    assert send(agent, draft, "save", again, title="Texte du second onglet").status_code == 303


def test_tab_left_open_after_the_submission_loses_nothing(agent: TestClient, draft: str) -> None:
    token = found(TOKEN, agent.get(draft).text)
    send(agent, draft, "submit", **ANSWERS)
    late = {"csrf": token, "do": "save", "revision": "0"} | ANSWERS | {"title": "Autre titre"}
    answer = agent.post(draft, data=late)
    assert answer.status_code == 409
    assert "Autre titre" in answer.text


def test_script_in_a_field_is_text(agent: TestClient, draft: str) -> None:
    script = "</textarea><script>alert(1)</script>"
    answer = send(agent, draft, "submit", **ANSWERS | {"problem": script, "title": '"><script>'})
    assert answer.status_code == 303
    assert "<script" not in agent.get(draft).text
    assert "<script" not in agent.get(f"{draft}/recepisse").text
    assert "&lt;/textarea&gt;" in agent.get(draft).text


def test_withdrawn_application_leaves_room_for_another(
    scene: Scene, agent: TestClient, draft: str
) -> None:
    send(agent, draft, "submit", **ANSWERS)
    assert send(agent, draft, "withdraw").headers["location"] == f"{draft}?done=withdrawn"
    shown = agent.get(draft).text
    assert "Retiré" in shown
    again = agent.post(
        f"/appels/{scene.call}/candidater",
        data={"csrf": found(TOKEN, agent.get(f"/appels/{scene.call}/candidater").text)},
    )
    assert again.headers["location"] != draft


def test_application_does_not_exist_for_the_others(scene: Scene, draft: str) -> None:
    for name in ("ana", "manager"):
        assert scene.visit(name).get(draft).status_code == 404


def test_application_is_for_someone_in_particular(agent: TestClient, draft: str) -> None:
    agent.cookies.clear()
    answer = agent.get(draft)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion?next=")


def test_person_without_administration_is_told(scene: Scene) -> None:
    shown = scene.visit("ana").get(f"/appels/{scene.call}/candidater").text
    assert "n’est rattaché à aucune administration" in shown
