"""What lists of applications sort, filter and search on."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from alembic import op

from reflexes_calls.domain.searching import texts_said, title_key, words_of
from reflexes_calls.storage.engine import Instant

revision = "2026_11_24_finding"
down_revision = "2026_11_24_running"
branch_labels = None
depends_on = None

COLUMNS: Mapping[str, tuple[Any, str | None]] = {
    "title_key": (
        sa.String(240).with_variant(sa.String(240, collation="C"), "postgresql"),
        "",
    ),
    "rank": (sa.Integer(), None),
    "completeness": (sa.String(12), "unchecked"),
    "readers": (sa.Integer(), "0"),
    "reads": (sa.Integer(), "0"),
    "mean": (sa.Integer(), None),
    "spread": (sa.Integer(), None),
}
SORTED = ("rank", "submitted_at", "title_key", "amount", "mean")
FILTERED = ("stage", "territory")
SENT = sa.text("receipt IS NOT NULL")
FOUND_BY = {
    "assignments": ("reviewer_id",),
    "partners": ("email", "siret", "terrain_id"),
    "team_members": ("person_id",),
}
"""What tells the files a person is bound to, or is to read."""
LOTS = 500


def upgrade() -> None:
    """Apply."""
    alive = sa.text("stage <> 'withdrawn'")
    op.drop_index("ix_applications_one_alive", table_name="applications")
    for name in ("amount", "territory", "title"):
        op.drop_index(op.f(f"ix_applications_{name}"), table_name="applications")
    _add_columns()
    op.create_index(
        "ix_applications_one_alive",
        "applications",
        ["call_id", "organisation_id", "slot"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )
    _make_indexes()
    _make_saved_views()
    _make_search()
    _fill(op.get_bind())


def _check(column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_applications_{column}"))


def _add_columns() -> None:
    """SQLite makes the table anew, without the checks it does not read back: they are given."""
    stages = _check("stage", "draft", "submitted", "withdrawn", "selected", "declined")
    phases = _check("phase", "letter", "full")
    states = _check("completeness", "unchecked", "complete", "incomplete")
    kept = (stages, phases) if op.get_bind().dialect.name == "sqlite" else ()
    with op.batch_alter_table("applications", table_args=kept) as batch:
        for name, (kind, start) in COLUMNS.items():
            batch.add_column(sa.Column(name, kind, nullable=start is None, server_default=start))
    with op.batch_alter_table("applications", table_args=kept) as batch:
        for name, (_, start) in COLUMNS.items():
            if start is not None:
                batch.alter_column(name, server_default=None)
        batch.create_check_constraint(op.f(str(states.name)), str(states.sqltext))


def _make_indexes() -> None:
    for name in SORTED:
        op.create_index(
            f"ix_applications_by_{name}",
            "applications",
            ["call_id", name, "id"],
            sqlite_where=SENT,
            postgresql_where=SENT,
        )
    for name in FILTERED:
        op.create_index(
            f"ix_applications_of_{name}",
            "applications",
            ["call_id", name, "rank", "id"],
            sqlite_where=SENT,
            postgresql_where=SENT,
        )
    for table, columns in FOUND_BY.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _make_saved_views() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "saved_views",
        sa.Column("id", key, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", key, nullable=False),
        sa.Column("call_id", key, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_saved_views_call_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_saved_views_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_views_public_id")),
        sa.UniqueConstraint(
            "person_id", "call_id", "name", name=op.f("uq_saved_views_person_id_call_id_name")
        ),
    )
    op.create_index(op.f("ix_saved_views_call_id"), "saved_views", ["call_id"])
    op.create_index(op.f("ix_saved_views_person_id"), "saved_views", ["person_id"])


def _make_search() -> None:
    """The words of what was submitted; each database searches in its own way."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE application_words USING fts5("
            "words, tokenize = 'ascii', detail = 'none', columnsize = 0, prefix = '2 3')"
        )
        return
    op.execute(
        "CREATE TABLE application_words (application_id BIGINT PRIMARY KEY REFERENCES applications"
        " (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_application_words_words ON application_words USING gin (words)")


def _fill(connection: sa.Connection) -> None:
    # Addresses are compared as those of accounts are kept.
    connection.execute(sa.text("UPDATE partners SET email = lower(email)"))
    _fill_titles(connection)
    _fill_scores(connection)
    _fill_words(connection)


def _fill_titles(connection: sa.Connection) -> None:
    known = connection.execute(sa.text("SELECT id, title, receipt FROM applications")).all()
    said = [
        {"id": each.id, "key": title_key(each.title), "rank": _rank(each.receipt)} for each in known
    ]
    _write(
        connection, "UPDATE applications SET title_key = :key, rank = :rank WHERE id = :id", said
    )


def _rank(receipt: str | None) -> int | None:
    return int(receipt.rpartition("-")[2]) if receipt else None


def _fill_scores(connection: sa.Connection) -> None:
    connection.execute(
        sa.text(
            "UPDATE applications SET readers ="
            " (SELECT count(*) FROM assignments s WHERE s.application_id = applications.id)"
        )
    )
    rows = connection.execute(
        sa.text(
            "SELECT v.application_id AS id, r.marks, c.criteria FROM reviews r"
            " JOIN application_versions v ON v.id = r.version_id"
            " JOIN applications a ON a.id = v.application_id JOIN calls c ON c.id = a.call_id"
            " WHERE r.submitted_at IS NOT NULL AND v.number ="
            " (SELECT max(w.number) FROM application_versions w WHERE w.application_id = a.id)"
        ).columns(marks=sa.JSON, criteria=sa.JSON)
    )
    means: dict[int, list[Fraction]] = {}
    for row in rows:
        means.setdefault(row.id, []).append(_mean(row.marks, row.criteria))
    said = [
        {
            "id": key,
            "reads": len(each),
            "mean": round(sum(each) / len(each) * 1_000_000),
            "spread": round((max(each) - min(each)) * 1_000_000),
        }
        for key, each in means.items()
    ]
    _write(
        connection,
        "UPDATE applications SET reads = :reads, mean = :mean, spread = :spread WHERE id = :id",
        said,
    )


def _mean(marks: Mapping[str, str], criteria: Iterable[Mapping[str, Any]]) -> Fraction:
    known = tuple(criteria)
    total = sum(each["weight"] for each in known)
    return Fraction(sum(int(marks[each["code"]]) * each["weight"] for each in known), total)


def _fill_words(connection: sa.Connection) -> None:
    rows = connection.execute(
        sa.text(
            "SELECT a.id, a.receipt, a.title, o.name, v.answers"
            " FROM applications a JOIN organisations o ON o.id = a.organisation_id"
            " JOIN application_versions v ON v.application_id = a.id WHERE v.number ="
            " (SELECT max(w.number) FROM application_versions w WHERE w.application_id = a.id)"
        ).columns(answers=sa.JSON)
    )
    said = [
        {
            "id": row.id,
            "words": sorted(
                words_of((row.receipt or "", row.title, row.name, *texts_said(row.answers)))
            ),
        }
        for row in rows
    ]
    if connection.dialect.name == "sqlite":
        told = "INSERT INTO application_words (rowid, words) VALUES (:id, :words)"
        said = [each | {"words": " ".join(each["words"])} for each in said]
    else:
        told = (
            "INSERT INTO application_words (application_id, words)"
            " VALUES (:id, array_to_tsvector(:words))"
        )
    _write(connection, told, said)


def _write(connection: sa.Connection, told: str, said: list[dict[str, Any]]) -> None:
    for start in range(0, len(said), LOTS):
        connection.execute(sa.text(told), said[start : start + LOTS])


def downgrade() -> None:
    """Undo."""
    op.drop_table("application_words")
    op.drop_table("saved_views")
    for table, columns in FOUND_BY.items():
        for column in columns:
            op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for name in SORTED:
        op.drop_index(f"ix_applications_by_{name}", table_name="applications")
    for name in FILTERED:
        op.drop_index(f"ix_applications_of_{name}", table_name="applications")
    with op.batch_alter_table("applications") as batch:
        batch.drop_constraint(op.f("ck_applications_completeness"), type_="check")
        for name in COLUMNS:
            batch.drop_column(name)
    for name in ("amount", "territory", "title"):
        op.create_index(op.f(f"ix_applications_{name}"), "applications", [name])
