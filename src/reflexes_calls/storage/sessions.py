"""Sessions: who is signed in, from where, and what they still have to show."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from reflexes_calls.domain.people import Person
from reflexes_calls.domain.signing_in import Awaits, Means, Session
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of

_S = t.sessions.c
# Asked at every request: built once, as building one costs four times its execution.
_PERSON = (
    select(t.persons, _S.awaits)
    .join(t.sessions)
    .where(
        _S.token_digest == bindparam("digest"),
        _S.expires_at > bindparam("at"),
        t.persons.c.disabled_at.is_(None),
        t.persons.c.erased_at.is_(None),
    )
)


def add_session(connection: Connection, digest: str, **values: Any) -> None:
    """Keep a session, and drop those that are over; `values` are its columns without its ids."""
    connection.execute(delete(t.sessions).where(_S.expires_at <= values["created_at"]))
    keep(connection, t.sessions, token_digest=digest, public_id=new_public_id(), **values)


def session_person(
    connection: Connection, digest: str, at: dt.datetime
) -> tuple[Person, Awaits] | None:
    """The person of a session that is not over, and what it still awaits."""
    row: Row[Any] | None = one(connection, _PERSON, {"digest": digest, "at": at})
    return (record_of(Person, row), Awaits(row.awaits)) if row else None


def session_until(connection: Connection, digest: str) -> dt.datetime | None:
    """When a session ends."""
    asked = select(_S.expires_at).where(_S.token_digest == digest)
    found: dt.datetime | None = connection.execute(asked).scalar_one_or_none()
    return found


def sessions_of(
    connection: Connection, person: int, at: dt.datetime, digest: str
) -> tuple[Session, ...]:
    """The sessions of a person that are not over, the newest first; `digest` is the one asking."""
    asked = select(t.sessions).where(
        _S.person_id == person, _S.expires_at > at, _S.awaits == Awaits.NOTHING
    )
    rows = connection.execute(asked.order_by(_S.created_at.desc()))
    return tuple(
        record_of(Session, row, means=Means(row.means), is_this=row.token_digest == digest)
        for row in rows
    )


def session_row(connection: Connection, digest: str) -> "Row[Any] | None":
    """How a session was opened: `means`, `device` and `id_token` as they are kept."""
    return one(connection, select(t.sessions).where(_S.token_digest == digest))


def end_session(connection: Connection, digest: str) -> str:
    """Forget a session; gives the token of its identity provider, if it has one."""
    row = session_row(connection, digest)
    connection.execute(delete(t.sessions).where(_S.token_digest == digest))
    return str(row.id_token or "") if row else ""


def end_session_of(connection: Connection, person: int, public_id: str) -> None:
    """Forget one session of a person."""
    connection.execute(delete(t.sessions).where(_S.person_id == person, _S.public_id == public_id))


def end_sessions_of(connection: Connection, person: int, *, but: str = "") -> None:
    """Forget every session of a person, `but` the one of this digest."""
    connection.execute(delete(t.sessions).where(_S.person_id == person, _S.token_digest != but))
