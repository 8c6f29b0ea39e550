"""People: how they sign in, and for how long what they leave is kept."""

revision = "2026_11_24_people"
down_revision = "2026_11_23"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
