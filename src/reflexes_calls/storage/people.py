"""Persons, organisations, memberships, roles."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from reflexes_calls.domain.people import Account, Grant, Organisation, Person, Role
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

# Asked at every request: built once, as building one costs four times its execution.
_ORGANISATIONS = select(t.memberships.c.organisation_id).where(
    t.memberships.c.person_id == bindparam("person")
)
_ORGANISATION = select(t.organisations).where(t.organisations.c.id == bindparam("key"))
_ORGANISATION_RECORDS = (
    select(t.organisations)
    .join(t.memberships)
    .where(t.memberships.c.person_id == bindparam("person"))
    .order_by(t.organisations.c.name)
)
_MEMBERS = (
    select(t.persons)
    .join(t.memberships)
    .where(t.memberships.c.organisation_id == bindparam("organisation"))
)
_GRANTS = select(t.roles).where(t.roles.c.person_id == bindparam("person"))


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
    return record_of(Organisation, connection.execute(_ORGANISATION, {"key": key}).one())


def add_membership(
    connection: Connection, person: int, organisation: int, *, administers: bool = False
) -> None:
    """Keep that a person belongs to an organisation."""
    if organisation not in organisations_of(connection, person):
        said = {"person_id": person, "organisation_id": organisation}
        keep(connection, t.memberships, **said, administers=administers)


def organisations_by_id(connection: Connection, keys: Collection[int]) -> dict[int, Organisation]:
    """Organisations by their inner ids."""
    asked = select(t.organisations).where(t.organisations.c.id.in_(keys))
    return {row.id: record_of(Organisation, row) for row in connection.execute(asked)}


def organisations_of(connection: Connection, person: int) -> frozenset[int]:
    """The inner ids of a person's organisations."""
    return frozenset(connection.execute(_ORGANISATIONS, {"person": person}).scalars())


def organisation_records(connection: Connection, person: int) -> tuple[Organisation, ...]:
    """A person's organisations."""
    rows = connection.execute(_ORGANISATION_RECORDS, {"person": person})
    return tuple(record_of(Organisation, row) for row in rows)


def members_of(connection: Connection, organisation: int) -> tuple[Person, ...]:
    """The persons of an organisation."""
    rows = connection.execute(_MEMBERS, {"organisation": organisation})
    return tuple(record_of(Person, row) for row in rows)


def add_grant(connection: Connection, person: int, call: int | None, role: Role) -> None:
    """Keep a role, once."""
    if Grant(person=person, call=call, role=role) not in grants_of(connection, person):
        keep(connection, t.roles, person_id=person, call_id=call, role=role)


def grants_of(connection: Connection, person: int) -> tuple[Grant, ...]:
    """The roles of a person."""
    rows = connection.execute(_GRANTS, {"person": person})
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


def change_person(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of a person."""
    connection.execute(update(t.persons).where(t.persons.c.id == key).values(**values))


def get_person(connection: Connection, key: int) -> Person:
    """The person of an inner id."""
    return persons_by_id(connection, {key})[key]


def account_of(connection: Connection, public_id: str, *, lock: bool = False) -> Account | None:
    """A person and where their account stands; `lock` holds its row until the end."""
    if not is_public_id(public_id):
        return None
    asked = select(t.persons).where(t.persons.c.public_id == public_id)
    row = one(connection, asked.with_for_update() if lock else asked)
    return _account(row) if row else None


def hold_account(connection: Connection, key: int) -> Account:
    """The account of an inner id, its row locked until the end."""
    asked = select(t.persons).where(t.persons.c.id == key).with_for_update()
    return _account(connection.execute(asked).one())


def find_accounts(
    connection: Connection, sought: str, *, after: str = "", most: int
) -> tuple[Account, ...]:
    """The accounts whose name or address holds some words, by address, `most` of them."""
    asked = select(t.persons).where(t.persons.c.erased_at.is_(None), t.persons.c.email > after)
    for each in sought.lower().split():
        asked = asked.where(_says(each))
    rows = connection.execute(asked.order_by(t.persons.c.email).limit(most))
    return tuple(map(_account, rows))


def _says(word: str) -> "ColumnElement[bool]":
    names = (t.persons.c.email, func.lower(t.persons.c.name))
    # SQLite lowers plain letters alone: a capital with an accent is looked for as typed too.
    return or_(
        *(each.contains(word, autoescape=True) for each in names),
        t.persons.c.name.contains(word.capitalize(), autoescape=True),
    )


def _account(row: "Row[Any]") -> Account:
    return Account(
        person=record_of(Person, row),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        erased_at=row.erased_at,
        has_password=bool(row.password_hash),
    )


def find_organisation_by_siret(connection: Connection, siret: str) -> Organisation | None:
    """The organisation of a SIRET."""
    row = one(connection, select(t.organisations).where(t.organisations.c.siret == siret))
    return record_of(Organisation, row) if row else None


def organisation_of(connection: Connection, public_id: str) -> Organisation | None:
    """The organisation of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.organisations).where(t.organisations.c.public_id == public_id))
    return record_of(Organisation, row) if row else None


def organisation_named(connection: Connection, name: str) -> Organisation | None:
    """The organisation of a name, whatever its capitals."""
    asked = func.lower(t.organisations.c.name) == name.strip().lower()
    row = one(connection, select(t.organisations).where(asked))
    return record_of(Organisation, row) if row else None


def all_organisations(connection: Connection) -> tuple[Organisation, ...]:
    """Every organisation, by name."""
    rows = connection.execute(select(t.organisations).order_by(t.organisations.c.name))
    return tuple(record_of(Organisation, row) for row in rows)


def administers(connection: Connection, person: int, organisation: int) -> bool:
    """Whether a person may invite to an organisation."""
    held = t.memberships.c
    asked = select(held.administers).where(
        held.person_id == person, held.organisation_id == organisation
    )
    return bool(connection.execute(asked).scalar_one_or_none())


def administrators_of(connection: Connection, organisation: int) -> frozenset[int]:
    """Who may invite to an organisation."""
    held = t.memberships.c
    asked = select(held.person_id).where(held.organisation_id == organisation, held.administers)
    return frozenset(connection.execute(asked).scalars())


def set_administers(
    connection: Connection, person: int, organisation: int, *, administers: bool
) -> None:
    """Let a member invite to their organisation, or no longer."""
    held = t.memberships.c
    at = (held.person_id == person, held.organisation_id == organisation)
    connection.execute(update(t.memberships).where(*at).values(administers=administers))


def remove_membership(connection: Connection, person: int, organisation: int) -> None:
    """Keep that a person no longer belongs to an organisation."""
    held = t.memberships.c
    at = (held.person_id == person, held.organisation_id == organisation)
    connection.execute(delete(t.memberships).where(*at))


def remove_grant(connection: Connection, person: int, call: int | None, role: Role) -> None:
    """Take a role back."""
    held = t.roles.c
    of_call = held.call_id.is_(None) if call is None else held.call_id == call
    connection.execute(delete(t.roles).where(held.person_id == person, held.role == role, of_call))


def grants_on(connection: Connection, call: int | None) -> tuple[Grant, ...]:
    """The roles held on a call, or on the instance."""
    held = t.roles.c
    of_call = held.call_id.is_(None) if call is None else held.call_id == call
    rows = connection.execute(select(t.roles).where(of_call).order_by(held.id))
    return tuple(Grant(person=r.person_id, call=r.call_id, role=Role(r.role)) for r in rows)
