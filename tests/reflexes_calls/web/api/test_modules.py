"""Programs read the shelf of modules without a token."""

import io
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes import training
from reflexes_calls.actions import building_modules
from reflexes_calls.actions.building_modules import BuildersBusy
from tests.reflexes_calls.web.scene import make_scene
from tests.reflexes_calls.web.test_kept_modules import keep, send
from tests.reflexes_calls.web.test_shared_modules import put_on_shelf

pytestmark = pytest.mark.web


def test_the_shelf_is_listed_narrowed_and_read_whole(tmp_path: Path, quick_passwords: None) -> None:
    del quick_passwords
    scene = make_scene(tmp_path)
    trainer = scene.visit("agent")
    place = put_on_shelf(trainer, scene, keep(trainer, "about=micro-mobilite-professionnelle"))
    put_on_shelf(
        trainer, scene, keep(trainer, "length=day&about=participation-citoyenne"), shows_name="yes"
    )
    program = TestClient(trainer.app, follow_redirects=False)
    listed = program.get("/api/v1/modules").json()["items"]
    assert [each["length"] for each in listed] == ["half-day", "day"]
    assert listed[0]["organisation"] == "Ville de Val-d’Essai"
    # Nobody is named to programs, even who is to people.
    assert "Agent" not in str(listed)
    narrowed = program.get("/api/v1/modules?piste=micro-mobilite-professionnelle").json()
    assert [each["id"] for each in narrowed["items"]] == [place.rpartition("/")[2]]
    whole = program.get(f"/api/v1{place}").json()
    module = training.module_of(whole["module"])
    assert module.minutes == whole["minutes"] == 210
    archive = program.get(whole["archive"].partition("testserver")[2]).content
    assert f"{module.code}.toml" in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    send(trainer, place, do="withdraw")
    assert program.get(f"/api/v1{place}").status_code == 410
    assert len(program.get("/api/v1/modules").json()["items"]) == 1


def test_programs_are_given_every_file_and_are_told_to_wait(
    tmp_path: Path, quick_passwords: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del quick_passwords
    scene = make_scene(tmp_path)
    trainer = scene.visit("agent")
    place = put_on_shelf(trainer, scene, keep(trainer, "about=micro-mobilite-professionnelle"))
    program = TestClient(trainer.app, follow_redirects=False)
    told = program.get(f"/api/v1{place}/files").json()
    assert told["archive"].endswith(f"/api/v1{place}/archive.zip")
    given = program.get(told["archive"].partition("testserver")[2])
    assert given.headers["etag"]
    again = {"If-None-Match": given.headers["etag"]}
    assert program.get(f"/api/v1{place}/archive.zip", headers=again).status_code == 304
    inside = zipfile.ZipFile(io.BytesIO(given.content))
    assert [(each["name"], each["size"]) for each in told["files"]] == [
        (each.filename, each.file_size) for each in inside.filelist
    ]
    for each in (told["files"][0], told["files"][-1]):
        one = program.get(each["address"].partition("testserver")[2])
        assert one.content == inside.read(each["name"])
    assert program.get(f"/api/v1{place}/files/nothing.pdf").status_code == 404

    def busy(*_: object) -> bytes:
        raise BuildersBusy

    monkeypatch.setattr(building_modules, "archive_of", busy)
    refused = program.get(f"/api/v1{place}/files")
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    assert refused.json()["code"] == "builders-busy"
