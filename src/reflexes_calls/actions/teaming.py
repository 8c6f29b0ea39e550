"""The team of an application: inviting colleagues, joining, changing roles, leaving."""

import datetime as dt

import attrs

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, Taking, need_application
from reflexes_calls.actions.looking import ApplicationPage, application_page
from reflexes_calls.actions.passwords import hash_password
from reflexes_calls.actions.people import ADDRESS, open_session
from reflexes_calls.actions.tokens import digest_of_token, new_token
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import (
    Conflict,
    DeadLink,
    FieldRefusal,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    UnknownLink,
)
from reflexes_calls.domain.lifecycle import TEAM_STEPS, Step
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.people import TEAM, Organisation, Person, guest
from reflexes_calls.domain.signing_in import LEAST_PASSWORD
from reflexes_calls.domain.team import (
    INVITATION_LENGTH,
    MOST_INVITED,
    AccountAnswers,
    Invitation,
    InvitationAnswers,
    InvitationState,
    TeamMember,
    TeamRole,
)
from reflexes_calls.storage import applications, calls, people, reviews, team

AT_ONCE = dt.timedelta(minutes=1)
"""What is asked again so soon is the same button, pressed twice."""
ROLES_TOLD = {
    TeamRole.LEAD: "porter le dossier (écrire, inviter, déposer)",
    TeamRole.WRITER: "écrire dans le dossier",
    TeamRole.READER: "lire le dossier",
}
ROLES_TOLD_IN_ENGLISH = {
    TeamRole.LEAD: "lead the application (write, invite, submit)",
    TeamRole.WRITER: "write in the application",
    TeamRole.READER: "read the application",
}
"""The roles as the letter says them; pages have words of their own."""
DEAD = {
    InvitationState.ACCEPTED: "invitation-used",
    InvitationState.CANCELLED: "invitation-cancelled",
    InvitationState.EXPIRED: "invitation-expired",
}


@record
class Colleague:
    """A person of the team; `member` is None for those of the administration that applies."""

    person: Person
    role: TeamRole
    member: TeamMember | None = None


@record
class TeamPage:
    """The team of an application, as one of its members sees it."""

    own: ApplicationPage
    colleagues: tuple[Colleague, ...]
    invitations: tuple[tuple[Invitation, InvitationState], ...]


@record
class InvitationPage:
    """An invitation, as whoever follows its link sees it."""

    invitation: Invitation
    organisation: Organisation
    call: Call
    application: str
    invited_by: Person
    has_account: bool


def team_page(desk: Desk, actor: Person, application_id: str) -> TeamPage:
    """The team of an application, for the team alone."""
    own = application_page(desk, actor, application_id)
    if TEAM.isdisjoint(own.roles):
        raise NotFound("application", application_id)
    with desk.look() as connection:
        known = own.application
        inside = people.members_of(connection, known.organisation_id)
        members = team.members_of_team(connection, known.id)
        named = people.persons_by_id(connection, {each.person_id for each in members})
        invitations = team.invitations_of(connection, known.id)
    now = desk.clock.now()
    stated = ((each, each.state(now)) for each in invitations)
    leads = {person.id for person in inside}
    return TeamPage(
        own=own,
        colleagues=(
            *(Colleague(person=person, role=TeamRole.LEAD) for person in inside),
            *(
                Colleague(person=named[each.person_id], role=each.role, member=each)
                for each in members
                if each.person_id not in leads
            ),
        ),
        invitations=tuple(
            one for one in stated if one[1] in {InvitationState.WAITING, InvitationState.EXPIRED}
        ),
    )


def invite(  # noqa: PLR0913  # what is typed, where links begin, and the form's own key
    desk: Desk,
    actor: Person,
    application_id: str,
    raw: Raw,
    *,
    base: str,
    request_key: str | None = None,
) -> Invitation:
    """Invite a colleague by mail; `base` is where the addresses of this service begin.

    A form sent twice, known by its `request_key`, invites once.
    """
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id, known.id)
        step = taking.step(TEAM_STEPS, "invite", known.stage, roles, {})
        said = read_form(InvitationAnswers, raw)
        email = said.email.strip().lower()
        key = id_of_request(request_key, actor.public_id, application_id, email, said.role)
        if key and (sent := team.find_invitation(taking.connection, key)):
            return sent
        return send_invitation(taking, (known, call), step, (email, said.role), base=base, key=key)


def send_invitation(  # noqa: PLR0913  # who is invited to what, by which step
    taking: Taking,
    to: tuple[Application, Call],
    step: Step,
    invited: tuple[str, TeamRole],
    *,
    base: str,
    key: str | None = None,
) -> Invitation:
    """Invite an address to the team of an application, within a transaction; see `invite`."""
    (known, call), (email, role), token = to, invited, new_token()
    _check_invited(taking, known, email)
    made = team.add_invitation(
        taking.connection,
        public_id=key,
        token_digest=digest_of_token(token),
        application_id=known.id,
        email=email,
        role=role,
        invited_by=taking.actor.id,
        invited_at=taking.now,
        expires_at=taking.now + INVITATION_LENGTH,
        accepted_at=None,
        accepted_by=None,
        cancelled_at=None,
    )
    facts = {"invitation": made.public_id, "role": made.role.value}
    taking.note(step, call, known.public_id, facts)
    _write(taking, known, call, made, f"{base}/invitations/{token}")
    return made


def _check_invited(taking: Taking, known: Application, email: str) -> None:
    if not ADDRESS.fullmatch(email):
        raise _refused("not-an-address", email)
    if email == taking.actor.email.lower():
        raise _refused("invited-oneself", email)
    if email in {person.email for person in team.whole_team(taking.connection, known)}:
        raise _refused("already-in-team", email)
    waiting = [
        each
        for each in team.invitations_of(taking.connection, known.id)
        if each.state(taking.now) is InvitationState.WAITING
    ]
    if email in {each.email for each in waiting}:
        raise _refused("already-invited", email)
    if len(waiting) >= MOST_INVITED:
        raise Refused("too-many-invited", count=MOST_INVITED)


def _refused(kind: str, email: str) -> Invalid:
    return Invalid((FieldRefusal(field="email", kind=kind, met=email),))


def _write(taking: Taking, known: Application, call: Call, made: Invitation, link: str) -> None:
    organisation = people.find_organisation(taking.connection, known.organisation_id)
    taking.write(
        "invite",
        made.email,
        who=taking.actor.name,
        organisation=organisation.name,
        call=call.title_fr,
        call_en=call.title("en"),
        role=ROLES_TOLD[made.role],
        role_en=ROLES_TOLD_IN_ENGLISH[made.role],
        link=link,
        days=str(INVITATION_LENGTH.days),
    )


def resend(
    desk: Desk, actor: Person, application_id: str, invitation_id: str, *, base: str
) -> None:
    """Send an invitation again; the link of the first letter opens nothing any more."""
    token = new_token()
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id, known.id)
        step = taking.step(TEAM_STEPS, "invite", known.stage, roles, {})
        found = _waiting(taking, known, invitation_id)
        if taking.now - found.invited_at < AT_ONCE:
            # A button pressed twice: a second letter would make the link of the first one die.
            return
        team.change_invitation(
            taking.connection,
            found.id,
            token_digest=digest_of_token(token),
            invited_by=actor.id,
            invited_at=taking.now,
            expires_at=taking.now + INVITATION_LENGTH,
        )
        facts = {"invitation": found.public_id, "role": found.role.value}
        taking.note(step, call, known.public_id, facts)
        _write(taking, known, call, found, f"{base}/invitations/{token}")


def uninvite(desk: Desk, actor: Person, application_id: str, invitation_id: str) -> None:
    """Cancel an invitation, once: its link opens nothing any more."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id, known.id)
        step = taking.step(TEAM_STEPS, "uninvite", known.stage, roles, {})
        present = team.find_invitation(taking.connection, invitation_id)
        if present and present.application_id == known.id and present.cancelled_at:
            return
        found = _waiting(taking, known, invitation_id)
        team.change_invitation(taking.connection, found.id, cancelled_at=taking.now)
        taking.note(step, call, known.public_id, {"invitation": found.public_id})


def _waiting(taking: Taking, known: Application, invitation_id: str) -> Invitation:
    """An invitation that was neither accepted nor cancelled, even when its link is too old."""
    found = team.find_invitation(taking.connection, invitation_id)
    if found is None or found.application_id != known.id:
        raise NotFound("invitation", invitation_id)
    state = found.state(taking.now)
    if state in {InvitationState.ACCEPTED, InvitationState.CANCELLED}:
        raise Conflict(DEAD[state])
    return found


def appoint(desk: Desk, actor: Person, application_id: str, person_id: str, role: TeamRole) -> None:
    """Give a colleague another role."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id, known.id)
        step = taking.step(TEAM_STEPS, "appoint", known.stage, roles, {})
        found = _colleague(taking, known, person_id)
        team.add_member(taking.connection, changed(found, role=role))
        facts = {"person": person_id, "role": role.value}
        taking.note(step, call, known.public_id, facts)


def dismiss(desk: Desk, actor: Person, application_id: str, person_id: str) -> None:
    """Take a colleague off the team: from now on they see nothing of the application."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id, known.id)
        step = taking.step(TEAM_STEPS, "dismiss", known.stage, roles, {})
        found = _colleague(taking, known, person_id)
        team.remove_member(taking.connection, known.id, found.person_id)
        taking.note(step, call, known.public_id, {"person": person_id})


def leave(desk: Desk, actor: Person, application_id: str) -> None:
    """Leave the team to which one was invited."""
    with desk.take(actor) as taking:
        known, call = taking.application(application_id)
        roles = taking.roles(call, known.organisation_id, known.id)
        if TEAM.isdisjoint(roles):
            raise NotFound("application", application_id)
        step = taking.step(TEAM_STEPS, "leave", known.stage, roles, {})
        if team.role_in(taking.connection, known.id, actor.id) is None:
            # Who belongs to the administration that applies is no guest of its application.
            raise Conflict("not-a-guest")
        team.remove_member(taking.connection, known.id, actor.id)
        taking.note(step, call, known.public_id, {"person": actor.public_id})


def _colleague(taking: Taking, known: Application, person_id: str) -> TeamMember:
    members = team.members_of_team(taking.connection, known.id)
    named = people.persons_by_id(taking.connection, {each.person_id for each in members})
    for each in members:
        if named[each.person_id].public_id == person_id:
            return each
    raise NotFound("person", person_id)


def invitation_page(desk: Desk, token: str) -> InvitationPage:
    """What a link invites to; raises `UnknownLink`, or `DeadLink` with what to do."""
    with desk.look() as connection:
        found = team.invitation_of_token(connection, digest_of_token(token))
        if found is None:
            raise UnknownLink
        _check_alive(found, desk)
        known = applications.get_application(connection, found.application_id)
        inviters = people.persons_by_id(connection, {found.invited_by})
        return InvitationPage(
            invitation=found,
            organisation=people.find_organisation(connection, known.organisation_id),
            call=calls.get_call(connection, known.call_id),
            application=known.public_id,
            invited_by=inviters[found.invited_by],
            has_account=people.find_by_email(connection, found.email) is not None,
        )


def _check_alive(found: Invitation, desk: Desk) -> None:
    state = found.state(desk.clock.now())
    if state is not InvitationState.WAITING:
        raise DeadLink(DEAD[state])


def accept(desk: Desk, actor: Person, token: str) -> str:
    """Join the team under the invited address; gives the public id of the application."""
    with desk.take(actor) as taking:
        return _join(taking, token)


def accept_with_account(desk: Desk, token: str, raw: Raw) -> tuple[str, str]:
    """Make the account of the invited address, with `name` and `password`, and join the team.

    Gives the public id of the application, and the token of the session.
    """
    page = invitation_page(desk, token)
    said = _read_account(raw)
    hashed = hash_password(raw["password"])
    email = page.invitation.email
    with desk.take(guest(page.invitation.public_id, said.name, email)) as opened:
        if people.find_by_email(opened.connection, email):
            raise _refused("already-used", email)
        person = people.add_person(
            opened.connection, name=said.name, email=email, password_hash=hashed, at=opened.now
        )
        joined = _join(attrs.evolve(opened, actor=person), token)
    return joined, open_session(desk, person)


def _read_account(raw: Raw) -> AccountAnswers:
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


def _join(taking: Taking, token: str) -> str:
    digest = digest_of_token(token)
    seen = team.invitation_of_token(taking.connection, digest)
    if seen is None:
        raise UnknownLink
    public_id = applications.get_application(taking.connection, seen.application_id).public_id
    known, call = taking.application(public_id)
    # Read again: it may have been used or cancelled while the lock was awaited.
    found = team.invitation_of_token(taking.connection, digest)
    if found is None:
        raise UnknownLink
    _check_alive(found, taking.desk)
    if taking.actor.email.lower() != found.email:
        raise NotAllowed("other-address", met=taking.actor.email, expected=found.email)
    if taking.actor.id in reviews.reviewers_of(taking.connection, known.id):
        raise Conflict("reader-cannot-join")
    team.add_member(
        taking.connection,
        TeamMember(
            application_id=known.id,
            person_id=taking.actor.id,
            role=found.role,
            added_by=found.invited_by,
            added_at=taking.now,
        ),
    )
    team.change_invitation(
        taking.connection, found.id, accepted_at=taking.now, accepted_by=taking.actor.id
    )
    roles = taking.roles(call, known.organisation_id, known.id)
    step = taking.step(TEAM_STEPS, "join", known.stage, roles, {})
    facts = {"invitation": found.public_id, "role": found.role.value}
    taking.note(step, call, known.public_id, facts)
    return known.public_id


def may_go_on(desk: Desk, person: Person, application_id: str) -> bool:
    """Whether a person belongs to the team of an application."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        inside = people.organisations_of(connection, person.id)
        invited = team.role_in(connection, known.id, person.id)
    return known.organisation_id in inside or invited is not None
