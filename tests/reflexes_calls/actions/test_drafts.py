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
    # A box that is not ticked leaves nothing behind: it is no answer, and not a « no ».
    assert kept(world, draft).draft == {key: text for key, text in wrong.items() if text}
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


def test_what_was_submitted_is_corrected_until_the_deadline_and_no_later(
    small_world: World,
) -> None:
    world, desk = small_world, small_world.desk
    done = a_submitted(world, a_call(world))
    first = looking.application_page(desk, world.applicant, done.public_id).versions[0]
    save, said = applying.save_draft, answers(title="Corrigé")
    saved = save(desk, world.applicant, done.public_id, said, revision=done.revision)
    assert saved.has_unsent_changes
    again = applying.submit(desk, world.applicant, done.public_id)
    assert (again.receipt, again.has_unsent_changes) == (done.receipt, False)
    versions = looking.application_page(desk, world.applicant, done.public_id).versions
    assert [each.number for each in versions] == [1, 2]
    assert versions[0] == first
    assert versions[1].said["title"] == "Corrigé"
    world.at(DEADLINE + SECOND)
    late = answers(title="Trop tard")
    with pytest.raises(TooLate):
        save(desk, world.applicant, done.public_id, late, revision=again.revision)
    with pytest.raises(TooLate):
        applying.submit(desk, world.applicant, done.public_id, late)
    assert kept(world, done) == again


def test_submitting_what_is_submitted_gives_the_same_receipt(small_world: World) -> None:
    world = small_world
    done = a_submitted(world, a_call(world))
    for key in ("une clé", "une autre", None):
        assert applying.submit(world.desk, world.applicant, done.public_id, request_key=key) == done
    world.at(DEADLINE + SECOND)
    assert applying.submit(world.desk, world.applicant, done.public_id) == done
    page = looking.application_page(world.desk, world.applicant, done.public_id)
    assert len(page.versions) == 1


def test_a_form_sent_twice_is_submitted_once_even_after_a_change(small_world: World) -> None:
    world, desk = small_world, small_world.desk
    draft = a_draft(world, a_call(world))
    first = applying.submit(desk, world.applicant, draft.public_id, request_key="clé")
    said = answers(title="Changé ensuite")
    changed = applying.save_draft(
        desk, world.applicant, draft.public_id, said, revision=first.revision
    )
    assert applying.submit(desk, world.applicant, draft.public_id, request_key="clé") == changed
    page = looking.application_page(desk, world.applicant, draft.public_id)
    assert [each.said["title"] for each in page.versions] == [answers()["title"]]


def test_whoever_is_not_of_the_team_does_not_learn_that_it_exists(small_world: World) -> None:
    world, desk = small_world, small_world.desk
    draft = a_draft(world, a_call(world))
    for other in (world.neighbour, world.manager, world.administrator):
        for act in (
            lambda who, key: applying.save_draft(desk, who, key, answers(), revision=0),
            lambda who, key: applying.submit(desk, who, key),
            lambda who, key: applying.withdraw(desk, who, key),
        ):
            with pytest.raises(NotFound) as known:
                act(other, draft.public_id)
            with pytest.raises(NotFound) as unknown:
                act(other, "0" * 32)
            assert known.value.facts["what"] == unknown.value.facts["what"]
    assert kept(world, draft) == draft


def test_a_draft_that_does_not_exist_is_not_found(small_world: World) -> None:
    with pytest.raises(NotFound):
        applying.submit(small_world.desk, small_world.applicant, "0" * 32, answers())
