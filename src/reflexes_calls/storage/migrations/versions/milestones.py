"""Milestones: why a payment was made although what it waited for was not delivered."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02_milestones"
down_revision = "2026_12_01_assigning"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("tranches", sa.Column("paid_despite", sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("tranches") as batch:
        batch.drop_column("paid_despite")
