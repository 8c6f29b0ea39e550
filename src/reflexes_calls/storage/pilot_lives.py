"""What befalls pilots, their milestones, and the letters that called a day to mind."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, delete, select, update

from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.milestone import Milestone
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.pilot_life import Event, Turn
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, record_of

_E, _M, _R = t.pilot_events.c, t.milestones.c, t.pilot_reminders.c


def add_event(connection: Connection, **values: Any) -> None:
    """Keep a turn in the life of a pilot."""
    keep(connection, t.pilot_events, **values)


def events_of(connection: Connection, pilot: int) -> tuple[Event, ...]:
    """What befell a pilot, in order."""
    rows = connection.execute(select(t.pilot_events).where(_E.pilot_id == pilot).order_by(_E.id))
    return tuple(record_of(Event, row, kind=Turn(row.kind)) for row in rows)


def add_milestone(connection: Connection, **values: Any) -> Milestone:
    """Keep a milestone, not delivered yet."""
    said: dict[str, Any] = {
        "public_id": new_public_id(),
        "done_on": None,
        "delivered": "",
        **values,
    }
    return Milestone(id=keep(connection, t.milestones, **said), **said)


def milestones_of(connection: Connection, pilot: int) -> tuple[Milestone, ...]:
    """The milestones of a pilot, by day."""
    asked = select(t.milestones).where(_M.pilot_id == pilot).order_by(_M.due_on, _M.id)
    return tuple(record_of(Milestone, row) for row in connection.execute(asked))


def change_milestone(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of a milestone."""
    connection.execute(update(t.milestones).where(_M.id == key).values(**values))


def drop_milestone(connection: Connection, key: int) -> None:
    """Take a milestone away."""
    connection.execute(delete(t.milestones).where(_M.id == key))


def told_of(connection: Connection, pilot: int) -> frozenset[str]:
    """The codes of the days of a pilot that were called to mind."""
    return frozenset(connection.execute(select(_R.code).where(_R.pilot_id == pilot)).scalars())


def note_told(connection: Connection, pilot: int, codes: Collection[str], at: dt.datetime) -> None:
    """Remember that some days were called to mind."""
    for code in codes:
        keep(connection, t.pilot_reminders, pilot_id=pilot, code=code, sent_at=at)


def pilots_at(connection: Connection, stages: Collection[PilotStage]) -> tuple[int, ...]:
    """The pilots that stand at some stages."""
    asked = select(t.pilots.c.id).where(t.pilots.c.stage.in_(stages)).order_by(t.pilots.c.id)
    return tuple(connection.execute(asked).scalars())


def lock_pilot(connection: Connection, key: int) -> Pilot | None:
    """A pilot, its row held until the end: two workers do not write the same letter."""
    row = connection.execute(
        select(t.pilots).where(t.pilots.c.id == key).with_for_update()
    ).one_or_none()
    return record_of(Pilot, row, stage=PilotStage(row.stage)) if row else None
