"""What several processes share: tasks for workers, and backups."""

revision = "2026_11_24_running"
down_revision = "2026_11_24_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
