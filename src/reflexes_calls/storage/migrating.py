"""Bring a database to the present schema, with the migrations shipped in the package."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from reflexes_calls.storage.engine import make_engine, open_to_write

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "head"
VERSIONS = "alembic_version"
"""The table in which Alembic keeps the revision of a database."""
SAID = re.compile(r'^(revision|down_revision) = (?:"([^"]+)"|None)$', re.MULTILINE)
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
    # Late, here and below: most starts find the schema as it should be, and do without.
    from alembic import command  # noqa: PLC0415  # see above

    engine = make_engine(url)
    try:
        # Begun as a writer: on SQLite too, whoever comes second finds what the first one made.
        with _config() as config, open_to_write(engine) as connection:
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
    tables = inspect(connection).get_table_names()
    revision = ""
    if VERSIONS in tables:
        asked = text(f"SELECT version_num FROM {VERSIONS}")  # noqa: S608  # a name of ours
        revision = connection.execute(asked).scalar_one_or_none() or ""
    if not revision:
        return (SchemaStanding.UNKNOWN if tables else SchemaStanding.EMPTY), ""
    if not knows_revision(revision):
        return SchemaStanding.UNKNOWN, revision
    is_present = revision == present_revision()
    return (SchemaStanding.PRESENT if is_present else SchemaStanding.OLDER), revision


def knows_revision(revision: str) -> bool:
    """Whether a revision is one that this program can start from."""
    return revision in _revisions()


def present_revision() -> str:
    """The revision of this program's schema."""
    known = _revisions()
    (head,) = known.keys() - set(known.values())
    return head


@cache
def _revisions() -> dict[str, str]:
    """Each revision, with the one that it follows, as the shipped migrations say."""
    folder = files("reflexes_calls.storage") / "migrations" / "versions"
    said = (
        dict(SAID.findall(each.read_text("utf-8")))
        for each in folder.iterdir()
        if each.name.endswith(".py")
    )
    return {one["revision"]: one["down_revision"] for one in said if one}


@contextmanager
def _config() -> Iterator["Config"]:
    from alembic.config import Config  # noqa: PLC0415  # late, as above

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
