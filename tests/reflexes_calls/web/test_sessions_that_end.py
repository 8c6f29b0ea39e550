"""A session that ends while a form is open: what was typed goes through the sign-in page."""

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions.people import sign_in
from reflexes_calls.web.security import SESSION_COOKIE
from tests.reflexes_calls.web.applying import REQUEST, TOKEN, Draft, begin, found
from tests.reflexes_calls.web.scene import PASSWORD, Scene, make_scene

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TYPED = 'Écrit pendant que la session finissait, avec « guillemets » & "droits".'


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """An open call."""
    return make_scene(tmp_path)


@pytest.fixture
def draft(scene: Scene) -> Draft:
    """A draft just begun."""
    return begin(scene, scene.visit("agent"))


def hidden_of(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(page)}


def sign_in_by(hands: TestClient, page: str, password: str = PASSWORD) -> str:
    """Sign in on a page that carries a form; gives the page that comes."""
    said = hidden_of(page) | {"email": "agent@example.org", "password": password}
    return hands.post("/connexion", data=said).text


def test_the_page_says_at_what_time_the_session_ends(draft: Draft) -> None:
    shown = draft.page("rubriques/trial")
    assert re.search(r"Votre session se termine à \d{1,2}.h", shown)
    assert re.search(r'data-ends-at="20\d\d-', shown)


def test_text_sent_after_the_end_comes_back_in_the_form_and_is_saved_on_confirm(
    draft: Draft,
) -> None:
    said = {"csrf": found(TOKEN, draft.page("rubriques/trial")), "revision": "0", "do": "save"}
    draft.hands.cookies.clear()
    asked = draft.hands.post(f"{draft.address}/rubriques/trial", data=said | {"problem": TYPED})
    assert asked.status_code == 401
    assert "Votre session était terminée" in asked.text
    # A wrong password loses nothing either.
    again = sign_in_by(draft.hands, asked.text, "ce n’est pas le bon")
    assert "Votre session était terminée" in again
    back = sign_in_by(draft.hands, again)
    assert "Votre session est de nouveau ouverte" in back
    assert html.escape(TYPED, quote=False) in html.unescape(back).replace("&", "&amp;")
    assert TYPED not in draft.page("rubriques/trial")
    kept = hidden_of(back)
    confirmed = draft.hands.post(
        f"{draft.address}/rubriques/trial",
        data={"csrf": kept["csrf"], "revision": kept["revision"], "do": "save", "problem": TYPED},
    )
    assert confirmed.status_code == 303
    assert TYPED in html.unescape(draft.page("rubriques/trial"))


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(draft: Draft) -> None:
    said = {"csrf": found(TOKEN, draft.page("rubriques/trial")), "revision": "0", "do": "save"}
    draft.save("trial", {"problem": "D’un collègue"})
    draft.hands.cookies.clear()
    asked = draft.hands.post(f"{draft.address}/rubriques/trial", data=said | {"problem": TYPED})
    kept = hidden_of(sign_in_by(draft.hands, asked.text))
    answer = draft.hands.post(
        f"{draft.address}/rubriques/trial",
        data={"csrf": kept["csrf"], "revision": kept["revision"], "do": "save", "problem": TYPED},
    )
    assert answer.status_code == 409
    assert "D’un collègue" in answer.text


def test_signed_in_again_in_another_tab_the_first_one_goes_on(scene: Scene, draft: Draft) -> None:
    said = {"csrf": found(TOKEN, draft.page("rubriques/trial")), "revision": "0", "do": "save"}
    draft.hands.cookies.clear()
    draft.hands.cookies.set(SESSION_COOKIE, sign_in(scene.desk, "agent@example.org", PASSWORD))
    back = draft.hands.post(f"{draft.address}/rubriques/trial", data=said | {"problem": TYPED})
    assert TYPED in html.unescape(back.text)
    assert "mais n’est pas encore enregistré" in back.text


def test_a_submission_sent_after_the_end_is_not_silently_lost(draft: Draft) -> None:
    draft.fill()
    shown = draft.page("verifier")
    said = {"csrf": found(TOKEN, shown), "do": "submit", "_request": found(REQUEST, shown)}
    draft.hands.cookies.clear()
    asked = draft.hands.post(f"{draft.address}/verifier", data=said)
    assert asked.status_code == 401
    assert "votre dossier n’est PAS déposé" in asked.text
    back = sign_in_by(draft.hands, asked.text)
    assert "Votre dossier n’est PAS encore déposé" in back
    kept = {"csrf": found(TOKEN, back[back.index("<main") :]), "_request": found(REQUEST, back)}
    answer = draft.hands.post(f"{draft.address}/verifier", data=kept | {"do": "submit"})
    assert answer.headers["location"].startswith(f"{draft.address}/recepisse")


def test_a_form_of_another_site_is_not_carried(draft: Draft) -> None:
    draft.hands.cookies.clear()
    answer = draft.hands.post(
        f"{draft.address}/rubriques/trial",
        data={"problem": "Glissé là"},
        headers={"Origin": "https://ailleurs.example"},
    )
    assert answer.status_code == 403
    assert 'name="_carried.problem"' not in answer.text


def test_nothing_is_carried_towards_a_draft_of_others(scene: Scene, draft: Draft) -> None:
    stranger = scene.visit("ana")
    stranger.cookies.clear()
    asked = stranger.post(f"{draft.address}/rubriques/trial", data={"problem": "Glissé là"})
    said = hidden_of(asked.text) | {"email": "ana@example.org", "password": PASSWORD}
    answer = stranger.post("/connexion", data=said)
    assert "Glissé là" not in answer.text
    assert stranger.get(answer.headers["location"]).status_code == 404
