"""The people of the service and of a call: finding them, giving and taking back roles, closing."""

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.people import check_grants, give_role, note_grant
from reflexes_calls.actions.second_factor import forget_factor
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.people import (
    Account,
    AccountInvitation,
    InvitationState,
    Organisation,
    Person,
    Role,
)
from reflexes_calls.domain.rights import check_administrator, check_finds
from reflexes_calls.storage import (
    account_invitations,
    calls,
    people,
    second_factors,
    service_journal,
    sessions,
)

MOST = 50
"""How many people one page lists."""
OF_CALL = (Role.MANAGER, Role.REVIEWER)
OF_INSTANCE = (Role.ADMINISTRATOR, Role.MANAGER)


@record
class PeoplePage:
    """The accounts that were looked for, and the invitations that wait."""

    accounts: tuple[Account, ...]
    next: str
    invitations: tuple[AccountInvitation, ...]
    organisations: tuple[Organisation, ...]


@record
class HeldRole:
    """A role of a person; the call is None for a role of the instance."""

    role: Role
    call: Call | None


@record
class AccountPage:
    """One account, as an administrator sees it: nothing of what the person wrote."""

    account: Account
    roles: tuple[HeldRole, ...]
    organisations: tuple[Organisation, ...]
    administers: frozenset[int]
    has_second_factor: bool
    entries: tuple[Entry, ...]
    others: tuple[Organisation, ...]


@record
class CallPeople:
    """Who holds a role on a call, and who is invited to one."""

    call: Call
    held: tuple[tuple[Person, Role], ...]
    invitations: tuple[AccountInvitation, ...]


def people_page(desk: Desk, actor: Person, sought: str = "", after: str = "") -> PeoplePage:
    """The accounts whose name or address holds some words, for an administrator."""
    with desk.look() as connection:
        check_administrator(people.grants_of(connection, actor.id))
        found = people.find_accounts(connection, sought, after=after, most=MOST + 1)
        known = account_invitations.waiting(connection)
        organisations = people.all_organisations(connection)
    now, shown = desk.clock.now(), found[:MOST]
    return PeoplePage(
        accounts=shown,
        next=shown[-1].person.email if len(found) > MOST else "",
        invitations=tuple(each for each in known if each.state(now) is InvitationState.WAITING),
        organisations=organisations,
    )


def account_page(desk: Desk, actor: Person, public_id: str) -> AccountPage:
    """One account, for an administrator."""
    with desk.look() as connection:
        check_administrator(people.grants_of(connection, actor.id))
        account = people.account_of(connection, public_id)
        if account is None:
            raise NotFound("person", public_id)
        key = account.person.id
        grants = people.grants_of(connection, key)
        held = tuple(
            HeldRole(role=g.role, call=calls.get_call(connection, g.call) if g.call else None)
            for g in grants
        )
        own = people.organisation_records(connection, key)
        factor = second_factors.factor_of(connection, key)
        every = people.all_organisations(connection)
        return AccountPage(
            account=account,
            roles=held,
            organisations=own,
            administers=frozenset(
                each.id for each in own if people.administers(connection, key, each.id)
            ),
            has_second_factor=factor is not None and factor.is_confirmed,
            entries=service_journal.entries_about(connection, public_id),
            others=tuple(each for each in every if each not in own),
        )


def need_person(desk: Desk, public_id: str) -> Person:
    """The person of a public id, or `NotFound`."""
    with desk.look() as connection:
        account = people.account_of(connection, public_id)
    if account is None or account.erased_at is not None:
        raise NotFound("person", public_id)
    return account.person


def take_role_back(
    desk: Desk, actor: Person, person: Person, role: Role, call_id: str | None = None
) -> None:
    """Take a role back; the last administrator and the last manager of a call keep theirs."""
    with desk.take(actor) as taking:
        call = taking.call(call_id) if call_id else None
        check_grants(taking.connection, actor, call)
        held = people.grants_on(taking.connection, call.id if call else None)
        if not any(g.person == person.id and g.role is role for g in held):
            raise NotFound("role", role)
        alone = sum(g.role is role for g in held) == 1
        if alone and role is Role.ADMINISTRATOR:
            raise Conflict("last-administrator")
        if alone and role is Role.MANAGER and call is not None:
            raise Conflict("last-manager")
        people.remove_grant(taking.connection, person.id, call.id if call else None, role)
        note_grant(taking, "revoke", person, role, call)


def call_people(desk: Desk, actor: Person, call_id: str) -> CallPeople:
    """Who holds a role on a call, for its manager or an administrator."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        roles = roles_on(connection, actor, call)
        if Role.ADMINISTRATOR not in roles:
            check_finds(call, roles)
        check_grants(connection, actor, call)
        grants = people.grants_on(connection, call.id)
        named = people.persons_by_id(connection, {each.person for each in grants})
        known = account_invitations.waiting(connection, call=call.id)
    now = desk.clock.now()
    return CallPeople(
        call=call,
        held=tuple((named[each.person], each.role) for each in grants),
        invitations=tuple(each for each in known if each.state(now) is InvitationState.WAITING),
    )


def give_role_to_address(
    desk: Desk, actor: Person, email: str, role: Role, call_id: str | None = None
) -> None:
    """Give a role to whoever has an account with an address."""
    with desk.look() as connection:
        check_grants(connection, actor, need_call(connection, call_id) if call_id else None)
        found = people.find_by_email(connection, email)
    if found is None:
        nobody = FieldRefusal(field="email", kind="nobody-there", met=email.strip())
        raise Invalid((nobody,))
    give_role(desk, actor, found[0], role, call_id)


def close_account(desk: Desk, actor: Person, public_id: str) -> None:
    """Close an account: its sessions end, and it opens no other; nothing of it is erased yet."""
    person = need_person(desk, public_id)
    with desk.take(actor) as taking:
        connection = taking.connection
        check_administrator(people.grants_of(connection, actor.id))
        check_not_last(taking.connection, person)
        people.change_person(connection, person.id, disabled_at=taking.now)
        sessions.end_sessions_of(connection, person.id)
        note_service(connection, taking.now, actor, "close_account", public_id, {})


def reopen_account(desk: Desk, actor: Person, public_id: str) -> None:
    """Let a closed account open sessions again."""
    person = need_person(desk, public_id)
    with desk.take(actor) as taking:
        check_administrator(people.grants_of(taking.connection, actor.id))
        people.change_person(taking.connection, person.id, disabled_at=None)
        note_service(taking.connection, taking.now, actor, "reopen_account", public_id, {})


def take_factor_off(desk: Desk, actor: Person, public_id: str) -> None:
    """Take off the second factor of someone who lost their device; a letter tells them."""
    person = need_person(desk, public_id)
    with desk.take(actor) as taking:
        check_administrator(people.grants_of(taking.connection, actor.id))
        forget_factor(taking, person)
        sessions.end_sessions_of(taking.connection, person.id)


def check_not_last(connection: Connection, person: Person) -> None:
    """Raise `Conflict` when nobody else administers the instance."""
    held = people.grants_on(connection, None)
    administrators = {g.person for g in held if g.role is Role.ADMINISTRATOR}
    if administrators == {person.id}:
        raise Conflict("last-administrator")
