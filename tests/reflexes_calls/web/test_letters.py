"""The page of letters: those that wait are read, corrected, let go or held back."""

import re

from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.actions.desk import Desk
from reflexes_calls.storage import calls, letters
from reflexes_calls.storage.engine import writing
from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.scene import make_scene


def send(client: TestClient, page: str, **said: str) -> Response:
    found = TOKEN.search(client.get(page).text)
    assert found
    return client.post(page, data={"csrf": found[1], **said})


def waiting_letter(desk: Desk, call: str, subject: str) -> None:
    """A letter of the call that waits to be read."""
    with writing(desk.engine) as connection:
        known = calls.find_call(connection, call)
        assert known is not None
        letters.queue(
            connection,
            kind="declined",
            person=None,
            recipient="equipe@example.org",
            subject=subject,
            body="Bonjour <b>équipe</b>.\n\nHello.",
            at=desk.clock.now(),
            call=known.id,
            waits=True,
        )


def test_letters_are_read_and_let_go(tmp_path) -> None:
    scene = make_scene(tmp_path)
    manager, here = scene.visit("manager"), f"/gestion/appels/{scene.call}/lettres"
    assert "partent dès qu’elles sont écrites" in manager.get(here).text
    assert send(manager, here, do="read-first").status_code == 303
    assert "attend ici une relecture" in manager.get(here).text
    desk = manager.app.state.desk
    waiting_letter(desk, scene.call, "Une première")
    waiting_letter(desk, scene.call, "Une seconde")
    page = manager.get(f"{here}?etat=waiting").text
    assert page.index("Une seconde") < page.index("Une première")
    first, second = re.findall(r'name="(pass-[0-9a-z]+)"', page)
    none = send(manager, here, do="some")
    assert none.status_code == 422
    assert "Cochez au moins une lettre" in none.text
    assert send(manager, here, do="some", **{first: "yes"}).status_code == 303
    left = manager.get(f"{here}?etat=waiting").text
    assert "Une première" in left
    assert "Une seconde" not in left
    one = f"{here}/{second.removeprefix('pass-')}"
    shown = manager.get(one).text
    assert "&lt;b&gt;équipe&lt;/b&gt;" in shown
    refused = send(manager, one, do="correct", subject="", body="Autrement")
    assert refused.status_code == 422
    assert "Autrement" in refused.text
    assert send(manager, one, do="correct", subject="Mieux", body="Autrement").status_code == 303
    assert "Bonjour" in manager.get(one).text
    assert send(manager, one, do="hold", reason="").status_code == 422
    assert send(manager, one, do="hold", reason="Doublon").status_code == 303
    assert "Doublon" in manager.get(one).text
    late = send(manager, here, do="all")
    assert late.status_code == 303
    held = manager.get(f"{here}?etat=held-back&sorte=declined").text
    assert "Mieux" in held
    assert "Aucune lettre ici" in manager.get(f"{here}?etat=waiting").text


def test_a_letter_that_was_settled_meanwhile_says_so(tmp_path) -> None:
    scene = make_scene(tmp_path)
    manager, here = scene.visit("manager"), f"/gestion/appels/{scene.call}/lettres"
    waiting_letter(manager.app.state.desk, scene.call, "Une lettre")
    found = re.search(r'name="pass-([0-9a-z]+)"', manager.get(here).text)
    assert found
    one = f"{here}/{found[1]}"
    token = TOKEN.search(manager.get(one).text)
    assert token
    assert send(manager, here, do="all").status_code == 303
    late = {"csrf": token[1], "do": "hold", "reason": "Trop tard"}
    answer = manager.post(one, data=late)
    assert answer.status_code == 409
    assert "n’attend plus" in answer.text
    assert manager.get(f"{here}/{'0' * 32}").status_code == 404
