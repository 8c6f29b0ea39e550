"""Letters that wait to be sent, and those that were."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, or_, select, update

from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id

_L = t.letters.c
BATCH = 100
HANDED_AT_ONCE = 20
"""How many letters a worker takes at once for the mail server."""
LONGEST_FAILURE = 200
BLANK = {"subject": "", "body": "", "original": ""}
"""What is left of the words of a letter that is no longer to be kept."""
FARTHEST = dt.timedelta(days=2)
_MAY_LEAVE = (
    _L.sent_at.is_(None),
    _L.held_back_at.is_(None),
    _L.gave_up_at.is_(None),
    or_(_L.waits.is_(False), _L.passed_at.is_not(None)),
)
_WAITING = select(t.letters).where(*_MAY_LEAVE).order_by(_L.id).limit(BATCH)
_NEWEST = select(func.max(_L.id))
_SENT = update(t.letters).where(_L.id == bindparam("letter"))


def queue(  # noqa: PLR0913  # the parts of a letter
    connection: Connection,
    *,
    kind: str,
    person: int | None,
    recipient: str,
    subject: str,
    body: str,
    at: dt.datetime,
    call: int | None = None,
    application: int | None = None,
    waits: bool = False,
) -> None:
    """Keep a letter that is to leave; `person` is None when nobody here bears the address.

    `call` and `application` are those it is about, and `waits` says that someone reads it before
    it leaves.
    """
    keep(
        connection,
        t.letters,
        public_id=new_public_id(),
        kind=kind,
        person_id=person,
        recipient=recipient,
        subject=subject,
        body=body,
        queued_at=at,
        tries=0,
        call_id=call,
        application_id=application,
        waits=waits,
        held_back_why="",
        original="",
    )


def newest(connection: Connection) -> int:
    """The inner id of the last letter that was written, or 0."""
    return connection.execute(_NEWEST).scalar_one() or 0


def waiting(connection: Connection) -> tuple["Row[Any]", ...]:
    """The letters that wait, the oldest first, a batch at a time."""
    return tuple(connection.execute(_WAITING))


def take(connection: Connection, now: dt.datetime, until: dt.datetime) -> tuple["Row[Any]", ...]:
    """Letters that nobody else is sending, the oldest first; they are held `until` then.

    Rows that another worker is taking at this instant are passed over.
    """
    asked = _WAITING.where(_may_be_tried(now)).limit(HANDED_AT_ONCE)
    rows = tuple(connection.execute(asked.with_for_update(skip_locked=True)))
    if rows:
        held = update(t.letters).where(_L.id.in_([row.id for row in rows]))
        connection.execute(held.values(try_at=until))
    return rows


def has_waiting(connection: Connection, now: dt.datetime) -> bool:
    """Whether a letter may be tried now: asked before a write transaction is begun for it."""
    asked = select(_L.id).where(*_MAY_LEAVE, _may_be_tried(now)).limit(1)
    return connection.execute(asked).first() is not None


def put_off(connection: Connection, keys: Iterable[int], until: dt.datetime, failure: str) -> None:
    """Keep that letters could not leave, why, and when to try again."""
    failed = update(t.letters).where(_L.id.in_(tuple(keys)), _L.sent_at.is_(None))
    said = {"try_at": until, "failure": failure[:LONGEST_FAILURE], "tries": _L.tries + 1}
    connection.execute(failed.values(said))


def give_up(connection: Connection, key: int, at: dt.datetime, failure: str) -> None:
    """Keep that a letter is tried no more, since its recipient's server refuses it."""
    failed = update(t.letters).where(_L.id == key, _L.sent_at.is_(None))
    said = {"gave_up_at": at, "failure": failure[:LONGEST_FAILURE], "tries": _L.tries + 1}
    connection.execute(failed.values(said))


def backlog(connection: Connection) -> tuple[int, dt.datetime | None, str]:
    """How many letters wait, since when the oldest does, and the last failure among them."""
    # One that waited to be read is late only from the moment it could leave.
    since = func.min(func.coalesce(_L.passed_at, _L.queued_at), type_=_L.queued_at.type)
    asked = select(func.count(), since).where(*_MAY_LEAVE)
    count, oldest = connection.execute(asked).one()
    failures = select(_L.failure).where(*_MAY_LEAVE, _L.failure.is_not(None))
    failure = connection.execute(failures.order_by(_L.try_at.desc()).limit(1)).scalar()
    return count, oldest, failure or ""


def given_up_since(connection: Connection, since: dt.datetime) -> int:
    """How many letters were given up since an instant, and still are."""
    asked = select(func.count()).where(_L.sent_at.is_(None), _L.gave_up_at >= since)
    return connection.execute(asked).scalar_one()


def _may_be_tried(now: dt.datetime) -> ColumnElement[bool]:
    # One put off for longer than ever was put off while the clock was wrong.
    return or_(_L.try_at.is_(None), _L.try_at <= now, _L.try_at > now + FARTHEST)


def mark_sent(connection: Connection, keys: Iterable[int], at: dt.datetime) -> None:
    """Note that letters have left."""
    if gone := [{"letter": key, "sent_at": at} for key in keys]:
        connection.execute(_SENT, gone)


def last_body_to(connection: Connection, recipient: str) -> str:
    """What the last letter to an address says, whether it has left or waits."""
    asked = select(_L.body).where(_L.recipient == recipient).order_by(_L.id.desc()).limit(1)
    return str(connection.execute(asked).scalar_one())
