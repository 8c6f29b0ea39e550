"""Applications brought from another service: files being read, and where each one comes from."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_25_importing"
down_revision = "2026_11_25_writing"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "imports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("matching", sa.JSON(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        _to("imports", "call_id", "calls"),
        _to("imports", "made_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_imports_public_id")),
    )
    _index("imports", "call_id")
    _index("imports", "made_by")
    op.create_table(
        "imported_files",
        sa.Column("id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(250), nullable=False),
        sa.Column("contact", sa.String(254), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("imported_by", KEY, nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        _to("imported_files", "application_id", "applications"),
        _to("imported_files", "call_id", "calls"),
        _to("imported_files", "imported_by", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_files")),
        sa.UniqueConstraint("application_id", name=op.f("uq_imported_files_application_id")),
        sa.UniqueConstraint(
            "call_id", "source", "number", name=op.f("uq_imported_files_call_id_source_number")
        ),
    )
    _index("imported_files", "call_id")
    _index("imported_files", "imported_by")


def downgrade() -> None:
    """Undo."""
    op.drop_table("imported_files")
    op.drop_table("imports")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
