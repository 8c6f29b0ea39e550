"""One late file is admitted by a reasoned act; no other draft is."""

import datetime as dt

import pytest

from reflexes.records import values_of
from reflexes_calls.actions import (
    admitting,
    applying,
    people,
    publishing,
    reviewing,
    shortlisting,
    watching,
)
from reflexes_calls.actions.looking import journal_of_call
from reflexes_calls.actions.reading_calls import text_page
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, NotOpen, TooLate
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import admissions, applications
from tests.makers import (
    AFTER,
    DEADLINE,
    PISTE,
    SECOND,
    World,
    a_call,
    a_draft,
    a_submitted,
    answers,
    assign_both,
    call_form,
    review_form,
)
from tests.reflexes_calls.actions.test_amending import letters

ADDRESS = "https://appels.example"
WHY = "Leur réseau a été coupé par la tempête, l’arrêté le montre."
LIMIT = dt.datetime(2027, 2, 12, 11, 0, tzinfo=dt.UTC)
SAID = {"reasons": WHY, "until_on": "12/02/2027", "until_at": "12:00"}


def admitted(world: World, call: Call, draft: Application, **said: str) -> Application:
    form = SAID | {"application": draft.public_id} | said
    return admitting.admit(world.desk, world.manager, call.public_id, form, address=ADDRESS)


def test_the_draft_is_saved_and_submitted_until_the_very_second(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    world.at(AFTER)
    kept = admitted(world, call, draft)
    assert kept.admitted_until == LIMIT
    world.at(LIMIT - SECOND)
    saved = applying.save_draft(
        world.desk,
        world.applicant,
        draft.public_id,
        answers(title="Avec un peu de retard"),
        revision=draft.revision,
    )
    world.at(LIMIT)
    sent = applying.submit(world.desk, world.applicant, draft.public_id)
    assert (sent.stage, sent.title) == (ApplicationStage.SUBMITTED, saved.title)
    world.at(LIMIT + SECOND)
    with pytest.raises(TooLate):
        applying.save_draft(
            world.desk, world.applicant, draft.public_id, answers(title="Encore"), revision=None
        )


def test_one_second_after_the_new_limit_is_too_late(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    world.at(AFTER)
    admitted(world, call, draft)
    world.at(LIMIT + SECOND)
    with pytest.raises(TooLate):
        applying.submit(world.desk, world.applicant, draft.public_id)


def test_nobody_reads_an_admitted_file_while_it_may_still_be_corrected(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    world.at(AFTER)
    admitted(world, call, draft)
    applying.submit(world.desk, world.applicant, draft.public_id)
    assign_both(world, draft)
    reader = world.reviewers[0]
    world.at(LIMIT)
    with pytest.raises(NotOpen) as caught:
        reviewing.save_review(world.desk, reader, draft.public_id, review_form())
    assert caught.value.facts["deadline"] == LIMIT
    world.at(LIMIT + SECOND)
    reviewing.submit_review(world.desk, reader, draft.public_id, review_form())


def test_no_other_draft_is_admitted_with_it(world: World) -> None:
    call = a_call(world)
    draft, other = a_draft(world, call), a_draft(world, call, neighbour=True)
    world.at(AFTER)
    admitted(world, call, draft)
    with pytest.raises(TooLate):
        applying.submit(world.desk, world.neighbour, other.public_id)
    with world.desk.look() as connection:
        assert applications.get_application(connection, other.id).admitted_until is None


def test_the_act_is_kept_noted_told_and_counted(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    world.at(AFTER)
    assert text_page(world.desk, None, call.public_id).late_files == 0
    admitted(world, call, draft)
    with world.desk.look() as connection:
        (act,) = admissions.admissions_of(connection, call.id)
    assert (act.application_id, act.reasons, act.until) == (draft.id, WHY, LIMIT)
    assert (act.decided_by, act.decided_at) == (world.manager.id, AFTER)
    entries = journal_of_call(world.desk, world.manager, call.public_id).entries
    assert (entries[-1].kind, entries[-1].subject_id) == ("admit", draft.public_id)
    assert verify(entries) is None
    assert WHY not in str([values_of(each) for each in entries])
    (letter,) = letters(world, "admis hors délai")
    assert letter.startswith("samir@")
    for told in ("12/02/2027 12:00", WHY, f"{ADDRESS}/dossiers/{draft.public_id}"):
        assert told in letter
    assert text_page(world.desk, None, call.public_id).late_files == 1


def test_a_second_act_for_the_same_file_gives_more_time_and_counts_once(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    world.at(AFTER)
    admitted(world, call, draft)
    again = admitted(world, call, draft, until_on="14/02/2027")
    assert again.admitted_until == LIMIT + dt.timedelta(days=2)
    page = admitting.admission_page(world.desk, world.manager, call.public_id)
    assert [each.act.until for each in page.admitted] == [LIMIT, again.admitted_until]
    assert text_page(world.desk, None, call.public_id).late_files == 1


def test_a_manager_sees_whose_draft_it_is_and_nothing_of_it(small_world: World) -> None:
    call = a_call(small_world)
    draft = a_draft(small_world, call)
    a_submitted(small_world, call, neighbour=True)
    page = admitting.admission_page(small_world.desk, small_world.manager, call.public_id)
    assert (page.drafts, page.is_past) == ((), False)
    small_world.at(DEADLINE)
    page = admitting.admission_page(small_world.desk, small_world.manager, call.public_id)
    assert page.drafts == ()
    small_world.at(DEADLINE + SECOND)
    page = admitting.admission_page(small_world.desk, small_world.manager, call.public_id)
    assert page.is_past
    (shown,) = page.drafts
    assert values_of(shown) == {
        "public_id": draft.public_id,
        "organisation": "Ville de Val-d’Essai",
        "begun_at": draft.created_at,
        "admitted_until": None,
    }


def test_nothing_is_admitted_before_the_deadline(small_world: World) -> None:
    call = a_call(small_world)
    draft = a_draft(small_world, call)
    small_world.at(DEADLINE)
    with pytest.raises(NotOpen, match="before-deadline"):
        admitted(small_world, call, draft, until_on="01/02/2027")
    small_world.at(DEADLINE + SECOND)
    assert admitted(small_world, call, draft, until_on="01/02/2027").admitted_until


def test_everything_that_is_missing_is_said_at_once(small_world: World) -> None:
    call = a_call(small_world)
    small_world.at(AFTER)
    with pytest.raises(Invalid) as caught:
        admitting.admit(small_world.desk, small_world.manager, call.public_id, {}, address=ADDRESS)
    assert {each.field: each.kind for each in caught.value.refusals} == {
        "application": "no-draft",
        "reasons": "missing",
        "until_on": "missing",
        "until_at": "missing",
    }


def test_a_draft_of_another_call_is_not_a_choice(small_world: World) -> None:
    call, draft = a_call(small_world), a_draft(small_world, a_call(small_world))
    small_world.at(AFTER)
    with pytest.raises(Invalid) as caught:
        admitted(small_world, call, draft)
    assert [each.kind for each in caught.value.refusals] == ["not-a-choice"]


def test_what_is_submitted_needs_no_admission(small_world: World) -> None:
    call = a_call(small_world)
    sent = a_submitted(small_world, call)
    small_world.at(AFTER)
    with pytest.raises(NotOpen, match="not-open"):
        admitted(small_world, call, sent)


def test_it_is_the_managers_alone(small_world: World) -> None:
    call = a_call(small_world)
    draft = a_draft(small_world, call)
    small_world.at(AFTER)
    form = SAID | {"application": draft.public_id}
    for person in (small_world.applicant, small_world.reviewers[0], small_world.administrator):
        with pytest.raises(NotAllowed):
            admitting.admit(small_world.desk, person, call.public_id, form, address=ADDRESS)
        with pytest.raises(NotAllowed):
            admitting.admission_page(small_world.desk, person, call.public_id)
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    with pytest.raises(NotFound):
        admitting.admission_page(small_world.desk, small_world.applicant, drafted.public_id)


def test_a_concluded_call_admits_nothing(small_world: World) -> None:
    call = a_call(small_world)
    draft = a_draft(small_world, call)
    small_world.at(AFTER)
    publishing.conclude(small_world.desk, small_world.manager, call.public_id)
    with pytest.raises(NotOpen, match="not-open"):
        admitted(small_world, call, draft)


def test_a_call_is_not_concluded_while_an_admitted_file_may_still_arrive(world: World) -> None:
    call = a_call(world)
    draft = a_draft(world, call)
    world.at(AFTER)
    limit = admitted(world, call, draft, until_on="12/02/2027").admitted_until
    assert limit is not None
    world.at(limit)
    with pytest.raises(NotOpen, match="admitted-awaited") as caught:
        publishing.conclude(world.desk, world.manager, call.public_id)
    assert caught.value.facts == {"until": limit}
    world.at(limit + SECOND)
    assert publishing.conclude(world.desk, world.manager, call.public_id).stage == "concluded"


def test_nothing_arrives_in_a_concluded_call_whatever_its_dates(small_world: World) -> None:
    call = a_call(small_world)
    draft = a_draft(small_world, call)
    small_world.at(DEADLINE + SECOND)
    publishing.conclude(small_world.desk, small_world.manager, call.public_id)
    said = (DEADLINE - SECOND, DEADLINE, "Une panne dite après coup")
    watching.declare_outage(small_world.desk, small_world.administrator, *said)
    with pytest.raises(NotOpen, match="not-open"):
        applying.submit(small_world.desk, small_world.applicant, draft.public_id)


def test_the_limit_of_a_draft_kept_from_a_letter_may_be_moved_later(small_world: World) -> None:
    form = call_form(procedure="two-steps", letter_on="2026-12-20")
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, form)
    call = publishing.publish(small_world.desk, small_world.manager, drafted.public_id)
    letter = a_draft(small_world, call)
    applying.submit(small_world.desk, small_world.applicant, letter.public_id)
    assert call.letter_closes_at is not None
    small_world.at(call.letter_closes_at + SECOND)
    kept = shortlisting.shortlist(
        small_world.desk, small_world.manager, letter.public_id, address="https://appels.example"
    )
    small_world.at(AFTER)
    first = admitted(small_world, call, kept, until_on="12/02/2027")
    later = admitted(small_world, call, kept, until_on="20/02/2027")
    assert first.admitted_until is not None
    assert later.admitted_until is not None
    assert later.admitted_until > first.admitted_until


def test_a_letter_of_intent_may_be_late_too(small_world: World) -> None:
    form = call_form(procedure="two-steps", letter_on="2026-12-20")
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, form)
    call = publishing.publish(small_world.desk, small_world.manager, drafted.public_id)
    draft = a_draft(small_world, call)
    assert call.letter_closes_at is not None
    small_world.at(call.letter_closes_at + SECOND)
    kept = admitted(small_world, call, draft, until_on="22/12/2026")
    small_world.at(kept.admitted_until or AFTER)
    sent = applying.submit(small_world.desk, small_world.applicant, draft.public_id)
    assert sent.stage is ApplicationStage.SUBMITTED


def test_nobody_admits_the_late_file_of_their_own_team(small_world: World) -> None:
    world = small_world
    call = a_call(world)
    draft = a_draft(world, call)
    people.join(world.desk, world.administrator, world.manager, world.val_d_essai)
    world.at(AFTER)
    assert admitting.admission_page(world.desk, world.manager, call.public_id).drafts == ()
    with pytest.raises(NotAllowed, match="recused"):
        admitted(world, call, draft)
