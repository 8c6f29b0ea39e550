"""Every table, by hand, on one metadata."""

from collections.abc import Iterable

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage, PilotStage
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.pilot import Direction
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
# SQLite numbers rows by itself only for a plain INTEGER key.
Key = BigInteger().with_variant(Integer, "sqlite")


def _id() -> "Column[int]":
    return Column("id", Key, primary_key=True)


def _public_id() -> "Column[str]":
    return Column("public_id", String(32), nullable=False, unique=True)


def _to(name: str, table: str, *, nullable: bool = False) -> "Column[int]":
    return Column(name, Key, ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def _at(name: str, *, nullable: bool = False) -> "Column[object]":
    return Column(name, Instant, nullable=nullable)


def _text(name: str) -> "Column[str]":
    return Column(name, Text, nullable=False)


def _one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


persons = Table(
    "persons",
    metadata,
    _id(),
    _public_id(),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(255), nullable=False),
    Column("language", String(2), nullable=False),
    _at("created_at"),
)
organisations = Table(
    "organisations",
    metadata,
    _id(),
    _public_id(),
    Column("name", String(160), nullable=False, unique=True),
    Column("siret", String(14), unique=True),
)
memberships = Table(
    "memberships",
    metadata,
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True),
    Column("organisation_id", Key, ForeignKey("organisations.id"), primary_key=True),
)
roles = Table(
    "roles",
    metadata,
    _id(),
    _to("person_id", "persons"),
    _to("call_id", "calls", nullable=True),
    Column("role", String(20), nullable=False),
    _one_of("role", Role),
    UniqueConstraint("person_id", "call_id", "role"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    _to("person_id", "persons"),
    _at("created_at"),
    _at("expires_at"),
)
calls = Table(
    "calls",
    metadata,
    _id(),
    _public_id(),
    Column("stage", String(20), nullable=False),
    Column("title_fr", String(120), nullable=False),
    Column("title_en", String(120), nullable=False),
    _text("summary_fr"),
    _text("summary_en"),
    Column("piste_code", String(80), nullable=False),
    Column("piste", JSON, nullable=False),
    Column("edition", String(20), nullable=False),
    Column("piste_digest", String(64), nullable=False),
    _at("opens_at"),
    _at("closes_at"),
    _at("decision_by"),
    Column("budget_cap", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("places", Integer, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("criteria", JSON, nullable=False),
    Column("rubric_version", Integer, nullable=False),
    Column("reviews_needed", Integer, nullable=False),
    _at("created_at"),
    _at("published_at", nullable=True),
    _one_of("stage", CallStage),
)
applications = Table(
    "applications",
    metadata,
    _id(),
    _public_id(),
    _to("call_id", "calls"),
    _to("organisation_id", "organisations"),
    Column("created_by", Key, ForeignKey("persons.id"), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("draft", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("receipt", String(20)),
    _at("created_at"),
    _at("updated_at"),
    _one_of("stage", ApplicationStage),
    UniqueConstraint("call_id", "receipt"),
)
# One application a call and an organisation, unless the earlier one was withdrawn.
Index(
    "ix_applications_one_alive",
    applications.c.call_id,
    applications.c.organisation_id,
    unique=True,
    sqlite_where=text("stage <> 'withdrawn'"),
    postgresql_where=text("stage <> 'withdrawn'"),
)
application_versions = Table(
    "application_versions",
    metadata,
    _id(),
    _to("application_id", "applications"),
    Column("number", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    _at("submitted_at"),
    Column("submitted_by", Key, ForeignKey("persons.id"), nullable=False),
    UniqueConstraint("application_id", "number"),
)
assignments = Table(
    "assignments",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("reviewer_id", Key, ForeignKey("persons.id"), primary_key=True),
    _at("assigned_at"),
)
reviews = Table(
    "reviews",
    metadata,
    _id(),
    _to("version_id", "application_versions"),
    Column("rubric_version", Integer, nullable=False),
    _to("reviewer_id", "persons"),
    Column("round", Integer, nullable=False),
    Column("marks", JSON, nullable=False),
    _text("comment_for_jury"),
    _text("comment_for_applicant"),
    _at("submitted_at", nullable=True),
    UniqueConstraint("version_id", "reviewer_id", "round"),
)
decisions = Table(
    "decisions",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("outcome", String(20), nullable=False),
    _text("reasons"),
    Column("decided_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("decided_at"),
    _one_of("outcome", DecisionOutcome),
)
pilots = Table(
    "pilots",
    metadata,
    _id(),
    _public_id(),
    _to("call_id", "calls"),
    Column("application_id", Key, ForeignKey("applications.id"), nullable=False, unique=True),
    _to("organisation_id", "organisations"),
    Column("stage", String(20), nullable=False),
    Column("title", String(120), nullable=False),
    _text("summary"),
    Column("promises_digest", String(64)),
    _text("lessons"),
    _at("created_at"),
    _at("started_at", nullable=True),
    _at("ended_at", nullable=True),
    _one_of("stage", PilotStage),
)
promises = Table(
    "promises",
    metadata,
    _id(),
    _to("pilot_id", "pilots"),
    Column("position", Integer, nullable=False),
    Column("indicator", String(160), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("baseline", String(60), nullable=False),
    Column("target", String(60), nullable=False),
    Column("source", String(160), nullable=False),
    Column("direction", String(10), nullable=False),
    _one_of("direction", Direction),
    UniqueConstraint("pilot_id", "position"),
)
measures = Table(
    "measures",
    metadata,
    _id(),
    _to("promise_id", "promises"),
    Column("value", String(60), nullable=False),
    Column("measured_on", Date, nullable=False),
    _text("note"),
    Column("recorded_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("recorded_at"),
)
evaluations = Table(
    "evaluations",
    metadata,
    Column("pilot_id", Key, ForeignKey("pilots.id"), primary_key=True),
    Column("said", JSON, nullable=False),
    Column("results", JSON, nullable=False),
    Column("written_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("written_at"),
)
overlay_evidence = Table(
    "overlay_evidence",
    metadata,
    Column("code", String(120), primary_key=True),
    Column("pilot_id", Key, ForeignKey("pilots.id"), nullable=False, unique=True),
    Column("piste_code", String(80), nullable=False, index=True),
    Column("evidence", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    _at("accepted_at"),
    Column("accepted_by", Key, ForeignKey("persons.id"), nullable=False),
)
journal_entries = Table(
    "journal_entries",
    metadata,
    Column("call_id", Key, ForeignKey("calls.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("call", String(32), nullable=False),
    _at("at"),
    Column("actor", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(20), nullable=False),
    Column("subject_id", String(32), nullable=False),
    Column("source", String(20), nullable=False),
    Column("target", String(20), nullable=False),
    Column("facts_digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
letters = Table(
    "letters",
    metadata,
    _id(),
    _public_id(),
    Column("kind", String(40), nullable=False),
    _to("person_id", "persons"),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(240), nullable=False),
    _text("body"),
    _at("queued_at"),
    _at("sent_at", nullable=True),
)
demo_clock = Table(
    "demo_clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("offset_seconds", BigInteger, nullable=False),
    Column("is_demo", Boolean, nullable=False),
)
