"""Nothing typed is ever lost: two tabs, a refused submission, a deadline."""

import pytest

from reflexes_calls.actions import applying, looking
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen, TooLate
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import DEADLINE, OPENING, SECOND, World, a_call, a_draft, a_submitted, answers

pytestmark = pytest.mark.storage


def kept(world: World, draft: Application) -> Application:
    return looking.application_page(world.desk, world.applicant, draft.public_id).application


def test_two_tabs_keep_both_texts(world: World) -> None:
    draft = a_draft(world, a_call(world))
    first, second = answers(title="Premier onglet"), answers(title="Second onglet")
    save = applying.save_draft
    saved = save(world.desk, world.applicant, draft.public_id, first, revision=draft.revision)

    with pytest.raises(Conflict) as caught:
        save(world.desk, world.applicant, draft.public_id, second, revision=draft.revision)

    assert caught.value.kind == "changed-elsewhere"
    assert caught.value.facts == {
        "mine": second,
        "theirs": first,
        "keys": ("title",),
        "revision": saved.revision,
    }
    assert kept(world, draft).draft == first
    # Once both have been compared, the revision told is the one to save upon.
    save(world.desk, world.applicant, draft.public_id, second, revision=saved.revision)
    assert kept(world, draft).draft == second


def test_two_tabs_that_say_the_same_do_not_clash(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    again = applying.save_draft(
        world.desk, world.applicant, draft.public_id, answers(), revision=draft.revision - 1
    )
    assert again.draft == draft.draft


def test_a_tab_left_behind_submits_nothing(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    mine, said = answers(title="Ancien onglet"), {"revision": draft.revision - 1}
    with pytest.raises(Conflict):
        applying.submit(world.desk, world.applicant, draft.public_id, mine, **said)
    assert kept(world, draft) == draft


def test_a_refused_submission_says_everything_and_keeps_what_was_typed(world: World) -> None:
    draft = a_draft(world, a_call(world))
    wrong = answers(
        title="Deux\nlignes", budget="15 000,01 €", weeks="53", start_on="31/02/2027", consent=""
    )

    with pytest.raises(Invalid) as caught:
        applying.submit(world.desk, world.applicant, draft.public_id, wrong)

    assert {one.field: one.kind for one in caught.value.refusals} == {
        "title": "several-lines",
        "budget": "too-large",
        "weeks": "too-large",
        "start_on": "not-a-day",
        "consent": "not-ticked",
    }
    assert kept(world, draft).draft == wrong
    assert kept(world, draft).stage is ApplicationStage.DRAFT
    assert kept(world, draft).receipt is None


def test_what_is_no_question_of_the_form_is_not_kept(small_world: World) -> None:
    draft = a_draft(small_world, a_call(small_world), receipt="2026-999", revision="12")
    assert draft.draft == answers()


def test_the_deadline_itself_is_in_time(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call(world))
    world.at(DEADLINE)
    submitted = applying.submit(world.desk, world.applicant, draft.public_id)
    assert submitted.receipt == "2026-001"


@pytest.mark.parametrize(
    ("late", "refusal"), [(False, NotOpen), (True, TooLate)], ids=["early", "late"]
)
def test_nobody_starts_outside_the_dates(
    small_world: World, late: bool, refusal: type[NotOpen | TooLate]
) -> None:
    world = small_world
    call = a_call(world)
    world.at(DEADLINE + SECOND if late else OPENING - SECOND)
    with pytest.raises(refusal):
        applying.start_draft(world.desk, world.applicant, call.public_id, world.val_d_essai)


def test_what_was_submitted_no_longer_changes(small_world: World) -> None:
    world = small_world
    done = a_submitted(world, a_call(world))
    before = kept(world, done)
    with pytest.raises(NotOpen):
        applying.submit(world.desk, world.applicant, done.public_id, answers(title="Trop tard"))
    with pytest.raises(NotOpen):
        applying.save_draft(
            world.desk, world.applicant, done.public_id, answers(), revision=done.revision
        )
    assert kept(world, done) == before


def test_a_draft_that_does_not_exist_is_not_found(small_world: World) -> None:
    with pytest.raises(NotFound):
        applying.submit(small_world.desk, small_world.applicant, "0" * 32, answers())
