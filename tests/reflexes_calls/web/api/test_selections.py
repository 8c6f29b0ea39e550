"""The selection by programs: computed, refused with its places, decisions prepared; draws."""

import datetime as dt
import io
import zipfile

import pytest
from fastapi import FastAPI

from reflexes_calls.actions import deciding, drawing_lots, recording, reviewing
from reflexes_calls.domain.access import Scope
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.makers import AFTER, World
from tests.reflexes_calls.selection_scene import Scene, a_selection_scene
from tests.reflexes_calls.web.api.tokens_given import Program, a_program

pytestmark = pytest.mark.web
ASKED = {"budget": 3_000_000, "places": 3}
IN_BRETAGNE = {"group": "region:R-53", "sense": "at-least", "figure": 3, "unit": "files"}


@pytest.fixture
def scene(small_world: World) -> Scene:
    return a_selection_scene(small_world)


@pytest.fixture
def served(scene: Scene) -> FastAPI:
    return create_app(Settings(), scene.world.desk)


@pytest.fixture
def manager(served: FastAPI, scene: Scene, quick_passwords: None) -> Program:
    del quick_passwords
    return a_program(served, scene.world.desk, scene.world.manager)


def test_a_selection_is_computed_and_its_decisions_prepared(manager: Program, scene: Scene) -> None:
    here = f"/calls/{scene.call.public_id}/jury/selection"
    before = manager.get(here)
    assert before.json()["result"] is None
    assert {"code": "region:R-53", "name": "Bretagne"}.items() <= next(
        each for each in before.json()["groups"] if each["code"] == "region:R-53"
    ).items()
    assert manager.post(here, json=ASKED).status_code == 428
    found = manager.post(here, json=ASKED, match=before.headers["etag"])
    assert found.status_code == 200
    result = found.json()["result"]
    first, second, _third, fourth, *_ = scene.receipts
    assert result["selected"] == [first, second, fourth]
    assert (result["gap"], result["cost"], result["is_fresh"]) == (0, 3_000_000, True)
    assert result["files"][0]["receipt"] == first
    assert result["files"][0]["amount"] == 1_200_000
    stale = manager.post(here, json=ASKED, match=before.headers["etag"])
    assert stale.status_code == 412
    done = manager.post(f"{here}/decisions", json={}, match="*")
    assert done.json() == {"written": 6, "kept": [], "left": {}}
    again = manager.post(f"{here}/decisions", json={"replace": False}, match="*")
    assert len(again.json()["kept"]) == 6


def test_refusals_say_where(manager: Program, scene: Scene) -> None:
    here = f"/calls/{scene.call.public_id}/jury/selection"
    sent = ASKED | {
        "places": "three",
        "rules": [IN_BRETAGNE | {"figure": "3", "colour": "red"}, 7],
        "pairs": {},
        "odd": 1,
    }
    refused = manager.post(here, json=sent, match="*")
    assert refused.status_code == 422
    met = {each["pointer"] for each in refused.json()["errors"]}
    assert met == {
        "/places", "/rules/0/figure", "/rules/0/colour", "/rules/1", "/pairs", "/odd",
    }  # fmt: skip
    sent = ASKED | {"rules": [IN_BRETAGNE | {"group": "region:R-99"}]}
    refused = manager.post(here, json=sent, match="*")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/rules/0/group"]
    sent = {"budget": 10_000_000, "places": 2, "rules": [IN_BRETAGNE]}
    refused = manager.post(here, json=sent, match="*")
    assert refused.status_code == 409
    assert "Bretagne" in refused.json()["detail"]


def test_a_token_reads_without_writing(served: FastAPI, scene: Scene) -> None:
    desk, person = scene.world.desk, scene.world.manager
    program = a_program(served, desk, person, Scope.JURY_READ)
    here = f"/calls/{scene.call.public_id}/jury/selection"
    assert program.get(here).status_code == 200
    assert program.post(here, json=ASKED, match="*").status_code == 403


def test_draws_and_the_record_are_for_everyone(
    manager: Program, served: FastAPI, scene: Scene
) -> None:
    world, call = scene.world, scene.call.public_id
    nobody = a_program(served, world.desk, None)
    manager.post(f"/calls/{call}/jury/selection", json=ASKED, match="*")
    assert nobody.get(f"/calls/{call}/draws").status_code == 404
    day = AFTER + dt.timedelta(days=2)
    said = {"source": "Loto", "announced_on": f"{day:%d/%m/%Y}"}
    drawing_lots.register(world.desk, world.manager, call, said)
    (told,) = nobody.get(f"/calls/{call}/draws").json()["items"]
    assert (told["seed"], told["order"]) == (None, [])
    world.at(day)
    drawn = drawing_lots.draw(
        world.desk, world.manager, call, {"seed": "1 2 3", "seed_on": f"{day:%d/%m/%Y}"}
    )
    (told,) = nobody.get(f"/calls/{call}/draws").json()["items"]
    assert told["order"] == drawn["drawn"]
    manager.post(f"/calls/{call}/jury/selection/decisions", json={}, match="*")
    page = deciding.release_page(world.desk, world.manager, call)
    files = {each.public_id for each in scene.files}
    deciding.release(world.desk, world.manager, call, files, page.seen, address="")
    assert nobody.get(f"/calls/{call}/decision-record").status_code == 404
    recording.publish_record(world.desk, world.manager, call)
    answer = nobody.get(f"/calls/{call}/decision-record")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "record/portfolio.json" in archive.namelist()


def test_a_review_is_written_and_submitted_by_a_program(
    small_world: World, quick_passwords: None
) -> None:
    del quick_passwords
    scene = a_selection_scene(small_world, reads=1)
    reviewing.assign(
        small_world.desk,
        small_world.manager,
        scene.files[0].public_id,
        small_world.reviewers[1],
    )
    served = create_app(Settings(), small_world.desk)
    reader = a_program(served, scene.world.desk, scene.world.reviewers[1])
    here = f"/applications/{scene.files[0].public_id}/review"
    before = reader.get(here)
    codes = [each.code for each in scene.call.criteria]
    wrong = {"marks": {codes[0]: 5, "odd": 1, codes[1]: "3"}, "comment_for_jury": 1}
    refused = reader.patch(here, json=wrong, match="*")
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {
        f"/marks/{codes[0]}", "/marks/odd", f"/marks/{codes[1]}", "/comment_for_jury",
    }  # fmt: skip
    kept = reader.patch(here, json={"marks": {codes[0]: 3}}, match=before.headers["etag"])
    assert kept.json()["marks"][codes[0]] == "3"
    lost = reader.patch(here, json={"comment_for_jury": "?"}, match=before.headers["etag"])
    assert lost.status_code == 412
    unfinished = reader.post(f"{here}/submit", match=kept.headers["etag"])
    assert unfinished.status_code == 422
    assert "/comment_for_jury" in {each["pointer"] for each in unfinished.json()["errors"]}
    assert f"/marks/{codes[1]}" in {each["pointer"] for each in unfinished.json()["errors"]}
    whole = {
        "marks": dict.fromkeys(codes, 2),
        "comment_for_jury": "Utile.",
        "comment_for_applicant": "Précisez les coûts.",
    }
    kept = reader.patch(here, json=whole, match="*")
    sent = reader.post(f"{here}/submit", match=kept.headers["etag"])
    assert sent.status_code == 200
    assert sent.json()["submitted_at"]
    again = reader.post(f"{here}/submit", match="*")
    assert again.json() == sent.json()
    assert reader.patch(here, json={"comment_for_jury": "Non."}, match="*").status_code == 409


def test_who_reads_what_and_what_the_scores_mean(manager: Program, scene: Scene) -> None:
    here = f"/calls/{scene.call.public_id}/jury"
    readings = manager.get(f"{here}/assignments").json()["items"]
    assert len(readings) == 12
    assert all(each["has_spoken"] for each in readings)
    assert {each["name"] for each in readings} == {each.name for each in scene.world.reviewers}
    told = manager.get(f"{here}/results").json()
    assert told["opening"] == "open"
    assert [each["receipt"] for each in told["files"]] == list(scene.receipts)
    assert told["files"][0]["score"] > told["files"][-1]["score"]
    assert told["files"][0]["mean"] == 4
    members = manager.get(f"{here}/members")
    assert members.status_code == 200
    listed = members.json()["items"]
    assert {each["name"] for each in listed} == {each.name for each in scene.world.reviewers}
    assert not any("email" in each for each in listed)
