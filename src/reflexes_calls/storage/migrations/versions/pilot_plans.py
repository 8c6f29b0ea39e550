"""Pilots: plans locked before the start, and what happens in a pilot’s life."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_27_pilot_plans"
down_revision = "2026_11_26_juries"
branch_labels = None
depends_on = None

STAGES = ("agreed", "promised", "running", "ended", "abandoned", "evaluated", "proposed")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pilot_plans",
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by", KEY, nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("registration", sa.JSON(), nullable=True),
        sa.Column("locked_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilots.id"], name=op.f("fk_pilot_plans_pilot_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["persons.id"], name=op.f("fk_pilot_plans_saved_by")),
        sa.ForeignKeyConstraint(
            ["locked_by"], ["persons.id"], name=op.f("fk_pilot_plans_locked_by")
        ),
        sa.PrimaryKeyConstraint("pilot_id", name=op.f("pk_pilot_plans")),
    )
    op.create_index(op.f("ix_pilot_plans_saved_by"), "pilot_plans", ["saved_by"])
    op.create_index(op.f("ix_pilot_plans_locked_by"), "pilot_plans", ["locked_by"])
    _make_events()
    _make_milestones()
    _set_stages((*STAGES[:3], "suspended", *STAGES[3:]))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _make_events() -> None:
    kinds = "kind IN ('suspend', 'resume', 'extend', 'hand_over')"
    op.create_table(
        "pilot_events",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("done_by", KEY, nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.CheckConstraint(kinds, name=op.f("ck_pilot_events_kind")),
        _to("pilot_events", "pilot_id", "pilots"),
        _to("pilot_events", "person_id", "persons"),
        _to("pilot_events", "done_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_events")),
    )
    for column in ("pilot_id", "person_id", "done_by"):
        op.create_index(op.f(f"ix_pilot_events_{column}"), "pilot_events", [column])


def _make_milestones() -> None:
    op.create_table(
        "milestones",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("tranche", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("delivered", sa.Text(), nullable=False),
        sa.Column("written_by", KEY, nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        _to("milestones", "pilot_id", "pilots"),
        _to("milestones", "written_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("public_id", name=op.f("uq_milestones_public_id")),
    )
    for column in ("pilot_id", "written_by"):
        op.create_index(op.f(f"ix_milestones_{column}"), "milestones", [column])
    op.create_table(
        "pilot_reminders",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        _to("pilot_reminders", "pilot_id", "pilots"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_reminders")),
        sa.UniqueConstraint("pilot_id", "code", name=op.f("uq_pilot_reminders_pilot_id_code")),
    )
    op.create_index(op.f("ix_pilot_reminders_pilot_id"), "pilot_reminders", ["pilot_id"])


def _set_stages(stages: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{stage}'" for stage in stages)
    with op.batch_alter_table("pilots") as batch:
        batch.drop_constraint(op.f("ck_pilots_stage"), type_="check")
        batch.create_check_constraint(op.f("ck_pilots_stage"), f"stage IN ({listed})")


def downgrade() -> None:
    """Undo; a suspended pilot is one that runs, as it was before."""
    op.execute("UPDATE pilots SET stage = 'running' WHERE stage = 'suspended'")
    _set_stages(STAGES)
    op.drop_table("pilot_reminders")
    op.drop_table("milestones")
    op.drop_table("pilot_events")
    op.drop_table("pilot_plans")
