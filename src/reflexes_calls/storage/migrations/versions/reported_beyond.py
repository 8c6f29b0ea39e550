"""How the rules of a plan were read when its pilot was given up."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_05_reported_beyond"
down_revision = "2026_12_04_calling_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("pilots", sa.Column("rule_read", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("pilots") as batch:
        batch.drop_column("rule_read")
