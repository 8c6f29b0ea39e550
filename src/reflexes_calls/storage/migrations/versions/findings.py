"""Findings: measures by unit, reports, and evidence on its way back."""

revision = "2026_11_29_findings"
down_revision = "2026_11_28_field"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""


def downgrade() -> None:
    """Undo."""
