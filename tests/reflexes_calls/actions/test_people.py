"""Accounts, sessions, and who may do what."""

import datetime as dt

import attrs
import pytest
from sqlalchemy import select

from reflexes_calls.actions import (
    applying,
    deciding,
    finding,
    looking,
    people,
    publishing,
    reviewing,
)
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen, Refused
from reflexes_calls.domain.people import Role
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading
from tests.makers import (
    AFTER,
    DEADLINE,
    PASSWORD,
    PISTE,
    SECOND,
    SELECT,
    ToldClock,
    World,
    a_call,
    a_draft,
    a_reviewed,
    a_submitted,
    answers,
    call_form,
    review_form,
)


@pytest.fixture
def told(world: World) -> tuple[Desk, ToldClock]:
    """The desk, with a wall clock that is told the time."""
    wall = ToldClock()
    return attrs.evolve(world.desk, wall_clock=wall), wall


def test_a_session_lasts_twelve_hours(world: World, told: tuple[Desk, ToldClock]) -> None:
    desk, wall = told
    token = people.sign_in(desk, " Samir@essai.example ", PASSWORD)

    assert people.person_of_session(desk, token) == world.applicant
    wall.instant += dt.timedelta(hours=12)
    assert people.person_of_session(desk, token) is None


def test_a_session_is_closed(told: tuple[Desk, ToldClock]) -> None:
    desk, _ = told
    token = people.sign_in(desk, "samir@essai.example", PASSWORD)

    people.sign_out(desk, token)

    assert people.person_of_session(desk, token) is None
    assert people.person_of_session(desk, None) is None


def test_only_digests_of_tokens_and_hashes_of_passwords_are_kept(
    told: tuple[Desk, ToldClock],
) -> None:
    desk, _ = told
    token = people.sign_in(desk, "samir@essai.example", PASSWORD)
    with reading(desk.engine) as connection:
        kept = str(connection.execute(select(t.sessions)).all())
        kept += str(connection.execute(select(t.persons.c.password_hash)).all())

    assert token not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


def test_an_unknown_address_and_a_wrong_password_are_told_alike(
    told: tuple[Desk, ToldClock],
) -> None:
    desk, _ = told
    kinds = []
    for email in ("samir@essai.example", "personne@essai.example"):
        with pytest.raises(Refused) as caught:
            people.sign_in(desk, email, "autre chose")
        kinds.append(caught.value.kind)

    assert kinds == ["wrong-sign-in", "wrong-sign-in"]


def test_sign_in_is_throttled_then_opens_again(told: tuple[Desk, ToldClock]) -> None:
    desk, wall = told
    for _ in range(people.THROTTLE_AFTER):
        with pytest.raises(Refused, match="wrong-sign-in"):
            people.sign_in(desk, "samir@essai.example", "autre chose")
    with pytest.raises(Refused, match="too-many-attempts"):
        people.sign_in(desk, "samir@essai.example", PASSWORD)

    wall.instant += people.THROTTLE_DURING + SECOND

    assert people.sign_in(desk, "samir@essai.example", PASSWORD)


def test_accounts_are_opened_by_the_administrator(world: World) -> None:
    with pytest.raises(NotAllowed):
        people.create_person(
            world.desk, world.manager, name="X", email="x@essai.example", password=PASSWORD
        )
    with pytest.raises(NotAllowed):
        people.create_person(world.desk, None, name="X", email="x@essai.example", password=PASSWORD)
    with pytest.raises(Invalid) as caught:
        people.create_person(
            world.desk,
            world.administrator,
            name="X",
            email="samir@essai.example",
            password=PASSWORD,
        )
    assert caught.value.refusals[0].kind == "already-used"


def test_who_may_not_draft_or_manage(world: World) -> None:
    call = a_call(world)
    with pytest.raises(NotAllowed):
        publishing.draft_call(world.desk, world.applicant, PISTE, call_form())
    with pytest.raises(NotAllowed):
        finding.call_board(world.desk, world.applicant, call.public_id)
    with pytest.raises(NotAllowed):
        looking.journal_of_call(world.desk, world.reviewers[0], call.public_id)
    with pytest.raises(Refused, match="piste-without-content"):
        publishing.draft_call(world.desk, world.manager, "comites-liaison-citoyenne", call_form())


def test_another_calls_manager_manages_nothing_here(world: World) -> None:
    call = a_call(world)
    application = a_reviewed(world, call)
    people.give_role(world.desk, world.administrator, world.neighbour, Role.MANAGER)

    with pytest.raises(NotFound):
        deciding.prepare(world.desk, world.neighbour, application.public_id, SELECT)
    with pytest.raises(NotFound):
        looking.application_page(world.desk, world.neighbour, application.public_id)


def test_a_draft_is_unseen_by_everyone_else(world: World) -> None:
    draft = a_draft(world, a_call(world))

    for other in (world.manager, world.neighbour, *world.reviewers):
        with pytest.raises(NotFound):
            looking.application_page(world.desk, other, draft.public_id)
    # Whether it exists is not told either to whoever tries to change it.
    with pytest.raises(NotFound):
        applying.save_draft(
            world.desk, world.neighbour, draft.public_id, answers(), revision=draft.revision
        )


def test_nobody_applies_for_others(world: World) -> None:
    call = a_call(world)

    with pytest.raises(NotAllowed):
        applying.start_draft(world.desk, world.applicant, call.public_id, world.bourg_temoin)


def test_one_second_late_keeps_the_draft(world: World) -> None:
    draft = a_draft(world, a_call(world))
    world.at(DEADLINE + SECOND)

    with pytest.raises(Refused) as caught:
        applying.submit(
            world.desk, world.applicant, draft.public_id, answers(title="Le dernier mot")
        )

    assert caught.value.kind == "too-late"
    page = looking.application_page(world.desk, world.applicant, draft.public_id)
    assert page.application.draft["title"] == "Le dernier mot"


def test_reading_waits_for_the_deadline_and_for_an_assignment(world: World) -> None:
    application = a_submitted(world, a_call(world))
    reader, stranger = world.reviewers
    reviewing.assign(world.desk, world.manager, application.public_id, reader)
    with pytest.raises(NotOpen, match="before-deadline"):
        reviewing.submit_review(world.desk, reader, application.public_id, review_form())
    world.at(AFTER)

    with pytest.raises(NotFound):
        reviewing.submit_review(world.desk, stranger, application.public_id, review_form())


def test_a_reviewer_who_joins_the_team_later_may_no_longer_read(world: World) -> None:
    application = a_submitted(world, a_call(world))
    reader = world.reviewers[0]
    reviewing.assign(world.desk, world.manager, application.public_id, reader)
    people.join(world.desk, world.administrator, reader, world.val_d_essai)
    world.at(AFTER)

    with pytest.raises(Conflict, match="own-administration"):
        reviewing.submit_review(world.desk, reader, application.public_id, review_form())


def test_a_withdrawn_receipt_is_never_given_again(world: World) -> None:
    call = a_call(world)
    first = a_submitted(world, call)
    applying.withdraw(world.desk, world.applicant, first.public_id)

    again = a_submitted(world, call)

    assert (first.receipt, again.receipt) == ("2026-001", "2026-002")
