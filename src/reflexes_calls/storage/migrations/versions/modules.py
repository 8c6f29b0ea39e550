"""Training modules kept, shared, and told what their sessions taught."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_30_modules"
down_revision = "2026_11_29_findings"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _make_modules()
    _make_module_sessions()
    _make_module_versions()
    _make_published_modules()
    _make_catalogue_remarks()
    _make_session_answers()
    _make_trainee_drafts()


def downgrade() -> None:
    """Undo."""
    for table in (
        "trainee_drafts",
        "session_answers",
        "catalogue_remarks",
        "published_modules",
        "module_versions",
        "module_sessions",
        "modules",
    ):
        op.drop_table(table)


def _make_modules() -> None:
    op.create_table(
        "modules",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=32), nullable=True),
        sa.Column("sharing", sa.String(length=10), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("sharing IN ('read', 'copy')", name=op.f("ck_modules_sharing")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_modules_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
        sa.UniqueConstraint("link", name=op.f("uq_modules_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_modules_public_id")),
    )
    op.create_index(op.f("ix_modules_person_id"), "modules", ["person_id"])


def _make_module_sessions() -> None:
    op.create_table(
        "module_sessions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("module_id", KEY, nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("piste", sa.String(length=80), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["persons.id"], name=op.f("fk_module_sessions_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["modules.id"], name=op.f("fk_module_sessions_module_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_module_sessions_public_id")),
    )
    op.create_index(op.f("ix_module_sessions_made_by"), "module_sessions", ["made_by"])
    op.create_index(op.f("ix_module_sessions_module_id"), "module_sessions", ["module_id"])


def _make_module_versions() -> None:
    op.create_table(
        "module_versions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("module_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "change IN ('kept', 'copied', 'renamed', 'moved', 'retimed', 'exchanged', 'written', "
            "'updated', 'brought-back')",
            name=op.f("ck_module_versions_change"),
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["modules.id"], name=op.f("fk_module_versions_module_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_versions")),
        sa.UniqueConstraint(
            "module_id", "number", name=op.f("uq_module_versions_module_id_number")
        ),
    )
    op.create_index(op.f("ix_module_versions_module_id"), "module_versions", ["module_id"])


def _make_published_modules() -> None:
    op.create_table(
        "published_modules",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("module_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("public", sa.String(length=20), nullable=False),
        sa.Column("length", sa.String(length=20), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", KEY, nullable=True),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"], ["modules.id"], name=op.f("fk_published_modules_module_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_published_modules_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_published_modules_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["persons.id"], name=op.f("fk_published_modules_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_modules")),
        sa.UniqueConstraint("public_id", name=op.f("uq_published_modules_public_id")),
    )
    op.create_index(op.f("ix_published_modules_module_id"), "published_modules", ["module_id"])
    op.create_index(
        op.f("ix_published_modules_organisation_id"), "published_modules", ["organisation_id"]
    )
    op.create_index(op.f("ix_published_modules_person_id"), "published_modules", ["person_id"])
    op.create_index(
        op.f("ix_published_modules_withdrawn_by"), "published_modules", ["withdrawn_by"]
    )


def _make_catalogue_remarks() -> None:
    op.create_table(
        "catalogue_remarks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("session_id", KEY, nullable=True),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["module_sessions.id"], name=op.f("fk_catalogue_remarks_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_remarks")),
    )
    op.create_index(op.f("ix_catalogue_remarks_record"), "catalogue_remarks", ["record"])
    op.create_index(op.f("ix_catalogue_remarks_session_id"), "catalogue_remarks", ["session_id"])


def _make_session_answers() -> None:
    op.create_table(
        "session_answers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("is_trainer", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=True),
        sa.Column("worked", sa.Text(), nullable=False),
        sa.Column("to_change", sa.Text(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["module_sessions.id"], name=op.f("fk_session_answers_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_answers")),
    )
    op.create_index(op.f("ix_session_answers_session_id"), "session_answers", ["session_id"])


def _make_trainee_drafts() -> None:
    op.create_table(
        "trainee_drafts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", KEY, nullable=True),
        sa.Column("piste", sa.String(length=80), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["module_sessions.id"], name=op.f("fk_trainee_drafts_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainee_drafts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_trainee_drafts_public_id")),
    )
    op.create_index(op.f("ix_trainee_drafts_session_id"), "trainee_drafts", ["session_id"])
