"""What a report tells beyond its plan."""

revision = "2026_12_05_reported_beyond"
down_revision = "2026_12_04_calling_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
