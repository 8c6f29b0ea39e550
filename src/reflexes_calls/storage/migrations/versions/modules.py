"""Training modules kept, shared, and told what their sessions taught."""

revision = "2026_11_30_modules"
down_revision = "2026_11_29_findings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
