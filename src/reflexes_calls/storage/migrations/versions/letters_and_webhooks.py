"""Letters say which call they are about, and may wait to be read before they leave."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_25_letters"
down_revision = "2026_11_25_doors"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply; the letters of before wait for nobody."""
    with op.batch_alter_table("letters") as batch:
        batch.add_column(sa.Column("call_id", KEY, nullable=True))
        batch.add_column(sa.Column("application_id", KEY, nullable=True))
        batch.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("gave_up_at", Instant(), nullable=True))
        batch.add_column(
            sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("passed_at", Instant(), nullable=True))
        batch.add_column(sa.Column("passed_by", KEY, nullable=True))
        batch.add_column(sa.Column("held_back_at", Instant(), nullable=True))
        batch.add_column(
            sa.Column("held_back_why", sa.String(length=200), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("original", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("letters") as batch:
        for name in ("tries", "waits", "held_back_why", "original"):
            batch.alter_column(name, server_default=None)
        batch.create_foreign_key(op.f("fk_letters_call_id"), "calls", ["call_id"], ["id"])
        batch.create_foreign_key(
            op.f("fk_letters_application_id"), "applications", ["application_id"], ["id"]
        )
        batch.create_foreign_key(op.f("fk_letters_passed_by"), "persons", ["passed_by"], ["id"])
        batch.create_index(op.f("ix_letters_call_id"), ["call_id"])
        batch.create_index(op.f("ix_letters_application_id"), ["application_id"])
        batch.create_index(op.f("ix_letters_passed_by"), ["passed_by"])
    op.create_table(
        "reading_habits",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_reading_habits_call_id")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_reading_habits")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("reading_habits")
    with op.batch_alter_table("letters") as batch:
        batch.drop_index(op.f("ix_letters_passed_by"))
        batch.drop_index(op.f("ix_letters_application_id"))
        batch.drop_index(op.f("ix_letters_call_id"))
        batch.drop_constraint(op.f("fk_letters_passed_by"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_letters_application_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_letters_call_id"), type_="foreignkey")
        for name in (
            "original",
            "held_back_why",
            "held_back_at",
            "passed_by",
            "passed_at",
            "waits",
            "gave_up_at",
            "tries",
            "application_id",
            "call_id",
        ):
            batch.drop_column(name)
