"""The page by which a manager admits one late file."""

import datetime as dt
import html

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.actions import applying
from reflexes_calls.actions.people import person_of_session
from reflexes_calls.domain.application import Application
from reflexes_calls.web.security import SESSION_COOKIE
from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

WHY = "La tempête a coupé leur réseau."
LIMIT = dt.datetime(2027, 2, 3, 11, 0, tzinfo=dt.UTC)
SAID = {"reasons": WHY, "until_on": "03/02/2027", "until_at": "12 h"}


@pytest.fixture
def scene(tmp_path) -> Scene:
    return make_scene(tmp_path)


@pytest.fixture
def draft(scene: Scene) -> Application:
    agent = person_of_session(scene.desk, scene.visit("agent").cookies[SESSION_COOKIE])
    assert agent is not None
    begun = applying.start_draft(scene.desk, agent, scene.call, scene.own)
    return applying.save_draft(scene.desk, agent, begun.public_id, ANSWERS, revision=0)


def admit_page(scene: Scene) -> str:
    return f"/gestion/appels/{scene.call}/admettre"


def send(client: TestClient, address: str, **said: str) -> Response:
    found = TOKEN.search(client.get(address).text)
    assert found
    return client.post(address, data={"csrf": found[1], **said})


def read(answered: Response) -> str:
    return html.unescape(answered.text).replace("\u00a0", " ").replace("\u202f", " ")


def test_before_the_deadline_there_is_nothing_to_admit(scene: Scene, draft: Application) -> None:
    manager = scene.visit("manager")
    page = read(manager.get(admit_page(scene)))
    assert "Rien n’est encore en retard : la date limite est le 30 janvier 2027 à 17 h" in page
    assert draft.public_id not in page
    assert admit_page(scene) not in manager.get(f"/gestion/appels/{scene.call}").text


def test_a_late_file_is_admitted_submitted_and_counted(scene: Scene, draft: Application) -> None:
    scene.clock.instant = DEADLINE + dt.timedelta(hours=16)
    manager, agent = scene.visit("manager"), scene.visit("agent")
    assert admit_page(scene) in manager.get(f"/gestion/appels/{scene.call}").text
    page = read(manager.get(admit_page(scene)))
    assert "Ville de Val-d’Essai – brouillon commencé le 10 janvier 2027" in page
    assert ANSWERS["title"] not in page
    assert ANSWERS["problem"] not in page
    assert "Aucun dossier n’a été admis" in read(agent.get(f"/appels/{scene.call}"))
    done = send(manager, admit_page(scene), application=draft.public_id, **SAID)
    assert done.headers["location"].endswith("admettre?done=admitted")
    page = read(manager.get(admit_page(scene)))
    assert "Admis jusqu’au 3 février 2027 à 12 h" in page
    assert WHY in page
    assert "1 dossier a été admis hors délai" in read(agent.get(f"/appels/{scene.call}"))
    overview = read(agent.get(f"/dossiers/{draft.public_id}"))
    assert "admis hors délai" in overview
    assert "3 février 2027 à 12 h" in overview
    for instant, status in ((LIMIT + dt.timedelta(seconds=1), 409), (LIMIT, 303)):
        scene.clock.instant = LIMIT
        check = agent.get(f"/dossiers/{draft.public_id}/verifier")
        token = TOKEN.search(check.text)
        assert token
        scene.clock.instant = instant
        said = {"csrf": token[1], "revision": "1", "do": "submit"}
        sent = agent.post(f"/dossiers/{draft.public_id}/verifier", data=said)
        assert sent.status_code == status


def test_everything_to_mend_is_said_at_once_and_kept(scene: Scene, draft: Application) -> None:
    scene.clock.instant = DEADLINE + dt.timedelta(hours=16)
    refused = send(
        scene.visit("manager"),
        admit_page(scene),
        application=draft.public_id,
        reasons="c" * 1001,
        until_on="bientôt",
        until_at="midi pile",
    )
    assert refused.status_code == 422
    for kept in ("c" * 1001, "bientôt", "midi pile", f'value="{draft.public_id}" checked'):
        assert kept in refused.text
    for field in ("reasons", "until_on", "until_at"):
        assert f'href="#{field}"' in refused.text
    none = send(scene.visit("manager"), admit_page(scene), **SAID)
    assert none.status_code == 422
    assert "Choisissez l’administration" in none.text
    far = send(
        scene.visit("manager"),
        admit_page(scene),
        application=draft.public_id,
        **SAID | {"until_on": "03/04/2027"},
    )
    assert "est trop loin" in far.text


def test_it_is_the_managers_alone(scene: Scene) -> None:
    for name in ("agent", "ana", "root"):
        assert scene.visit(name).get(admit_page(scene)).status_code == 403
