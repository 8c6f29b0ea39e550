"""Pilots: plans locked before the start, and what happens in a pilot’s life."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_27_pilot_plans"
down_revision = "2026_11_26_juries"
branch_labels = None
depends_on = None

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


def downgrade() -> None:
    """Undo."""
    op.drop_table("pilot_plans")
