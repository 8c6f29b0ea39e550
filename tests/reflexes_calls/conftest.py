"""A world on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from reflexes_calls.actions import passwords
from reflexes_calls.storage.engine import make_engine
from reflexes_calls.storage.migrating import migrate
from tests.makers import World, a_world


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as cheaply as argon2 allows: what is tested is not how long a guess takes."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an empty SQLite file."""
    return f"sqlite:///{tmp_path / 'calls.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgresql"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty database of the present schema, of each kind in turn."""
    migrate(database_url)
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def world(database_url: str, tmp_path: Path, quick_passwords: None) -> Iterator[World]:
    """Six people around a desk, on each kind of database in turn."""
    del quick_passwords
    made = a_world(database_url, tmp_path)
    yield made
    made.desk.engine.dispose()


@pytest.fixture
def small_world(sqlite_url: str, tmp_path: Path, quick_passwords: None) -> Iterator[World]:
    """The same on SQLite alone, for what no database can change."""
    del quick_passwords
    made = a_world(sqlite_url, tmp_path)
    yield made
    made.desk.engine.dispose()
