"""Those who wait, called up after the decisions."""

revision = "2026_12_04_calling_up"
down_revision = "2026_12_03_criteria_unjudged"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
