"""When the service was last seen, when it could not be reached, and who was reminded of what."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from reflexes_calls.domain.deadlines import Outage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of

_R = t.reminders.c
ONLY = 1
"""There is one heartbeat, that of the instance."""


def last_beat(connection: Connection) -> dt.datetime | None:
    """When the service was last seen running; None when it never was."""
    found: dt.datetime | None = connection.execute(
        select(t.heartbeats.c.seen_at).where(t.heartbeats.c.id == ONLY).with_for_update()
    ).scalar_one_or_none()
    return found


def keep_beat(connection: Connection, at: dt.datetime) -> None:
    """Keep that the service is running."""
    changed = connection.execute(
        update(t.heartbeats).where(t.heartbeats.c.id == ONLY).values(seen_at=at)
    )
    if not changed.rowcount:
        keep(connection, t.heartbeats, id=ONLY, seen_at=at)


def outages_known(connection: Connection) -> tuple[tuple[int, Outage], ...]:
    """Every outage with its number, the last one first."""
    rows = connection.execute(select(t.outages).order_by(t.outages.c.started_at.desc()))
    return tuple((row.id, record_of(Outage, row)) for row in rows)


def find_outage(connection: Connection, key: int) -> Outage | None:
    """The outage of a number."""
    row = one(connection, select(t.outages).where(t.outages.c.id == key))
    return record_of(Outage, row) if row else None


def remove_outage(connection: Connection, key: int) -> None:
    """Take back an outage that was none."""
    connection.execute(delete(t.outages).where(t.outages.c.id == key))


def was_reminded(
    connection: Connection, application: int, phase: str, announced: str, kind: str
) -> bool:
    """Whether a reminder of a deadline has left."""
    asked = select(t.reminders).where(
        _R.application_id == application,
        _R.phase == phase,
        _R.announced == announced,
        _R.kind == kind,
    )
    row: Row[Any] | None = one(connection, asked)
    return row is not None


def reminded_on(connection: Connection, call: int) -> frozenset[tuple[int, str, str, str]]:
    """The reminders that have left on a call: application, phase, deadline, kind."""
    asked = (
        select(_R.application_id, _R.phase, _R.announced, _R.kind)
        .join(t.applications, t.applications.c.id == _R.application_id)
        .where(t.applications.c.call_id == call)
    )
    return frozenset((row[0], row[1], row[2], row[3]) for row in connection.execute(asked))


def keep_reminder(connection: Connection, **values: Any) -> None:
    """Keep that a reminder has left."""
    keep(connection, t.reminders, **values)
