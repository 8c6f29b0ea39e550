"""When the questions of a call change: drafts are carried, put back, and lose nothing."""

import pytest

from reflexes_calls.actions import applying, carrying, looking
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.carrying import ChangeKind, Fate
from reflexes_calls.domain.errors import NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.form import Form
from tests.makers import AFTER, World, a_call, a_draft, a_submitted, answers
from tests.reflexes_calls.new_questions import publish_questions, shorter_and_without

SHORTER = shorter_and_without("people", shortened="proposal", longest=20)


def changed_call(world: World) -> tuple[Call, Application]:
    call = a_call(world)
    draft = a_draft(world, call)
    return publish_questions(world, call, SHORTER), draft


def kept(world: World, draft: Application) -> Application:
    page = looking.application_page(world.desk, world.applicant, draft.public_id)
    return page.application


def fates(page: carrying.CarryingPage) -> dict[str, Fate]:
    assert page.plan is not None
    return {each.question.code: each.fate for each in page.plan.fates}


def test_the_page_says_what_changed_and_what_becomes_of_each_answer(small_world: World) -> None:
    _, draft = changed_call(small_world)
    page = carrying.carrying_page(small_world.desk, small_world.applicant, draft.public_id)

    assert page.plan is not None
    assert (page.plan.from_form, page.plan.to_form) == (1, 2)
    assert {each.question.code: each.kinds for each in page.plan.changes} == {
        "proposal": (ChangeKind.LIMITS,),
        "people": (ChangeKind.REMOVED,),
    }
    said = fates(page)
    assert said["people"] is Fate.SET_ASIDE
    assert said["proposal"] is Fate.TOO_LONG
    assert said["title"] is Fate.KEPT
    assert page.set_aside == {}
    assert page.undoable is None


def test_a_draft_goes_on_with_the_old_questions_until_it_is_carried(world: World) -> None:
    _, draft = changed_call(world)
    saved = applying.save_draft(
        world.desk, world.applicant, draft.public_id, answers(people="Onze."), revision=None
    )
    assert (saved.form_number, saved.draft["people"]) == (1, "Onze.")
    with pytest.raises(NotOpen) as refused:
        applying.submit(world.desk, world.applicant, draft.public_id)
    assert refused.value.kind == "form-amended"


def test_carrying_is_recorded_and_sets_aside_what_has_no_place(world: World) -> None:
    _, draft = changed_call(world)
    moved = carrying.carry(world.desk, world.applicant, draft.public_id, revision=draft.revision)

    assert (moved.form_number, moved.revision) == (2, draft.revision + 1)
    assert "people" not in moved.draft
    assert moved.draft["proposal"] == answers()["proposal"]
    page = carrying.carrying_page(world.desk, world.applicant, draft.public_id)
    assert page.set_aside == {"people": answers()["people"]}
    assert page.plan is None
    (move,) = page.moves
    assert (move.from_form, move.to_form, move.moved_by) == (1, 2, world.applicant.id)
    assert (move.before["draft"], move.moved_at) == (draft.draft, world.clock.now())
    entries = looking.journal_of_call(world.desk, world.manager, page.call.public_id).entries
    assert (entries[-1].kind, entries[-1].subject_id) == ("carry", draft.public_id)


def test_a_carried_draft_can_be_submitted_once_it_is_short_enough(world: World) -> None:
    _, draft = changed_call(world)
    moved = carrying.carry(world.desk, world.applicant, draft.public_id)
    mended = {**moved.draft, "proposal": "Un vivier."}
    sent = applying.submit(world.desk, world.applicant, draft.public_id, mended, revision=None)

    page = looking.application_page(world.desk, world.applicant, sent.public_id)
    assert page.versions[-1].form_number == 2
    assert "people" not in page.versions[-1].said
    assert "people" not in page.versions[-1].answers["not_asked"]


def test_going_back_restores_the_draft_exactly(world: World) -> None:
    _, draft = changed_call(world)
    carrying.carry(world.desk, world.applicant, draft.public_id)
    back = carrying.carry_back(world.desk, world.applicant, draft.public_id)

    assert (back.form_number, back.draft) == (1, draft.draft)
    with pytest.raises(NotOpen) as refused:
        applying.submit(world.desk, world.applicant, draft.public_id)
    assert refused.value.kind == "form-amended"
    page = carrying.carrying_page(world.desk, world.applicant, draft.public_id)
    assert page.set_aside == {}
    assert [(each.from_form, each.to_form) for each in page.moves] == [(1, 2), (2, 1)]
    assert [each.undone_at is not None for each in page.moves] == [True, False]
    with pytest.raises(NotOpen) as twice:
        carrying.carry_back(world.desk, world.applicant, draft.public_id)
    assert twice.value.kind == "nothing-carried"


def test_what_was_typed_since_stays_when_going_back(small_world: World) -> None:
    world = small_world
    _, draft = changed_call(world)
    moved = carrying.carry(world.desk, world.applicant, draft.public_id)
    typed = {**moved.draft, "title": "Un titre plus juste"}
    applying.save_draft(world.desk, world.applicant, draft.public_id, typed, revision=None)
    back = carrying.carry_back(world.desk, world.applicant, draft.public_id)

    assert back.draft == {**draft.draft, "title": "Un titre plus juste"}


def test_an_answer_comes_back_with_its_question(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    first = call.questions()
    second = publish_questions(world, call, SHORTER)
    carrying.carry(world.desk, world.applicant, draft.public_id)
    publish_questions(world, second, lambda _: first)
    page = carrying.carrying_page(world.desk, world.applicant, draft.public_id)
    assert fates(page)["people"] is Fate.BACK

    again = carrying.carry(world.desk, world.applicant, draft.public_id)
    assert (again.form_number, again.draft) == (3, draft.draft)
    assert carrying.carrying_page(world.desk, world.applicant, draft.public_id).set_aside == {}


def test_what_was_submitted_never_changes(world: World) -> None:
    call = a_call(world)
    sent = a_submitted(world, call)
    before = looking.application_page(world.desk, world.applicant, sent.public_id).versions
    publish_questions(world, call, SHORTER)
    carrying.carry(world.desk, world.applicant, sent.public_id)
    page = looking.application_page(world.desk, world.applicant, sent.public_id)

    assert page.versions == before
    assert page.submitted_form.number == 1
    assert page.application.has_unsent_changes


def test_only_the_team_carries_and_only_while_it_may_write(world: World) -> None:
    call, draft = changed_call(world)
    with pytest.raises(NotAllowed):
        carrying.carry(world.desk, world.manager, draft.public_id)
    with pytest.raises(NotFound):
        carrying.carrying_page(world.desk, world.neighbour, draft.public_id)
    with pytest.raises(NotFound):
        carrying.carrying_page(world.desk, world.manager, draft.public_id)
    assert call.form_number == 2
    assert kept(world, draft).form_number == 1


def test_a_submission_is_carried_only_before_the_deadline(small_world: World) -> None:
    call = a_call(small_world)
    sent = a_submitted(small_world, call)
    publish_questions(small_world, call, SHORTER)
    small_world.at(AFTER)
    with pytest.raises(Exception) as refused:  # noqa: PT011  # its kind is what is looked at
        carrying.carry(small_world.desk, small_world.applicant, sent.public_id)
    assert getattr(refused.value, "kind", "") == "too-late"


def test_nothing_is_carried_if_someone_saved_since_the_page_was_opened(world: World) -> None:
    _, draft = changed_call(world)
    typed = {**draft.draft, "title": "Autre"}
    applying.save_draft(world.desk, world.applicant, draft.public_id, typed, revision=None)
    with pytest.raises(NotOpen) as refused:
        carrying.carry(world.desk, world.applicant, draft.public_id, revision=draft.revision)
    assert refused.value.kind == "plan-changed"
    assert kept(world, draft).form_number == 1


def test_a_draft_of_the_present_questions_has_nothing_to_carry(small_world: World) -> None:
    draft = a_draft(small_world, a_call(small_world))
    with pytest.raises(NotOpen) as refused:
        carrying.carry(small_world.desk, small_world.applicant, draft.public_id)
    assert refused.value.kind == "form-present"


def test_an_amendment_that_changes_no_question_carries_nothing(small_world: World) -> None:
    call = a_call(small_world)
    same = publish_questions(small_world, call, same_form)
    assert (same.version, same.form_number) == (2, 1)


def same_form(form: Form) -> Form:
    return form
