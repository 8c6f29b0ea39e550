"""Invitations, roles for each call, organisations: who gives what, and what the journals keep."""

import datetime as dt

import pytest

from reflexes_calls.actions import belonging, granting, inviting, looking, people
from reflexes_calls.actions.inviting import InvitedTo
from reflexes_calls.domain.errors import Conflict, DeadLink, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.people import Role
from reflexes_calls.storage import service_journal
from tests.makers import World, a_call
from tests.reflexes_calls.letters_read import letters_to, link_in

BASE = "https://appels.essai.example"
NEW = "nouvelle@mairie.example"
ACCOUNT = {"name": "Nora Belin-Essai", "password": "une phrase de passe neuve"}


def invited(world: World, to: InvitedTo, email: str = NEW) -> str:
    """The token of an invitation by the administrator."""
    inviting.invite(world.desk, world.administrator, email, to, base=BASE)
    (letter,) = letters_to(world.desk.outbox, email)
    return link_in(letter)


def test_an_invitation_makes_an_account_with_its_role_and_organisation_once(world: World) -> None:
    to = InvitedTo(organisation=world.val_d_essai.public_id, administers=True, role=Role.MANAGER)
    token = invited(world, to)
    page = inviting.invitation_page(world.desk, token)
    assert (page.organisation, page.has_account) == (world.val_d_essai, False)

    session = inviting.accept_with_account(world.desk, token, ACCOUNT)

    person = people.person_of_session(world.desk, session)
    assert person is not None
    assert (person.name, person.email) == (ACCOUNT["name"], NEW)
    assert people.organisations_of_person(world.desk, person) == (world.val_d_essai,)
    assert Role.MANAGER in people.roles_of_person(world.desk, person)
    with pytest.raises(DeadLink, match="account-invitation-used"):
        inviting.accept_with_account(world.desk, token, ACCOUNT)
    assert belonging.organisation_page(world.desk, person, world.val_d_essai.public_id).may_manage


def test_an_invitation_is_for_its_address_alone_and_is_cancelled_or_too_old(world: World) -> None:
    to = InvitedTo(organisation=world.val_d_essai.public_id)
    token = invited(world, to, world.neighbour.email)
    with pytest.raises(NotAllowed, match="other-address"):
        inviting.accept(world.desk, world.applicant, token)
    with pytest.raises(Invalid) as caught:
        inviting.accept_with_account(world.desk, token, ACCOUNT)
    assert caught.value.refusals[0].kind == "already-used"
    inviting.accept(world.desk, world.neighbour, token)
    assert len(people.organisations_of_person(world.desk, world.neighbour)) == 2

    token = invited(world, to)
    with pytest.raises(Invalid) as caught:
        inviting.invite(world.desk, world.administrator, NEW, to, base=BASE)
    assert caught.value.refusals[0].kind == "account-invited"
    (waiting,) = granting.people_page(world.desk, world.administrator).invitations
    with pytest.raises(NotAllowed):
        inviting.cancel_invitation(world.desk, world.neighbour, waiting.public_id)
    inviting.cancel_invitation(world.desk, world.administrator, waiting.public_id)
    with pytest.raises(DeadLink, match="invitation-cancelled"):
        inviting.invitation_page(world.desk, token)


def test_an_invitation_lasts_a_fortnight(world: World) -> None:
    token = invited(world, InvitedTo(role=Role.MANAGER))
    world.at(world.clock.now() + dt.timedelta(days=14, seconds=1))
    with pytest.raises(DeadLink, match="invitation-expired"):
        inviting.accept_with_account(world.desk, token, ACCOUNT)


def test_nobody_invites_to_more_than_they_may_give(world: World) -> None:
    call = a_call(world)
    of_call = InvitedTo(call=call.public_id, role=Role.REVIEWER)
    of_site = InvitedTo(role=Role.ADMINISTRATOR)
    of_town = InvitedTo(organisation=world.val_d_essai.public_id)
    both = InvitedTo(
        call=call.public_id, role=Role.REVIEWER, organisation=world.val_d_essai.public_id
    )
    for actor, to in (
        (world.applicant, of_call),
        (world.applicant, of_town),
        (world.manager, of_site),
        (world.manager, of_town),
        (world.manager, both),
    ):
        with pytest.raises(NotAllowed):
            inviting.invite(world.desk, actor, NEW, to, base=BASE)
    inviting.invite(world.desk, world.manager, NEW, of_call, base=BASE)
    with pytest.raises(Invalid) as caught:
        inviting.invite(world.desk, world.administrator, NEW, InvitedTo(), base=BASE)
    assert caught.value.refusals[0].kind == "no-role"


def test_whoever_administers_an_organisation_invites_to_it_alone(world: World) -> None:
    town, village = world.val_d_essai.public_id, world.bourg_temoin.public_id
    samir = world.applicant.public_id
    belonging.appoint(world.desk, world.administrator, town, samir, administers=True)

    inviting.invite(world.desk, world.applicant, NEW, InvitedTo(organisation=town), base=BASE)
    with pytest.raises(NotAllowed):
        inviting.invite(
            world.desk, world.applicant, NEW, InvitedTo(organisation=village), base=BASE
        )
    with pytest.raises(NotFound):
        belonging.organisation_page(world.desk, world.applicant, village)
    people.join(world.desk, world.administrator, world.neighbour, world.val_d_essai)
    belonging.take_off(world.desk, world.applicant, town, world.neighbour.public_id)
    with pytest.raises(NotFound):
        belonging.organisation_page(world.desk, world.neighbour, town)
    belonging.leave(world.desk, world.applicant, town)
    assert people.organisations_of_person(world.desk, world.applicant) == ()


def test_roles_of_a_call_are_given_seen_and_taken_back_in_its_journal(world: World) -> None:
    call, reader = a_call(world), world.reviewers[0]
    granting.give_role_to_address(
        world.desk, world.manager, reader.email, Role.REVIEWER, call.public_id
    )
    shown = granting.call_people(world.desk, world.manager, call.public_id)
    assert shown.held == ((world.manager, Role.MANAGER), (reader, Role.REVIEWER))

    granting.take_role_back(world.desk, world.manager, reader, Role.REVIEWER, call.public_id)

    entries = looking.journal_of_call(world.desk, world.manager, call.public_id).entries
    assert [each.kind for each in entries][-2:] == ["grant", "revoke"]
    assert verify(entries) is None
    with pytest.raises(Conflict, match="last-manager"):
        granting.take_role_back(
            world.desk, world.administrator, world.manager, Role.MANAGER, call.public_id
        )
    for stranger in (world.applicant, reader):
        with pytest.raises(NotAllowed):
            granting.call_people(world.desk, stranger, call.public_id)


def test_the_last_administrator_stays(world: World) -> None:
    for step in (granting.close_account,):
        with pytest.raises(Conflict, match="last-administrator"):
            step(world.desk, world.administrator, world.administrator.public_id)
    with pytest.raises(Conflict, match="last-administrator"):
        granting.take_role_back(
            world.desk, world.administrator, world.administrator, Role.ADMINISTRATOR
        )
    people.give_role(world.desk, world.administrator, world.manager, Role.ADMINISTRATOR)
    granting.take_role_back(world.desk, world.manager, world.administrator, Role.ADMINISTRATOR)


def test_people_are_found_by_administrators_alone(world: World) -> None:
    found = granting.people_page(world.desk, world.administrator, "VALETTE samir").accounts
    assert [each.person for each in found] == [world.applicant]
    assert granting.people_page(world.desk, world.administrator, "100%").accounts == ()
    for stranger in (world.manager, world.applicant):
        with pytest.raises(NotAllowed):
            granting.people_page(world.desk, stranger)
        with pytest.raises(NotAllowed):
            granting.account_page(world.desk, stranger, world.neighbour.public_id)


def test_every_grant_of_the_service_is_in_its_journal_without_a_name(world: World) -> None:
    with world.desk.look() as connection:
        entries = service_journal.entries(connection)
        about = service_journal.entries_about(connection, world.manager.public_id)
    assert verify(entries) is None
    assert [each.kind for each in about] == ["open_account", "grant"]
    assert {each.actor for each in about} == {world.administrator.public_id}
    assert "Maud" not in str(entries)


def test_an_organisation_is_added_once_under_a_number_that_holds(world: World) -> None:
    desk, root = world.desk, world.administrator
    with pytest.raises(Invalid) as caught:
        belonging.add_organisation(desk, root, "", "213502388")
    assert [each.kind for each in caught.value.refusals] == ["siren-alone", "missing"]
    made = belonging.add_organisation(desk, root, "", "213 502 388 00019")
    assert made.siret == "21350238800019"
    with pytest.raises(Invalid) as caught:
        belonging.add_organisation(desk, root, "Autre", "21350238800019")
    assert caught.value.refusals[0].kind == "organisation-known"
    with pytest.raises(Invalid) as caught:
        belonging.add_organisation(desk, root, made.name.upper(), "")
    assert caught.value.refusals[0].kind == "organisation-named"
    with pytest.raises(NotAllowed):
        belonging.add_organisation(desk, world.manager, "Autre", "")
