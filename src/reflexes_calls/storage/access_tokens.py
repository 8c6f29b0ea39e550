"""Tokens of access: whose they are, what they may ask, and when they were last used."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from reflexes_calls.domain.access import AccessToken, Scope
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_T = t.access_tokens.c
# Asked at every request: built once, as building one costs four times its execution.
_OWNED = (
    select(t.access_tokens, t.persons.c.id.label("owner"))
    .join(t.persons)
    .where(
        _T.token_digest == bindparam("digest"),
        t.persons.c.disabled_at.is_(None),
        t.persons.c.erased_at.is_(None),
    )
)
_PERSON = select(t.persons).where(t.persons.c.id == bindparam("key"))


def _token(row: "Row[Any]") -> AccessToken:
    return record_of(AccessToken, row, scopes=tuple(map(Scope, row.scopes.split())))


def add_token(connection: Connection, digest: str, **values: Any) -> AccessToken:
    """Keep a token by the digest of its secret."""
    scopes = " ".join(values.pop("scopes"))
    key = keep(
        connection,
        t.access_tokens,
        public_id=new_public_id(),
        token_digest=digest,
        scopes=scopes,
        **values,
    )
    return _token(connection.execute(select(t.access_tokens).where(_T.id == key)).one())


def find_token(connection: Connection, digest: str) -> tuple[AccessToken, Person] | None:
    """The token of a digest and its owner; none when their account is closed."""
    row = one(connection, _OWNED, {"digest": digest})
    if row is None:
        return None
    person = connection.execute(_PERSON, {"key": row.owner}).one()
    return _token(row), record_of(Person, person)


def tokens_of(connection: Connection, person: int) -> tuple[AccessToken, ...]:
    """The tokens of a person, the newest first."""
    asked = select(t.access_tokens).where(_T.person_id == person)
    rows = connection.execute(asked.order_by(_T.created_at.desc(), _T.id.desc()))
    return tuple(map(_token, rows))


def count_alive(connection: Connection, person: int, now: dt.datetime) -> int:
    """How many tokens of a person open something."""
    asked = select(func.count()).where(
        _T.person_id == person, _T.revoked_at.is_(None), _T.expires_at > now
    )
    return connection.execute(asked).scalar_one()


def revoke(connection: Connection, person: int, public_id: str, at: dt.datetime) -> bool:
    """Let a token of a person open nothing any more; whether there was one that did."""
    if not is_public_id(public_id):
        return False
    theirs = (_T.person_id == person, _T.public_id == public_id, _T.revoked_at.is_(None))
    done = connection.execute(update(t.access_tokens).where(*theirs).values(revoked_at=at))
    return bool(done.rowcount)


def mark_used(connection: Connection, key: int, at: dt.datetime, before: dt.datetime) -> None:
    """Note that a token is used, unless that was noted since `before`."""
    old = or_(_T.used_at.is_(None), _T.used_at < before)
    connection.execute(update(t.access_tokens).where(_T.id == key, old).values(used_at=at))
