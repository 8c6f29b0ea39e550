"""What is told of a running instance to those who watch over it: figures, and nobody's name."""

import datetime as dt

from sqlalchemy import Connection, Engine, Table, func, select

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.storage import letters, tasks
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading
from reflexes_calls.storage.migrating import SchemaStanding, schema_standing


@record
class Figures:
    """How much there is of each thing, at one instant."""

    applications: dict[str, int]
    calls: dict[str, int]
    pilots: dict[str, int]
    accounts: int
    sessions: int
    entries: int
    attachments: int
    attached_bytes: int
    letters_waiting: int
    letters_oldest_seconds: float
    tasks_due: int
    tasks_failed: int
    beat_seconds: float | None


def figures(desk: Desk) -> Figures:
    """Count, in one transaction."""
    now = desk.wall_clock.now()
    with reading(desk.engine) as connection:
        waiting, oldest, _ = letters.backlog(connection)
        due, failed = tasks.counted(connection, now)
        a = t.attachments.c
        kept = select(func.count(), func.coalesce(func.sum(a.size), 0))
        count, size = connection.execute(kept.where(a.removed_at.is_(None))).one()
        return Figures(
            applications=_by_stage(connection, t.applications),
            calls=_by_stage(connection, t.calls),
            pilots=_by_stage(connection, t.pilots),
            accounts=_count(connection, t.persons),
            sessions=_count(connection, t.sessions),
            entries=_count(connection, t.journal_entries),
            attachments=count,
            attached_bytes=int(size),
            letters_waiting=waiting,
            letters_oldest_seconds=_age(now, oldest) or 0.0,
            tasks_due=due,
            tasks_failed=failed,
            beat_seconds=_age(now, connection.execute(select(_SEEN)).scalar_one_or_none()),
        )


_SEEN = func.max(t.heartbeats.c.seen_at, type_=t.heartbeats.c.seen_at.type)


def is_ready(engine: Engine) -> tuple[bool, str]:
    """Whether pages can be answered: the database does, with the present schema; and if not, why.

    The words are for machines: `database` or `schema`.
    """
    try:
        with reading(engine) as connection:
            standing, _ = schema_standing(connection)
    except Exception:  # noqa: BLE001  # whatever keeps the database away, nothing can be answered
        return False, "database"
    return (
        standing is SchemaStanding.PRESENT,
        "" if standing is SchemaStanding.PRESENT else "schema",
    )


def _by_stage(connection: Connection, table: Table) -> dict[str, int]:
    asked = select(table.c.stage, func.count()).group_by(table.c.stage)
    return {row.stage: row[1] for row in connection.execute(asked)}


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _age(now: dt.datetime, then: dt.datetime | None) -> float | None:
    return None if then is None else max(0.0, (now - then).total_seconds())
