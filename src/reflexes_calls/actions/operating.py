"""What whoever runs the service may do from its terminal: accounts, roles, passwords.

They hold the database, so nothing is asked of them but to be told in the journal of the service: as
`operator`, for no account is theirs.
"""

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.granting import check_not_last
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.passwords import hash_password
from reflexes_calls.actions.people import ADDRESS, note_grant
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.people import Account, Person, Role
from reflexes_calls.domain.signing_in import LEAST_PASSWORD
from reflexes_calls.storage import people, sessions

OPERATOR = Person(
    id=0, public_id="operator", name="operator", email="operator@localhost", language="fr"
)
EVERYONE = 1_000_000
LONGEST_NAME = 120


@record
class Known:
    """An account and the roles it holds on the whole instance."""

    account: Account
    roles: tuple[Role, ...]


def accounts(desk: Desk) -> tuple[Known, ...]:
    """Every account, by its address."""
    with desk.look() as connection:
        found = people.find_accounts(connection, "", after="", most=EVERYONE)
        return tuple(Known(account=each, roles=_roles(connection, each.person)) for each in found)


def _roles(connection: Connection, person: Person) -> tuple[Role, ...]:
    held = {g.role for g in people.grants_of(connection, person.id) if g.call is None}
    return tuple(role for role in Role if role in held)


def open_account(
    desk: Desk, *, name: str, email: str, password: str, roles: tuple[Role, ...] = ()
) -> Person:
    """Open an account; the first one of an instance administers it."""
    name, email = name.strip(), email.strip()
    refusals = [*_of_name(name), *_of_email(email), *_of_password(password)]
    if refusals:
        raise Invalid(tuple(refusals))
    hashed = hash_password(password)
    with desk.take(OPERATOR) as taking:
        connection, now = taking.connection, taking.now
        if people.find_by_email(connection, email):
            raise Invalid((FieldRefusal(field="email", kind="already-used", met=email),))
        is_first = not people.count_persons(connection)
        made = people.add_person(connection, name=name, email=email, password_hash=hashed, at=now)
        note_service(connection, now, OPERATOR, "open_account", made.public_id, {})
        given = {*roles, Role.ADMINISTRATOR} if is_first else set(roles)
        for role in sorted(given):
            people.add_grant(connection, made.id, None, role)
            note_grant(taking, "grant", made, role, None)
    return made


def give_role(desk: Desk, email: str, role: Role, call_id: str | None = None) -> None:
    """Give a role, on the instance or on one call."""
    with desk.take(OPERATOR) as taking:
        call = taking.call(call_id) if call_id else None
        person = _person(taking, email)
        people.add_grant(taking.connection, person.id, call.id if call else None, role)
        note_grant(taking, "grant", person, role, call)


def take_role(desk: Desk, email: str, role: Role, call_id: str | None = None) -> None:
    """Take a role back; the last administrator keeps theirs."""
    with desk.take(OPERATOR) as taking:
        call = taking.call(call_id) if call_id else None
        person = _person(taking, email)
        held = people.grants_on(taking.connection, call.id if call else None)
        if not any(g.person == person.id and g.role is role for g in held):
            raise NotFound("role", role)
        if call is None and role is Role.ADMINISTRATOR:
            check_not_last(taking.connection, person)
        if call is not None and role is Role.MANAGER and sum(g.role is role for g in held) == 1:
            raise Conflict("last-manager")
        people.remove_grant(taking.connection, person.id, call.id if call else None, role)
        note_grant(taking, "revoke", person, role, call)


def set_password(desk: Desk, email: str, password: str) -> None:
    """Give someone another password; wherever they are signed in, they no longer are."""
    if refusals := _of_password(password):
        raise Invalid(tuple(refusals))
    hashed = hash_password(password)
    with desk.take(OPERATOR) as taking:
        person = _person(taking, email)
        people.change_person(taking.connection, person.id, password_hash=hashed)
        sessions.end_sessions_of(taking.connection, person.id)
        at, kind = taking.now, "change_password"
        note_service(taking.connection, at, OPERATOR, kind, person.public_id, {})


def close_account(desk: Desk, email: str) -> None:
    """Close an account: its sessions end, and it opens no other."""
    with desk.take(OPERATOR) as taking:
        person = _person(taking, email)
        check_not_last(taking.connection, person)
        people.change_person(taking.connection, person.id, disabled_at=taking.now)
        sessions.end_sessions_of(taking.connection, person.id)
        at, kind = taking.now, "close_account"
        note_service(taking.connection, at, OPERATOR, kind, person.public_id, {})


def reopen_account(desk: Desk, email: str) -> None:
    """Let a closed account open sessions again."""
    with desk.take(OPERATOR) as taking:
        person = _person(taking, email)
        people.change_person(taking.connection, person.id, disabled_at=None)
        at, kind = taking.now, "reopen_account"
        note_service(taking.connection, at, OPERATOR, kind, person.public_id, {})


def find_account(desk: Desk, email: str) -> Person:
    """The account of an address; raises `Invalid` when nobody has it."""
    with desk.look() as connection:
        return _account(connection, email)


def _person(taking: Taking, email: str) -> Person:
    return _account(taking.connection, email)


def _account(connection: Connection, email: str) -> Person:
    found = people.find_by_email(connection, email)
    if found is None:
        nobody = FieldRefusal(field="email", kind="nobody-there", met=email.strip())
        raise Invalid((nobody,))
    return found[0]


def _of_name(name: str) -> list[FieldRefusal]:
    if not name:
        return [FieldRefusal(field="name", kind="missing")]
    if len(name) > LONGEST_NAME:
        met, most = str(len(name)), str(LONGEST_NAME)
        return [FieldRefusal(field="name", kind="too-long", met=met, expected=most)]
    return []


def _of_email(email: str) -> list[FieldRefusal]:
    if ADDRESS.fullmatch(email):
        return []
    kind = "malformed" if email else "missing"
    return [FieldRefusal(field="email", kind=kind, met=email)]


def _of_password(password: str) -> list[FieldRefusal]:
    if len(password) >= LEAST_PASSWORD:
        return []
    least = str(LEAST_PASSWORD)
    return [FieldRefusal(field="password", kind="too-short", expected=least)]
