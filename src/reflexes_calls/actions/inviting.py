"""Inviting people to the service: to an organisation, to a role, or to both; accepted once."""

from collections.abc import Callable

import attrs

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.passwords import hash_password
from reflexes_calls.actions.people import ADDRESS, check_grants, note_grant, open_session
from reflexes_calls.actions.tokens import digest_of_token, new_token
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import (
    Conflict,
    DeadLink,
    FieldRefusal,
    Invalid,
    NotAllowed,
    NotFound,
    UnknownLink,
)
from reflexes_calls.domain.people import (
    AccountInvitation,
    InvitationState,
    Organisation,
    Person,
    Role,
    guest,
)
from reflexes_calls.domain.rights import check_administrator
from reflexes_calls.domain.signing_in import INVITATION_LENGTH, LEAST_PASSWORD, Means
from reflexes_calls.domain.team import AccountAnswers
from reflexes_calls.storage import account_invitations, calls, people

TOLD = {
    Role.ADMINISTRATOR: ("administrer le site", "administer the site"),
    Role.MANAGER: ("gérer des appels", "manage calls"),
    Role.REVIEWER: ("relire des dossiers", "review applications"),
}
"""The roles as the letter says them; pages have words of their own."""
DEAD = {
    InvitationState.ACCEPTED: "account-invitation-used",
    InvitationState.CANCELLED: "invitation-cancelled",
    InvitationState.EXPIRED: "invitation-expired",
}


@record
class InvitationPage:
    """An invitation, as whoever follows its link sees it."""

    invitation: AccountInvitation
    invited_by: Person
    organisation: Organisation | None
    call: Call | None
    has_account: bool


@attrs.frozen(kw_only=True)
class InvitedTo:
    """What an invitation is for."""

    organisation: str = ""
    administers: bool = False
    call: str = ""
    role: Role | None = None


def invite(desk: Desk, actor: Person, email: str, to: InvitedTo, *, base: str) -> AccountInvitation:
    """Invite someone by mail, whether or not they have an account.

    An administrator invites to anything, a call's manager to the roles of that call, and who
    administers an organisation to that organisation.
    """
    token, email = new_token(), email.strip().lower()
    with desk.take(actor) as taking:
        organisation, call = _invited_to(taking, to)
        _check_may_invite(taking, to, organisation, call)
        _check_address(taking, email, organisation, call, to)
        made = account_invitations.add(
            taking.connection,
            token_digest=digest_of_token(token),
            email=email,
            organisation_id=organisation.id if organisation else None,
            administers=to.administers and organisation is not None,
            call_id=call.id if call else None,
            role=to.role,
            invited_by=actor.id,
            invited_at=taking.now,
            expires_at=taking.now + INVITATION_LENGTH,
            accepted_at=None,
            accepted_by=None,
            cancelled_at=None,
        )
        facts = {
            "organisation": organisation.public_id if organisation else "",
            "call": call.public_id if call else "",
            "role": to.role or "",
        }
        note_service(taking.connection, taking.now, actor, "invite", made.public_id, facts)
        _write(taking, made, organisation, call, f"{base}/bienvenue/{token}")
    return made


def _invited_to(taking: Taking, to: InvitedTo) -> tuple[Organisation | None, Call | None]:
    organisation = None
    if to.organisation:
        organisation = people.organisation_of(taking.connection, to.organisation)
        if organisation is None:
            raise NotFound("organisation", to.organisation)
    if organisation is None and to.role is None:
        raise Invalid((FieldRefusal(field="role", kind="no-role"),))
    return organisation, taking.call(to.call) if to.call else None


def _check_may_invite(
    taking: Taking, to: InvitedTo, organisation: Organisation | None, call: Call | None
) -> None:
    """Raise unless the actor may give all of what the invitation is for."""
    connection, actor = taking.connection, taking.actor
    if to.role is not None:
        check_grants(connection, actor, call)
    if organisation is not None and not people.administers(connection, actor.id, organisation.id):
        check_administrator(people.grants_of(connection, actor.id))


def _check_address(
    taking: Taking,
    email: str,
    organisation: Organisation | None,
    call: Call | None,
    to: InvitedTo,
) -> None:
    if not ADDRESS.fullmatch(email):
        kind = "not-an-address" if email else "missing"
        raise Invalid((FieldRefusal(field="email", kind=kind, met=email),))
    same = (organisation.id if organisation else None, call.id if call else None, to.role)
    for each in account_invitations.waiting(taking.connection):
        is_same = (each.organisation_id, each.call_id, each.role) == same
        is_waiting = each.state(taking.now) is InvitationState.WAITING
        if each.email == email and is_same and is_waiting:
            raise Invalid((FieldRefusal(field="email", kind="account-invited", met=email),))


def _write(
    taking: Taking,
    made: AccountInvitation,
    organisation: Organisation | None,
    call: Call | None,
    link: str,
) -> None:
    role, role_en = TOLD.get(made.role, ("", "")) if made.role else ("", "")
    taking.write(
        "invite_account",
        made.email,
        who=taking.actor.name,
        organisation=f"Organisme : {organisation.name}" if organisation else "",
        organisation_en=f"Organisation: {organisation.name}." if organisation else "",
        call=f"Appel : {call.title_fr}" if call else "",
        call_en=f"Call: {call.title('en')}." if call else "",
        role=f"Pour : {role}" if role else "",
        role_en=f"To: {role_en}." if role_en else "",
        link=link,
        days=str(INVITATION_LENGTH.days),
    )


def cancel_invitation(desk: Desk, actor: Person, public_id: str) -> None:
    """Cancel an invitation: its link opens nothing any more."""
    with desk.take(actor) as taking:
        found = account_invitations.find(taking.connection, public_id)
        if found is None:
            raise NotFound("invitation", public_id)
        if found.invited_by != actor.id:
            _check_may_cancel(taking, found)
        if found.accepted_at is not None:
            raise Conflict("account-invitation-used")
        account_invitations.change(taking.connection, found.id, cancelled_at=taking.now)
        note_service(taking.connection, taking.now, actor, "uninvite", found.public_id, {})


def _check_may_cancel(taking: Taking, found: AccountInvitation) -> None:
    connection, actor = taking.connection, taking.actor
    if found.organisation_id and people.administers(connection, actor.id, found.organisation_id):
        return
    call = calls.get_call(connection, found.call_id) if found.call_id else None
    check_grants(connection, actor, call)


def invitation_page(desk: Desk, token: str) -> InvitationPage:
    """What a link invites to; raises `UnknownLink`, or `DeadLink` with what to do."""
    with desk.look() as connection:
        found = account_invitations.of_token(connection, digest_of_token(token))
        found = _alive(found, desk)
        return InvitationPage(
            invitation=found,
            invited_by=people.get_person(connection, found.invited_by),
            organisation=(
                people.find_organisation(connection, found.organisation_id)
                if found.organisation_id
                else None
            ),
            call=calls.get_call(connection, found.call_id) if found.call_id else None,
            has_account=people.find_by_email(connection, found.email) is not None,
        )


def _alive(found: AccountInvitation | None, desk: Desk) -> AccountInvitation:
    if found is None:
        raise UnknownLink
    state = found.state(desk.clock.now())
    if state is not InvitationState.WAITING:
        raise DeadLink(DEAD[state])
    return found


def accept(desk: Desk, actor: Person, token: str) -> None:
    """Accept an invitation under the invited address."""
    with desk.take(actor) as taking:
        _accept(taking, token)


def accept_with_account(desk: Desk, token: str, raw: Raw, *, device: str = "") -> str:
    """Make the account of the invited address, with `name` and `password`, and accept.

    Gives the token of the session.
    """
    shown = invitation_page(desk, token).invitation
    person = open_invited_account(
        desk, shown.public_id, shown.email, raw, lambda taking: _accept(taking, token)
    )
    return open_session(desk, person, means=Means.INVITATION, device=device)


def open_invited_account(
    desk: Desk, public_id: str, email: str, raw: Raw, accept_as: Callable[[Taking], object]
) -> Person:
    """Make the account of an invited address, and accept for them, both or neither.

    The journal knows them by the `public_id` of their invitation until they have an account.
    Raises `Invalid` for its `name` and `password`, or when the address has an account already.
    """
    said = read_account(raw)
    hashed = hash_password(raw["password"])
    with desk.take(guest(public_id, said.name, email)) as opened:
        if people.find_by_email(opened.connection, email):
            raise Invalid((FieldRefusal(field="email", kind="already-used", met=email),))
        person = people.add_person(
            opened.connection, name=said.name, email=email, password_hash=hashed, at=opened.now
        )
        note_service(opened.connection, opened.now, person, "open_account", person.public_id, {})
        accept_as(attrs.evolve(opened, actor=person))
    return person


def read_account(raw: Raw) -> AccountAnswers:
    """The name of a new account, once its name and its password are such as they must be."""
    refusals: tuple[FieldRefusal, ...] = ()
    said: AccountAnswers | None = None
    try:
        said = read_form(AccountAnswers, raw)
    except Invalid as invalid:
        refusals = invalid.refusals
    if len(raw.get("password", "")) < LEAST_PASSWORD:
        short = FieldRefusal(field="password", kind="too-short", expected=str(LEAST_PASSWORD))
        refusals = (*refusals, short)
    if said is None or refusals:
        raise Invalid(refusals)
    return said


def _accept(taking: Taking, token: str) -> None:
    connection, actor, now = taking.connection, taking.actor, taking.now
    found = account_invitations.of_token(connection, digest_of_token(token), lock=True)
    found = _alive(found, taking.desk)
    if actor.email.lower() != found.email:
        raise NotAllowed("other-address", met=actor.email, expected=found.email)
    account_invitations.change(connection, found.id, accepted_at=now, accepted_by=actor.id)
    if found.organisation_id is not None:
        organisation = people.find_organisation(connection, found.organisation_id)
        people.add_membership(connection, actor.id, organisation.id)
        if found.administers:
            people.set_administers(connection, actor.id, organisation.id, administers=True)
        facts = {"organisation": organisation.public_id, "invitation": found.public_id}
        note_service(connection, now, actor, "join", actor.public_id, facts)
    if found.role is not None:
        call = calls.get_call(connection, found.call_id, lock=True) if found.call_id else None
        people.add_grant(connection, actor.id, found.call_id, found.role)
        # Whoever invited gave the role; accepting it is what is noted.
        note_grant(taking, "grant", actor, found.role, call)
