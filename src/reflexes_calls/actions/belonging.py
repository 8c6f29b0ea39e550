"""Organisations and those who belong to them: seeing, leaving, taking someone off, appointing."""

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.noting import note_service
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.people import (
    AccountInvitation,
    InvitationState,
    Organisation,
    Person,
    Role,
)
from reflexes_calls.domain.rights import check_administrator
from reflexes_calls.places.administration import find_administration
from reflexes_calls.places.errors import PlaceError
from reflexes_calls.storage import account_invitations, people

LONGEST = 160
"""How long the name of an organisation may be."""


@record
class OrganisationPage:
    """An organisation, as one of its members or an administrator sees it."""

    organisation: Organisation
    members: tuple[tuple[Person, bool], ...]
    invitations: tuple[AccountInvitation, ...]
    may_manage: bool
    belongs: bool


def organisation_page(desk: Desk, actor: Person, public_id: str) -> OrganisationPage:
    """The members of an organisation, for them alone and for administrators."""
    with desk.look() as connection:
        found, manages, belongs = _seen(connection, actor, public_id)
        members = people.members_of(connection, found.id)
        leading = people.administrators_of(connection, found.id)
        known = account_invitations.waiting(connection, organisation=found.id)
    now = desk.clock.now()
    return OrganisationPage(
        organisation=found,
        members=tuple((each, each.id in leading) for each in members),
        invitations=tuple(
            each for each in known if manages and each.state(now) is InvitationState.WAITING
        ),
        may_manage=manages,
        belongs=belongs,
    )


def leave(desk: Desk, actor: Person, public_id: str) -> None:
    """Leave an organisation: one sees none of its applications any more."""
    with desk.take(actor) as taking:
        found, _, belongs = _seen(taking.connection, actor, public_id)
        if not belongs:
            raise Conflict("not-a-member")
        people.remove_membership(taking.connection, actor.id, found.id)
        facts = {"organisation": found.public_id}
        note_service(taking.connection, taking.now, actor, "leave", actor.public_id, facts)


def take_off(desk: Desk, actor: Person, public_id: str, person_id: str) -> None:
    """Take someone off an organisation."""
    with desk.take(actor) as taking:
        found = _managed(taking.connection, actor, public_id)
        person = _member(taking.connection, found, person_id)
        people.remove_membership(taking.connection, person.id, found.id)
        facts = {"organisation": found.public_id}
        note_service(taking.connection, taking.now, actor, "leave", person.public_id, facts)


def appoint(
    desk: Desk, actor: Person, public_id: str, person_id: str, *, administers: bool
) -> None:
    """Let a member invite to the organisation, or no longer."""
    with desk.take(actor) as taking:
        found = _managed(taking.connection, actor, public_id)
        person = _member(taking.connection, found, person_id)
        people.set_administers(taking.connection, person.id, found.id, administers=administers)
        facts = {"organisation": found.public_id, "administers": administers}
        note_service(taking.connection, taking.now, actor, "appoint", person.public_id, facts)


def add_organisation(desk: Desk, actor: Person, name: str, siret: str) -> Organisation:
    """Add an organisation, for an administrator; its SIRET is checked, and may be left out."""
    said, number, refusals = " ".join(name.split()), None, []
    if siret.strip():
        try:
            known = find_administration(siret)
            number, said = known.siret, said or known.name
        except PlaceError as error:
            refused = FieldRefusal(
                field="siret", kind=error.kind, met=error.met, expected=error.expected
            )
            refusals.append(refused)
    if not said:
        refusals.append(FieldRefusal(field="name", kind="missing"))
    if len(said) > LONGEST:
        met, most = str(len(said)), str(LONGEST)
        refusals.append(FieldRefusal(field="name", kind="too-long", met=met, expected=most))
    with desk.take(actor) as taking:
        connection = taking.connection
        check_administrator(people.grants_of(connection, actor.id))
        same = people.find_organisation_by_siret(connection, number) if number else None
        if same is not None:
            known_as = FieldRefusal(field="siret", kind="organisation-known", met=same.name)
            refusals.append(known_as)
        elif said and people.organisation_named(connection, said) is not None:
            refusals.append(FieldRefusal(field="name", kind="organisation-named", met=said))
        if refusals:
            raise Invalid(tuple(refusals))
        made = people.add_organisation(connection, said, number)
        at, facts = taking.now, {"siret": number}
        note_service(connection, at, actor, "add_organisation", made.public_id, facts)
    return made


def find_organisation(desk: Desk, public_id: str) -> Organisation:
    """The organisation of a public id, or `NotFound`."""
    with desk.look() as connection:
        return _found(connection, public_id)


def _found(connection: Connection, public_id: str) -> Organisation:
    found = people.organisation_of(connection, public_id)
    if found is None:
        raise NotFound("organisation", public_id)
    return found


def _seen(connection: Connection, actor: Person, public_id: str) -> tuple[Organisation, bool, bool]:
    """An organisation, whether the actor manages it, and whether they belong to it."""
    found = _found(connection, public_id)
    belongs = found.id in people.organisations_of(connection, actor.id)
    grants = people.grants_of(connection, actor.id)
    governs = any(grant.role is Role.ADMINISTRATOR for grant in grants)
    if not belongs and not governs:
        raise NotFound("organisation", public_id)
    return found, governs or people.administers(connection, actor.id, found.id), belongs


def _managed(connection: Connection, actor: Person, public_id: str) -> Organisation:
    found, manages, _ = _seen(connection, actor, public_id)
    if not manages:
        check_administrator(people.grants_of(connection, actor.id))
    return found


def _member(connection: Connection, organisation: Organisation, person_id: str) -> Person:
    for each in people.members_of(connection, organisation.id):
        if each.public_id == person_id:
            return each
    raise NotFound("person", person_id)
