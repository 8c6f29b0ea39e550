"""What the writing of a call gained: a date for the result of the first step."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_25_writing"
down_revision = "2026_11_25_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("calls", sa.Column("shortlist_by", Instant(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("calls", "shortlist_by")
