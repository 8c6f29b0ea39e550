"""Sharing modules: a link that reads or copies, a shelf that everyone sees, who may withdraw."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.reflexes_calls.web.scene import Scene, make_scene
from tests.reflexes_calls.web.test_kept_modules import _csrf, _plain, keep, send

pytestmark = pytest.mark.web
LINK = re.compile(r"/modules/partages/[0-9a-f]{32}")


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


def put_on_shelf(trainer: TestClient, scene: Scene, address: str, **said: str) -> str:
    """Publish a module; gives where it stands."""
    known = {"organisation": scene.own.public_id, "licence": "yes", "do": "publish"}
    found = re.search(r'name="revision" value="([^"]+)"', trainer.get(address).text)
    assert found
    form = {"csrf": _csrf(trainer), "revision": found[1], **known, **said}
    answer = trainer.post(f"{address}/partage", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def test_a_link_reads_or_copies_until_it_is_taken_back(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    address = keep(trainer)
    sharing = f"{address}/partage"
    assert send(trainer, sharing, do="read")[0] == 303
    found = LINK.search(trainer.get(sharing).text)
    assert found
    link = found[0]
    text = anyone.get(link).text
    assert "Débat mouvant" in text
    assert "Agent" not in text
    other = scene.visit("ana")
    assert other.post(link, data={"csrf": _csrf(other)}).status_code == 403
    send(trainer, sharing, do="copy")
    copied = other.post(link, data={"csrf": _csrf(other)})
    assert copied.status_code == 303
    assert anyone.get(f"{link}/fichiers/module.toml").status_code == 200
    send(trainer, sharing, do="stop")
    assert anyone.get(link).status_code == 404
    # The copy is its owner's.
    assert other.get(copied.headers["location"]).status_code == 200


def test_the_shelf_shows_a_frozen_state_and_names_nobody_unasked(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    address = keep(trainer, "about=micro-mobilite-professionnelle")
    place = put_on_shelf(trainer, scene, address)
    send(trainer, address, title="Changé depuis", do="rename")
    text = anyone.get(place).text
    assert "Ville de Val-d’Essai" in text
    assert "Agent" not in text
    assert "Changé depuis" not in text
    assert "Licence Ouverte 2.0" in text
    listed = anyone.get("/modules?public=managers&length=half-day&q=débat").text
    assert place in listed
    assert place in anyone.get("/modules?piste=micro-mobilite-professionnelle").text
    for other in ("public=field-agents", "length=day", "q=licorne", "piste=fabrique-commune"):
        assert place not in anyone.get(f"/modules?{other}").text
    assert anyone.get(f"{place}/fichiers/module.zip").content[:2] == b"PK"


def test_who_asks_to_be_named_is(trainer: TestClient, anyone: TestClient, scene: Scene) -> None:
    place = put_on_shelf(trainer, scene, keep(trainer), shows_name="yes")
    assert "Ville de Val-d’Essai, Agent" in anyone.get(place).text


def test_anyone_with_an_account_copies_it(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    place = put_on_shelf(trainer, scene, keep(trainer))
    other = scene.visit("ana")
    copied = other.post(place, data={"csrf": _csrf(other), "do": "copy"})
    assert copied.status_code == 303
    assert other.get(copied.headers["location"]).status_code == 200
    assert f"next={place}" in anyone.get(place).text


def test_a_licence_that_is_not_given_and_a_module_that_does_not_hold_are_refused(
    trainer: TestClient, scene: Scene
) -> None:
    address = keep(trainer)
    status, text = send(
        trainer, f"{address}/partage", do="publish", organisation=scene.own.public_id
    )
    assert status == 422
    assert "Licence Ouverte" in text
    send(trainer, address, **{"minutes-piste-study": "200", "do": "retime"})
    found = re.search(r'name="revision" value="([^"]+)"', trainer.get(address).text)
    assert found
    form = {"csrf": _csrf(trainer), "revision": found[1], "licence": "yes", "do": "publish"}
    answer = trainer.post(f"{address}/partage", data=form)
    assert answer.status_code == 409
    assert "Le module ne tient pas encore" in _plain(answer.text)


def test_publishing_again_takes_the_place_of_the_former_state(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    address = keep(trainer)
    first = put_on_shelf(trainer, scene, address)
    send(trainer, address, title="Seconde main", do="rename")
    second = put_on_shelf(trainer, scene, address)
    assert anyone.get(first).status_code == 410
    assert "Seconde main" in anyone.get(second).text
    assert anyone.get("/modules").text.count('<li class="card"') == 1


def test_who_withdraws_and_what_it_says(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    place = put_on_shelf(trainer, scene, keep(trainer))
    other, root = scene.visit("ana"), scene.visit("root")
    form = {"csrf": _csrf(other), "do": "withdraw", "reason": "Non."}
    assert other.post(place, data=form).status_code == 403
    form = {"csrf": _csrf(root), "do": "withdraw"}
    refused = root.post(place, data=form)
    assert refused.status_code == 422
    assert "Pourquoi il est retiré" in refused.text
    reason = "Une carte nomme une personne."
    assert root.post(place, data={**form, "reason": reason}).status_code == 303
    gone = anyone.get(place)
    assert gone.status_code == 410
    assert reason in gone.text
    assert place not in anyone.get("/modules").text
    address = re.search(r"/mes-modules/[0-9a-f]{32}", trainer.get("/mes-modules").text)
    assert address
    assert reason in trainer.get(f"{address[0]}/partage").text


def test_erasing_the_module_leaves_what_was_published(
    trainer: TestClient, anyone: TestClient, scene: Scene
) -> None:
    address = keep(trainer)
    place = put_on_shelf(trainer, scene, address)
    send(trainer, address, do="erase")
    assert anyone.get(place).status_code == 200
    # Its author still withdraws it.
    form = {"csrf": _csrf(trainer), "do": "withdraw"}
    assert trainer.post(place, data=form).status_code == 303
    assert anyone.get(place).status_code == 410
