"""Letters read before they leave, and the addresses that are told what happens."""

revision = "2026_11_25_letters"
down_revision = "2026_11_25_doors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
