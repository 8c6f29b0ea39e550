"""The tables of juries: who is in one, what binds them, what was computed, said and decided."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from reflexes_calls.domain.jury import BondKind, JurorKind, JurorState, JuryKind, JuryPhase, Stage
from reflexes_calls.storage.columns import (
    Key,
    at,
    index_of_some,
    key,
    long_text,
    metadata,
    one_of,
    public_id,
    to,
)

# How a jury of a call works: made the first time that something is said of it.
juries = Table(
    "juries",
    metadata,
    Column("call_id", Key, ForeignKey("calls.id"), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("settings", JSON, nullable=False),
    Column("phase", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    at("changed_at"),
    one_of("kind", JuryKind),
    one_of("phase", JuryPhase),
)
jurors = Table(
    "jurors",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    Column("jury", String(12), nullable=False),
    # Known once they answered, or when the address invited has an account.
    to("person_id", "persons", nullable=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False),
    Column("is_chair", Boolean, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("expertise", JSON, nullable=False),
    Column("words", String(600), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("least", Integer, nullable=False),
    Column("most", Integer),
    Column("free_from", Date),
    Column("free_until", Date),
    Column("territory", String(10), nullable=False),
    to("invited_by", "persons"),
    at("invited_at"),
    at("answered_at", nullable=True),
    # Why they declined, or left.
    Column("reason", String(600), nullable=False),
    Column("charter", String(80), nullable=False),
    at("charter_signed_at", nullable=True),
    # Of the link of their letter; the link itself is kept nowhere.
    Column("link_digest", String(64), nullable=False),
    UniqueConstraint("call_id", "email"),
    one_of("jury", JuryKind),
    one_of("kind", JurorKind),
    one_of("state", JurorState),
)
# What binds a juror to an application, or to an administration: declared, or a recusal.
bonds = Table(
    "bonds",
    metadata,
    key(),
    public_id(),
    to("juror_id", "jurors"),
    to("application_id", "applications", nullable=True),
    Column("siret", String(14), nullable=False),
    Column("organisation", String(160), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("note", String(600), nullable=False),
    to("declared_by", "persons"),
    at("declared_at"),
    at("lifted_at", nullable=True),
    Column("lifted_why", String(600), nullable=False),
    one_of("kind", BondKind),
)
# What was asked of the arithmetic and what it answered, to the byte, so that it can be run again.
computations = Table(
    "computations",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    Column("jury", String(12), nullable=False),
    Column("stage", String(20), nullable=False),
    long_text("asked"),
    long_text("answered"),
    Column("digest", String(64), nullable=False),
    to("made_by", "persons"),
    at("made_at"),
    # The one that was put into force, where one was.
    at("in_force_at", nullable=True),
    one_of("jury", JuryKind),
    one_of("stage", Stage),
)
# Every text and mark that a review ever had; the last one is in `reviews` too.
review_versions = Table(
    "review_versions",
    metadata,
    key(),
    to("review_id", "reviews"),
    Column("number", Integer, nullable=False),
    Column("marks", JSON, nullable=False),
    long_text("comment_for_jury"),
    long_text("comment_for_applicant"),
    at("kept_at"),
    Column("is_submitted", Boolean, nullable=False),
    # Why a mark was changed once all had spoken.
    Column("reason", String(600), nullable=False),
    UniqueConstraint("review_id", "number"),
)
deliberations = Table(
    "deliberations",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    Column("jury", String(12), nullable=False),
    Column("number", Integer, nullable=False),
    Column("place", String(200), nullable=False),
    # Why it opened although reviews were still awaited.
    Column("why", String(600), nullable=False),
    to("opened_by", "persons"),
    at("opened_at"),
    at("closed_at", nullable=True),
    # The public ids of the jurors who were there.
    Column("present", JSON, nullable=False),
    long_text("minutes"),
    UniqueConstraint("call_id", "jury", "number"),
    one_of("jury", JuryKind),
)
remarks = Table(
    "remarks",
    metadata,
    key(),
    public_id(),
    to("deliberation_id", "deliberations"),
    to("application_id", "applications"),
    to("written_by", "persons"),
    long_text("text"),
    at("written_at"),
)
# Who was reminded of the files they have to read, and before which date.
reading_reminders = Table(
    "reading_reminders",
    metadata,
    Column("call_id", Key, ForeignKey("calls.id"), primary_key=True),
    Column("person_id", Key, ForeignKey("persons.id"), primary_key=True, index=True),
    Column("announced", String(40), primary_key=True),
    Column("kind", String(20), primary_key=True),
    at("sent_at"),
)
# What is asked of a selection: its figures and rules as typed, and what is said of each file.
selections = Table(
    "selections",
    metadata,
    Column("call_id", Key, ForeignKey("calls.id"), primary_key=True),
    Column("typed", JSON, nullable=False),
    Column("files", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    to("changed_by", "persons"),
    at("changed_at"),
)
# A draw: registered with its digest before its seed is known.
lotteries = Table(
    "lotteries",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    long_text("registered"),
    Column("digest", String(64), nullable=False),
    Column("source", String(300), nullable=False),
    Column("announced_on", Date, nullable=False),
    to("registered_by", "persons"),
    at("registered_at"),
    Column("seed", String(300), nullable=False),
    Column("seed_on", Date),
    at("drawn_at", nullable=True),
    at("given_up_at", nullable=True),
    Column("given_up_why", String(600), nullable=False),
)
# The record of a decision, as it is published: its files, and their common digest.
decision_records = Table(
    "decision_records",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    Column("files", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    to("published_by", "persons"),
    at("published_at"),
)
# The files that wait behind those selected, in their order; what was decided of one before it was
# called up is kept.
waiting_places = Table(
    "waiting_places",
    metadata,
    Column("application_id", Key, ForeignKey("applications.id"), primary_key=True),
    Column("rank", Integer, nullable=False),
    long_text("declined_reasons"),
    at("declined_at", nullable=True),
    at("called_at", nullable=True),
    at("closed_at", nullable=True),
)
index_of_some(
    "ix_bonds_in_force",
    bonds.c.juror_id,
    where="lifted_at IS NULL",
)
