"""The tables of what leaves the service and of what waits for its hour: letters and tasks."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, UniqueConstraint, text

from reflexes_calls.storage.columns import at, key, long_text, metadata, public_id, to
from reflexes_calls.storage.engine import Instant

letters = Table(
    "letters",
    metadata,
    key(),
    public_id(),
    Column("kind", String(40), nullable=False),
    # Nobody's when it goes to an address that has no account, as an invitation may.
    to("person_id", "persons", nullable=True),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(240), nullable=False),
    long_text("body"),
    at("queued_at"),
    at("sent_at", nullable=True),
    # Whoever sends it holds it until then; after a failure, it is not tried before.
    at("try_at", nullable=True),
    Column("failure", String(200)),
)
Index(
    "ix_letters_waiting",
    letters.c.id,
    sqlite_where=text("sent_at IS NULL"),
    postgresql_where=text("sent_at IS NULL"),
)
# What is to be done at a time, once or again and again; several workers share it out.
tasks = Table(
    "tasks",
    metadata,
    key(),
    Column("kind", String(40), nullable=False),
    Column("key", String(80), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    at("taken_until", nullable=True),
    Column("tries", Integer, nullable=False),
    Column("failure", String(200), nullable=False),
    UniqueConstraint("kind", "key"),
)
