"""Requests for what is missing, findings on admissibility, and messages."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from reflexes_calls.domain.application import Completeness
from reflexes_calls.domain.handling import Admissibility, Finding, Message, MissingRequest, Side
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of

_R, _A, _M = t.missing_requests.c, t.admissibility.c, t.messages.c


def add_request(connection: Connection, **values: Any) -> MissingRequest:
    """Keep a request for what is missing."""
    key = keep(connection, t.missing_requests, closed_at=None, **values)
    _mark(connection, values["application_id"], Completeness.INCOMPLETE)
    return MissingRequest(id=key, closed_at=None, **values)


def requests_of(connection: Connection, application: int) -> tuple[MissingRequest, ...]:
    """What was asked of an application, the first request first."""
    asked = select(t.missing_requests).where(_R.application_id == application).order_by(_R.id)
    return tuple(record_of(MissingRequest, row) for row in connection.execute(asked))


def close_requests(connection: Connection, application: int, at: dt.datetime) -> None:
    """Close what was asked of an application: its handling goes on."""
    connection.execute(
        update(t.missing_requests)
        .where(_R.application_id == application, _R.closed_at.is_(None))
        .values(closed_at=at)
    )


def find_admissibility(connection: Connection, application: int) -> Admissibility | None:
    """What was found of an application."""
    row = one(connection, select(t.admissibility).where(_A.application_id == application))
    return record_of(Admissibility, row, finding=Finding(row.finding)) if row else None


def keep_admissibility(connection: Connection, found: Admissibility) -> None:
    """Keep what is found of an application, in place of what was."""
    remove_admissibility(connection, found.application_id)
    keep(
        connection,
        t.admissibility,
        application_id=found.application_id,
        finding=found.finding,
        reasons=found.reasons,
        found_by=found.found_by,
        found_at=found.found_at,
    )
    is_complete = found.finding is Finding.ADMISSIBLE
    state = Completeness.COMPLETE if is_complete else Completeness.INCOMPLETE
    _mark(connection, found.application_id, state)


def remove_admissibility(connection: Connection, application: int) -> None:
    """Take away what was found of an application."""
    connection.execute(delete(t.admissibility).where(_A.application_id == application))
    _mark(connection, application, Completeness.UNCHECKED)


def _mark(connection: Connection, application: int, state: Completeness) -> None:
    """Keep where the checking of a file stands, for the lists that filter on it."""
    known = t.applications
    connection.execute(update(known).where(known.c.id == application).values(completeness=state))


def add_message(connection: Connection, *, public_id: str | None = None, **values: Any) -> Message:
    """Keep a message; `public_id` is given when it comes from what was sent."""
    public_id = public_id or new_public_id()
    key = keep(connection, t.messages, public_id=public_id, seen_at=None, **values)
    return Message(id=key, public_id=public_id, seen_at=None, **values)


def messages_of(connection: Connection, application: int) -> tuple[Message, ...]:
    """The messages of an application, the first one first."""
    asked = select(t.messages).where(_M.application_id == application).order_by(_M.id)
    return tuple(map(_message, connection.execute(asked)))


def mark_seen(connection: Connection, application: int, side: Side, at: dt.datetime) -> None:
    """Keep that the other side has opened what `side` wrote."""
    connection.execute(
        update(t.messages)
        .where(_M.application_id == application, _M.side == side, _M.seen_at.is_(None))
        .values(seen_at=at)
    )


def count_unseen(connection: Connection, call: int) -> int:
    """How many messages of the teams of a call the programme has not opened."""
    asked = (
        select(func.count())
        .select_from(t.messages)
        .join(t.applications, t.applications.c.id == _M.application_id)
        .where(t.applications.c.call_id == call, _M.side == Side.TEAM, _M.seen_at.is_(None))
    )
    return connection.execute(asked).scalar_one()


def _message(row: "Row[Any]") -> Message:
    return record_of(Message, row, side=Side(row.side))
