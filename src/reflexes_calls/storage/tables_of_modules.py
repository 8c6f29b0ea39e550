"""The tables of training modules: whose they are, who may see them, what was said of them."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from reflexes_calls.domain.modules import Change, Sharing
from reflexes_calls.storage.columns import at, key, long_text, metadata, one_of, public_id, to

modules = Table(
    "modules",
    metadata,
    key(),
    public_id(),
    to("person_id", "persons"),
    Column("title", String(160), nullable=False),
    Column("said", JSON, nullable=False),
    Column("edition", String(40), nullable=False),
    Column("revision", Integer, nullable=False),
    # What colleagues are given; it opens this module alone, and its owner reads it again.
    Column("link", String(32), unique=True),
    Column("sharing", String(10)),
    at("made_at"),
    at("changed_at"),
    one_of("sharing", Sharing),
)
module_versions = Table(
    "module_versions",
    metadata,
    key(),
    to("module_id", "modules"),
    Column("number", Integer, nullable=False),
    Column("change", String(20), nullable=False),
    Column("title", String(160), nullable=False),
    Column("said", JSON, nullable=False),
    at("saved_at"),
    one_of("change", Change),
    UniqueConstraint("module_id", "number"),
)
# On the public shelf: a state that never changes, and outlives the module it came from.
published_modules = Table(
    "published_modules",
    metadata,
    key(),
    public_id(),
    to("module_id", "modules", nullable=True),
    to("person_id", "persons"),
    to("organisation_id", "organisations", nullable=True),
    Column("shows_name", Boolean, nullable=False),
    Column("title", String(160), nullable=False),
    Column("said", JSON, nullable=False),
    Column("edition", String(40), nullable=False),
    Column("language", String(2), nullable=False),
    Column("public", String(20), nullable=False),
    Column("length", String(20), nullable=False),
    at("published_at"),
    at("withdrawn_at", nullable=True),
    to("withdrawn_by", "persons", nullable=True),
    Column("reason", String(600), nullable=False),
)
# A time that a module is led, and the state in which it was.
module_sessions = Table(
    "module_sessions",
    metadata,
    key(),
    public_id(),
    to("module_id", "modules"),
    Column("said", JSON, nullable=False),
    Column("title", String(120), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("piste", String(80), nullable=False),
    to("made_by", "persons"),
    at("made_at"),
    at("closed_at", nullable=True),
)
# Nothing says who answered: whoever holds the address of the session may.
session_answers = Table(
    "session_answers",
    metadata,
    key(),
    to("session_id", "module_sessions"),
    Column("is_trainer", Boolean, nullable=False),
    Column("minutes", JSON, nullable=False),
    Column("useful", Integer),
    long_text("worked"),
    long_text("to_change"),
    at("sent_at"),
)
catalogue_remarks = Table(
    "catalogue_remarks",
    metadata,
    key(),
    to("session_id", "module_sessions", nullable=True),
    Column("record", String(80), nullable=False, index=True),
    Column("edition", String(40), nullable=False),
    long_text("text"),
    at("written_at"),
    at("handled_at", nullable=True),
)
trainee_drafts = Table(
    "trainee_drafts",
    metadata,
    key(),
    public_id(),
    to("session_id", "module_sessions", nullable=True),
    Column("piste", String(80), nullable=False),
    Column("answers", JSON, nullable=False),
    at("kept_at"),
)
