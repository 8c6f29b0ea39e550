"""What every submission looks for is found by an index, however many there are."""

from alembic import op

revision = "2026_11_24_evening"
down_revision = "2026_11_24_handling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_memberships_organisation_id", "memberships", ["organisation_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_journal_entries_subject", "journal_entries", ["call_id", "subject_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_journal_entries_subject", table_name="journal_entries")
    op.drop_index("ix_sessions_expires_at", table_name="sessions")
    op.drop_index("ix_memberships_organisation_id", table_name="memberships")
