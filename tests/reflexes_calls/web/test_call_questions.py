"""The pages of questions about a call: public, asked, answered, corrected."""

import datetime as dt
import html
import re

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.actions import amending
from reflexes_calls.web.security import SESSION_COOKIE
from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.scene import DEADLINE, Scene, make_scene

QUESTION = "Un syndicat <b>mixte</b> peut-il candidater ?"
ANSWER = "Oui, comme tout groupement."
WHICH = re.compile(r'name="question" value="([0-9a-f]{32})"')
SEEN = re.compile(r'name="seen" value="([0-9a-f]*)"')


@pytest.fixture
def scene(tmp_path) -> Scene:
    return make_scene(tmp_path)


def public(scene: Scene) -> str:
    return f"/appels/{scene.call}/questions"


def answers(scene: Scene) -> str:
    return f"/gestion/appels/{scene.call}/reponses"


def send(client: TestClient, address: str, **said: str) -> Response:
    found = TOKEN.search(client.get(address).text)
    assert found
    return client.post(address, data={"csrf": found[1], **said})


def answer(scene: Scene, text: str) -> Response:
    shown = scene.visit("manager").get(answers(scene)).text
    which, seen = WHICH.search(shown), SEEN.search(shown)
    assert which
    assert seen
    return send(
        scene.visit("manager"), answers(scene), question=which[1], seen=seen[1], answer=text
    )


def read(answered: Response) -> str:
    return html.unescape(answered.text).replace("\u00a0", " ").replace("\u202f", " ")


def stranger(scene: Scene) -> TestClient:
    client = scene.visit("agent")
    client.cookies.delete(SESSION_COOKIE)
    return client


def test_the_call_leads_there_and_whoever_is_not_signed_in_is_led_to_it(scene: Scene) -> None:
    anyone = stranger(scene)
    assert f'href="{public(scene)}"' in anyone.get(f"/appels/{scene.call}").text
    page = read(anyone.get(public(scene)))
    assert "Vous pouvez poser une question jusqu’au 30 janvier 2027 à 17 h" in page
    assert "Aucune question n’a encore sa réponse." in page
    assert f'href="/connexion?next={public(scene)}"' in page
    assert "<textarea" not in page


def test_a_question_is_sent_then_answered_then_read_by_everyone(scene: Scene) -> None:
    agent = scene.visit("agent")
    assert send(agent, public(scene), question=QUESTION).status_code == 303
    assert "peut-il candidater" in read(agent.get(public(scene)))
    assert "peut-il candidater" not in read(stranger(scene).get(public(scene)))
    board = read(scene.visit("manager").get(f"/gestion/appels/{scene.call}"))
    assert "1 attend une réponse" in board
    waiting = scene.visit("manager").get("/gestion")
    assert f'<a href="{answers(scene)}">Répondre aux questions posées' in read(waiting)
    assert "1 attend une réponse" in read(waiting)
    assert answer(scene, ANSWER).headers["location"].endswith("reponses?done=answered")
    page = stranger(scene).get(public(scene)).text
    assert "&lt;b&gt;mixte&lt;/b&gt;" in page
    assert ANSWER in page
    for name in ("Agent", "agent@example.org", scene.own.name):
        assert name not in page
    board = read(scene.visit("manager").get(f"/gestion/appels/{scene.call}"))
    assert "attend une réponse" not in board
    assert answers(scene) not in scene.visit("manager").get("/gestion").text


def test_a_refused_question_is_still_in_the_form(scene: Scene) -> None:
    typed = "Écrivez-moi : agent@example.org ou 06 12 34 56 78"
    refused = send(scene.visit("agent"), public(scene), question=typed)
    assert refused.status_code == 422
    page = read(refused)
    assert typed in page
    assert "ressemble à une adresse de courriel" in page
    assert "ressemble à un numéro de téléphone" in page
    empty = send(scene.visit("agent"), public(scene), question=" ")
    assert (empty.status_code, 'href="#question"' in empty.text) == (422, True)


def test_a_question_sent_too_late_is_told_until_when_and_given_back(scene: Scene) -> None:
    agent = scene.visit("agent")
    token = TOKEN.search(agent.get(public(scene)).text)
    assert token
    scene.clock.instant = DEADLINE + dt.timedelta(seconds=1)
    late = agent.post(public(scene), data={"csrf": token[1], "question": QUESTION})
    assert late.status_code == 409
    page = read(late)
    assert "On pouvait poser des questions jusqu’au 30/01/2027 17:00:00" in page
    assert "Un syndicat <b>mixte</b> peut-il candidater ?" in page
    assert "<textarea" not in page


def test_an_answer_about_an_older_version_says_so(scene: Scene) -> None:
    send(scene.visit("agent"), public(scene), question=QUESTION)
    answer(scene, ANSWER)
    assert "réponse donnée sur la version" not in read(stranger(scene).get(public(scene)))
    desk = scene.desk
    amending.prepare(desk, scene.manager, scene.call, {"closes_on": "06/02/2027"})
    seen = amending.amendment_page(desk, scene.manager, scene.call).digest
    amending.amend(desk, scene.manager, scene.call, "Une salle.", seen=seen, address="")
    page = read(stranger(scene).get(public(scene)))
    assert "réponse donnée sur la version 1" in page
    assert "L’appel en est à la version 2" in page


def test_a_correction_shows_its_day_and_a_bad_one_stays_in_its_box(scene: Scene) -> None:
    send(scene.visit("agent"), public(scene), question=QUESTION)
    assert answer(scene, " ").status_code == 422
    answer(scene, ANSWER)
    scene.clock.instant += dt.timedelta(days=2)
    refused = answer(scene, "b" * 3001)
    assert refused.status_code == 422
    assert "b" * 3001 in refused.text
    assert '<details class="change" open' in refused.text
    assert answer(scene, "Non, finalement.").status_code == 303
    page = read(stranger(scene).get(public(scene)))
    assert "Réponse corrigée le 12 janvier 2027" in page
    assert ANSWER not in page


def test_two_answers_at_once_keep_both_texts(scene: Scene) -> None:
    send(scene.visit("agent"), public(scene), question=QUESTION)
    shown = scene.visit("manager").get(answers(scene)).text
    which = WHICH.search(shown)
    assert which
    answer(scene, ANSWER)
    second = send(
        scene.visit("manager"), answers(scene), question=which[1], seen="", answer="Je crois."
    )
    assert second.status_code == 409
    assert "Je crois." in second.text
    assert ANSWER in second.text


def test_answers_are_the_managers_alone(scene: Scene) -> None:
    assert stranger(scene).get(answers(scene)).status_code == 303
    assert scene.visit("agent").get(answers(scene)).status_code == 403
    assert scene.visit("agent").get(f"/appels/{'0' * 32}/questions").status_code == 404


def test_what_was_typed_comes_back_after_a_session_that_ended(scene: Scene) -> None:
    agent = scene.visit("agent")
    token = TOKEN.search(agent.get(public(scene)).text)
    assert token
    agent.cookies.delete(SESSION_COOKIE)
    told = agent.post(public(scene), data={"csrf": token[1], "question": QUESTION})
    assert told.status_code == 401
    assert html.escape(QUESTION) in told.text


def test_the_journal_says_that_someone_asked_and_not_who(scene: Scene) -> None:
    send(scene.visit("ana"), public(scene), question=QUESTION)
    page = read(scene.visit("manager").get(f"/journal/{scene.call}"))
    assert "Question posée sur l’appel" in page
    assert "une personne qui a un compte" in page
    assert "Ana" not in page
