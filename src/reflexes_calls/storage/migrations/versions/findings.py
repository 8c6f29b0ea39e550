"""Findings: measures by unit, reports, and evidence on its way back."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_29_findings"
down_revision = "2026_11_28_field"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_MEASURES = (("observed_unit", 120), ("observed_group", 10), ("source", 160))


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("measures") as batch:
        for name, length in OF_MEASURES:
            batch.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
    with op.batch_alter_table("measures") as batch:
        for name, _ in OF_MEASURES:
            batch.alter_column(name, server_default=None)
    op.create_table(
        "pilot_reports",
        sa.Column("pilot_id", KEY, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by", KEY, nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("issued", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("issued_by", KEY, nullable=True),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilots.id"], name=op.f("fk_pilot_reports_pilot_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["persons.id"], name=op.f("fk_pilot_reports_saved_by")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["persons.id"], name=op.f("fk_pilot_reports_issued_by")
        ),
        sa.PrimaryKeyConstraint("pilot_id", name=op.f("pk_pilot_reports")),
    )
    for column in ("saved_by", "issued_by"):
        op.create_index(op.f(f"ix_pilot_reports_{column}"), "pilot_reports", [column])


def downgrade() -> None:
    """Undo."""
    op.drop_table("pilot_reports")
    with op.batch_alter_table("measures") as batch:
        for name, _ in OF_MEASURES:
            batch.drop_column(name)
