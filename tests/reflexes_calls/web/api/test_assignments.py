"""The assignment by programs: computed, read with its reasons, put in force."""

import pytest
from fastapi import FastAPI

from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.makers import World
from tests.reflexes_calls.assigning_scene import Scene, an_assigning_scene
from tests.reflexes_calls.web.api.tokens_given import Program, a_program

pytestmark = pytest.mark.web
ASKED = {"reviews": 2, "most": 6, "seed": 4}


@pytest.fixture
def scene(small_world: World) -> Scene:
    return an_assigning_scene(small_world)


@pytest.fixture
def served(scene: Scene) -> FastAPI:
    return create_app(Settings(), scene.world.desk)


@pytest.fixture
def manager(served: FastAPI, scene: Scene, quick_passwords: None) -> Program:
    del quick_passwords
    return a_program(served, scene.world.desk, scene.world.manager)


def test_an_assignment_is_computed_then_put_in_force(manager: Program, scene: Scene) -> None:
    here = f"/calls/{scene.call.public_id}/jury/assignment"
    before = manager.get(here)
    assert before.json() | {"jury": "project"} == {
        "jury": "project", "files": 6, "readers": 4, "given": 0, "left_out": [], "hands": [],
        "proposal": None,
    }  # fmt: skip
    assert manager.post(here, json=ASKED).status_code == 428
    early = manager.post(f"{here}/in-force", json={"proposal": "x"}, match="*")
    assert early.status_code == 409
    found = manager.post(here, json=ASKED, match=before.headers["etag"]).json()["proposal"]
    assert (found["seed"], found["coming"], found["in_force_at"]) == (4, 12, None)
    assert found["total"] == found["bound"]
    assert {each["receipt"] for each in found["pairs"]} == {each[2] for each in scene.files}
    assert manager.get(here).json()["given"] == 0
    done = manager.post(f"{here}/in-force", json={"proposal": found["id"]}, match="*")
    assert done.json()["given"] == 12
    assert done.json()["proposal"]["in_force_at"] is not None


def test_refusals_say_what_is_missing(manager: Program, scene: Scene) -> None:
    here = f"/calls/{scene.call.public_id}/jury/assignment"
    wrong = manager.post(here, json={"reviews": "two", "most": 6, "odd": 1}, match="*")
    assert {each["pointer"] for each in wrong.json()["errors"]} == {"/reviews", "/odd"}
    refused = manager.post(here, json={"reviews": 3, "most": 4}, match="*")
    assert refused.status_code == 409
    assert "Lectures manquantes\xa0: 2." in refused.json()["detail"]
    assert manager.get(f"{here}?jury=protocol").status_code == 404


def test_pairs_are_kept_and_forbidden_by_a_program(manager: Program, scene: Scene) -> None:
    here = f"/calls/{scene.call.public_id}/jury/assignment"
    found = manager.post(here, json=ASKED, match="*").json()["proposal"]
    pairs = {(each["application"], each["reader"]) for each in found["pairs"]}
    files = sorted({file for file, _ in pairs})
    readers = sorted(each.public_id for each in scene.readers)
    taken = min(pairs)
    missing = next((f, r) for f in files for r in readers if (f, r) not in pairs)
    hands = [
        {"application": taken[0], "reader": taken[1], "hand": "forbid"},
        {"application": missing[0], "reader": missing[1], "hand": "keep"},
    ]
    told = manager.post(here, json=ASKED | {"hands": hands}, match="*").json()
    after = {(each["application"], each["reader"]) for each in told["proposal"]["pairs"]}
    assert taken not in after
    assert missing in after
    assert sorted(map(str, told["hands"])) == sorted(map(str, hands))
    # What is settled holds when nothing is said of it, and is freed when it is.
    assert len(manager.post(here, json=ASKED, match="*").json()["hands"]) == 2
    free = [each | {"hand": ""} for each in hands]
    assert manager.post(here, json=ASKED | {"hands": free}, match="*").json()["hands"] == []


def test_hands_that_settle_nothing_are_all_refused(manager: Program, scene: Scene) -> None:
    here = f"/calls/{scene.call.public_id}/jury/assignment"
    for sent, pointers in (
        ("keep", {"/hands"}),
        ([3, {"application": "x"}], {"/hands/0", "/hands/1"}),
        (
            [{"application": "x", "reader": 3, "hand": "perhaps"}],
            {"/hands/0/application", "/hands/0/reader", "/hands/0/hand"},
        ),
    ):
        answer = manager.post(here, json=ASKED | {"hands": sent}, match="*")
        assert answer.status_code == 422
        assert {each["pointer"] for each in answer.json()["errors"]} == pointers
    assert manager.get(here).json()["proposal"] is None
