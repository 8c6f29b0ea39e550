"""What several processes share: letters held by whoever sends them, and tasks for workers."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_24_running"
down_revision = "2026_11_24_people"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("letters", sa.Column("try_at", Instant(), nullable=True))
    op.add_column("letters", sa.Column("failure", sa.String(200), nullable=True))
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["id"],
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "tasks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("taken_until", Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_tasks_kind_key")),
    )
    op.create_index(op.f("ix_tasks_due_at"), "tasks", ["due_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("tasks")
    op.drop_index("ix_letters_waiting", table_name="letters")
    with op.batch_alter_table("letters") as batch:
        batch.drop_column("failure")
        batch.drop_column("try_at")
