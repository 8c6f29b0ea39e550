"""The tables of what leaves the service and of what waits for its hour: letters and tasks."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from reflexes_calls.storage.columns import (
    Key,
    at,
    index_of_some,
    key,
    long_text,
    metadata,
    public_id,
    to,
)
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
    # How often it was tried in vain, and since when it is tried no more.
    Column("tries", Integer, nullable=False),
    at("gave_up_at", nullable=True),
    # The call that it is about; nothing for links, invitations to the site and the like.
    to("call_id", "calls", nullable=True),
    # The file that it is about: whoever does not see the file does not see the letter.
    to("application_id", "applications", nullable=True),
    # It waits to be read, until someone lets it pass, or holds it back and says why.
    Column("waits", Boolean, nullable=False),
    Column("passed_at", Instant),
    to("passed_by", "persons", nullable=True),
    Column("held_back_at", Instant),
    Column("held_back_why", String(200), nullable=False),
    Column("original", Text, nullable=False),
)
# The calls whose letters wait to be read.
reading_habits = Table(
    "reading_habits",
    metadata,
    Column("call_id", Key, ForeignKey("calls.id"), primary_key=True),
    at("since"),
)
index_of_some(
    "ix_letters_waiting",
    letters.c.id,
    where="sent_at IS NULL",
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
