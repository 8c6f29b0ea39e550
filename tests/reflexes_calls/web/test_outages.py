"""The page of outages: declared, refused with everything typed, taken back."""

import datetime as dt
import re

from httpx2 import Response
from starlette.testclient import TestClient

from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.scene import DEADLINE, make_scene


def send(client: TestClient, **said: str) -> Response:
    found = TOKEN.search(client.get("/gestion/pannes").text)
    assert found
    return client.post("/gestion/pannes", data={"csrf": found[1], **said})


DECLARED = {
    "do": "declare",
    "started_on": "30/01/2027",
    "started_at": "16:30",
    "ended_on": "30/01/2027",
    "ended": "17h15",
    "reason": "Coupure de courant",
}


BEFORE = DECLARED | {"started_at": "15:30", "ended": "16h15"}


def test_an_outage_is_declared_and_taken_back(tmp_path) -> None:
    scene = make_scene(tmp_path)
    scene.clock.instant = DEADLINE
    root = scene.visit("root")
    assert send(root, **BEFORE).status_code == 303
    page = root.get("/gestion/pannes").text
    assert "Coupure de courant" in page
    call = root.get(f"/appels/{scene.call}").text
    assert re.search(r"18\s?[:h]", call)
    assert send(root, do="cancel", number="1").status_code == 303
    assert "Coupure de courant" not in root.get("/gestion/pannes").text


def test_a_wrong_outage_is_refused_and_nothing_typed_is_lost(tmp_path) -> None:
    root = make_scene(tmp_path).visit("root")
    answer = send(root, **DECLARED | {"started_on": "hier", "ended": "25:99"})
    assert answer.status_code == 422
    for kept in ("hier", "25:99", "Coupure de courant", "n’est pas une heure"):
        assert kept in answer.text
    assert send(root, do="cancel", number="12").status_code == 404


def test_it_is_the_administrators_alone(tmp_path) -> None:
    assert make_scene(tmp_path).visit("manager").get("/gestion/pannes").status_code == 403


def test_an_outage_stays_when_taking_it_back_would_close_the_call_at_once(tmp_path) -> None:
    scene = make_scene(tmp_path)
    scene.clock.instant = DEADLINE + dt.timedelta(hours=1)
    root = scene.visit("root")
    assert send(root, **DECLARED).status_code == 303
    answer = send(root, do="cancel", number="1")
    assert answer.status_code == 409
    assert "Sans cette panne, la date limite" in answer.text
    assert "Coupure de courant" in answer.text
    assert send(root, do="cancel", number="9" * 40).status_code == 404
