"""The tables of applications brought from another service: files being read, and what came."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table, UniqueConstraint

from reflexes_calls.storage.columns import Key, at, key, metadata, public_id, to

# A file that was sent and read, until it is brought or given up: what people typed is in it.
imports = Table(
    "imports",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    Column("name", String(120), nullable=False),
    Column("sheets", JSON, nullable=False),
    Column("matching", JSON, nullable=False),
    to("made_by", "persons"),
    at("made_at"),
)
# Where an application comes from, as its file stated it: none of it is ours to attest.
imported_files = Table(
    "imported_files",
    metadata,
    key(),
    Column("application_id", Key, ForeignKey("applications.id"), nullable=False, unique=True),
    to("call_id", "calls"),
    Column("source", String(60), nullable=False),
    Column("number", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(250), nullable=False),
    Column("contact", String(254), nullable=False),
    at("sent_at", nullable=True),
    to("imported_by", "persons"),
    at("imported_at"),
    UniqueConstraint("call_id", "source", "number"),
)
