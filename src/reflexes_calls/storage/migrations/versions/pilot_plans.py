"""Pilots: plans locked before the start, and what happens in a pilot’s life."""

revision = "2026_11_27_pilot_plans"
down_revision = "2026_11_26_juries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
