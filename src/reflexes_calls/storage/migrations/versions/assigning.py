"""Juries: what their assignment needs to keep."""

revision = "2026_12_01_assigning"
down_revision = "2026_11_30_modules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
