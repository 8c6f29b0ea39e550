"""The tables of pilots: what was promised, measured, found, and given back to the catalogue."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.pilot import Direction
from reflexes_calls.domain.pilot_life import Turn
from reflexes_calls.storage.columns import (
    Key,
    at,
    key,
    long_text,
    metadata,
    one_of,
    public_id,
    to,
)

pilots = Table(
    "pilots",
    metadata,
    key(),
    public_id(),
    to("call_id", "calls"),
    Column("application_id", Key, ForeignKey("applications.id"), nullable=False, unique=True),
    to("organisation_id", "organisations"),
    Column("stage", String(20), nullable=False),
    Column("title", String(120), nullable=False),
    long_text("summary"),
    Column("promises_digest", String(64)),
    long_text("lessons"),
    at("created_at"),
    at("started_at", nullable=True),
    at("ended_at", nullable=True),
    Column("rule_read", JSON(none_as_null=True)),
    one_of("stage", PilotStage),
)
promises = Table(
    "promises",
    metadata,
    key(),
    to("pilot_id", "pilots"),
    Column("position", Integer, nullable=False),
    Column("indicator", String(160), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("baseline", String(60), nullable=False),
    Column("target", String(60), nullable=False),
    Column("source", String(160), nullable=False),
    Column("direction", String(10), nullable=False),
    one_of("direction", Direction),
    UniqueConstraint("pilot_id", "position"),
)
measures = Table(
    "measures",
    metadata,
    key(),
    to("promise_id", "promises"),
    Column("value", String(60), nullable=False),
    Column("measured_on", Date, nullable=False),
    long_text("note"),
    Column("recorded_by", Key, ForeignKey("persons.id"), nullable=False),
    at("recorded_at"),
    # Which unit of the plan was looked at, on which side, and where the figure comes from; empty
    # for a figure of the whole pilot.
    Column("observed_unit", String(120), nullable=False),
    Column("observed_group", String(10), nullable=False),
    Column("source", String(160), nullable=False),
)
evaluations = Table(
    "evaluations",
    metadata,
    Column("pilot_id", Key, ForeignKey("pilots.id"), primary_key=True),
    Column("said", JSON, nullable=False),
    Column("results", JSON, nullable=False),
    Column("written_by", Key, ForeignKey("persons.id"), nullable=False),
    at("written_at"),
)
overlay_evidence = Table(
    "overlay_evidence",
    metadata,
    Column("code", String(120), primary_key=True),
    Column("pilot_id", Key, ForeignKey("pilots.id"), nullable=False, unique=True),
    Column("piste_code", String(80), nullable=False, index=True),
    Column("evidence", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    at("accepted_at"),
    Column("accepted_by", Key, ForeignKey("persons.id"), nullable=False),
)
pilot_plans = Table(
    "pilot_plans",
    metadata,
    Column("pilot_id", Key, ForeignKey("pilots.id"), primary_key=True),
    # As typed in the pages, until it is locked; then the registration of the library, with its
    # amendments: it is read as it was promised, never through the forms of today.
    Column("typed", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    to("saved_by", "persons"),
    at("saved_at"),
    Column("registration", JSON(none_as_null=True)),
    to("locked_by", "persons", nullable=True),
)
# What befell a pilot: the journal holds digests, and whoever comes next reads reasons.
pilot_events = Table(
    "pilot_events",
    metadata,
    key(),
    to("pilot_id", "pilots"),
    Column("kind", String(20), nullable=False),
    long_text("reason"),
    Column("day", Date),
    to("person_id", "persons", nullable=True),
    to("done_by", "persons"),
    at("done_at"),
    one_of("kind", Turn),
)
milestones = Table(
    "milestones",
    metadata,
    key(),
    public_id(),
    to("pilot_id", "pilots"),
    Column("name", String(160), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("role", String(120), nullable=False),
    Column("tranche", Integer),
    Column("done_on", Date),
    long_text("delivered"),
    to("written_by", "persons"),
    at("written_at"),
)
# Which day of a pilot was called to mind: nobody is written to twice.
pilot_reminders = Table(
    "pilot_reminders",
    metadata,
    key(),
    to("pilot_id", "pilots"),
    Column("code", String(80), nullable=False),
    at("sent_at"),
    UniqueConstraint("pilot_id", "code"),
)
pilot_reports = Table(
    "pilot_reports",
    metadata,
    Column("pilot_id", Key, ForeignKey("pilots.id"), primary_key=True),
    Column("typed", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    to("saved_by", "persons"),
    at("saved_at"),
    # What was done with every answer, as it stood on the day it was issued.
    Column("issued", JSON(none_as_null=True)),
    Column("digest", String(64)),
    to("issued_by", "persons", nullable=True),
    at("issued_at", nullable=True),
)
