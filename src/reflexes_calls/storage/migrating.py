"""Bring a database to the present schema, with the migrations shipped in the package."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.resources import as_file, files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from reflexes_calls.storage.engine import WRITING, make_engine

HEAD = "head"
LOCK = 7_305_202_611
"""A number of ours: two programs that migrate one PostgreSQL wait for each other."""


class SchemaStanding(StrEnum):
    """How the schema of a database stands against that of this program."""

    EMPTY = "empty"
    OLDER = "older"
    PRESENT = "present"
    UNKNOWN = "unknown"
    """Of a newer program, or of another one."""


class SchemaError(Exception):
    """The database does not have the schema of this program."""

    def __init__(self, standing: SchemaStanding, revision: str) -> None:
        """Keep how it stands, and the revision that was met."""
        self.standing = standing
        self.revision = revision
        super().__init__(f"The schema is {standing}: {revision or 'none'}")


def migrate(url: str, revision: str = HEAD) -> None:
    """Run the migrations a database has not seen yet, up to a revision.

    Two programs that migrate the same database at once do it one after the other.
    """
    engine = make_engine(url)
    try:
        # Begun as a writer: on SQLite too, whoever comes second finds what the first one made.
        opened = engine.connect().execution_options(**{WRITING: True})
        with _config() as config, opened as connection:
            _wait_for_turn(connection)
            _stop_watching_keys(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            _check_keys(connection)
    finally:
        engine.dispose()


def bring_to_start(url: str) -> None:
    """Make the schema of an empty database; raise `SchemaError` unless it is the present one."""
    standing, revision = standing_of_schema(url)
    if standing is SchemaStanding.EMPTY:
        migrate(url)
    elif standing is not SchemaStanding.PRESENT:
        raise SchemaError(standing, revision)


def check_schema(url: str) -> None:
    """Raise `SchemaError` unless the database has the present schema."""
    standing, revision = standing_of_schema(url)
    if standing is not SchemaStanding.PRESENT:
        raise SchemaError(standing, revision)


def standing_of_schema(url: str) -> tuple[SchemaStanding, str]:
    """How the schema of a database stands, and its revision."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return schema_standing(connection)
    finally:
        engine.dispose()


def schema_standing(connection: Connection) -> tuple[SchemaStanding, str]:
    """The same, on a connection that is open."""
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    if not revision:
        is_empty = not inspect(connection).get_table_names()
        return (SchemaStanding.EMPTY if is_empty else SchemaStanding.UNKNOWN), ""
    with _config() as config:
        known = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]
    if revision not in known:
        return SchemaStanding.UNKNOWN, revision
    is_present = revision == known[0]
    return (SchemaStanding.PRESENT if is_present else SchemaStanding.OLDER), revision


def knows_revision(revision: str) -> bool:
    """Whether a revision is one that this program can start from."""
    with _config() as config:
        known = ScriptDirectory.from_config(config).walk_revisions()
        return revision in {one.revision for one in known}


def present_revision() -> str:
    """The revision of this program's schema."""
    with _config() as config:
        return str(ScriptDirectory.from_config(config).get_current_head())


@contextmanager
def _config() -> Iterator[Config]:
    with as_file(files("reflexes_calls.storage") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        yield config


def _wait_for_turn(connection: Connection) -> None:
    # On SQLite the write transaction is a turn by itself.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        connection.commit()


def _stop_watching_keys(connection: Connection) -> None:
    # SQLite changes a table by making it anew: dropping the old one must not drop what points to
    # it. This is heard outside a transaction only, so it goes to the driver itself.
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")


def _check_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"The migration left rows that point to nothing: {broken[:3]}")
