"""The page of webhooks: its secret shown once, refusals that keep what was typed."""

import re

from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.actions.delivering import deliver
from reflexes_calls.providers.calling import Answer
from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.scene import make_scene

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def send(client: TestClient, here: str, **said: str) -> Response:
    found = TOKEN.search(client.get(here).text)
    assert found
    return client.post(here, data={"csrf": found[1], **said})


def test_an_address_is_added_tried_and_removed(tmp_path) -> None:
    scene = make_scene(tmp_path)
    manager, here = scene.visit("manager"), f"/gestion/appels/{scene.call}/webhooks"
    said = {"do": "add", "address": "https://example.org/ici", "tell-application-submitted": "yes"}
    made = send(manager, here, **said)
    assert made.status_code == 200
    secret = SECRET.search(made.text)
    assert secret
    page = manager.get(here).text
    assert "https://example.org/ici" in page
    assert not SECRET.search(page)
    of = re.search(r'name="of" value="([^"]+)"', page)
    assert of
    turned = SECRET.search(send(manager, here, do="turn", of=of[1]).text)
    assert turned
    assert turned[0] != secret[0]
    assert send(manager, here, do="try", of=of[1]).status_code == 303
    desk = manager.app.state.desk
    deliver(desk, lambda *_: Answer(status=None, failure="no-answer"))
    page = manager.get(here).text
    assert "pas de réponse en dix secondes" in page
    assert "en route" in page
    assert send(manager, here, do="remove", of=of[1]).status_code == 303
    assert "https://example.org/ici" not in manager.get(here).text
    assert send(manager, here, do="try", of=of[1]).status_code == 404


def test_a_refused_address_keeps_what_was_ticked_and_typed(tmp_path) -> None:
    scene = make_scene(tmp_path)
    manager, here = scene.visit("manager"), f"/gestion/appels/{scene.call}/webhooks"
    refused = send(
        manager, here, do="add", address="http://10.0.0.1/<b>", **{"tell-pilot-started": "yes"}
    )
    assert refused.status_code == 422
    assert "ne peut pas être appelée" in refused.text
    assert "http://10.0.0.1/&lt;b&gt;" in refused.text
    assert re.search(r'name="tell-pilot-started" value="yes" checked', refused.text)
    both = send(manager, here, do="add", address="")
    assert "Cochez au moins une chose" in both.text
    assert both.text.count('class="error"') >= 2 or both.text.count("has-error") >= 2
