"""Row to record, and back: columns bear the names of the record's fields."""

import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

import attrs
from sqlalchemy import Connection, Insert, Row, Select, Table, insert

R = TypeVar("R")


def new_public_id() -> str:
    """A random 128-bit id for addresses."""
    return secrets.token_hex(16)


def is_public_id(text: str) -> bool:
    """Whether a text may be one: some characters of an address cannot even be asked about."""
    return text.isascii() and text.isalnum()


def record_of(kind: type[R], row: "Row[Any]", /, **changed: Any) -> R:
    """The record of class `kind` in a row; `changed` gives what is not a plain column."""
    names = _names_of(cast("Any", kind))
    return kind(**{name: getattr(row, name) for name in names if name not in changed} | changed)


@cache
def _names_of(kind: type[Any]) -> tuple[str, ...]:
    return tuple(a.name for a in attrs.fields(kind))


def one(
    connection: Connection, query: "Select[Any]", given: Mapping[str, Any] | None = None
) -> "Row[Any] | None":
    """The first row, or None; `given` are the values of a query that was built beforehand."""
    return connection.execute(query, given).first()


def keep(connection: Connection, table: Table, **values: Any) -> int:
    """Insert a row and give its id, or 0 for a table that has none."""
    made = connection.execute(_inserting(table), values).inserted_primary_key
    return int(made[0]) if made is not None and "id" in table.c else 0


@cache
def _inserting(table: Table) -> Insert:
    # Building a statement costs four times its execution: each is built once.
    return insert(table)
