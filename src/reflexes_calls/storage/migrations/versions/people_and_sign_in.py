"""People: how they sign in, and for how long what they leave is kept."""

import sqlalchemy as sa
from alembic import op

from reflexes_calls.storage.engine import Instant

revision = "2026_11_24_people"
down_revision = "2026_11_23"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "service_entries",
    "account_invitations",
    "recovery_codes",
    "second_factors",
    "sign_in_flows",
    "identities",
    "sign_in_failures",
    "sign_in_links",
)


def upgrade() -> None:
    """Apply."""
    op.add_column("persons", sa.Column("disabled_at", Instant(), nullable=True))
    op.add_column("persons", sa.Column("erased_at", Instant(), nullable=True))
    _add_administers()
    # A session lasts half a day and now says more of itself: everyone signs in again.
    op.drop_table("sessions")
    _make_sessions()
    _make_sign_in()
    _make_second_factors()
    _make_invitations()
    _make_journal()


def downgrade() -> None:
    """Undo."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        _person("sessions"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sessions")),
    )
    _index("sessions", "person_id")
    with op.batch_alter_table("memberships") as batch:
        batch.drop_column("administers")
    with op.batch_alter_table("persons") as batch:
        batch.drop_column("erased_at")
        batch.drop_column("disabled_at")


def _add_administers() -> None:
    start = sa.false()
    with op.batch_alter_table("memberships") as batch:
        batch.add_column(
            sa.Column("administers", sa.Boolean(), nullable=False, server_default=start)
        )
    with op.batch_alter_table("memberships") as batch:
        batch.alter_column("administers", existing_type=sa.Boolean(), server_default=None)


def _person(table: str, column: str = "person_id") -> sa.ForeignKeyConstraint:
    return _refers(table, column, "persons")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("means", sa.String(20), nullable=False),
        sa.Column("awaits", sa.String(10), nullable=False),
        sa.Column("device", sa.String(160), nullable=False),
        sa.Column("id_token", sa.Text(), nullable=True),
        _one_of("sessions", "means", "password", "link", "provider", "invitation", "resumed"),
        _one_of("sessions", "awaits", "nothing", "code", "enrolment"),
        _person("sessions"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sessions_public_id")),
    )
    _index("sessions", "person_id")


def _make_sign_in() -> None:
    op.create_table(
        "sign_in_links",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("next", sa.String(400), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        _one_of("sign_in_links", "purpose", "sign-in", "password"),
        _person("sign_in_links"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_in_links")),
    )
    _index("sign_in_links", "person_id")
    op.create_table(
        "sign_in_failures",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(140), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index("ix_sign_in_failures_key_at", "sign_in_failures", ["key", "at"])
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("siret", sa.String(14), nullable=True),
        sa.Column("organisation", sa.String(160), nullable=False),
        sa.Column("linked_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
        _person("identities"),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identities")),
    )
    _index("identities", "person_id")
    op.create_table(
        "sign_in_flows",
        sa.Column("state_digest", sa.String(64), nullable=False),
        sa.Column("visit_digest", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("next", sa.String(400), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        _person("sign_in_flows"),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_sign_in_flows")),
    )
    _index("sign_in_flows", "person_id")


def _make_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("secret", sa.String(255), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _person("second_factors"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        _person("recovery_codes"),
        sa.PrimaryKeyConstraint("person_id", "code_digest", name=op.f("pk_recovery_codes")),
    )


def _make_invitations() -> None:
    name = "account_invitations"
    op.create_table(
        name,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("administers", sa.Boolean(), nullable=False),
        sa.Column("call_id", KEY, nullable=True),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("invited_by", KEY, nullable=False),
        sa.Column("invited_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_by", KEY, nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        _one_of(name, "role", "administrator", "manager", "reviewer", "applicant"),
        _refers(name, "organisation_id", "organisations"),
        _refers(name, "call_id", "calls"),
        _person(name, "invited_by"),
        _person(name, "accepted_by"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sa.UniqueConstraint("token_digest", name=op.f(f"uq_{name}_token_digest")),
    )
    for column in ("email", "organisation_id", "call_id"):
        _index(name, column)


def _make_journal() -> None:
    op.create_table(
        "service_entries",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call", sa.String(32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("target", sa.String(20), nullable=False),
        sa.Column("facts_digest", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_service_entries")),
    )
    _index("service_entries", "subject_id")
