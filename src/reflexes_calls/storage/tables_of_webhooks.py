"""The tables of webhooks: the addresses that are told what happens, and each event on its way."""

from sqlalchemy import JSON, Column, Integer, String, Table

from reflexes_calls.storage.columns import (
    at,
    index_of_some,
    key,
    long_text,
    metadata,
    public_id,
    to,
)

webhooks = Table(
    "webhooks",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    Column("address", String(500), nullable=False),
    Column("kinds", JSON, nullable=False),
    # Sealed where the instance has a key for it: they sign, and so must be read again.
    Column("secret", String(400), nullable=False),
    Column("former_secret", String(400)),
    at("former_until", nullable=True),
    to("made_by", "persons"),
    at("made_at"),
    at("failing_since", nullable=True),
    at("off_at", nullable=True),
    Column("off_why", String(20), nullable=False),
)
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    key(),
    public_id(),
    to("webhook_id", "webhooks"),
    Column("kind", String(40), nullable=False),
    long_text("body"),
    at("happened_at"),
    # When it is tried next; nothing once it is over.
    at("due_at", nullable=True),
    at("taken_until", nullable=True),
    Column("tries", Integer, nullable=False),
    Column("status", Integer),
    Column("failure", String(200), nullable=False),
    at("done_at", nullable=True),
    at("gave_up_at", nullable=True),
)
index_of_some(
    "ix_webhook_deliveries_due_at",
    webhook_deliveries.c.due_at,
    where="due_at IS NOT NULL",
)
