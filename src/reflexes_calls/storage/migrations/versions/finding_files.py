"""What lists of applications sort, filter and search on."""

revision = "2026_11_24_finding"
down_revision = "2026_11_24_running"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
