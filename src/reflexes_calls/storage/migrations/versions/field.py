"""The field: observations, light surveys, points looked at in depth, meetings afterwards."""

revision = "2026_11_28_field"
down_revision = "2026_11_27_pilot_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
