"""The people of the service, those of a call, an organisation, and one's own data, as pages."""

import json
import re
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from reflexes_calls.domain.retention import KEPT
from reflexes_calls.web.people_words import ENTRIES
from reflexes_calls.web.translating import translations
from tests.reflexes_calls.letters_read import letters_to, link_in
from tests.reflexes_calls.web.scene import Scene, make_scene
from tests.reflexes_calls.web.structure import faults_of

pytestmark = pytest.mark.web
TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
NEW = "nouvelle@mairie.example"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def post(visitor: TestClient, address: str, **said: str) -> Response:
    """Send a form of a page."""
    found = TOKEN.search(visitor.get(address).text)
    assert found is not None, address
    return visitor.post(address, data={"csrf": found[1]} | said)


def test_an_administrator_finds_invites_and_closes(scene) -> None:
    root = scene.visit("root")
    shown = root.get("/gestion/personnes?q=agent")
    assert faults_of(shown.text) == []
    found = re.search(r'href="(/gestion/personnes/[0-9a-f]+)"', shown.text)
    assert found is not None
    account = found[1]
    assert faults_of(root.get(account).text) == []

    refused = post(root, "/gestion/personnes", do="invite", email="sans arobase", role="manager")
    assert refused.status_code == 422
    assert 'value="sans arobase"' in refused.text
    assert faults_of(refused.text) == []
    done = post(root, "/gestion/personnes", do="invite", email=NEW, role="manager")
    assert done.headers["location"] == "/gestion/personnes?done=invited"
    assert NEW in root.get("/gestion/personnes").text

    assert post(root, account, do="grant", role="manager").status_code == 303
    assert "Rôle donné" in root.get(account).text
    assert post(root, account, do="revoke", role="manager", call="").status_code == 303
    agent = scene.visit("agent")
    assert agent.get("/mes-donnees").status_code == 200
    assert post(root, account, do="close").status_code == 303
    assert agent.get("/mes-donnees").status_code == 303


@pytest.mark.parametrize("name", ["manager", "ana", "agent"])
def test_nobody_else_opens_the_page_of_people(scene, name) -> None:
    visitor = scene.visit(name)
    assert visitor.get("/gestion/personnes").status_code == 403
    assert visitor.get(f"/gestion/personnes/{'0' * 32}").status_code == 403


def test_an_invitation_is_accepted_with_a_new_account(scene) -> None:
    post(scene.visit("root"), "/gestion/personnes", do="invite", email=NEW, role="manager")
    address = f"/bienvenue/{link_in(letters_to(scene.desk.outbox, NEW)[0])}"
    visitor = TestClient(scene.visit("root").app, follow_redirects=False)
    assert faults_of(visitor.get(address).text) == []
    refused = post(visitor, address, name="", password="court")
    assert refused.status_code == 422
    assert refused.text.count('class="error"') == 2
    done = post(visitor, address, name="Nora Belin", password="une phrase toute neuve")
    assert done.headers["location"] == "/mes-donnees?done=accepted"
    assert visitor.get("/gestion").status_code == 200
    assert visitor.get(address).status_code == 410


def test_a_call_has_its_people_and_whoever_has_no_account_is_invited(scene) -> None:
    manager, here = scene.visit("manager"), f"/gestion/appels/{scene.call}/personnes"
    assert faults_of(manager.get(here).text) == []
    done = post(manager, here, do="give", email="bo@example.org", role="reviewer")
    assert done.headers["location"] == f"{here}?done=role-given"
    done = post(manager, here, do="give", email=NEW, role="reviewer")
    assert done.headers["location"] == f"{here}?done=invited"
    refused = post(manager, here, do="give", email="", role="reviewer")
    assert refused.status_code == 422
    found = re.search(
        r'name="of" value="([0-9a-f]+)"><input type="hidden" name="role" value="manager"',
        manager.get(here).text,
    )
    assert found is not None
    stays = post(manager, here, do="revoke", of=found[1], role="manager")
    assert stays.status_code == 409
    assert "Personne d’autre ne gère cet appel" in stays.text
    assert scene.visit("agent").get(here).status_code == 403


def test_an_organisation_is_seen_by_its_members_alone(scene) -> None:
    here = f"/organisations/{scene.own.public_id}"
    agent = scene.visit("agent")
    assert faults_of(agent.get(here).text) == []
    assert scene.visit("ana").get(here).status_code == 404
    assert post(agent, here, do="invite", email=NEW).status_code == 403
    assert post(scene.visit("root"), here, do="invite", email=NEW).status_code == 303
    assert post(agent, here, do="leave").headers["location"].startswith("/mes-donnees")
    assert agent.get(here).status_code == 404


def test_ones_own_data_are_shown_corrected_and_taken_away(scene) -> None:
    agent = scene.visit("agent")
    shown = agent.get("/mes-donnees")
    assert faults_of(shown.text) == []
    for each in KEPT:
        assert translations("fr").gettext(each.what) in shown.text
    assert faults_of(scene.visit("agent").get("/mes-donnees?lang=en").text) == []
    refused = post(agent, "/mes-donnees", do="rename", name="")
    assert refused.status_code == 422
    assert post(agent, "/mes-donnees", do="rename", name="Agathe Essai").status_code == 303
    assert "Agathe Essai" in agent.get("/").text
    wrong = post(
        agent, "/mes-donnees", do="password", **{"present-password": "faux", "password": "x" * 12}
    )
    assert wrong.status_code == 422
    assert "mot de passe actuel" in wrong.text
    assert faults_of(agent.get("/mes-donnees/copie").text) == []
    copy = agent.get("/mes-donnees/copie.json")
    assert "attachment" in copy.headers["content-disposition"]
    assert json.loads(copy.text)["person"]["name"] == "Agathe Essai"


def test_erasing_says_first_what_stays(scene) -> None:
    agent = scene.visit("agent")
    shown = agent.get("/mes-donnees/effacer")
    assert faults_of(shown.text) == []
    for each in KEPT:
        assert (translations("fr").gettext(each.what) in shown.text) is each.outlives
    refused = post(agent, "/mes-donnees/effacer")
    assert refused.status_code == 422
    assert "Cochez la case" in refused.text
    assert post(agent, "/mes-donnees/effacer", sure="yes").headers["location"] == "/?done=erased"
    assert agent.get("/mes-donnees").status_code == 303


def test_the_public_page_holds_the_same_table(scene) -> None:
    text = scene.visit("agent").get("/donnees-personnelles").text
    assert faults_of(text) == []
    for each in KEPT:
        assert translations("fr").gettext(each.until) in text


def test_every_kind_of_entry_has_words() -> None:
    folder = Path(__file__).parents[3] / "src" / "reflexes_calls" / "actions"
    noted = {
        kind
        for path in folder.glob("*.py")
        for kind in re.findall(r'note_service\([\w.,\s]*"(\w+)"', path.read_text("utf-8"))
    }
    assert noted <= set(ENTRIES)
    assert len(noted) > 12


def test_every_word_of_these_pages_has_its_french() -> None:
    french = translations("fr").gettext
    words = [
        *ENTRIES.values(),
        *(word for each in KEPT for word in (each.what, each.why, each.until)),
    ]
    assert [word for word in words if french(word) == word] == []
