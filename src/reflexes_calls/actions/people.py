"""Accounts, roles and sessions."""

import datetime as dt
import hashlib
import re
import secrets

from reflexes_calls.actions.desk import Desk, need_call
from reflexes_calls.actions.passwords import check_password, hash_password
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotAllowed, Refused
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.domain.rights import check_administrator
from reflexes_calls.storage import people, team
from reflexes_calls.storage.engine import writing

SESSION_LENGTH = dt.timedelta(hours=12)
THROTTLE_AFTER, THROTTLE_DURING = 5, dt.timedelta(minutes=15)
MOST_REMEMBERED = 10_000
LEAST_PASSWORD = 10
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
"""What a browser takes for an address: no space, comma or line break reaches a letter."""


def create_person(
    desk: Desk, actor: Person | None, *, name: str, email: str, password: str
) -> Person:
    """Make an account. Only an administrator may, once the instance has someone."""
    if len(password) < LEAST_PASSWORD:
        raise Invalid((FieldRefusal(field="password", kind="too-short", expected="10"),))
    if not name.strip():
        raise Invalid((FieldRefusal(field="name", kind="missing"),))
    email = email.strip()
    if not ADDRESS.fullmatch(email):
        kind = "malformed" if email else "missing"
        raise Invalid((FieldRefusal(field="email", kind=kind, met=email),))
    hashed, now = hash_password(password), desk.clock.now()
    with writing(desk.engine) as connection:
        if actor is not None:
            check_administrator(people.grants_of(connection, actor.id))
        elif people.count_persons(connection):
            raise NotAllowed("not-allowed", step="administer", by=(Role.ADMINISTRATOR,))
        if people.find_by_email(connection, email):
            raise Invalid((FieldRefusal(field="email", kind="already-used", met=email),))
        person = people.add_person(connection, name=name, email=email, password_hash=hashed, at=now)
        if actor is None:
            # Someone has to be first: whoever installs the instance administers it.
            people.add_grant(connection, person.id, None, Role.ADMINISTRATOR)
    return person


def create_organisation(
    desk: Desk, actor: Person, *, name: str, siret: str | None = None
) -> Organisation:
    """Make an organisation."""
    with writing(desk.engine) as connection:
        check_administrator(people.grants_of(connection, actor.id))
        return people.add_organisation(connection, name, siret)


def join(desk: Desk, actor: Person, person: Person, organisation: Organisation) -> None:
    """Say that a person belongs to an organisation."""
    with writing(desk.engine) as connection:
        check_administrator(people.grants_of(connection, actor.id))
        people.add_membership(connection, person.id, organisation.id)


def give_role(
    desk: Desk, actor: Person, person: Person, role: Role, call_id: str | None = None
) -> None:
    """Give a role: the administrator gives all of them, a call's manager those of that call."""
    with writing(desk.engine) as connection:
        grants = people.grants_of(connection, actor.id)
        call = need_call(connection, call_id) if call_id else None
        manages = call is not None and any(
            g.call == call.id and g.role is Role.MANAGER for g in grants
        )
        if not manages:
            check_administrator(grants)
        people.add_grant(connection, person.id, call.id if call else None, role)


def roles_of_person(desk: Desk, person: Person) -> frozenset[str]:
    """Every role a person holds somewhere.

    Belonging to an organisation makes an applicant, and so does an invitation to a team.
    """
    with desk.look() as connection:
        held = {str(g.role) for g in people.grants_of(connection, person.id)}
        if people.organisations_of(connection, person.id) or team.applications_joined(
            connection, person.id
        ):
            held.add(str(Role.APPLICANT))
    return frozenset(held)


def organisations_of_person(desk: Desk, person: Person) -> tuple[Organisation, ...]:
    """The organisations a person belongs to."""
    with desk.look() as connection:
        return people.organisation_records(connection, person.id)


def sign_in(desk: Desk, email: str, password: str) -> str:
    """Open a session and give its token; refused as `wrong-sign-in` or `too-many-attempts`."""
    key, now = email.strip().lower(), desk.wall_clock.now()
    recent = [at for at in desk.failures.get(key, []) if at > now - THROTTLE_DURING]
    if len(recent) >= THROTTLE_AFTER:
        raise Refused("too-many-attempts", minutes=15)
    with desk.look() as connection:
        known = people.find_by_email(connection, key)
    if not check_password(known[1] if known else None, password) or known is None:
        if len(desk.failures) > MOST_REMEMBERED:
            desk.failures.clear()
        desk.failures[key] = [*recent, now]
        raise Refused("wrong-sign-in")
    desk.failures.pop(key, None)
    return open_session(desk, known[0])


def open_session(desk: Desk, person: Person) -> str:
    """Open the session of someone who has shown who they are, and give its token."""
    token, now = secrets.token_urlsafe(32), desk.wall_clock.now()
    with writing(desk.engine) as connection:
        people.add_session(connection, _digest(token), person.id, now, now + SESSION_LENGTH)
    return token


def sign_out(desk: Desk, token: str | None) -> None:
    """Close a session."""
    if token:
        with writing(desk.engine) as connection:
            people.end_session(connection, _digest(token))


def person_of_session(desk: Desk, token: str | None) -> Person | None:
    """Who a session belongs to, or None when it is unknown or over."""
    if not token:
        return None
    with desk.look() as connection:
        return people.session_person(connection, _digest(token), desk.wall_clock.now())


def end_of_session(desk: Desk, token: str | None) -> dt.datetime | None:
    """When a session ends, in the real time; None when nobody is signed in."""
    if not token:
        return None
    with desk.look() as connection:
        return people.session_until(connection, _digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
