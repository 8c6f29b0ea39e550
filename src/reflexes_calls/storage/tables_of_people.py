"""The tables of people: accounts, organisations, roles, signing in, and the service's journal."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from reflexes_calls.domain.people import GRANTED
from reflexes_calls.domain.signing_in import Awaits, LinkPurpose, Means
from reflexes_calls.storage.columns import Key, at, key, metadata, one_of, public_id, to
from reflexes_calls.storage.engine import Instant

persons = Table(
    "persons",
    metadata,
    key(),
    public_id(),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(255), nullable=False),
    Column("language", String(2), nullable=False),
    at("created_at"),
    # A closed account opens no session; an erased one has lost its name and its address.
    at("disabled_at", nullable=True),
    at("erased_at", nullable=True),
)
organisations = Table(
    "organisations",
    metadata,
    key(),
    public_id(),
    Column("name", String(160), nullable=False, unique=True),
    Column("siret", String(14), unique=True),
)
memberships = Table(
    "memberships",
    metadata,
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True),
    Column("organisation_id", Key, ForeignKey("organisations.id"), primary_key=True, index=True),
    # Whether the person may invite colleagues to the organisation, and take them off it.
    Column("administers", Boolean, nullable=False, default=False),
)
roles = Table(
    "roles",
    metadata,
    key(),
    to("person_id", "persons"),
    to("call_id", "calls", nullable=True),
    Column("role", String(20), nullable=False),
    one_of("role", GRANTED),
    UniqueConstraint("person_id", "call_id", "role"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    public_id(),
    to("person_id", "persons"),
    at("created_at"),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("means", String(20), nullable=False),
    # What is still to be shown before the session opens anything: nothing, a code, an enrolment.
    Column("awaits", String(10), nullable=False),
    Column("device", String(160), nullable=False),
    # Given back to the identity provider on signing out.
    Column("id_token", Text),
    one_of("means", Means),
    one_of("awaits", Awaits),
)
# A link by mail that signs in, or that lets a password be chosen anew; used once.
sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    to("person_id", "persons"),
    Column("purpose", String(10), nullable=False),
    Column("next", String(400), nullable=False),
    at("made_at"),
    at("expires_at"),
    at("used_at", nullable=True),
    one_of("purpose", LinkPurpose),
)
# Tries that failed, under digests of addresses and under ranges of them, never under names.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    key(),
    Column("key", String(140), nullable=False),
    at("at"),
    Index("ix_sign_in_failures_key_at", "key", "at"),
)
# Who a person is for an identity provider; `subject` alone is the key, never the address.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(200), primary_key=True),
    Column("subject", String(255), primary_key=True),
    to("person_id", "persons"),
    Column("email", String(254), nullable=False),
    Column("siret", String(14)),
    Column("organisation", String(160), nullable=False),
    at("linked_at"),
    at("used_at"),
)
# A visit on its way to the identity provider and back; forgotten as soon as it comes back.
sign_in_flows = Table(
    "sign_in_flows",
    metadata,
    Column("state_digest", String(64), primary_key=True),
    Column("visit_digest", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("next", String(400), nullable=False),
    # Whose account the identity is to be tied to; nobody's for a plain sign-in.
    to("person_id", "persons", nullable=True),
    at("made_at"),
    at("expires_at"),
)
second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True),
    Column("secret", String(255), nullable=False),
    at("made_at"),
    at("confirmed_at", nullable=True),
    # The last step of time whose code was taken: none is taken twice.
    Column("last_step", BigInteger, nullable=False),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True),
    Column("code_digest", String(64), primary_key=True),
    at("used_at", nullable=True),
)
# An invitation to become a person of the service: for an organisation, a role, or neither.
account_invitations = Table(
    "account_invitations",
    metadata,
    key(),
    public_id(),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("email", String(254), nullable=False, index=True),
    to("organisation_id", "organisations", nullable=True),
    Column("administers", Boolean, nullable=False),
    to("call_id", "calls", nullable=True),
    Column("role", String(20)),
    Column("invited_by", Key, ForeignKey("persons.id"), nullable=False),
    at("invited_at"),
    at("expires_at"),
    at("accepted_at", nullable=True),
    Column("accepted_by", Key, ForeignKey("persons.id")),
    at("cancelled_at", nullable=True),
    one_of("role", GRANTED),
)
# The journal of the service itself: accounts, organisations, roles of the instance.
service_entries = Table(
    "service_entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("call", String(32), nullable=False),
    at("at"),
    Column("actor", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(20), nullable=False),
    Column("subject_id", String(32), nullable=False, index=True),
    Column("source", String(20), nullable=False),
    Column("target", String(20), nullable=False),
    Column("facts_digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
