"""Juries: who is in one, what binds them, what was computed, said and decided."""

import secrets

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_26_juries"
down_revision = "2026_11_25_webhooks"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _make_juries()
    _make_jurors()
    _make_bonds()
    _make_computations()
    _make_review_versions()
    _make_deliberations()
    _make_remarks()
    _make_reading_reminders()
    _make_selections()
    with op.batch_alter_table("assignments") as batch:
        batch.add_column(sa.Column("jury", sa.String(12), nullable=False, server_default="project"))
        batch.add_column(
            sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("opened_at", Instant(), nullable=True))
        batch.add_column(sa.Column("seconds", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("assignments") as batch:
        for name in ("jury", "by_hand", "seconds"):
            batch.alter_column(name, server_default=None)
    _seat_readers()
    with op.batch_alter_table("reviews") as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("reviews") as batch:
        batch.alter_column("revision", server_default=None)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("reviews") as batch:
        batch.drop_column("revision")
    with op.batch_alter_table("assignments") as batch:
        for name in ("seconds", "opened_at", "rank", "by_hand", "jury"):
            batch.drop_column(name)
    for table in (
        "decision_records",
        "lotteries",
        "selections",
        "reading_reminders",
        "remarks",
        "deliberations",
        "review_versions",
        "computations",
        "bonds",
        "jurors",
        "juries",
    ):
        op.drop_table(table)


def _seat_readers() -> None:
    """Whoever was given a file before is of the jury of its call, and need not sign."""
    connection = op.get_bind()
    asked = sa.text(
        "SELECT applications.call_id, persons.id, persons.name, persons.email, "
        "MIN(assignments.assigned_at) AS at FROM assignments "
        "JOIN applications ON applications.id = assignments.application_id "
        "JOIN persons ON persons.id = assignments.reviewer_id "
        "GROUP BY applications.call_id, persons.id, persons.name, persons.email "
        "ORDER BY applications.call_id, persons.id"
    ).columns(at=Instant())
    jurors = sa.table(
        "jurors",
        *(
            sa.column(name)
            for name in (
                *("public_id", "call_id", "jury", "person_id", "name", "email", "is_chair"),
                *("kind", "state", "words", "least", "territory", "invited_by", "reason"),
                *("charter", "link_digest"),
            )
        ),
        sa.column("expertise", sa.JSON()),
        sa.column("languages", sa.JSON()),
        sa.column("invited_at", Instant()),
        sa.column("answered_at", Instant()),
    )
    for row in connection.execute(asked).all():
        connection.execute(
            jurors.insert().values(
                public_id=secrets.token_hex(16),
                call_id=row.call_id,
                jury="project",
                person_id=row.id,
                name=row.name,
                email=row.email.lower(),
                is_chair=False,
                kind="agent",
                state="accepted",
                expertise=[],
                words="",
                languages=["fr"],
                least=0,
                territory="",
                invited_by=row.id,
                invited_at=row.at,
                answered_at=row.at,
                reason="",
                charter="",
                link_digest="",
            )
        )


def _make_juries() -> None:
    op.create_table(
        "juries",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('project', 'protocol')", name=op.f("ck_juries_kind")),
        sa.CheckConstraint(
            "phase IN ('forming', 'reading', 'deliberating', 'closed')",
            name=op.f("ck_juries_phase"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_juries_call_id")),
        sa.PrimaryKeyConstraint("call_id", "kind", name=op.f("pk_juries")),
    )


def _make_jurors() -> None:
    op.create_table(
        "jurors",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("jury", sa.String(length=12), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("expertise", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("free_from", sa.Date(), nullable=True),
        sa.Column("free_until", sa.Date(), nullable=True),
        sa.Column("territory", sa.String(length=10), nullable=False),
        sa.Column("invited_by", KEY, nullable=False),
        sa.Column("invited_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("charter", sa.String(length=80), nullable=False),
        sa.Column("charter_signed_at", Instant(), nullable=True),
        sa.Column("link_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("jury IN ('project', 'protocol')", name=op.f("ck_jurors_jury")),
        sa.CheckConstraint(
            "kind IN ('practitioner', 'agent', 'researcher', 'user')", name=op.f("ck_jurors_kind")
        ),
        sa.CheckConstraint(
            "state IN ('invited', 'accepted', 'declined', 'left')", name=op.f("ck_jurors_state")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_jurors_call_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_jurors_person_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["persons.id"], name=op.f("fk_jurors_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurors")),
        sa.UniqueConstraint("public_id", name=op.f("uq_jurors_public_id")),
        sa.UniqueConstraint("call_id", "email", name=op.f("uq_jurors_call_id_email")),
    )
    op.create_index(op.f("ix_jurors_call_id"), "jurors", ["call_id"])
    op.create_index(op.f("ix_jurors_invited_by"), "jurors", ["invited_by"])
    op.create_index(op.f("ix_jurors_person_id"), "jurors", ["person_id"])


def _make_bonds() -> None:
    op.create_table(
        "bonds",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("juror_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=True),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("declared_by", KEY, nullable=False),
        sa.Column("declared_at", Instant(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lifted_why", sa.String(length=600), nullable=False),
        sa.CheckConstraint(
            "kind IN ('employer', 'past-employer', 'funder', 'family', 'worked-together', 'other', "
            "'recusal', 'found')",
            name=op.f("ck_bonds_kind"),
        ),
        sa.ForeignKeyConstraint(["juror_id"], ["jurors.id"], name=op.f("fk_bonds_juror_id")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_bonds_application_id")
        ),
        sa.ForeignKeyConstraint(["declared_by"], ["persons.id"], name=op.f("fk_bonds_declared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bonds")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bonds_public_id")),
    )
    op.create_index(op.f("ix_bonds_application_id"), "bonds", ["application_id"])
    op.create_index(op.f("ix_bonds_declared_by"), "bonds", ["declared_by"])
    op.create_index(
        "ix_bonds_in_force",
        "bonds",
        ["juror_id"],
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_index(op.f("ix_bonds_juror_id"), "bonds", ["juror_id"])


def _make_computations() -> None:
    op.create_table(
        "computations",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("jury", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("in_force_at", Instant(), nullable=True),
        sa.CheckConstraint("jury IN ('project', 'protocol')", name=op.f("ck_computations_jury")),
        sa.CheckConstraint(
            "stage IN ('assignment', 'calibration', 'portfolio', 'lottery')",
            name=op.f("ck_computations_stage"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_computations_call_id")),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_computations_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_computations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_computations_public_id")),
    )
    op.create_index(op.f("ix_computations_call_id"), "computations", ["call_id"])
    op.create_index(op.f("ix_computations_made_by"), "computations", ["made_by"])


def _make_review_versions() -> None:
    op.create_table(
        "review_versions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("comment_for_jury", sa.Text(), nullable=False),
        sa.Column("comment_for_applicant", sa.Text(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.Column("is_submitted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_versions_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_versions")),
        sa.UniqueConstraint(
            "review_id", "number", name=op.f("uq_review_versions_review_id_number")
        ),
    )
    op.create_index(op.f("ix_review_versions_review_id"), "review_versions", ["review_id"])


def _make_deliberations() -> None:
    op.create_table(
        "deliberations",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("jury", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=600), nullable=False),
        sa.Column("opened_by", KEY, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.CheckConstraint("jury IN ('project', 'protocol')", name=op.f("ck_deliberations_jury")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_deliberations_call_id")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["persons.id"], name=op.f("fk_deliberations_opened_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberations_public_id")),
        sa.UniqueConstraint(
            "call_id", "jury", "number", name=op.f("uq_deliberations_call_id_jury_number")
        ),
    )
    op.create_index(op.f("ix_deliberations_call_id"), "deliberations", ["call_id"])
    op.create_index(op.f("ix_deliberations_opened_by"), "deliberations", ["opened_by"])


def _make_remarks() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("deliberation_id", KEY, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("written_by", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deliberation_id"], ["deliberations.id"], name=op.f("fk_remarks_deliberation_id")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_remarks_application_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["persons.id"], name=op.f("fk_remarks_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_remarks_public_id")),
    )
    op.create_index(op.f("ix_remarks_application_id"), "remarks", ["application_id"])
    op.create_index(op.f("ix_remarks_deliberation_id"), "remarks", ["deliberation_id"])
    op.create_index(op.f("ix_remarks_written_by"), "remarks", ["written_by"])


def _make_reading_reminders() -> None:
    op.create_table(
        "reading_reminders",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("announced", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_reading_reminders_call_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_reading_reminders_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "call_id", "person_id", "announced", "kind", name=op.f("pk_reading_reminders")
        ),
    )
    op.create_index(op.f("ix_reading_reminders_person_id"), "reading_reminders", ["person_id"])


def _make_selections() -> None:
    op.create_table(
        "selections",
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", KEY, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_selections_call_id")),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["persons.id"], name=op.f("fk_selections_changed_by")
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_selections")),
    )
    op.create_index(op.f("ix_selections_changed_by"), "selections", ["changed_by"])
    op.create_table(
        "lotteries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("registered", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("registered_by", KEY, nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("seed", sa.String(length=300), nullable=False),
        sa.Column("seed_on", sa.Date(), nullable=True),
        sa.Column("drawn_at", Instant(), nullable=True),
        sa.Column("given_up_at", Instant(), nullable=True),
        sa.Column("given_up_why", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_lotteries_call_id")),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["persons.id"], name=op.f("fk_lotteries_registered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lotteries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lotteries_public_id")),
    )
    op.create_index(op.f("ix_lotteries_call_id"), "lotteries", ["call_id"])
    op.create_index(op.f("ix_lotteries_registered_by"), "lotteries", ["registered_by"])
    op.create_table(
        "decision_records",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", KEY, nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_by", KEY, nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_decision_records_call_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["persons.id"], name=op.f("fk_decision_records_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_records")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_records_public_id")),
    )
    op.create_index(op.f("ix_decision_records_call_id"), "decision_records", ["call_id"])
    op.create_index(op.f("ix_decision_records_published_by"), "decision_records", ["published_by"])
