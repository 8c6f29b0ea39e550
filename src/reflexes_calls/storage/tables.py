"""Every table, by hand, on one metadata."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from reflexes_calls.domain.agreement import AgreementState
from reflexes_calls.domain.appeal import AppealOutcome
from reflexes_calls.domain.application import Completeness
from reflexes_calls.domain.attachment import Scan
from reflexes_calls.domain.call import Procedure
from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.handling import Finding, Side
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from reflexes_calls.domain.partner import PartnerRole, PartnerState
from reflexes_calls.domain.team import TeamRole
from reflexes_calls.domain.terrain import TerrainRole
from reflexes_calls.storage import columns
from reflexes_calls.storage import tables_of_doors as doors_tables
from reflexes_calls.storage import tables_of_field as field_tables
from reflexes_calls.storage import tables_of_imports as imports_tables
from reflexes_calls.storage import tables_of_juries as juries_tables
from reflexes_calls.storage import tables_of_letters as letters_tables
from reflexes_calls.storage import tables_of_modules as modules_tables
from reflexes_calls.storage import tables_of_people as people_tables
from reflexes_calls.storage import tables_of_pilots as pilots_tables
from reflexes_calls.storage import tables_of_webhooks as webhooks_tables
from reflexes_calls.storage.columns import Folded, Key, index_of_some
from reflexes_calls.storage.columns import at as _at
from reflexes_calls.storage.columns import key as _id
from reflexes_calls.storage.columns import long_text as _text
from reflexes_calls.storage.columns import one_of as _one_of
from reflexes_calls.storage.columns import public_id as _public_id
from reflexes_calls.storage.columns import to as _to

metadata = columns.metadata
# Written beside, as they are many; known here like all the others.
persons = people_tables.persons
organisations = people_tables.organisations
memberships = people_tables.memberships
roles = people_tables.roles
sessions = people_tables.sessions
sign_in_links = people_tables.sign_in_links
sign_in_failures = people_tables.sign_in_failures
identities = people_tables.identities
sign_in_flows = people_tables.sign_in_flows
second_factors = people_tables.second_factors
recovery_codes = people_tables.recovery_codes
account_invitations = people_tables.account_invitations
service_entries = people_tables.service_entries
letters = letters_tables.letters
reading_habits = letters_tables.reading_habits
tasks = letters_tables.tasks
webhooks = webhooks_tables.webhooks
webhook_deliveries = webhooks_tables.webhook_deliveries
imports = imports_tables.imports
imported_files = imports_tables.imported_files
access_tokens = doors_tables.access_tokens
repeated_requests = doors_tables.repeated_requests
juries = juries_tables.juries
jurors = juries_tables.jurors
bonds = juries_tables.bonds
computations = juries_tables.computations
review_versions = juries_tables.review_versions
deliberations = juries_tables.deliberations
remarks = juries_tables.remarks
reading_reminders = juries_tables.reading_reminders
selections = juries_tables.selections
lotteries = juries_tables.lotteries
decision_records = juries_tables.decision_records
waiting_places = juries_tables.waiting_places
modules = modules_tables.modules
module_versions = modules_tables.module_versions
published_modules = modules_tables.published_modules
module_sessions = modules_tables.module_sessions
session_answers = modules_tables.session_answers
catalogue_remarks = modules_tables.catalogue_remarks
trainee_drafts = modules_tables.trainee_drafts
pilots = pilots_tables.pilots
promises = pilots_tables.promises
measures = pilots_tables.measures
evaluations = pilots_tables.evaluations
overlay_evidence = pilots_tables.overlay_evidence
pilot_plans = pilots_tables.pilot_plans
pilot_reports = pilots_tables.pilot_reports
pilot_events = pilots_tables.pilot_events
milestones = pilots_tables.milestones
pilot_reminders = pilots_tables.pilot_reminders
field_notes = field_tables.field_notes
surveys = field_tables.surveys
survey_links = field_tables.survey_links
survey_sheets = field_tables.survey_sheets
survey_words = field_tables.survey_words
probes = field_tables.probes
probe_answers = field_tables.probe_answers
peer_readings = field_tables.peer_readings
follow_ups = field_tables.follow_ups
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
    _at("shortlist_by", nullable=True),
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
    index_of_some(
        f"ix_applications_by_{_sorted}",
        applications.c.call_id,
        applications.c[_sorted],
        applications.c.id,
        where="receipt IS NOT NULL",
    )
for _filtered in ("stage", "territory"):
    index_of_some(
        f"ix_applications_of_{_filtered}",
        applications.c.call_id,
        applications.c[_filtered],
        applications.c.rank,
        applications.c.id,
        where="receipt IS NOT NULL",
    )
# One application a call and an organisation, unless the earlier one was withdrawn; a call that
# takes several gives each a slot of its own.
index_of_some(
    "ix_applications_one_alive",
    applications.c.call_id,
    applications.c.organisation_id,
    applications.c.slot,
    unique=True,
    where="stage <> 'withdrawn'",
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
    Column("jury", String(12), nullable=False, default="project"),
    Column("by_hand", Boolean, nullable=False, default=True),
    # The place in the order of reading, shuffled for each reader.
    Column("rank", Integer),
    _at("opened_at", nullable=True),
    Column("seconds", Integer, nullable=False, default=0),
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
    Column("revision", Integer, nullable=False, default=1),
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
    # Why it was paid although a milestone that it waited for was not delivered.
    Column("paid_despite", Text),
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
    Index("ix_journal_entries_subject", "call_id", "subject_id"),
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
