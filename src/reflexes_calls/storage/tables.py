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

from reflexes_calls.domain.agreement import AgreementState
from reflexes_calls.domain.appeal import AppealOutcome
from reflexes_calls.domain.application import Completeness
from reflexes_calls.domain.attachment import Scan
from reflexes_calls.domain.call import Procedure
from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.handling import Finding, Side
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage, PilotStage
from reflexes_calls.domain.partner import PartnerRole, PartnerState
from reflexes_calls.domain.people import GRANTED
from reflexes_calls.domain.pilot import Direction
from reflexes_calls.domain.signing_in import Awaits, LinkPurpose, Means
from reflexes_calls.domain.team import TeamRole
from reflexes_calls.domain.terrain import TerrainRole
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
# Compared byte by byte on both databases.
Folded = String(240).with_variant(String(240, collation="C"), "postgresql")


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
    # A closed account opens no session; an erased one has lost its name and its address.
    _at("disabled_at", nullable=True),
    _at("erased_at", nullable=True),
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
    # Whether the person may invite colleagues to the organisation, and take them off it.
    Column("administers", Boolean, nullable=False, default=False),
)
roles = Table(
    "roles",
    metadata,
    _id(),
    _to("person_id", "persons"),
    _to("call_id", "calls", nullable=True),
    Column("role", String(20), nullable=False),
    _one_of("role", GRANTED),
    UniqueConstraint("person_id", "call_id", "role"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    _public_id(),
    _to("person_id", "persons"),
    _at("created_at"),
    _at("expires_at"),
    Column("means", String(20), nullable=False),
    # What is still to be shown before the session opens anything: nothing, a code, an enrolment.
    Column("awaits", String(10), nullable=False),
    Column("device", String(160), nullable=False),
    # Given back to the identity provider on signing out.
    Column("id_token", Text),
    _one_of("means", Means),
    _one_of("awaits", Awaits),
)
# A link by mail that signs in, or that lets a password be chosen anew; used once.
sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    _to("person_id", "persons"),
    Column("purpose", String(10), nullable=False),
    Column("next", String(400), nullable=False),
    _at("made_at"),
    _at("expires_at"),
    _at("used_at", nullable=True),
    _one_of("purpose", LinkPurpose),
)
# Tries that failed, under digests of addresses and under ranges of them, never under names.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    _id(),
    Column("key", String(140), nullable=False),
    _at("at"),
    Index("ix_sign_in_failures_key_at", "key", "at"),
)
# Who a person is for an identity provider; `subject` alone is the key, never the address.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(200), primary_key=True),
    Column("subject", String(255), primary_key=True),
    _to("person_id", "persons"),
    Column("email", String(254), nullable=False),
    Column("siret", String(14)),
    Column("organisation", String(160), nullable=False),
    _at("linked_at"),
    _at("used_at"),
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
    _to("person_id", "persons", nullable=True),
    _at("made_at"),
    _at("expires_at"),
)
second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True),
    Column("secret", String(255), nullable=False),
    _at("made_at"),
    _at("confirmed_at", nullable=True),
    # The last step of time whose code was taken: none is taken twice.
    Column("last_step", BigInteger, nullable=False),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True),
    Column("code_digest", String(64), primary_key=True),
    _at("used_at", nullable=True),
)
# An invitation to become a person of the service: for an organisation, a role, or neither.
account_invitations = Table(
    "account_invitations",
    metadata,
    _id(),
    _public_id(),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("email", String(254), nullable=False, index=True),
    _to("organisation_id", "organisations", nullable=True),
    Column("administers", Boolean, nullable=False),
    _to("call_id", "calls", nullable=True),
    Column("role", String(20)),
    Column("invited_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("invited_at"),
    _at("expires_at"),
    _at("accepted_at", nullable=True),
    Column("accepted_by", Key, ForeignKey("persons.id")),
    _at("cancelled_at", nullable=True),
    _one_of("role", GRANTED),
)
# The journal of the service itself: accounts, organisations, roles of the instance.
service_entries = Table(
    "service_entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("call", String(32), nullable=False),
    _at("at"),
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
    Column("version", Integer, nullable=False),
    Column("procedure", String(20), nullable=False),
    Column("funded", Boolean, nullable=False),
    Column("other_pistes", JSON, nullable=False),
    Column("context", JSON, nullable=False),
    _at("letter_closes_at", nullable=True),
    Column("cutoffs", JSON, nullable=False),
    Column("grace", Integer, nullable=False),
    _at("questions_until", nullable=True),
    _at("completeness_by", nullable=True),
    _at("review_by", nullable=True),
    _at("committee_on", nullable=True),
    _at("agreement_by", nullable=True),
    Column("rate", Integer),
    Column("terms", JSON, nullable=False),
    Column("form", JSON, nullable=False),
    Column("form_number", Integer, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("pending", JSON),
    Column("drafting", JSON, nullable=False),
    _one_of("stage", CallStage),
    _one_of("procedure", Procedure),
)
# What was published, for ever: the words of the call, and the questions it asked.
call_versions = Table(
    "call_versions",
    metadata,
    _id(),
    _to("call_id", "calls"),
    Column("number", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("form_number", Integer, nullable=False),
    _text("reason"),
    _at("published_at"),
    Column("published_by", Key, ForeignKey("persons.id"), nullable=False),
    UniqueConstraint("call_id", "number"),
)
form_versions = Table(
    "form_versions",
    metadata,
    _id(),
    _to("call_id", "calls"),
    Column("number", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    _at("published_at"),
    UniqueConstraint("call_id", "number"),
)
call_questions = Table(
    "call_questions",
    metadata,
    _id(),
    _public_id(),
    _to("call_id", "calls"),
    Column("asked_by", Key, ForeignKey("persons.id"), nullable=False),
    Column("asked_about", Integer, nullable=False),
    _text("question"),
    _at("asked_at"),
    _text("answer"),
    Column("answered_by", Key, ForeignKey("persons.id")),
    Column("answered_about", Integer),
    _at("answered_at", nullable=True),
    _at("corrected_at", nullable=True),
)
outages = Table(
    "outages",
    metadata,
    _id(),
    _at("started_at"),
    _at("ended_at"),
    _text("reason"),
    Column("declared_by", Key, ForeignKey("persons.id")),
    _at("declared_at"),
)
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _at("seen_at"),
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
    Column("slot", Integer, nullable=False),
    Column("phase", String(10), nullable=False),
    Column("form_number", Integer, nullable=False),
    Column("session", Integer),
    Column("touched", JSON, nullable=False),
    Column("internal", JSON, nullable=False),
    Column("submitted_revision", Integer),
    _at("submitted_at", nullable=True),
    _at("admitted_until", nullable=True),
    # What lists filter and sort on is a column, never a search through the answers.
    Column("title", String(240), nullable=False),
    Column("amount", BigInteger),
    Column("territory", String(20)),
    # The title without accents nor capitals: sorted alike by both databases, whatever their locale.
    Column("title_key", Folded, nullable=False, default=""),
    # The number in the receipt, as `2026-1000` comes after `2026-999`.
    Column("rank", Integer),
    Column("completeness", String(12), nullable=False, default=Completeness.UNCHECKED),
    # What the readers said of the last version, kept true by `storage.scores`: how many are to
    # read it, how many did, and the mean and the spread of their marks in millionths.
    Column("readers", Integer, nullable=False, default=0),
    Column("reads", Integer, nullable=False, default=0),
    Column("mean", Integer),
    Column("spread", Integer),
    _one_of("stage", ApplicationStage),
    _one_of("phase", Phase),
    _one_of("completeness", Completeness),
    UniqueConstraint("call_id", "receipt"),
)
# What a manager's list is sorted on, or filtered by: only what was submitted once is in it.
for _sorted in ("rank", "submitted_at", "title_key", "amount", "mean"):
    Index(
        f"ix_applications_by_{_sorted}",
        applications.c.call_id,
        applications.c[_sorted],
        applications.c.id,
        sqlite_where=text("receipt IS NOT NULL"),
        postgresql_where=text("receipt IS NOT NULL"),
    )
for _filtered in ("stage", "territory"):
    Index(
        f"ix_applications_of_{_filtered}",
        applications.c.call_id,
        applications.c[_filtered],
        applications.c.rank,
        applications.c.id,
        sqlite_where=text("receipt IS NOT NULL"),
        postgresql_where=text("receipt IS NOT NULL"),
    )
# One application a call and an organisation, unless the earlier one was withdrawn; a call that
# takes several gives each a slot of its own.
Index(
    "ix_applications_one_alive",
    applications.c.call_id,
    applications.c.organisation_id,
    applications.c.slot,
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
    Column("phase", String(10), nullable=False),
    Column("form_number", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    # The form's own key: the same form sent twice is one submission.
    Column("request_key", String(64)),
    Column("entry_seq", Integer),
    _at("submitted_at"),
    Column("submitted_by", Key, ForeignKey("persons.id"), nullable=False),
    UniqueConstraint("application_id", "number"),
    UniqueConstraint("application_id", "request_key"),
)
# An application carried from one version of its form to another; `before` undoes it.
draft_moves = Table(
    "draft_moves",
    metadata,
    _id(),
    _to("application_id", "applications"),
    Column("from_form", Integer, nullable=False),
    Column("to_form", Integer, nullable=False),
    Column("before", JSON, nullable=False),
    Column("set_aside", JSON, nullable=False),
    Column("moved_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("moved_at"),
    _at("undone_at", nullable=True),
)
late_admissions = Table(
    "late_admissions",
    metadata,
    _id(),
    _to("application_id", "applications"),
    _text("reasons"),
    _at("until"),
    Column("decided_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("decided_at"),
)
reminders = Table(
    "reminders",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("phase", String(10), primary_key=True),
    Column("announced", String(40), primary_key=True),
    Column("kind", String(20), primary_key=True),
    _at("sent_at"),
)
team_members = Table(
    "team_members",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True, index=True),
    Column("role", String(20), nullable=False),
    Column("added_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("added_at"),
    _one_of("role", TeamRole),
)
invitations = Table(
    "invitations",
    metadata,
    _id(),
    _public_id(),
    Column("token_digest", String(64), nullable=False, unique=True),
    _to("application_id", "applications"),
    Column("email", String(254), nullable=False),
    Column("role", String(20), nullable=False),
    Column("invited_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("invited_at"),
    _at("expires_at"),
    _at("accepted_at", nullable=True),
    Column("accepted_by", Key, ForeignKey("persons.id")),
    _at("cancelled_at", nullable=True),
    _one_of("role", TeamRole),
)
# A link by mail that opens one draft on another device; used once.
resume_links = Table(
    "resume_links",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    _to("application_id", "applications"),
    _to("person_id", "persons"),
    _at("made_at"),
    _at("expires_at"),
    _at("used_at", nullable=True),
)
partners = Table(
    "partners",
    metadata,
    _id(),
    _public_id(),
    _to("application_id", "applications"),
    Column("role", String(20), nullable=False),
    Column("name", String(160), nullable=False),
    Column("siret", String(14), index=True),
    Column("email", String(254), nullable=False, index=True),
    _text("part"),
    Column("token_digest", String(64), unique=True),
    _at("invited_at", nullable=True),
    Column("state", String(20), nullable=False),
    Column("signed_digest", String(64)),
    Column("signed_name", String(120), nullable=False),
    Column("signed_function", String(120), nullable=False),
    _text("note"),
    _at("answered_at", nullable=True),
    # The attached file that is their letter.
    Column("letter", String(32)),
    # The offer they were found by: their address is then that of its organisation's members.
    Column("terrain_id", Key, ForeignKey("terrains.id"), index=True),
    Column("added_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("added_at"),
    _at("removed_at", nullable=True),
    _one_of("role", PartnerRole),
    _one_of("state", PartnerState),
)
# An administration that offers itself as a terrain for a piste, or looks for one.
terrains = Table(
    "terrains",
    metadata,
    _id(),
    _public_id(),
    _to("organisation_id", "organisations"),
    Column("piste_code", String(80), nullable=False, index=True),
    Column("stands_as", String(20), nullable=False),
    Column("territory", String(20), index=True),
    Column("department", String(3), index=True),
    Column("region", String(5), index=True),
    Column("territory_name", String(160), nullable=False),
    _text("offers"),
    _text("needs"),
    Column("from_on", Date),
    Column("until_on", Date),
    Column("offered_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("offered_at"),
    _at("withdrawn_at", nullable=True),
    _one_of("stands_as", TerrainRole),
)
terrain_contacts = Table(
    "terrain_contacts",
    metadata,
    _id(),
    _to("terrain_id", "terrains"),
    Column("from_organisation_id", Key, ForeignKey("organisations.id"), nullable=False),
    Column("to_organisation_id", Key, ForeignKey("organisations.id"), nullable=False),
    Column("written_by", Key, ForeignKey("persons.id"), nullable=False),
    _text("message"),
    _at("written_at"),
)
assignments = Table(
    "assignments",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("reviewer_id", Key, ForeignKey("persons.id"), primary_key=True, index=True),
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
    Column("amount", BigInteger),
    _one_of("outcome", DecisionOutcome),
)
prepared_decisions = Table(
    "prepared_decisions",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("outcome", String(20), nullable=False),
    Column("amount", BigInteger),
    _text("reasons"),
    Column("prepared_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("prepared_at"),
    _one_of("outcome", DecisionOutcome),
)
missing_requests = Table(
    "missing_requests",
    metadata,
    _id(),
    _to("application_id", "applications"),
    _text("missing"),
    _at("due"),
    Column("asked_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("asked_at"),
    _at("closed_at", nullable=True),
)
admissibility = Table(
    "admissibility",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("finding", String(20), nullable=False),
    _text("reasons"),
    Column("found_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("found_at"),
    _one_of("finding", Finding),
)
messages = Table(
    "messages",
    metadata,
    _id(),
    _public_id(),
    _to("application_id", "applications"),
    Column("side", String(20), nullable=False),
    Column("author_id", Key, ForeignKey("persons.id"), nullable=False),
    _text("text"),
    _at("sent_at"),
    _at("seen_at", nullable=True),
    _one_of("side", Side),
)
appeals = Table(
    "appeals",
    metadata,
    _id(),
    _public_id(),
    _to("application_id", "applications"),
    _text("text"),
    Column("lodged_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("lodged_at"),
    _text("declined_reasons"),
    _at("declined_at"),
    Column("outcome", String(20)),
    _text("answer"),
    Column("answered_by", Key, ForeignKey("persons.id")),
    _at("answered_at", nullable=True),
    _one_of("outcome", AppealOutcome),
)
agreements = Table(
    "agreements",
    metadata,
    _id(),
    _public_id(),
    Column("application_id", Key, ForeignKey("applications.id"), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("typed", JSON, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("document", JSON),
    Column("digest", String(64)),
    _at("issued_at", nullable=True),
    Column("signed_on", Date),
    _at("signed_at", nullable=True),
    _at("created_at"),
    _one_of("state", AgreementState),
)
tranches = Table(
    "tranches",
    metadata,
    _id(),
    _to("agreement_id", "agreements"),
    Column("position", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("due", Date, nullable=False),
    Column("condition", String(160), nullable=False),
    Column("paid_on", Date),
    UniqueConstraint("agreement_id", "position"),
)
signed_copies = Table(
    "signed_copies",
    metadata,
    _id(),
    _public_id(),
    _to("agreement_id", "agreements"),
    Column("name", String(120), nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("uploaded_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("uploaded_at"),
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
    # Nobody's when it goes to an address that has no account, as an invitation may.
    _to("person_id", "persons", nullable=True),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(240), nullable=False),
    _text("body"),
    _at("queued_at"),
    _at("sent_at", nullable=True),
    # Whoever sends it holds it until then; after a failure, it is not tried before.
    _at("try_at", nullable=True),
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
    _id(),
    Column("kind", String(40), nullable=False),
    Column("key", String(80), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    _at("taken_until", nullable=True),
    Column("tries", Integer, nullable=False),
    Column("failure", String(200), nullable=False),
    UniqueConstraint("kind", "key"),
)
# A way of looking at the files of a call, to come back to.
saved_views = Table(
    "saved_views",
    metadata,
    _id(),
    _public_id(),
    _to("person_id", "persons"),
    _to("call_id", "calls"),
    Column("name", String(80), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("shared", Boolean, nullable=False),
    _at("saved_at"),
    UniqueConstraint("person_id", "call_id", "name"),
)
demo_clock = Table(
    "demo_clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("offset_seconds", BigInteger, nullable=False),
    Column("is_demo", Boolean, nullable=False),
)
# `digest` finds the content in the store of files; the same content may be attached many times.
attachments = Table(
    "attachments",
    metadata,
    _id(),
    _public_id(),
    _to("application_id", "applications"),
    Column("question", String(80), nullable=False),
    Column("row", String(32)),
    Column("name", String(120), nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("scan", String(10), nullable=False),
    Column("uploaded_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("uploaded_at"),
    _at("removed_at", nullable=True),
    _one_of("scan", Scan),
)
# A file on its way; how much of it has arrived is asked of the disk alone.
uploads = Table(
    "uploads",
    metadata,
    _id(),
    _public_id(),
    _to("application_id", "applications"),
    Column("question", String(80), nullable=False),
    Column("row", String(32)),
    Column("name", String(120), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("started_by", Key, ForeignKey("persons.id"), nullable=False),
    _at("started_at"),
)
