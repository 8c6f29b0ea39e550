"""What the writing of a call gained: a date for the result of the first step."""

revision = "2026_11_25_writing"
down_revision = "2026_11_25_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
