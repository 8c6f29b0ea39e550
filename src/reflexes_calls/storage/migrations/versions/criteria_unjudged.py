"""Criteria that a reader says they cannot judge."""

revision = "2026_12_03_criteria_unjudged"
down_revision = "2026_12_02_milestones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
