"""One address, one engine: SQLite made durable and strict, or PostgreSQL."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, String, create_engine, event
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

WRITING = "reflexes_writing"
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=10000")


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC instant. SQLite silently drops offsets, so there it is kept as sortable text."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text for SQLite, the real type for PostgreSQL."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse what is not aware; keep UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no offset: instants are aware.")
        utc = value.astimezone(dt.UTC)
        return utc if dialect.name == "postgresql" else _text_of(utc)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """An aware instant, in UTC."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            kept: dt.datetime = value
            return kept.astimezone(dt.UTC)
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC)


def _text_of(utc: dt.datetime) -> str:
    # Always 27 characters, even in the year 26 that a hurried hand may type: sorts as it happened.
    return f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def make_engine(url: str) -> Engine:
    """The engine of an address such as `sqlite:///calls.sqlite3` or `postgresql://…`."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    # The driver must not begin transactions by itself: `_begin` says which kind.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITING)
    # A transaction that reads and then writes loses updates on SQLite unless it begins as a writer.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction, begun as such, committed at the end."""
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read transaction: everything read inside is of the same moment on SQLite."""
    with engine.connect() as connection:
        yield connection
