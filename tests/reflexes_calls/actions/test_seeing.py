"""Who sees what, and when, through the reads that pages use."""

import pytest

from reflexes_calls.actions import (
    applying,
    deciding,
    evaluating,
    finding,
    looking,
    publishing,
    reviewing,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from tests.makers import (
    AFTER,
    DECLINE,
    PISTE,
    REASONS,
    SELECT,
    World,
    a_call,
    a_draft,
    a_reviewed,
    a_submitted,
    assign_both,
    call_form,
    decide,
    review_form,
)

pytestmark = pytest.mark.storage


def test_a_call_being_written_is_found_by_its_manager_alone(small_world: World) -> None:
    world, desk = small_world, small_world.desk
    call = publishing.draft_call(desk, world.manager, PISTE, call_form())
    assert looking.call_page(desk, world.manager, call.public_id).open_steps == ("edit", "publish")
    assert looking.public_calls(desk) == ()
    for other in (None, world.applicant, world.administrator):
        with pytest.raises(NotFound):
            looking.call_page(desk, other, call.public_id)
    with pytest.raises(NotFound):
        applying.start_draft(desk, world.applicant, call.public_id, world.val_d_essai)


@pytest.mark.parametrize("year", ["0001", "0026", "1899"])
def test_a_mistyped_year_is_refused(small_world: World, year: str) -> None:
    form = call_form(opens_on=f"{year}-12-01")
    with pytest.raises(Invalid) as caught:
        publishing.draft_call(small_world.desk, small_world.manager, PISTE, form)
    assert [(one.field, one.kind) for one in caught.value.refusals] == [("opens_on", "not-a-day")]
    assert looking.managed_calls(small_world.desk, small_world.manager) == ()


@pytest.mark.parametrize("asked", ["0" * 32, "", "a\x00b", "a\ud800b", "../x", "é"])
def test_what_no_address_can_bear_is_not_found(world: World, asked: str) -> None:
    """PostgreSQL refuses to be asked about some of these."""
    desk, actor = world.desk, world.applicant
    with pytest.raises(NotFound):
        looking.call_page(desk, None, asked)
    with pytest.raises(NotFound):
        looking.application_page(desk, actor, asked)
    with pytest.raises(NotFound):
        looking.pilot_page(desk, None, asked)
    assert evaluating.evidence_toml(desk, asked) is None


def test_the_board_shows_what_was_submitted_and_no_draft(small_world: World) -> None:
    world, desk = small_world, small_world.desk
    call = a_call(world)
    a_draft(world, call, neighbour=True)
    submitted = a_submitted(world, call)
    (page,) = finding.call_board(desk, world.manager, call.public_id)
    assert page.application.public_id == submitted.public_id
    for other in (world.applicant, world.administrator, world.reviewers[0]):
        with pytest.raises(NotAllowed):
            finding.call_board(desk, other, call.public_id)


def test_the_team_reads_comments_after_the_decision_and_reviews_never(small_world: World) -> None:
    world, desk = small_world, small_world.desk
    application = a_reviewed(world, a_call(world))
    before = looking.application_page(desk, world.applicant, application.public_id)
    decide(world, application, DECLINE)
    after = looking.application_page(desk, world.applicant, application.public_id)
    assert (before.comments, before.reviews, before.reviewers, before.summary) == ((), (), (), None)
    assert after.comments == ("Précisez le registre.",) * 2
    assert (after.reviews, after.reviewers, after.summary) == ((), (), None)
    assert after.decision is not None
    assert after.decision.reasons == REASONS["reasons"]


def test_a_reviewer_reads_the_others_once_their_own_is_submitted(small_world: World) -> None:
    world, desk = small_world, small_world.desk
    application = a_submitted(world, a_call(world))
    assign_both(world, application)
    world.at(AFTER)
    first, second = world.reviewers
    reviewing.submit_review(desk, first, application.public_id, review_form())
    reviewing.save_review(desk, second, application.public_id, review_form(1))
    page = looking.application_page(desk, second, application.public_id)
    assert [one.reviewer_id for one in page.reviews] == [second.id]
    reviewing.submit_review(desk, second, application.public_id, review_form(1))
    page = looking.application_page(desk, second, application.public_id)
    assert {one.reviewer_id for one in page.reviews} == {first.id, second.id}
    with pytest.raises(Conflict, match="already-reviewed"):
        reviewing.submit_review(desk, second, application.public_id, review_form(4))


def test_nobody_is_asked_to_read_their_own_administration(world: World) -> None:
    application = a_submitted(world, a_call(world))
    with pytest.raises(Conflict, match="own-administration"):
        reviewing.assign(world.desk, world.manager, application.public_id, world.applicant)
    page = looking.application_page(world.desk, world.manager, application.public_id)
    assert page.reviewers == ()


def test_nothing_is_decided_before_two_reviews_nor_concluded_before_all_is(
    small_world: World,
) -> None:
    world, desk = small_world, small_world.desk
    call = a_call(world)
    application = a_submitted(world, call)
    world.at(AFTER)
    with pytest.raises(NotOpen, match="too-few-reviews") as few:
        deciding.prepare(desk, world.manager, application.public_id, SELECT)
    assert few.value.facts == {"met": 0, "expected": 2}
    with pytest.raises(NotOpen, match="undecided"):
        publishing.conclude(desk, world.manager, call.public_id)
