"""The tables of the field: what is seen during a pilot, and what people answer about it."""

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

from reflexes_calls.domain.field import NoteKind
from reflexes_calls.domain.peer import Reads
from reflexes_calls.domain.probe import Sharing
from reflexes_calls.domain.survey import Audience, Way
from reflexes_calls.storage.columns import (
    at,
    key,
    long_text,
    metadata,
    one_of,
    public_id,
    to,
)

# What the team of a pilot saw, never overwritten: a correction is a later note.
field_notes = Table(
    "field_notes",
    metadata,
    key(),
    public_id(),
    to("pilot_id", "pilots"),
    Column("kind", String(20), nullable=False),
    Column("seen_on", Date, nullable=False),
    long_text("text"),
    # The indicator or objective it is about, and its words as they were that day.
    Column("about", String(80), nullable=False),
    Column("about_said", String(160), nullable=False),
    to("corrects_id", "field_notes", nullable=True),
    to("written_by", "persons"),
    at("written_at"),
    one_of("kind", NoteKind),
)
surveys = Table(
    "surveys",
    metadata,
    key(),
    public_id(),
    to("pilot_id", "pilots"),
    Column("title", String(120), nullable=False),
    Column("audience", String(10), nullable=False),
    Column("way", String(10), nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("questions", JSON, nullable=False),
    # The code of the question by whose answers the others are crossed; empty for none.
    Column("crossed_by", String(20), nullable=False),
    # What the link of a survey open to all bears.
    Column("token", String(32), nullable=False, unique=True),
    # The first wave of the same questions; a first wave has none.
    to("first_id", "surveys", nullable=True),
    Column("wave", Integer, nullable=False),
    Column("opens_on", Date),
    Column("closes_on", Date),
    Column("is_closed", Boolean, nullable=False),
    to("made_by", "persons"),
    at("made_at"),
    one_of("audience", Audience),
    one_of("way", Way),
)
# Links that work once. Nothing ties them to what was answered, nor says when one was used.
survey_links = Table(
    "survey_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    to("survey_id", "surveys"),
    Column("is_used", Boolean, nullable=False),
)
# Answers without words. No person, no address, no hour: rows stand in the order of a random key.
survey_sheets = Table(
    "survey_sheets",
    metadata,
    Column("key", String(32), primary_key=True),
    to("survey_id", "surveys"),
    Column("answers", JSON, nullable=False),
    sqlite_with_rowid=False,
)
# Words stand apart: nothing says which belong to the same person, or to which answers.
survey_words = Table(
    "survey_words",
    metadata,
    Column("key", String(32), primary_key=True),
    to("survey_id", "surveys"),
    Column("question", String(20), nullable=False),
    long_text("text"),
    sqlite_with_rowid=False,
)
# A precise question looked at in depth: « carottage ».
probes = Table(
    "probes",
    metadata,
    key(),
    public_id(),
    to("pilot_id", "pilots"),
    Column("question", String(240), nullable=False),
    long_text("why"),
    Column("shared_with", String(10), nullable=False),
    to("opened_by", "persons"),
    at("opened_at"),
    one_of("shared_with", Sharing),
)
# What one administration found; the last one counts, those before stay.
probe_answers = Table(
    "probe_answers",
    metadata,
    key(),
    to("probe_id", "probes"),
    to("pilot_id", "pilots"),
    Column("said", JSON, nullable=False),
    to("written_by", "persons"),
    at("written_at"),
)
# One pilot asks another to read it.
peer_readings = Table(
    "peer_readings",
    metadata,
    key(),
    public_id(),
    to("pilot_id", "pilots"),
    to("reader_id", "pilots"),
    Column("reads", String(10), nullable=False),
    long_text("note"),
    to("asked_by", "persons"),
    at("asked_at"),
    long_text("convincing"),
    long_text("missing"),
    long_text("would_try"),
    to("answered_by", "persons", nullable=True),
    at("answered_at", nullable=True),
    Column("is_declined", Boolean, nullable=False),
    one_of("reads", Reads),
)
# Meetings a year and two years after the end.
follow_ups = Table(
    "follow_ups",
    metadata,
    key(),
    to("pilot_id", "pilots"),
    Column("years", Integer, nullable=False),
    at("reminded_at", nullable=True),
    Column("met_on", Date),
    Column("said", JSON, nullable=False),
    Column("figures", JSON, nullable=False),
    to("written_by", "persons", nullable=True),
    at("written_at", nullable=True),
    UniqueConstraint("pilot_id", "years"),
)
