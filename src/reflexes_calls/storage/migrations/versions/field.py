"""The field: observations, light surveys, points looked at in depth, meetings afterwards."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_28_field"
down_revision = "2026_11_27_pilot_plans"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _make_field_notes()
    _make_surveys()
    _make_answers()
    _make_probes()
    _make_peer_readings()
    _make_follow_ups()


def downgrade() -> None:
    """Undo."""
    for table in (
        "follow_ups",
        "peer_readings",
        "probe_answers",
        "probes",
        "survey_words",
        "survey_sheets",
        "survey_links",
        "surveys",
        "field_notes",
    ):
        op.drop_table(table)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _make_field_notes() -> None:
    op.create_table(
        "field_notes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("about_said", sa.String(length=160), nullable=False),
        sa.Column("corrects_id", KEY, nullable=True),
        sa.Column("written_by", KEY, nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('observation', 'surprise', 'unexpected', 'obstacle')",
            name=op.f("ck_field_notes_kind"),
        ),
        _to("field_notes", "pilot_id", "pilots"),
        _to("field_notes", "corrects_id", "field_notes"),
        _to("field_notes", "written_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_notes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_field_notes_public_id")),
    )
    _index("field_notes", "pilot_id", "corrects_id", "written_by")


def _make_surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("crossed_by", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("first_id", KEY, nullable=True),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint("audience IN ('agents', 'users')", name=op.f("ck_surveys_audience")),
        sa.CheckConstraint("way IN ('open', 'single')", name=op.f("ck_surveys_way")),
        _to("surveys", "pilot_id", "pilots"),
        _to("surveys", "first_id", "surveys"),
        _to("surveys", "made_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("public_id", name=op.f("uq_surveys_public_id")),
        sa.UniqueConstraint("token", name=op.f("uq_surveys_token")),
    )
    _index("surveys", "pilot_id", "first_id", "made_by")


def _make_answers() -> None:
    op.create_table(
        "survey_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("survey_id", KEY, nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        _to("survey_links", "survey_id", "surveys"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_survey_links")),
    )
    op.create_table(
        "survey_sheets",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("survey_id", KEY, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        _to("survey_sheets", "survey_id", "surveys"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_sheets")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_words",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("survey_id", KEY, nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _to("survey_words", "survey_id", "surveys"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_survey_words")),
        sqlite_with_rowid=False,
    )
    for table in ("survey_links", "survey_sheets", "survey_words"):
        _index(table, "survey_id")


def _make_probes() -> None:
    op.create_table(
        "probes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("question", sa.String(length=240), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("shared_with", sa.String(length=10), nullable=False),
        sa.Column("opened_by", KEY, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "shared_with IN ('nobody', 'call', 'piste')", name=op.f("ck_probes_shared_with")
        ),
        _to("probes", "pilot_id", "pilots"),
        _to("probes", "opened_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_probes_public_id")),
    )
    _index("probes", "pilot_id", "opened_by")
    op.create_table(
        "probe_answers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("probe_id", KEY, nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("written_by", KEY, nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        _to("probe_answers", "probe_id", "probes"),
        _to("probe_answers", "pilot_id", "pilots"),
        _to("probe_answers", "written_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probe_answers")),
    )
    _index("probe_answers", "probe_id", "pilot_id", "written_by")


def _make_peer_readings() -> None:
    op.create_table(
        "peer_readings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("reader_id", KEY, nullable=False),
        sa.Column("reads", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by", KEY, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("convincing", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("would_try", sa.Text(), nullable=False),
        sa.Column("answered_by", KEY, nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("is_declined", sa.Boolean(), nullable=False),
        sa.CheckConstraint("reads IN ('plan', 'report')", name=op.f("ck_peer_readings_reads")),
        _to("peer_readings", "pilot_id", "pilots"),
        _to("peer_readings", "reader_id", "pilots"),
        _to("peer_readings", "asked_by", "persons"),
        _to("peer_readings", "answered_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_readings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_peer_readings_public_id")),
    )
    _index("peer_readings", "pilot_id", "reader_id", "asked_by", "answered_by")


def _make_follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("written_by", KEY, nullable=True),
        sa.Column("written_at", Instant(), nullable=True),
        _to("follow_ups", "pilot_id", "pilots"),
        _to("follow_ups", "written_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("pilot_id", "years", name=op.f("uq_follow_ups_pilot_id_years")),
    )
    _index("follow_ups", "pilot_id", "written_by")
