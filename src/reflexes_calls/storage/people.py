"""Persons, organisations, memberships, roles, sessions."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from reflexes_calls.domain.people import Grant, Organisation, Person, Role
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of


def add_person(
    connection: Connection, *, name: str, email: str, password_hash: str, at: dt.datetime
) -> Person:
    """Keep a person."""
    public_id = new_public_id()
    said = {"public_id": public_id, "name": name, "email": email.lower(), "language": "fr"}
    key = keep(connection, t.persons, **said, password_hash=password_hash, created_at=at)
    return Person(id=key, **said)


def find_by_email(connection: Connection, email: str) -> tuple[Person, str] | None:
    """A person and the hash of their password."""
    row = one(connection, select(t.persons).where(t.persons.c.email == email.strip().lower()))
    return (record_of(Person, row), row.password_hash) if row else None


def persons_by_id(connection: Connection, keys: set[int]) -> dict[int, Person]:
    """Persons by their inner ids."""
    rows = connection.execute(select(t.persons).where(t.persons.c.id.in_(keys)))
    return {row.id: record_of(Person, row) for row in rows}


def persons_by_public_id(connection: Connection, known: Collection[str]) -> dict[str, Person]:
    """Persons by their public ids."""
    rows = connection.execute(select(t.persons).where(t.persons.c.public_id.in_(known)))
    return {row.public_id: record_of(Person, row) for row in rows}


def count_persons(connection: Connection) -> int:
    """How many persons there are."""
    return connection.execute(select(func.count()).select_from(t.persons)).scalar_one()


def add_organisation(connection: Connection, name: str, siret: str | None) -> Organisation:
    """Keep an organisation."""
    said: dict[str, Any] = {"public_id": new_public_id(), "name": name, "siret": siret}
    return Organisation(id=keep(connection, t.organisations, **said), **said)


def find_organisation(connection: Connection, key: int) -> Organisation:
    """The organisation of an inner id."""
    row = connection.execute(select(t.organisations).where(t.organisations.c.id == key)).one()
    return record_of(Organisation, row)


def add_membership(connection: Connection, person: int, organisation: int) -> None:
    """Keep that a person belongs to an organisation."""
    if organisation not in organisations_of(connection, person):
        keep(connection, t.memberships, person_id=person, organisation_id=organisation)


def organisations_of(connection: Connection, person: int) -> frozenset[int]:
    """The inner ids of a person's organisations."""
    asked = select(t.memberships.c.organisation_id).where(t.memberships.c.person_id == person)
    return frozenset(connection.execute(asked).scalars())


def organisation_records(connection: Connection, person: int) -> tuple[Organisation, ...]:
    """A person's organisations."""
    asked = select(t.organisations).join(t.memberships).where(t.memberships.c.person_id == person)
    rows = connection.execute(asked.order_by(t.organisations.c.name))
    return tuple(record_of(Organisation, row) for row in rows)


def members_of(connection: Connection, organisation: int) -> tuple[Person, ...]:
    """The persons of an organisation."""
    asked = select(t.persons).join(t.memberships)
    rows = connection.execute(asked.where(t.memberships.c.organisation_id == organisation))
    return tuple(record_of(Person, row) for row in rows)


def add_grant(connection: Connection, person: int, call: int | None, role: Role) -> None:
    """Keep a role, once."""
    if Grant(person=person, call=call, role=role) not in grants_of(connection, person):
        keep(connection, t.roles, person_id=person, call_id=call, role=role)


def grants_of(connection: Connection, person: int) -> tuple[Grant, ...]:
    """The roles of a person."""
    rows = connection.execute(select(t.roles).where(t.roles.c.person_id == person))
    return tuple(Grant(person=r.person_id, call=r.call_id, role=Role(r.role)) for r in rows)


def holders(connection: Connection, role: Role) -> tuple[Person, ...]:
    """Who holds a role, on any call."""
    held = select(t.roles.c.person_id).where(t.roles.c.role == role)
    asked = select(t.persons).where(t.persons.c.id.in_(held)).order_by(t.persons.c.id)
    return tuple(record_of(Person, row) for row in connection.execute(asked))


def holders_on(connection: Connection, call: int, role: Role) -> tuple[Person, ...]:
    """Who holds a role on one call."""
    held = select(t.roles.c.person_id).where(t.roles.c.role == role, t.roles.c.call_id == call)
    asked = select(t.persons).where(t.persons.c.id.in_(held)).order_by(t.persons.c.id)
    return tuple(record_of(Person, row) for row in connection.execute(asked))


def add_session(
    connection: Connection, digest: str, person: int, at: dt.datetime, until: dt.datetime
) -> None:
    """Keep a session, and drop those that are over."""
    connection.execute(delete(t.sessions).where(t.sessions.c.expires_at <= at))
    keep(
        connection,
        t.sessions,
        token_digest=digest,
        person_id=person,
        created_at=at,
        expires_at=until,
    )


def session_person(connection: Connection, digest: str, at: dt.datetime) -> Person | None:
    """The person of a session that is not over."""
    asked = select(t.persons).join(t.sessions)
    row: Row[Any] | None = one(
        connection, asked.where(t.sessions.c.token_digest == digest, t.sessions.c.expires_at > at)
    )
    return record_of(Person, row) if row else None


def session_until(connection: Connection, digest: str) -> dt.datetime | None:
    """When a session ends."""
    asked = select(t.sessions.c.expires_at).where(t.sessions.c.token_digest == digest)
    found: dt.datetime | None = connection.execute(asked).scalar_one_or_none()
    return found


def end_session(connection: Connection, digest: str) -> None:
    """Forget a session."""
    connection.execute(delete(t.sessions).where(t.sessions.c.token_digest == digest))
