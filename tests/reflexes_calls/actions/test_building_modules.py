"""Builds are counted and take their turn over all the processes of a service."""

import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from reflexes_calls.actions import building_modules
from reflexes_calls.actions.building_modules import BuildersBusy, Workshop, only_builder
from reflexes_calls.actions.composing_modules import compose_module
from reflexes_calls.domain.errors import Refused
from reflexes_calls.domain.modules import BUILDS
from reflexes_calls.storage.engine import make_engine
from tests.reflexes_calls.web.scene import make_scene

pytestmark = pytest.mark.usefixtures("quick_passwords")
HOLDS = """
import fcntl, sys
handle = open(sys.argv[1], "r+")
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_what_one_process_counts_another_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_scene(tmp_path).desk
    url = desk.engine.url.render_as_string(hide_password=False)
    elsewhere = evolve(desk, engine=make_engine(url))
    monkeypatch.setattr(building_modules.training, "archive_apart", lambda *_: b"PK")
    modules = [
        compose_module(desk, {"group": str(10 + at % 8)}, (), (), "fr").module for at in range(2)
    ]
    for at in range(BUILDS.most):
        # Each workshop is that of a process of its own, which has nothing at hand.
        Workshop().archive((desk, elsewhere)[at % 2], modules[0], "192.0.2.1")
    for asked in (desk, elsewhere):
        with pytest.raises(Refused, match="too-many-attempts"):
            Workshop().archive(asked, modules[1], "192.0.2.1")
    assert Workshop().archive(desk, modules[1], "198.51.100.1") == b"PK"
    elsewhere.engine.dispose()


def test_one_process_builds_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_scene(tmp_path).desk
    monkeypatch.setattr(building_modules.tempfile, "gettempdir", lambda: str(tmp_path))
    with only_builder(desk):
        pass
    (turn,) = tmp_path.glob("reflexes-builds-*")
    with subprocess.Popen(
        (sys.executable, "-c", HOLDS, str(turn)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BuildersBusy), only_builder(desk, patience=0.2):
            pass
        other.communicate()
    with only_builder(desk, patience=0.2):
        pass
