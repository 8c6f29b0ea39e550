"""The metadata of the tables, and the columns that come again and again."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
)

from reflexes_calls.storage.engine import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
WHERE = "where"
"""The condition of an index, in what is said of it."""
# SQLite numbers rows by itself only for a plain INTEGER key.
Key = BigInteger().with_variant(Integer, "sqlite")
# Compared byte by byte on both databases.
Folded = String(240).with_variant(String(240, collation="C"), "postgresql")


def key() -> "Column[int]":
    """The inner id of a row."""
    return Column("id", Key, primary_key=True)


def public_id() -> "Column[str]":
    """The id that addresses bear."""
    return Column("public_id", String(32), nullable=False, unique=True)


def to(name: str, table: str, *, nullable: bool = False) -> "Column[int]":
    """The inner id of a row of another table."""
    return Column(name, Key, ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def at(name: str, *, nullable: bool = False) -> "Column[object]":
    """An instant."""
    return Column(name, Instant, nullable=nullable)


def long_text(name: str) -> "Column[str]":
    """A text that is never missing, and may be empty."""
    return Column(name, Text, nullable=False)


def index_of_some(name: str, *columns: "Column[Any]", where: str, unique: bool = False) -> Index:
    """An index of the rows that fulfil a condition, which its migration writes for both engines.

    Said as `sqlite_where` and `postgresql_where`, the condition would have SQLAlchemy read what it
    knows of PostgreSQL, a twentieth of a start, on an instance that has none.
    """
    return Index(name, *columns, unique=unique, info={WHERE: where})


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A check that a column holds one of some codes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
