"""Tables as lines of JSON, and back: the same on SQLite and on PostgreSQL.

The first line of a table names its columns and their kinds; each other line is a row. Whatever is
read back does not depend on the tables of today's code, so that an older dump can be read for ever.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    cast,
    func,
    insert,
    select,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from reflexes.records import record
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import Instant

AT_ONCE = 500
"""How many rows are read or written at once."""


class UnknownKindError(TypeError):
    """A column of a kind that dumps do not know: teach it to this module."""


class _RawJson(TypeDecorator[str]):
    """JSON as it was written, to the letter."""

    impl = Text
    cache_ok = True

    def bind_expression(self, bindparam: Any) -> Any:
        """PostgreSQL takes a text for JSON only when it is told so."""
        return cast(type_coerce(bindparam, Text), JSON)


@record
class Dumped:
    """The columns of a table in a dump: names and kinds, in their order."""

    table: str
    columns: tuple[tuple[str, str], ...]


def tables_in_order() -> tuple[Table, ...]:
    """Every table, those that others point to first."""
    return tuple(t.metadata.sorted_tables)


def dump(connection: Connection, table: Table) -> Iterator[str]:
    """A table as lines; its rows are read a few at a time."""
    columns = [(column.name, _kind(column.type)) for column in table.columns]
    yield json.dumps({"table": table.name, "columns": columns})
    read = [
        cast(column, Text) if kind == "json" else column
        for column, (_, kind) in zip(table.columns, columns, strict=True)
    ]
    asked = select(*read).order_by(*table.primary_key.columns)
    rows = connection.execution_options(stream_results=True, yield_per=AT_ONCE).execute(asked)
    for row in rows:
        yield json.dumps([_written(value) for value in row], ensure_ascii=False)


def read_head(line: str) -> Dumped:
    """The columns that the first line of a table names."""
    said = json.loads(line)
    columns = tuple((str(name), str(kind)) for name, kind in said["columns"])
    return Dumped(table=str(said["table"]), columns=columns)


def load(connection: Connection, head: Dumped, lines: Iterable[str]) -> int:
    """Put rows back into a table of the same columns; gives how many."""
    is_sqlite = connection.dialect.name == "sqlite"
    columns = [Column(name, _type(kind, is_sqlite=is_sqlite)) for name, kind in head.columns]
    table = Table(head.table, MetaData(), *columns)
    rest, count = iter(lines), 0
    while some := [_row(head, line) for line in islice(rest, AT_ONCE)]:
        connection.execute(insert(table), some)
        count += len(some)
    return count


def is_without_rows(connection: Connection) -> bool:
    """Whether no table that is there holds a row."""
    known = t.metadata.tables
    there = set(connection.dialect.get_table_names(connection))
    counts = (
        connection.execute(select(func.count()).select_from(text(f'"{name}"'))).scalar_one()
        for name in known
        if name in there
    )
    return not any(counts)


def let_keys_wait(connection: Connection) -> None:
    """Look at what points to what at the end only, where the database can."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def go_on_numbering(connection: Connection, tables: Iterable[str]) -> None:
    """Have PostgreSQL number the next rows after those that were put back."""
    if connection.dialect.name != "postgresql":
        return
    for name in tables:
        has_id = "id" in {one["name"] for one in _columns_of(connection, name)}
        found = (
            connection.execute(
                text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}
            ).scalar()
            if has_id
            else None
        )
        if found:
            highest = f'SELECT coalesce(max(id), 0) FROM "{name}"'  # noqa: S608  # our own tables
            last = connection.execute(text(highest)).scalar_one()
            if last:
                connection.execute(
                    text("SELECT setval(:sequence, :last)"), {"sequence": found, "last": last}
                )


def _columns_of(connection: Connection, name: str) -> list[Any]:
    return list(connection.dialect.get_columns(connection, name))


def _row(head: Dumped, line: str) -> dict[str, Any]:
    values = json.loads(line)
    pairs = zip(head.columns, values, strict=True)
    return {name: _read(kind, value) for (name, kind), value in pairs}


def _kind(known: TypeEngine[Any]) -> str:
    kinds: tuple[tuple[type[Any], str], ...] = (
        (Instant, "instant"),
        (JSON, "json"),
        (Boolean, "bool"),
        (Date, "date"),
        (Integer, "int"),
        (String, "text"),
    )
    for kind, name in kinds:
        if isinstance(known, kind):
            return name
    raise UnknownKindError(str(known))


def _type(kind: str, *, is_sqlite: bool) -> TypeEngine[Any]:
    types: dict[str, TypeEngine[Any]] = {
        "instant": Instant(),
        "json": Text() if is_sqlite else _RawJson(),
        "bool": Boolean(),
        "date": Date(),
        "int": BigInteger(),
        "text": Text(),
    }
    if kind not in types:
        raise UnknownKindError(kind)
    return types[kind]


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _read(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "instant":
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if kind == "date" else value
