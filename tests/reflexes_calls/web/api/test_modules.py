"""Programs read the shelf of modules without a token."""

import io
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes import training
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
