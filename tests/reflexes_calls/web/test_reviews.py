"""Reviewing, as two readers who do not see each other do it."""

import datetime as dt
import re
from pathlib import Path

import pytest
from httpx2 import Response

from reflexes_calls.actions.applying import start_draft, submit
from reflexes_calls.actions.people import person_of_session
from reflexes_calls.actions.reviewing import assign
from reflexes_calls.storage import people
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.security import SESSION_COOKIE
from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
MARKS = {f"mark-{code}": "3" for code in ("besoin", "essai", "preuve", "personnes")}
COMMENTS = {
    "comment_for_jury": "À retenir, selon moi.",
    "comment_for_applicant": "Dites qui tient le vivier.",
}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A submitted application, given to two readers, and a call that is still open."""
    made = make_scene(tmp_path)
    agent = person_of_session(made.desk, made.visit("agent").cookies[SESSION_COOKIE])
    assert agent is not None
    draft = start_draft(made.desk, agent, made.call, made.own)
    submit(made.desk, agent, draft.public_id, ANSWERS)
    for reader in made.readers:
        assign(made.desk, made.manager, draft.public_id, reader)
    return made


@pytest.fixture
def address(scene: Scene) -> str:
    """Where the application is reviewed, once the deadline has passed."""
    listed = scene.visit("ana").get("/relectures").text
    scene.clock.instant = DEADLINE + dt.timedelta(hours=1)
    match = re.search(r'href="(/relectures/[0-9a-f]+)"', listed)
    assert match is not None
    return match[1]


def send(scene: Scene, name: str, address: str, do: str, **said: str) -> Response:
    """Fill the rubric and press one of its buttons."""
    visitor = scene.visit(name)
    match = TOKEN.search(visitor.get(address).text)
    assert match is not None
    return visitor.post(address, data={"csrf": match[1], "do": do} | said)


def test_nothing_is_read_before_the_deadline(scene: Scene, address: str) -> None:
    scene.clock.instant = DEADLINE
    shown = scene.visit("ana").get(address).text
    assert "La lecture n’a pas commencé" in shown
    assert "En mars, une crèche ferme" not in shown


def test_rubric_has_one_group_for_each_criterion(scene: Scene, address: str) -> None:
    shown = scene.visit("ana").get(address).text
    assert shown.count("<fieldset") == 4
    assert shown.count('type="radio"') == 20
    assert "En mars, une crèche ferme" in shown


def test_unfinished_review_is_kept(scene: Scene, address: str) -> None:
    answer = send(scene, "ana", address, "save", **{"mark-besoin": "2"})
    assert answer.headers["location"] == f"{address}?done=saved"
    shown = scene.visit("ana").get(address).text
    assert re.search(r'name="mark-besoin" value="2" checked', shown)


def test_refused_review_says_everything_and_keeps_everything(scene: Scene, address: str) -> None:
    said = {"mark-besoin": "2", "comment_for_jury": "<script>alert(1)</script>"}
    answer = send(scene, "ana", address, "submit", **said)
    assert answer.status_code == 422
    for name in ("mark-essai", "mark-preuve", "mark-personnes", "comment_for_applicant"):
        assert f'id="{name}-error"' in answer.text
    assert re.search(r'name="mark-besoin" value="2" checked', answer.text)
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script" not in answer.text


def test_others_are_seen_after_ones_own(scene: Scene, address: str) -> None:
    assert send(scene, "ana", address, "submit", **MARKS, **COMMENTS).status_code == 303
    assert "À retenir, selon moi." not in scene.visit("bo").get(address).text
    send(scene, "bo", address, "submit", **MARKS, **COMMENTS | {"comment_for_jury": "Trop tôt."})
    seen = scene.visit("bo").get(address).text
    assert "À retenir, selon moi." in seen
    assert "Ana" not in seen.split("<main")[1]
    assert "<textarea" not in seen


def test_second_submission_is_refused_with_its_text(scene: Scene, address: str) -> None:
    token_page = scene.visit("ana")
    match = TOKEN.search(token_page.get(address).text)
    assert match is not None
    said = {"csrf": match[1], "do": "submit"} | MARKS | COMMENTS
    assert token_page.post(address, data=said).status_code == 303
    again = token_page.post(address, data=said | {"comment_for_jury": "Autre avis."})
    assert again.status_code == 409
    assert "Autre avis." in again.text


def test_what_comes_from_ones_own_administration_is_no_longer_to_be_read(
    scene: Scene, address: str
) -> None:
    with writing(scene.desk.engine) as connection:
        people.add_membership(connection, scene.readers[0].id, scene.own.id)
    assert scene.visit("ana").get(address).status_code == 404
    assert "Aucun dossier ne vous est confié" in scene.visit("ana").get("/relectures").text
    assert scene.visit("bo").get(address).status_code == 200


def test_review_is_for_those_it_is_assigned_to(scene: Scene, address: str) -> None:
    assert scene.visit("manager").get(address).status_code == 404
    assert scene.visit("root").get(address).status_code == 404
    assert "Aucun dossier" in scene.visit("manager").get("/relectures").text
