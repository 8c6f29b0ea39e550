"""A world on each of the two databases."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from reflexes_calls.actions import passwords
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
def world(database_url: str, tmp_path: Path, quick_passwords: None) -> World:
    """Six people around a desk, on each kind of database in turn."""
    del quick_passwords
    return a_world(database_url, tmp_path)


@pytest.fixture
def small_world(sqlite_url: str, tmp_path: Path, quick_passwords: None) -> World:
    """The same on SQLite alone, for what no database can change."""
    del quick_passwords
    return a_world(sqlite_url, tmp_path)
