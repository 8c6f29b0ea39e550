"""Colleagues: invited, joining with or without an account, held to their role, removed."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from reflexes_calls.actions import applying, looking, people, reviewing, teaming
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import (
    Conflict,
    DeadLink,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    UnknownLink,
)
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.team import INVITATION_LENGTH, MOST_INVITED, InvitationState, TeamRole
from reflexes_calls.storage import tables as t
from tests.makers import DURING, PASSWORD, SECOND, World, a_call, a_draft, a_submitted, answers

pytestmark = pytest.mark.storage

BASE = "https://appels.example"
TOKEN = re.compile(rf"{BASE}/invitations/(\S+)")


def token_sent(world: World) -> str:
    """The token of the last invitation, as its letter says it."""
    with world.desk.look() as connection:
        asked = select(t.letters).where(t.letters.c.kind == "invitation")
        letter = connection.execute(asked.order_by(t.letters.c.id.desc())).first()
    assert letter is not None
    found = TOKEN.search(letter.body)
    assert found is not None, letter.body
    return found[1]


def invited(world: World, draft: Application, email: str, role: str) -> str:
    said = {"email": email, "role": role}
    teaming.invite(world.desk, world.applicant, draft.public_id, said, base=BASE)
    return token_sent(world)


def joined(world: World, draft: Application, role: str) -> Person:
    """The neighbour, of another administration, invited with a role."""
    token = invited(world, draft, world.neighbour.email, role)
    teaming.accept(world.desk, world.neighbour, token)
    return world.neighbour


def sees(world: World, person: Person, draft: Application) -> bool:
    try:
        looking.application_page(world.desk, person, draft.public_id)
    except NotFound:
        return False
    return True


def test_an_invitation_is_accepted_once_and_its_token_is_kept_as_a_digest(world: World) -> None:
    draft = a_draft(world, a_call(world))
    token = invited(world, draft, " Odile@Essai.example ", "reader")
    with world.desk.look() as connection:
        kept = connection.execute(select(t.invitations)).one()
    assert token not in str(kept)
    assert kept.expires_at == DURING + INVITATION_LENGTH
    assert not sees(world, world.neighbour, draft)

    page = teaming.invitation_page(world.desk, token)
    assert (page.invitation.email, page.has_account) == ("odile@essai.example", True)
    assert teaming.accept(world.desk, world.neighbour, token) == draft.public_id

    assert sees(world, world.neighbour, draft)
    mine = looking.my_applications(world.desk, world.neighbour)
    assert [each.application.public_id for each in mine] == [draft.public_id]
    assert "applicant" in people.roles_of_person(world.desk, world.neighbour)
    with pytest.raises(DeadLink) as caught:
        teaming.accept(world.desk, world.neighbour, token)
    assert caught.value.kind == "invitation-used"


def test_someone_without_an_account_makes_one_for_the_invited_address(world: World) -> None:
    draft = a_draft(world, a_call(world))
    token = invited(world, draft, "nouvelle@ailleurs.example", "writer")
    with pytest.raises(Invalid) as caught:
        teaming.accept_with_account(world.desk, token, {"name": " ", "password": "court"})
    assert {each.field: each.kind for each in caught.value.refusals} == {
        "name": "missing",
        "password": "too-short",
    }

    said = {"name": "Zoé Aubier", "password": PASSWORD}
    application, session = teaming.accept_with_account(world.desk, token, said)

    person = people.person_of_session(world.desk, session)
    assert person is not None
    assert (person.name, person.email) == ("Zoé Aubier", "nouvelle@ailleurs.example")
    assert application == draft.public_id
    assert people.sign_in(world.desk, person.email, PASSWORD)
    page = looking.application_page(world.desk, person, draft.public_id)
    assert "save" in page.open_steps
    assert "submit" not in page.open_steps
    with pytest.raises(DeadLink):
        teaming.accept_with_account(world.desk, token, said)


def test_an_address_that_has_an_account_gets_no_second_one(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    token = invited(world, draft, world.neighbour.email, "reader")
    with pytest.raises(Invalid) as caught:
        teaming.accept_with_account(world.desk, token, {"name": "Zoé", "password": PASSWORD})
    assert caught.value.refusals[0].kind == "already-used"
    assert not sees(world, world.neighbour, draft)


@pytest.mark.parametrize(
    ("email", "kind"),
    [
        ("", "missing"),
        ("odile", "not-an-address"),
        ("odile@essai.example, tous@essai.example", "not-an-address"),
        ("odile@essai.example\nBcc: tous@essai.example", "several-lines"),
        ("SAMIR@essai.example", "invited-oneself"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_why(
    small_world: World, email: str, kind: str
) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    said = {"email": email, "role": "boss"}
    with pytest.raises(Invalid) as caught:
        teaming.invite(world.desk, world.applicant, draft.public_id, said, base=BASE)
    found = {each.field: each.kind for each in caught.value.refusals}
    if kind in {"missing", "several-lines"}:
        assert found == {"email": kind, "role": "not-a-choice"}
    said["role"] = "reader"
    with pytest.raises(Invalid) as caught:
        teaming.invite(world.desk, world.applicant, draft.public_id, said, base=BASE)
    assert [(each.field, each.kind) for each in caught.value.refusals] == [("email", kind)]


def test_nobody_is_invited_twice(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    colleague = people.create_person(
        world.desk, world.administrator, name="Léa", email="lea@essai.example", password=PASSWORD
    )
    people.join(world.desk, world.administrator, colleague, world.val_d_essai)
    with pytest.raises(Invalid) as caught:
        invited(world, draft, colleague.email, "reader")
    assert caught.value.refusals[0].kind == "already-in-team"
    invited(world, draft, "zoe@ailleurs.example", "reader")
    with pytest.raises(Invalid) as caught:
        invited(world, draft, "ZOE@ailleurs.example", "writer")
    assert caught.value.refusals[0].kind == "already-invited"
    for rank in range(MOST_INVITED - 1):
        invited(world, draft, f"personne{rank}@ailleurs.example", "reader")
    with pytest.raises(Refused) as refused:
        invited(world, draft, "une.de.trop@ailleurs.example", "reader")
    assert refused.value.kind == "too-many-invited"


def test_a_guessed_old_cancelled_or_replaced_link_opens_nothing(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    first = invited(world, draft, world.neighbour.email, "reader")
    for guessed in ("", "0" * 43, first[:-1], first.swapcase(), "é"):
        with pytest.raises(UnknownLink):
            teaming.invitation_page(world.desk, guessed)
        with pytest.raises(UnknownLink):
            teaming.accept(world.desk, world.neighbour, guessed)

    (kept, state), *_ = teaming.team_page(world.desk, world.applicant, draft.public_id).invitations
    assert state is InvitationState.WAITING
    world.at(DURING + teaming.AT_ONCE)
    teaming.resend(world.desk, world.applicant, draft.public_id, kept.public_id, base=BASE)
    second = token_sent(world)
    with pytest.raises(UnknownLink):
        teaming.accept(world.desk, world.neighbour, first)

    world.at(DURING + teaming.AT_ONCE + INVITATION_LENGTH + SECOND)
    with pytest.raises(DeadLink) as caught:
        teaming.accept(world.desk, world.neighbour, second)
    assert caught.value.kind == "invitation-expired"
    teaming.resend(world.desk, world.applicant, draft.public_id, kept.public_id, base=BASE)
    third = token_sent(world)
    teaming.uninvite(world.desk, world.applicant, draft.public_id, kept.public_id)
    with pytest.raises(DeadLink) as caught:
        teaming.accept(world.desk, world.neighbour, third)
    assert caught.value.kind == "invitation-cancelled"
    with pytest.raises(Conflict):
        teaming.resend(world.desk, world.applicant, draft.public_id, kept.public_id, base=BASE)
    assert not sees(world, world.neighbour, draft)


def test_the_last_second_is_in_time(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    token = invited(world, draft, world.neighbour.email, "reader")
    world.at(DURING + INVITATION_LENGTH)
    assert teaming.accept(world.desk, world.neighbour, token) == draft.public_id


def test_another_account_is_told_so_and_uses_nothing(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    token = invited(world, draft, "zoe@ailleurs.example", "reader")
    with pytest.raises(NotAllowed) as caught:
        teaming.accept(world.desk, world.neighbour, token)
    assert caught.value.facts == {"met": "odile@essai.example", "expected": "zoe@ailleurs.example"}
    assert teaming.invitation_page(world.desk, token).invitation.accepted_at is None


STEPS = {
    "save": lambda w, a, d: applying.save_draft(
        w.desk, a, d.public_id, answers(title="Autre"), revision=None
    ),
    "submit": lambda w, a, d: applying.submit(w.desk, a, d.public_id),
    "withdraw": lambda w, a, d: applying.withdraw(w.desk, a, d.public_id),
    "invite": lambda w, a, d: teaming.invite(
        w.desk, a, d.public_id, {"email": "zoe@ailleurs.example", "role": "reader"}, base=BASE
    ),
    "appoint": lambda w, a, d: teaming.appoint(
        w.desk, a, d.public_id, w.neighbour.public_id, TeamRole.WRITER
    ),
    "dismiss": lambda w, a, d: teaming.dismiss(w.desk, a, d.public_id, w.neighbour.public_id),
    "leave": lambda w, a, d: teaming.leave(w.desk, a, d.public_id),
}
MAY = {
    "lead": {"save", "submit", "withdraw", "invite", "appoint", "dismiss", "leave"},
    "writer": {"save", "leave"},
    "reader": {"leave"},
    "nobody": set(),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", MAY)
def test_each_role_takes_its_steps_and_no_other(small_world: World, role: str, step: str) -> None:
    world = small_world
    call = a_call(world)
    withdraws = step == "withdraw"
    draft = a_submitted(world, call) if withdraws else a_draft(world, call)
    if role != "nobody":
        joined(world, draft, role)
    assert sees(world, world.neighbour, draft) is (role != "nobody")
    if step in MAY[role]:
        STEPS[step](world, world.neighbour, draft)
        return
    with pytest.raises((NotAllowed, NotFound)):
        STEPS[step](world, world.neighbour, draft)
    kept = looking.application_page(world.desk, world.applicant, draft.public_id).application
    assert (kept.draft, kept.stage) == (draft.draft, draft.stage)


@pytest.mark.parametrize("role", ["lead", "writer", "reader"])
def test_a_colleague_from_elsewhere_sees_one_application_only(
    small_world: World, role: str
) -> None:
    world = small_world
    call = a_call(world)
    draft = a_draft(world, call)
    guest = people.create_person(
        world.desk, world.administrator, name="Zoé", email="zoe@essai.example", password=PASSWORD
    )
    token = invited(world, draft, guest.email, role)
    teaming.accept(world.desk, guest, token)
    other = a_draft(world, call, neighbour=True)
    assert sees(world, guest, draft)
    assert not sees(world, guest, other)
    with pytest.raises(NotAllowed):
        applying.start_draft(world.desk, guest, call.public_id, world.val_d_essai)


def test_a_removed_colleague_sees_nothing_at_once(world: World) -> None:
    draft = a_draft(world, a_call(world))
    guest = joined(world, draft, "lead")
    teaming.dismiss(world.desk, world.applicant, draft.public_id, guest.public_id)
    assert not sees(world, guest, draft)
    assert looking.my_applications(world.desk, guest) == ()
    with pytest.raises(NotFound):
        applying.save_draft(world.desk, guest, draft.public_id, answers(), revision=None)
    with pytest.raises(NotFound):
        teaming.team_page(world.desk, guest, draft.public_id)


def test_who_left_sees_nothing_and_members_of_the_administration_stay(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    guest = joined(world, draft, "reader")
    teaming.leave(world.desk, guest, draft.public_id)
    assert not sees(world, guest, draft)
    with pytest.raises(Conflict) as caught:
        teaming.leave(world.desk, world.applicant, draft.public_id)
    assert caught.value.kind == "not-a-guest"
    with pytest.raises(NotFound):
        teaming.dismiss(world.desk, world.applicant, draft.public_id, world.applicant.public_id)


def test_a_new_role_holds_at_once(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    guest = joined(world, draft, "reader")
    teaming.appoint(world.desk, world.applicant, draft.public_id, guest.public_id, TeamRole.WRITER)
    saved = applying.save_draft(
        world.desk, guest, draft.public_id, answers(title="Écrit"), revision=None
    )
    assert saved.draft["title"] == "Écrit"
    page = teaming.team_page(world.desk, world.applicant, draft.public_id)
    assert {each.person.name: each.role.value for each in page.colleagues} == {
        world.applicant.name: "lead",
        guest.name: "writer",
    }


def test_a_lead_from_elsewhere_submits_and_reads_no_review(world: World) -> None:
    draft = a_draft(world, a_call(world))
    guest = joined(world, draft, "lead")
    done = applying.submit(world.desk, guest, draft.public_id)
    assert done.stage is ApplicationStage.SUBMITTED
    page = looking.application_page(world.desk, guest, draft.public_id)
    assert (page.reviews, page.reviewers, page.summary) == ((), (), None)


def test_one_who_reviews_cannot_join_and_one_who_joined_cannot_review(
    small_world: World,
) -> None:
    world = small_world
    draft = a_submitted(world, a_call(world))
    first, second = world.reviewers
    reviewing.assign(world.desk, world.manager, draft.public_id, first)
    token = invited(world, draft, first.email, "reader")
    with pytest.raises(Conflict) as caught:
        teaming.accept(world.desk, first, token)
    assert caught.value.kind == "reader-cannot-join"
    teaming.accept(world.desk, second, invited(world, draft, second.email, "reader"))
    with pytest.raises(Conflict) as caught:
        reviewing.assign(world.desk, world.manager, draft.public_id, second)
    assert caught.value.kind == "own-application"


def test_the_journal_says_each_act_without_a_name(small_world: World) -> None:
    world = small_world
    call = a_call(world)
    draft = a_draft(world, call)
    guest = joined(world, draft, "reader")
    teaming.dismiss(world.desk, world.applicant, draft.public_id, guest.public_id)
    entries = looking.journal_of_call(world.desk, world.manager, call.public_id)
    told = [(entry.kind, entry.actor) for entry in entries.entries[-3:]]
    assert told == [
        ("invite", world.applicant.public_id),
        ("join", guest.public_id),
        ("dismiss", world.applicant.public_id),
    ]
    assert entries.broken_at is None
    assert guest.email not in str(entries.entries)


def test_an_invitation_to_an_address_without_account_waits_as_a_letter_of_nobody(
    world: World,
) -> None:
    draft = a_draft(world, a_call(world))
    invited(world, draft, "zoe@ailleurs.example", "reader")
    with world.desk.look() as connection:
        letter = connection.execute(select(t.letters)).one()
    assert (letter.person_id, letter.recipient) == (None, "zoe@ailleurs.example")
    assert letter.sent_at is not None


def test_an_invitation_of_long_ago_may_be_sent_anew(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    invited(world, draft, world.neighbour.email, "reader")
    world.at(DURING + INVITATION_LENGTH + dt.timedelta(days=1))
    token = invited(world, draft, world.neighbour.email, "reader")
    assert teaming.accept(world.desk, world.neighbour, token) == draft.public_id
