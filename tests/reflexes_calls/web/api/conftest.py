"""A world on a scratch file, its pages, and programs that ask for its people."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.makers import World
from tests.reflexes_calls.web.api.tokens_given import Program, a_program


@pytest.fixture
def app(small_world: World, tmp_path: Path) -> FastAPI:
    settings = Settings(outbox=tmp_path / "outbox", files=tmp_path / "files")
    return create_app(settings, small_world.desk)


@pytest.fixture
def nobody(app: FastAPI, small_world: World) -> Program:
    return a_program(app, small_world.desk, None)


@pytest.fixture
def applicant(app: FastAPI, small_world: World, quick_passwords: None) -> Program:
    del quick_passwords
    return a_program(app, small_world.desk, small_world.applicant)


@pytest.fixture
def manager(app: FastAPI, small_world: World, quick_passwords: None) -> Program:
    del quick_passwords
    return a_program(app, small_world.desk, small_world.manager)
