"""The tables of the doors for programs: tokens of access, and the answers kept for a repetition."""

from sqlalchemy import JSON, Column, Integer, String, Table, Text, UniqueConstraint

from reflexes_calls.storage.columns import at, key, metadata, public_id, to
from reflexes_calls.storage.engine import Instant

access_tokens = Table(
    "access_tokens",
    metadata,
    key(),
    public_id(),
    to("person_id", "persons"),
    Column("name", String(80), nullable=False),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("ending", String(8), nullable=False),
    # The codes of the scopes, with a space between two.
    Column("scopes", String(240), nullable=False),
    at("created_at"),
    at("expires_at"),
    at("used_at", nullable=True),
    at("revoked_at", nullable=True),
)
# A request that does something, under the key that its program gave it. Two processes that receive
# the same one at once meet at the unique constraint: one of them does it.
repeated_requests = Table(
    "repeated_requests",
    metadata,
    key(),
    to("person_id", "persons"),
    Column("key_digest", String(64), nullable=False),
    Column("request_digest", String(64), nullable=False),
    Column("begun_at", Instant, nullable=False, index=True),
    # Nothing until the answer is known.
    Column("status", Integer),
    Column("headers", JSON),
    Column("answer", Text),
    UniqueConstraint("person_id", "key_digest"),
)
