"""Those who wait, called up after the decisions."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_12_04_calling_up"
down_revision = "2026_12_03_criteria_unjudged"
branch_labels = None
depends_on = None
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "waiting_places",
        sa.Column("application_id", _KEY, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("declined_reasons", sa.Text(), nullable=False),
        sa.Column("declined_at", Instant(), nullable=True),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_waiting_places_application_id"),
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_waiting_places")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("waiting_places")
