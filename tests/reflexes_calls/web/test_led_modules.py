"""Sessions of modules: what is said after them comes back, and a draft leaves for a call."""

import datetime as dt
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions.forgetting_drafts import forget_old_drafts
from reflexes_calls.domain.modules import DRAFT_KEPT, THRESHOLD
from tests.reflexes_calls.web.scene import Scene, make_scene
from tests.reflexes_calls.web.test_kept_modules import _csrf, _plain, keep, send

pytestmark = pytest.mark.web
SESSION = {"title": "Mairie, 3 mai", "held_on": "03/05/2027"}
DRAFT = {
    "title": "Un renfort entre crèches",
    "problem": "Une crèche ferme faute de bras.",
    "weeks": "12",
    "proof_wrong": "Autant de fermetures qu’avant.",
}


@pytest.fixture
def scene(tmp_path: Path, quick_passwords: None) -> Scene:
    del quick_passwords
    return make_scene(tmp_path)


@pytest.fixture
def trainer(scene: Scene) -> TestClient:
    return scene.visit("agent")


@pytest.fixture
def anyone(scene: Scene) -> TestClient:
    return TestClient(scene.visit("agent").app, follow_redirects=False)


def _announced(trainer: TestClient, address: str) -> str:
    answer = trainer.post(f"{address}/seances", data={"csrf": _csrf(trainer), **SESSION})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0].rpartition("/")[2]


def _token(client: TestClient, address: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(address).text)
    assert found, address
    return found[1]


def _say(client: TestClient, address: str, **said: str) -> int:
    data = {"csrf": _token(client, address), **said}
    return client.post(address, data=data).status_code


def test_real_minutes_come_back_beside_the_activity_with_what_to_do(
    trainer: TestClient,
) -> None:
    address = keep(trainer)
    for minutes in ("90", "94", "80"):
        session = _announced(trainer, address)
        told = f"{address}/seances/{session}"
        assert (
            send(trainer, told, **{"minutes-piste-study": minutes, "worked": "La fin."})[0] == 303
        )
    text = _plain(trainer.get(address).text)
    assert "En 3 séances, elle a pris d’ordinaire 1 h 30, pour 1 h 15 prévues." in text
    assert "Lui donner 1 h 30" in text
    assert "La fin." in trainer.get(f"{address}/seances").text
    assert send(trainer, address, do="take:piste-study")[0] == 303
    text = _plain(trainer.get(address).text)
    assert "10:40–12:10" in text
    assert "Lui donner" not in text


def test_answers_of_participants_show_from_five_on_and_name_nobody(
    trainer: TestClient, anyone: TestClient
) -> None:
    address = keep(trainer)
    session = _announced(trainer, address)
    here = f"/seances/{session}"
    for count in range(THRESHOLD):
        text = _plain(trainer.get(f"{address}/seances").text)
        assert "Le débat" not in text
        assert "5 par 5" in text or count == 0
        assert _say(anyone, here, useful="4", worked=f"Le débat {count}") == 303
    text = _plain(trainer.get(f"{address}/seances").text)
    assert "Le débat 0" in text
    assert "5 réponses." in text
    # One more changes nothing of what is read: it cannot be told apart.
    assert _say(anyone, here, useful="1", worked="La sixième parole") == 303
    text = _plain(trainer.get(f"{address}/seances").text)
    assert "6 réponses. Les 5 premières se montrent" in text
    assert "La sixième parole" not in text
    assert _say(anyone, here) == 422
    send(trainer, f"{address}/seances/{session}", do="close")
    assert "ne prend plus de réponses" in anyone.get(here).text
    data = {"csrf": _token(anyone, "/connexion"), "worked": "Trop tard"}
    assert anyone.post(here, data=data).status_code == 409


def test_what_is_wrong_in_a_trainers_account_is_told_at_once(trainer: TestClient) -> None:
    address = keep(trainer)
    told = f"{address}/seances/{_announced(trainer, address)}"
    status, text = send(
        trainer, told, **{"minutes-welcome": "zut", "remark": "Faux.", "worked": "x" * 1600}
    )
    assert status == 422
    for said in ("Minutes de « Accueil »", "Choisissez la fiche", "Ce qui a marché –"):
        assert said in text
    assert 'value="zut"' in text


def test_a_remark_about_the_catalogue_reaches_those_who_maintain_it(
    trainer: TestClient, scene: Scene
) -> None:
    address = keep(trainer, "about=micro-mobilite-professionnelle")
    told = f"{address}/seances/{_announced(trainer, address)}"
    said = {"record": "micro-mobilite-professionnelle", "remark": "=La date est fausse."}
    assert send(trainer, told, **said)[0] == 303
    remarks = "/gestion/remarques-catalogue"
    assert trainer.get(remarks).status_code == 403
    assert trainer.get(f"{remarks}.csv").status_code == 403
    root = scene.visit("root")
    text = root.get(remarks).text
    assert "La date est fausse." in text
    assert "'=La date" in root.get(f"{remarks}.csv").text
    key = re.search(r'name="remark" value="(\d+)"', text)
    assert key
    assert _say(root, remarks, remark=key[1]) == 303
    assert "vue le" in root.get(remarks).text
    # Erasing the module takes nothing from the maintainers.
    send(trainer, address, do="erase")
    assert "La date est fausse." in root.get(remarks).text


def test_a_participant_leaves_with_a_draft_that_becomes_an_application(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    address = keep(trainer, "about=micro-mobilite-professionnelle")
    session = _announced(trainer, address)
    assert "Écrire le brouillon" in anyone.get(f"/seances/{session}").text
    begin = f"/seances/{session}/brouillon"
    assert _say(anyone, begin) == 422
    answer = anyone.post(begin, data={"csrf": _token(anyone, begin), **DRAFT})
    assert answer.status_code == 303
    draft = str(answer.headers["location"]).partition("?")[0]
    text = anyone.get(draft).text
    assert DRAFT["problem"] in text
    assert f"next={draft}" in text
    assert DRAFT["proof_wrong"] in anyone.get(f"{draft}/texte").text
    member = scene.visit("agent")
    assert "La micro-mobilité, à l" in member.get(draft).text
    form = {"csrf": _csrf(member), "call": scene.call}
    taken = member.post(draft, data=form)
    assert taken.status_code == 303
    file = str(taken.headers["location"]).partition("?")[0]
    whole = member.get(f"{file}/rubriques/trial").text
    assert DRAFT["title"] in whole
    assert DRAFT["problem"] in whole
    # Taken again, what the team wrote since is not touched.
    assert _say(anyone, draft, **{**DRAFT, "problem": "Autre chose."}) == 303
    assert member.post(draft, data=form).status_code == 303
    assert DRAFT["problem"] in member.get(f"{file}/rubriques/trial").text
    # Someone who belongs to no administration is told so.
    assert "aucune administration" in scene.visit("ana").get(draft).text


def test_without_an_open_call_the_draft_waits_at_its_address(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    address = keep(trainer, "about=micro-mobilite-professionnelle")
    begin = f"/seances/{_announced(trainer, address)}/brouillon"
    answer = anyone.post(begin, data={"csrf": _token(anyone, begin), **DRAFT})
    draft = str(answer.headers["location"]).partition("?")[0]
    scene.clock.instant += dt.timedelta(days=60)
    text = _plain(anyone.get(draft).text)
    assert "Aucun appel n’est ouvert aujourd’hui pour cette piste" in text
    member = scene.visit("agent")
    form = {"csrf": _csrf(member), "call": scene.call}
    assert member.post(draft, data=form).status_code == 404
    assert forget_old_drafts(scene.desk) == 0
    scene.clock.instant += DRAFT_KEPT
    assert forget_old_drafts(scene.desk) == 1
    assert anyone.get(draft).status_code == 404


def test_a_session_without_a_study_offers_no_draft(trainer: TestClient, anyone: TestClient) -> None:
    address = keep(trainer, "public=elected-officials")
    session = _announced(trainer, address)
    assert "brouillon" not in anyone.get(f"/seances/{session}").text
    assert anyone.get(f"/seances/{session}/brouillon").status_code == 409
