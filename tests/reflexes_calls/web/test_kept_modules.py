"""One's modules: moved and retimed with their sums, written again, never overwritten unseen."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import reflexes
from reflexes import training
from reflexes_calls.actions import keeping_modules
from reflexes_calls.domain.modules import MOST_VERSIONS, Change
from reflexes_calls.storage import modules, people, personal
from reflexes_calls.storage.engine import writing
from tests.reflexes_calls.web.scene import Scene, make_scene

pytestmark = pytest.mark.web
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
REVISION = re.compile(r'name="revision" value="([^"]+)"')


@pytest.fixture
def scene(tmp_path: Path, quick_passwords: None) -> Scene:
    del quick_passwords
    return make_scene(tmp_path)


@pytest.fixture
def trainer(scene: Scene) -> TestClient:
    return scene.visit("agent")


def _plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def _csrf(client: TestClient) -> str:
    found = TOKEN.search(client.get("/mes-modules").text)
    assert found
    return found[1]


def keep(client: TestClient, query: str = "") -> str:
    """Keep what is composed; gives the address of the module."""
    answer = client.post(f"/mes-modules?{query}", data={"csrf": _csrf(client)})
    assert answer.status_code == 303
    return str(answer.headers["location"]).partition("?")[0]


def send(client: TestClient, address: str, **said: str) -> tuple[int, str]:
    """Send a form of a page, on the state that the page shows; gives the status and the text."""
    found = REVISION.search(client.get(address).text)
    known = {"revision": found[1]} if found else {}
    answer = client.post(address, data={"csrf": _csrf(client), **known, **said})
    return answer.status_code, _plain(answer.text)


def test_minutes_change_and_the_sums_follow(trainer: TestClient) -> None:
    address = keep(trainer)
    fields = {"minutes-moving-debate": "50", "minutes-piste-study": "85", "do": "retime"}
    assert send(trainer, address, **fields)[0] == 303
    text = _plain(trainer.get(address).text)
    assert "10:15–10:30" in text
    assert "10:30–11:55" in text
    assert "3 h 30" in text
    assert "à reprendre" not in text


def test_what_no_longer_adds_up_is_kept_and_told_with_how_to_mend_it(trainer: TestClient) -> None:
    address = keep(trainer)
    assert send(trainer, address, **{"minutes-piste-study": "120", "do": "retime"})[0] == 303
    text = _plain(trainer.get(address).text)
    assert "à reprendre avant de pouvoir fabriquer" in text
    assert "255 (half-day)" in text
    refused = trainer.get(f"{address}/fichiers")
    assert refused.status_code == 409
    assert "180–210" in refused.text


def test_minutes_that_cannot_be_are_refused_together(trainer: TestClient) -> None:
    address = keep(trainer)
    status, text = send(
        trainer,
        address,
        **{"minutes-welcome": "dix", "minutes-piste-study": "2", "do": "retime"},
    )
    assert status == 422
    assert "Minutes de « Accueil »" in text
    assert "cette activité a 5 étapes" in text
    assert 'value="dix"' in text


def test_sequences_and_activities_move(trainer: TestClient) -> None:
    address = keep(trainer)
    assert send(trainer, address, do="down:sequence-1-2")[0] == 303
    text = trainer.get(address).text
    assert text.index("Pause</strong>") < text.index("Débat mouvant")
    assert send(trainer, address, do="activity-up:closing")[0] == 303
    text = trainer.get(address).text
    assert text.index('id="closing"') < text.index('id="exit-quiz"')
    # Nothing stands before the first one: pressed, it stays.
    assert send(trainer, address, do="activity-up:welcome")[0] == 303


def test_what_was_typed_is_kept_with_a_move(trainer: TestClient) -> None:
    address = keep(trainer)
    send(trainer, address, **{"minutes-welcome": "20", "do": "down:sequence-1-2"})
    assert "09:00–09:20" in trainer.get(address).text


def test_a_second_tab_never_overwrites_the_first(trainer: TestClient) -> None:
    address = keep(trainer)
    old = REVISION.search(trainer.get(address).text)
    assert old
    send(trainer, address, **{"minutes-welcome": "20", "do": "retime"})
    answer = trainer.post(
        address,
        data={
            "csrf": _csrf(trainer),
            "revision": old[1],
            "minutes-welcome": "30",
            "do": "retime",
        },
    )
    assert answer.status_code == 409
    text = _plain(answer.text)
    assert "enregistré ailleurs entre-temps" in text
    assert "Gardé ailleurs entre-temps : 20." in text
    assert 'value="30"' in text
    assert "09:00–09:20" in text
    again = REVISION.search(answer.text)
    assert again
    assert again[1] != old[1]


def test_an_activity_gives_its_place_to_another(trainer: TestClient) -> None:
    address = keep(trainer)
    here = f"{address}/activites/moving-debate"
    text = _plain(trainer.get(here).text)
    assert "Négociation avec des rôles" in text
    assert "Au moins 60 min, de 6 à 36 personnes. Le module durerait 3 h 30." in text
    assert send(trainer, here, to="negotiation")[0] == 303
    assert 'id="negotiation"' in trainer.get(address).text
    assert "aucune autre ne prend sa place" in _plain(
        trainer.get(f"{address}/activites/welcome").text
    )
    assert send(trainer, f"{address}/activites/negotiation", to="cinema")[0] == 404


def test_texts_and_objectives_are_written_again(trainer: TestClient) -> None:
    address = keep(trainer)
    here = f"{address}/activites/piste-study"
    said = {
        "title": "Notre piste",
        "instruction": "Prenez une feuille.",
        "draft-a-trial.verb": "comprendre",
        "draft-a-trial.what": "la piste",
        "draft-a-trial.criterion": "on le voit",
    }
    assert send(trainer, here, **said)[0] == 303
    text = _plain(trainer.get(here).text)
    assert "Prenez une feuille." in text
    # Kept as typed, and told: nobody can see it being done.
    assert "comprendre" in text
    assert "Personne ne peut voir" in text or "à reprendre" in text
    status, text = send(trainer, here, title="", **{"draft-a-trial.verb": ""})
    assert status == 422
    assert "Objectif « draft-a-trial » – Verbe" in text


def test_versions_are_kept_and_brought_back(trainer: TestClient, scene: Scene) -> None:
    address = keep(trainer)
    send(trainer, address, title="Atelier de mai", do="rename")
    assert "Atelier de mai" in trainer.get("/mes-modules").text
    assert send(trainer, f"{address}/versions", number="1")[0] == 303
    assert "Atelier de mai" not in trainer.get(address).text
    assert trainer.get(f"{address}/versions").text.count("<tr>") == 4
    for count in range(MOST_VERSIONS):
        send(trainer, address, title=f"Nom {count}", do="rename")
    with scene.desk.look() as connection:
        known = modules.find_module(connection, address.rpartition("/")[2])
        assert known
        assert len(modules.versions_of(connection, known.id)) == MOST_VERSIONS


def test_copies_and_erasing(trainer: TestClient) -> None:
    address = keep(trainer)
    status, _ = send(trainer, address, do="duplicate")
    assert status == 303
    assert "Copie de" in trainer.get("/mes-modules").text
    assert send(trainer, address, do="erase")[0] == 303
    assert trainer.get(address).status_code == 404


def test_nobody_else_opens_it(trainer: TestClient, scene: Scene) -> None:
    address = keep(trainer)
    other = scene.visit("ana")
    for end in ("", "/versions", "/edition", "/fichiers", "/activites/welcome"):
        assert other.get(address + end).status_code == 404
    assert other.post(address, data={"csrf": _csrf(other), "do": "erase"}).status_code == 404
    assert trainer.get(address).status_code == 200


def test_what_a_newer_edition_changes_is_shown_before_it_is_taken(scene: Scene) -> None:
    old = reflexes.edition_names()[-2]
    made = training.compose(reflexes.load(old))
    kept = keeping_modules.keep_module(
        scene.desk, scene.manager, made, change=keeping_modules.Change.KEPT
    )
    manager = scene.visit("manager")
    address = f"/mes-modules/{kept.public_id}"
    newest = scene.desk.catalogue.edition
    assert f"l’édition {newest} est parue depuis" in _plain(manager.get(address).text)
    assert old in manager.get(f"{address}/edition").text
    assert send(manager, f"{address}/edition")[0] == 303
    assert f"/editions/{newest}" in manager.get(address).text


def test_a_module_of_a_form_that_is_read_no_more_is_told_and_hides_no_other(
    trainer: TestClient, scene: Scene
) -> None:
    old, other = keep(trainer), keep(trainer, "length=day")
    with writing(scene.desk.engine) as connection:
        known = modules.find_module(connection, old.rpartition("/")[2])
        assert known
        said = {name: value for name, value in known.said.items() if name != "sessions"}
        modules.save_module(connection, known, Change.WRITTEN, known.changed_at, said=said)
    listed = trainer.get("/mes-modules")
    assert "version antérieure de ce site" in listed.text
    assert other in listed.text
    assert trainer.get(old).status_code == 409
    assert send(trainer, old, do="erase")[0] == 303
    assert "version antérieure" not in trainer.get("/mes-modules").text


def test_erasing_an_account_takes_its_modules_and_the_name_on_the_shelf(
    trainer: TestClient, scene: Scene
) -> None:
    address = keep(trainer)
    found = REVISION.search(trainer.get(address).text)
    assert found
    form = {"licence": "yes", "shows_name": "yes", "organisation": scene.own.public_id}
    data = {"csrf": _csrf(trainer), "revision": found[1], "do": "publish", **form}
    place = trainer.post(f"{address}/partage", data=data).headers["location"].partition("?")[0]
    told = f"{address}/seances"
    said = {"title": "Mairie", "held_on": "03/05/2027"}
    assert trainer.post(told, data={"csrf": _csrf(trainer), **said}).status_code == 303
    with writing(scene.desk.engine) as connection:
        agent = people.find_by_email(connection, "agent@example.org")
        assert agent
        personal.erase(connection, agent[0], scene.clock.now())
        assert modules.modules_of(connection, agent[0].id) == ()
    text = scene.visit("ana").get(place).text
    assert "Ville de Val-d’Essai" in text
    assert "Agent</dd>" not in text


def test_a_whole_sequence_takes_other_minutes_and_the_page_says_what_changed(
    trainer: TestClient,
) -> None:
    address = keep(trainer)
    assert send(trainer, address, **{"sequence-minutes-sequence-1-1": "45"})[0] == 303
    text = _plain(trainer.get(f"{address}?done=saved").text)
    assert "Ce que votre enregistrement a changé" in text
    assert re.search(r"Accueil – \d+ min → \d+ min", text)
    assert 'name="sequence-minutes-sequence-1-1" type="text" value="45"' in text
    # Looked at again, the page no longer tells what an older save did.
    assert "Ce que votre enregistrement" not in trainer.get(address).text


def test_a_session_starts_at_another_hour_and_every_hour_follows(trainer: TestClient) -> None:
    address = keep(trainer)
    assert send(trainer, address, **{"starts-session-1": "13 h 30"})[0] == 303
    text = _plain(trainer.get(f"{address}?done=saved").text)
    assert "09:00 → 13:30" in text
    assert "13:30–13:" in text


def test_bad_minutes_of_a_sequence_and_bad_hours_are_refused_with_all_that_was_typed(
    trainer: TestClient,
) -> None:
    address = keep(trainer)
    status, text = send(
        trainer,
        address,
        **{
            "sequence-minutes-sequence-1-1": "1",
            "starts-session-1": "midi",
            "minutes-piste-study": "75",
        },
    )
    assert status == 422
    assert "les activités de cette séquence en demandent" in text
    assert "« midi » n’est pas une heure" in text
    assert 'value="75"' in text
    assert 'value="midi"' in text
    status, text = send(trainer, address, **{"starts-session-1": "22:00"})
    assert status == 422
    assert "finirait le lendemain" in text
    assert "09:00–09:" in _plain(trainer.get(address).text)
