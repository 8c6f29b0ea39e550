"""Requests under a key: who does the thing, and the answer for whoever sends the same again."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, delete, select, update

from reflexes.records import record
from reflexes_calls.domain.access import KeptAnswer
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.inserting import insert_unless_there
from reflexes_calls.storage.rows import one

_R = t.repeated_requests.c


@record
class Begun:
    """A request that was begun already; `answer` is None until it is known."""

    request_digest: str
    begun_at: dt.datetime
    answer: KeptAnswer | None


def begin(
    connection: Connection, person: int, key_digest: str, request_digest: str, at: dt.datetime
) -> Begun | None:
    """Begin a request under its key, or give the one that was begun; None when it is begun here."""
    under = {"person_id": person, "key_digest": key_digest}
    said = {**under, "request_digest": request_digest, "begun_at": at}
    fresh = insert_unless_there(connection, t.repeated_requests, said, tuple(under))
    if connection.execute(fresh.returning(_R.id)).first() is not None:
        return None
    asked = select(t.repeated_requests).where(*_under(person, key_digest))
    row = one(connection, asked.with_for_update())
    if row is None:
        # Another process gave it up between the two: it may be begun again.
        return begin(connection, person, key_digest, request_digest, at)
    answer = (
        KeptAnswer(status=row.status, headers=row.headers, body=row.answer)
        if row.status is not None
        else None
    )
    return Begun(request_digest=row.request_digest, begun_at=row.begun_at, answer=answer)


def begin_again(connection: Connection, person: int, key_digest: str, at: dt.datetime) -> None:
    """Take up a request that whoever began it never ended."""
    theirs = update(t.repeated_requests).where(*_under(person, key_digest))
    connection.execute(theirs.values(begun_at=at))


def keep_answer(connection: Connection, person: int, key_digest: str, answer: KeptAnswer) -> None:
    """Keep the answer to a request."""
    theirs = update(t.repeated_requests).where(*_under(person, key_digest))
    said = {"status": answer.status, "headers": answer.headers, "answer": answer.body}
    connection.execute(theirs.values(**said))


def give_up(connection: Connection, person: int, key_digest: str) -> None:
    """Forget a request that was refused: nothing was done, and it may be asked again."""
    unanswered = (*_under(person, key_digest), _R.status.is_(None))
    connection.execute(delete(t.repeated_requests).where(*unanswered))


def drop(connection: Connection, person: int, key_digest: str) -> None:
    """Forget a request, whatever became of it."""
    connection.execute(delete(t.repeated_requests).where(*_under(person, key_digest)))


def forget(connection: Connection, before: dt.datetime) -> int:
    """Forget the requests that were begun before an instant."""
    return connection.execute(delete(t.repeated_requests).where(_R.begun_at < before)).rowcount


def _under(person: int, key_digest: str) -> tuple[Any, ...]:
    return (_R.person_id == person, _R.key_digest == key_digest)
