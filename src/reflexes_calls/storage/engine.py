"""One address, one engine: SQLite made durable and strict, or PostgreSQL."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    Connection,
    Dialect,
    Engine,
    PoolProxiedConnection,
    String,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.types import TypeDecorator, TypeEngine

from reflexes_calls.domain.errors import Busy
from reflexes_calls.storage.turns import PATIENCE, Turns, is_locked

WRITING = "reflexes_writing"
TURNS = "reflexes_turns"
PATIENT = int(1000 * PATIENCE)
# The patience comes first: a new file is changed to WAL by one connection alone.
PRAGMAS = (f"busy_timeout={PATIENT}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL")
MOST_CONNECTIONS = 24
"""Of one process; whoever needs one more waits for it."""
LOCKED = frozenset({"55P03", "57014", "40001", "40P01"})
"""What PostgreSQL says when someone else holds what is needed: waited in vain, or in a circle."""


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
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url,
            pool_size=MOST_CONNECTIONS,
            max_overflow=0,
            pool_timeout=PATIENCE,
            connect_args={"options": f"-c lock_timeout={PATIENT}"},
        )
    turns = Turns(make_url(url).database or "")
    engine = create_engine(url, execution_options={TURNS: turns}, pool_timeout=PATIENCE)
    event.listen(engine, "connect", _prepare)
    # In place of the dialect's own, which does nothing: an event would be asked about at each
    # statement, and make each a fifth slower.
    begin = partial(_begin, turns)
    engine.dialect.do_begin = begin  # type: ignore[method-assign]  # as said above
    return engine


def _prepare(connection: Any, _: object) -> None:
    # The driver must not begin transactions by itself: `_begin` says which kind.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(turns: Turns, connection: PoolProxiedConnection) -> None:
    driver: Any = connection.dbapi_connection
    # A transaction that reads and then writes loses updates on SQLite unless it begins as a writer.
    if connection.info.get(WRITING):
        turns.begin(driver)
    else:
        driver.execute("BEGIN")


@contextmanager
def open_to_write(engine: Engine) -> Iterator[Connection]:
    """A connection whose transactions begin as those of a writer; none has begun."""
    with engine.connect() as connection:
        info = connection.info
        info[WRITING] = True
        try:
            yield connection
        finally:
            del info[WRITING]


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction, begun as such, committed at the end.

    Raises `Busy` when others hold the database for too long.
    """
    with (
        _saying_busy(),
        _turn(engine),
        open_to_write(engine) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read transaction: everything read inside is of the same moment on SQLite."""
    with _saying_busy(), engine.connect() as connection:
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One read transaction in which everything is of the same moment, on both databases."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with _saying_busy(), engine.connect().execution_options(**options) as connection:
        yield connection


def _turn(engine: Engine) -> AbstractContextManager[None]:
    turns: Turns | None = engine.get_execution_options().get(TURNS)
    return turns.one() if turns else nullcontext()


@contextmanager
def _saying_busy() -> Iterator[None]:
    try:
        yield
    except NoConnectionError as error:
        raise Busy from error
    except OperationalError as error:
        if is_locked(error.orig) or getattr(error.orig, "sqlstate", "") in LOCKED:
            raise Busy from error
        raise
