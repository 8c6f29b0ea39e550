"""Tasks: what is to be done at a time, by whichever worker takes it first.

A worker takes a task for a while (`taken_until`). If it is killed, the while passes and another
takes the task: whatever a task does must bear being done twice.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from reflexes.records import record
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.inserting import insert_unless_there
from reflexes_calls.storage.rows import one, record_of

_T = t.tasks.c
LONGEST_FAILURE = 200
FARTHEST = dt.timedelta(days=2)
"""No task is put off for longer: one due later was kept while the clock was wrong."""


@record
class Task:
    """Something to do: of which kind, about what, after how many failures."""

    id: int
    kind: str
    key: str
    facts: Any
    tries: int


def add(
    connection: Connection,
    kind: str,
    key: str,
    due_at: dt.datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Keep a task, unless one of this kind and key is there already."""
    values = {"kind": kind, "key": key, "facts": dict(facts or {}), "due_at": due_at}
    fresh = values | {"tries": 0, "failure": ""}
    connection.execute(insert_unless_there(connection, t.tasks, fresh, ["kind", "key"]))


def has_due(connection: Connection, now: dt.datetime) -> bool:
    """Whether something is to be done: asked before a write transaction is begun for it."""
    return one(connection, select(_T.id).where(*_is_due(now)).limit(1)) is not None


def take(connection: Connection, now: dt.datetime, until: dt.datetime) -> Task | None:
    """The task that is due first and that nobody has taken; it is held `until` then.

    Rows that another worker is taking at this instant are passed over.
    """
    asked = select(t.tasks).where(*_is_due(now)).order_by(_T.due_at, _T.id).limit(1)
    row = one(connection, asked.with_for_update(skip_locked=True))
    if row is None:
        return None
    connection.execute(update(t.tasks).where(_T.id == row.id).values(taken_until=until))
    return record_of(Task, row)


def finish(connection: Connection, key: int, again_at: dt.datetime | None = None) -> None:
    """Forget a task that is done, or keep it for the next time."""
    if again_at is None:
        connection.execute(delete(t.tasks).where(_T.id == key))
        return
    done = {"due_at": again_at, "taken_until": None, "tries": 0, "failure": ""}
    connection.execute(update(t.tasks).where(_T.id == key).values(**done))


def put_off(connection: Connection, key: int, due_at: dt.datetime, failure: str) -> None:
    """Keep that a task failed, and when it is to be tried again."""
    values = {"due_at": due_at, "taken_until": None, "failure": failure[:LONGEST_FAILURE]}
    connection.execute(update(t.tasks).where(_T.id == key).values(tries=_T.tries + 1, **values))


def bring_forward(connection: Connection, kind: str, now: dt.datetime, by: dt.datetime) -> None:
    """Have the tasks of a kind due now when they are due after `by`: the clock was set back."""
    late = update(t.tasks).where(_T.kind == kind, _T.due_at > by)
    connection.execute(late.values(due_at=now))


def counted(connection: Connection, now: dt.datetime) -> tuple[int, int]:
    """How many tasks are due, and how many failed the last time they were tried."""
    due = connection.execute(select(func.count()).where(*_is_due(now))).scalar_one()
    failed = connection.execute(select(func.count()).where(_T.tries > 0)).scalar_one()
    return due, failed


def _is_due(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    far = now + FARTHEST
    free = or_(_T.taken_until.is_(None), _T.taken_until <= now, _T.taken_until > far)
    return or_(_T.due_at <= now, _T.due_at > far), free
