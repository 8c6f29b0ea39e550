"""A world on each of the two databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from reflexes_calls.settings import PREFIX
from reflexes_calls.storage.engine import make_engine
from reflexes_calls.storage.migrating import migrate
from tests.makers import World, a_world
from tests.postgres_server import PostgresServer


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
    """An empty database of the present schema, of each kind in turn, migrated for the test."""
    migrate(database_url)
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database on which every migration ran, to be copied."""
    with postgresql_server.fresh_database() as url:
        migrate(url)
        yield make_url(url).database or ""


@pytest.fixture
def copied_postgresql(postgresql_server: PostgresServer, migrated_postgresql: str) -> Iterator[str]:
    """The address of a PostgreSQL database of the present schema."""
    with postgresql_server.fresh_database(migrated_postgresql) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Six people around a desk, on each kind of database in turn."""
    fixture = "sqlite_url" if request.param == "sqlite" else "copied_postgresql"
    made = a_world(request.getfixturevalue(fixture), tmp_path)
    yield made
    made.desk.engine.dispose()


@pytest.fixture
def small_world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """The same on SQLite alone, for what no database can change."""
    made = a_world(sqlite_url, tmp_path)
    yield made
    made.desk.engine.dispose()


@pytest.fixture(autouse=True)
def own_surroundings() -> Iterator[None]:
    """What a command tells its processes by the environment ends with its test."""
    before = {name: said for name, said in os.environ.items() if name.startswith(PREFIX)}
    yield
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ.update(before)
