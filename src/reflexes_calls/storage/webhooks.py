"""Webhooks and their deliveries: kept with what they tell of, taken by one worker at a time."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update

from reflexes_calls.domain.webhook import Delivery, Webhook
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_W = t.webhooks.c
_D = t.webhook_deliveries.c
SHOWN = 50
"""How many deliveries a page shows, the newest first."""
AT_ONCE = 16
LONGEST_FAILURE = 200
FARTHEST = dt.timedelta(days=2)
# Asked at every step that is told: built once.
_LISTENING = select(t.webhooks).where(_W.call_id == bindparam("call"), _W.off_at.is_(None))


def _webhook(row: "Row[Any]") -> Webhook:
    return record_of(Webhook, row, kinds=tuple(row.kinds))


def add_webhook(connection: Connection, **values: Any) -> Webhook:
    """Keep a new address."""
    blank = {"former_secret": None, "former_until": None, "failing_since": None}
    key = keep(
        connection,
        t.webhooks,
        public_id=new_public_id(),
        off_at=None,
        off_why="",
        **blank,
        **values,
    )
    return _webhook(connection.execute(select(t.webhooks).where(_W.id == key)).one())


def listening(connection: Connection, call: int) -> tuple[Webhook, ...]:
    """The addresses of a call that are told what happens."""
    return tuple(map(_webhook, connection.execute(_LISTENING, {"call": call})))


def of_call(connection: Connection, call: int) -> tuple[Webhook, ...]:
    """Every address of a call that was not removed, the newest first."""
    asked = select(t.webhooks).where(_W.call_id == call, _W.off_why != "removed")
    return tuple(map(_webhook, connection.execute(asked.order_by(_W.id.desc()))))


def find_webhook(
    connection: Connection, call: int, public_id: str, *, lock: bool = False
) -> Webhook | None:
    """An address of a call, unless it was removed."""
    if not is_public_id(public_id):
        return None
    asked = select(t.webhooks).where(
        _W.call_id == call, _W.public_id == public_id, _W.off_why != "removed"
    )
    row = one(connection, asked.with_for_update() if lock else asked)
    return _webhook(row) if row else None


def change_webhook(connection: Connection, key: int, **values: Any) -> None:
    """Keep what changed of an address."""
    connection.execute(update(t.webhooks).where(_W.id == key).values(**values))


def add_delivery(  # noqa: PLR0913  # what is told, and when
    connection: Connection,
    webhook: int,
    *,
    kind: str,
    body: str,
    happened_at: dt.datetime,
    due_at: dt.datetime,
) -> str:
    """Keep an event that is to be told to an address; gives its public id."""
    public_id = new_public_id()
    keep(
        connection,
        t.webhook_deliveries,
        public_id=public_id,
        webhook_id=webhook,
        kind=kind,
        body=body,
        happened_at=happened_at,
        due_at=due_at,
        tries=0,
        failure="",
    )
    return public_id


def deliveries_of(connection: Connection, webhook: int) -> tuple[Delivery, ...]:
    """The last deliveries to an address, the newest first."""
    asked = select(t.webhook_deliveries).where(_D.webhook_id == webhook)
    rows = connection.execute(asked.order_by(_D.id.desc()).limit(SHOWN))
    return tuple(record_of(Delivery, row) for row in rows)


def has_due(connection: Connection, now: dt.datetime) -> bool:
    """Whether something is to be told now: asked before a write transaction is begun for it."""
    return one(connection, select(_D.id).where(*_is_due(now)).limit(1)) is not None


def take(
    connection: Connection, now: dt.datetime, until: dt.datetime
) -> tuple[tuple[Delivery, Webhook], ...]:
    """Deliveries that are due, one for each address at most; they are held `until` then.

    One at a time, so that an address that never answers holds up nothing but itself. Rows that
    another worker is taking at this instant are passed over.
    """
    first = select(func.min(_D.id)).where(*_is_due(now)).group_by(_D.webhook_id)
    asked = select(t.webhook_deliveries).where(_D.id.in_(first), *_is_due(now)).limit(AT_ONCE)
    rows = connection.execute(asked.with_for_update(skip_locked=True)).all()
    if not rows:
        return ()
    held = update(t.webhook_deliveries).where(_D.id.in_([row.id for row in rows]))
    connection.execute(held.values(taken_until=until))
    hooks = select(t.webhooks).where(_W.id.in_({row.webhook_id for row in rows}))
    known = {row.id: _webhook(row) for row in connection.execute(hooks)}
    return tuple((record_of(Delivery, row), known[row.webhook_id]) for row in rows)


def _is_due(now: dt.datetime) -> tuple[Any, ...]:
    # One due later than ever was kept while the clock was wrong.
    return (
        _D.due_at.is_not(None),
        or_(_D.due_at <= now, _D.due_at > now + FARTHEST),
        or_(_D.taken_until.is_(None), _D.taken_until <= now, _D.taken_until > now + FARTHEST),
    )


def change_delivery(connection: Connection, key: int, **values: Any) -> None:
    """Keep how a try ended."""
    failure = str(values.pop("failure", ""))[:LONGEST_FAILURE]
    changed = update(t.webhook_deliveries).where(_D.id == key)
    connection.execute(changed.values(failure=failure, taken_until=None, **values))


def stop_deliveries(connection: Connection, webhook: int, at: dt.datetime) -> None:
    """Give up whatever is still on its way to an address."""
    waiting = update(t.webhook_deliveries).where(_D.webhook_id == webhook, _D.due_at.is_not(None))
    connection.execute(waiting.values(due_at=None, gave_up_at=at, taken_until=None))


def tell_again(connection: Connection, webhook: int, public_id: str, at: dt.datetime) -> bool:
    """Have a delivery tried again from the start; whether there was one that is over."""
    if not is_public_id(public_id):
        return False
    over = update(t.webhook_deliveries).where(
        _D.webhook_id == webhook, _D.public_id == public_id, _D.due_at.is_(None)
    )
    again = {"due_at": at, "tries": 0, "done_at": None, "gave_up_at": None}
    return connection.execute(over.values(**again)).rowcount == 1


def forget_deliveries(connection: Connection, before: dt.datetime) -> int:
    """Forget the deliveries that ended before then; gives how many."""
    ended = (_D.due_at.is_(None), _D.happened_at < before)
    return connection.execute(delete(t.webhook_deliveries).where(*ended)).rowcount


def counted(connection: Connection, webhooks: Iterable[int]) -> dict[int, tuple[int, int]]:
    """For each address, how many deliveries wait and how many were given up."""
    asked = (
        select(_D.webhook_id, func.count(_D.due_at), func.count(_D.gave_up_at))
        .where(_D.webhook_id.in_(tuple(webhooks)))
        .group_by(_D.webhook_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(asked)}
