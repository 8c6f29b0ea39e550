"""Rows added once, whoever else adds them at the same instant."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table


def insert_unless_there(
    connection: Connection, table: Table, values: Mapping[str, Any], keys: Sequence[str]
) -> Any:
    """The statement that adds a row, unless one of the same keys is there already."""
    # The dialect that the engine has read: the other one would take time at every start.
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    return dialect.insert(table).values(**values).on_conflict_do_nothing(index_elements=keys)
