"""The doors for programs: tokens with scopes, and the answers kept for a repeated request."""

revision = "2026_11_25_doors"
down_revision = "2026_11_24_evening"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
