"""Accounts, roles and sessions."""

import datetime as dt
import re
import secrets

from sqlalchemy import Connection

from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.passwords import check_password, hash_password
from reflexes_calls.actions.throttling import begin_try, end_try, password_limits
from reflexes_calls.actions.tokens import digest_of_token
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotAllowed, Refused
from reflexes_calls.domain.lifecycle import GRANTING_STEPS
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.domain.rights import check_administrator
from reflexes_calls.domain.signing_in import (
    CODE_LENGTH,
    LEAST_PASSWORD,
    MOST_DEVICE,
    PAIR,
    SESSION_LENGTH,
    Awaits,
    Means,
)
from reflexes_calls.storage import people, second_factors, sessions, team
from reflexes_calls.storage.engine import writing

THROTTLE_AFTER, THROTTLE_DURING = PAIR.most, PAIR.during
NEEDING_SECOND = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
"""Who must have a second factor, where the instance asks for it."""
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
        at = desk.clock.now()
        by = actor or person
        note_service(connection, at, by, "open_account", person.public_id, {})
        if actor is None:
            # Someone has to be first: whoever installs the instance administers it.
            people.add_grant(connection, person.id, None, Role.ADMINISTRATOR)
            facts = {"role": Role.ADMINISTRATOR}
            note_service(connection, at, by, "grant", person.public_id, facts)
    return person


def create_organisation(
    desk: Desk, actor: Person, *, name: str, siret: str | None = None
) -> Organisation:
    """Make an organisation."""
    with writing(desk.engine) as connection:
        check_administrator(people.grants_of(connection, actor.id))
        made = people.add_organisation(connection, name, siret)
        at = desk.clock.now()
        note_service(connection, at, actor, "add_organisation", made.public_id, {"siret": siret})
        return made


def join(desk: Desk, actor: Person, person: Person, organisation: Organisation) -> None:
    """Say that a person belongs to an organisation."""
    with writing(desk.engine) as connection:
        check_administrator(people.grants_of(connection, actor.id))
        people.add_membership(connection, person.id, organisation.id)
        facts = {"organisation": organisation.public_id}
        note_service(connection, desk.clock.now(), actor, "join", person.public_id, facts)


def give_role(
    desk: Desk, actor: Person, person: Person, role: Role, call_id: str | None = None
) -> None:
    """Give a role: the administrator gives all of them, a call's manager those of that call."""
    with desk.take(actor) as taking:
        call = taking.call(call_id) if call_id else None
        check_grants(taking.connection, actor, call)
        people.add_grant(taking.connection, person.id, call.id if call else None, role)
        note_grant(taking, "grant", person, role, call)


def check_grants(connection: Connection, actor: Person, call: Call | None) -> None:
    """Raise unless a person may give roles: an administrator, or the manager of the call."""
    grants = people.grants_of(connection, actor.id)
    manages = call is not None and any(g.call == call.id and g.role is Role.MANAGER for g in grants)
    if not manages:
        check_administrator(grants)


def note_grant(taking: Taking, name: str, person: Person, role: Role, call: Call | None) -> None:
    """Leave that a role was given or taken back, in the journal it belongs to."""
    facts = {"person": person.public_id, "role": role}
    if call is None:
        at = taking.now
        note_service(taking.connection, at, taking.actor, name, person.public_id, facts)
        return
    step = taking.step(
        GRANTING_STEPS, name, call.stage, frozenset({Role.MANAGER, Role.ADMINISTRATOR}), {}
    )
    taking.note(step, call, call.public_id, facts)


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


def sign_in(desk: Desk, email: str, password: str, *, source: str = "", device: str = "") -> str:
    """Open a session and give its token; refused as `wrong-sign-in` or `too-many-attempts`.

    `source` is the address of whoever tries, `device` what they sign in with. The session of
    whoever has a second factor awaits its code before it opens anything.
    """
    limits = password_limits(email, source)
    tried = begin_try(desk, limits)
    with desk.look() as connection:
        known = people.find_by_email(connection, email)
    if not check_password(known[1] if known else None, password) or known is None:
        raise Refused("wrong-sign-in")
    end_try(desk, limits, tried)
    return open_session(desk, known[0], means=Means.PASSWORD, device=device)


def open_session(  # noqa: PLR0913  # how it was opened, and from where
    desk: Desk,
    person: Person,
    *,
    means: Means = Means.INVITATION,
    device: str = "",
    id_token: str = "",
    has_second: bool = False,
) -> str:
    """Open the session of someone who has shown who they are, and give its token.

    `has_second` says that two factors were shown already.
    """
    token, now = secrets.token_urlsafe(32), desk.wall_clock.now()
    with writing(desk.engine) as connection:
        account = people.account_of(connection, person.public_id)
        if account is None or not account.is_open:
            raise Refused("account-closed")
        awaits = Awaits.NOTHING if has_second else _awaited(desk, connection, person)
        length = SESSION_LENGTH if awaits is Awaits.NOTHING else CODE_LENGTH
        sessions.add_session(
            connection,
            digest_of_token(token),
            person_id=person.id,
            created_at=now,
            expires_at=now + length,
            means=means,
            awaits=awaits,
            device=device[:MOST_DEVICE],
            id_token=id_token or None,
        )
    return token


def _awaited(desk: Desk, connection: Connection, person: Person) -> Awaits:
    """What a session must still show: a code, or a second factor to be set up first."""
    factor = second_factors.factor_of(connection, person.id)
    if factor is not None and factor.is_confirmed:
        return Awaits.CODE
    held = {grant.role for grant in people.grants_of(connection, person.id)}
    if desk.needs_second_factor and held & NEEDING_SECOND:
        return Awaits.ENROLMENT
    return Awaits.NOTHING


def sign_out(desk: Desk, token: str | None) -> str:
    """Close a session; gives the token of its identity provider, if it has one."""
    if not token:
        return ""
    with writing(desk.engine) as connection:
        return sessions.end_session(connection, digest_of_token(token))


def person_of_session(desk: Desk, token: str | None) -> Person | None:
    """Who a session belongs to, or None when it is unknown, over, or awaits a code."""
    person, awaits = session_of(desk, token)
    return person if awaits is Awaits.NOTHING else None


def session_of(desk: Desk, token: str | None) -> tuple[Person | None, Awaits]:
    """Who a session belongs to, and what it still awaits."""
    if not token:
        return None, Awaits.NOTHING
    with desk.look() as connection:
        found = sessions.session_person(connection, digest_of_token(token), desk.wall_clock.now())
    return found or (None, Awaits.NOTHING)


def end_of_session(desk: Desk, token: str | None) -> dt.datetime | None:
    """When a session ends, in the real time; None when nobody is signed in."""
    if not token:
        return None
    with desk.look() as connection:
        return sessions.session_until(connection, digest_of_token(token))
