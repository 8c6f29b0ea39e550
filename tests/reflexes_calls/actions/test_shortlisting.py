"""Two steps: a letter of intent is kept or set aside, and its full application is awaited."""

import datetime as dt

import pytest

from reflexes_calls.actions import (
    applying,
    completing,
    deciding,
    looking,
    reviewing,
    shortlisting,
)
from reflexes_calls.actions.publishing import conclude, draft_call, publish
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, NotOpen, TooLate
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import AFTER, PISTE, SELECT, World, a_draft, call_form
from tests.reflexes_calls.actions.test_amending import letters

LETTER_DEADLINE = dt.datetime(2026, 12, 20, 16, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
ADDRESS = "https://appels.example"
REASONS = {"reasons": "Le besoin n’est pas encore situé."}


def two_steps(world: World) -> Call:
    said = call_form(procedure="two-steps", letter_on="2026-12-20")
    drafted = draft_call(world.desk, world.manager, PISTE, said)
    return publish(world.desk, world.manager, drafted.public_id)


def a_letter(world: World, call: Call) -> Application:
    draft = a_draft(world, call)
    return applying.submit(world.desk, world.applicant, draft.public_id)


def test_a_letter_kept_becomes_a_draft_of_the_full_application(world: World) -> None:
    call = two_steps(world)
    letter = a_letter(world, call)
    assert letter.phase is Phase.LETTER
    world.at(LETTER_DEADLINE + SECOND)
    kept = shortlisting.shortlist(world.desk, world.manager, letter.public_id, address=ADDRESS)
    assert (kept.stage, kept.phase) == (ApplicationStage.DRAFT, Phase.FULL)
    assert (kept.draft, kept.receipt) == (letter.draft, letter.receipt)
    assert not kept.has_unsent_changes
    sent = applying.submit(world.desk, world.applicant, letter.public_id)
    assert (sent.stage, sent.phase) == (ApplicationStage.SUBMITTED, Phase.FULL)
    page = looking.application_page(world.desk, world.manager, letter.public_id)
    assert [each.phase for each in page.versions] == [Phase.LETTER, Phase.FULL]


def test_nothing_is_decided_on_letters_before_their_deadline(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(LETTER_DEADLINE)
    with pytest.raises(NotOpen):
        shortlisting.shortlist(world.desk, world.manager, letter.public_id, address=ADDRESS)
    with pytest.raises(NotOpen):
        shortlisting.set_aside(
            world.desk, world.manager, letter.public_id, REASONS, address=ADDRESS
        )


def test_a_letter_is_set_aside_with_reasons_that_its_team_reads(world: World) -> None:
    call = two_steps(world)
    letter = a_letter(world, call)
    world.at(LETTER_DEADLINE + SECOND)
    with pytest.raises(Invalid):
        shortlisting.set_aside(
            world.desk, world.manager, letter.public_id, {"reasons": " "}, address=ADDRESS
        )
    shortlisting.set_aside(world.desk, world.manager, letter.public_id, REASONS, address=ADDRESS)
    own = looking.application_page(world.desk, world.applicant, letter.public_id)
    assert own.application.stage is ApplicationStage.DECLINED
    assert own.decision is not None
    assert own.decision.reasons == REASONS["reasons"]
    world.at(AFTER)
    conclude(world.desk, world.manager, call.public_id)


def test_a_full_application_is_neither_kept_nor_set_aside(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(LETTER_DEADLINE + SECOND)
    shortlisting.shortlist(world.desk, world.manager, letter.public_id, address=ADDRESS)
    with pytest.raises(NotOpen):
        shortlisting.shortlist(world.desk, world.manager, letter.public_id, address=ADDRESS)
    applying.submit(world.desk, world.applicant, letter.public_id)
    world.at(AFTER)
    with pytest.raises(NotOpen):
        shortlisting.set_aside(
            world.desk, world.manager, letter.public_id, REASONS, address=ADDRESS
        )


def test_a_letter_is_neither_read_nor_selected(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(AFTER)
    with pytest.raises(NotOpen):
        reviewing.assign(world.desk, world.manager, letter.public_id, world.reviewers[0])
    with pytest.raises(NotOpen):
        deciding.prepare(world.desk, world.manager, letter.public_id, SELECT)


def test_a_letter_is_not_kept_once_nobody_could_write_the_rest(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(AFTER)
    with pytest.raises(TooLate):
        shortlisting.shortlist(world.desk, world.manager, letter.public_id, address=ADDRESS)


def test_letters_are_for_the_manager_to_decide(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(LETTER_DEADLINE + SECOND)
    for person in (world.applicant, world.reviewers[0]):
        with pytest.raises((NotAllowed, NotFound)):
            shortlisting.shortlist(world.desk, person, letter.public_id, address=ADDRESS)


def test_the_team_is_told_that_it_has_not_submitted_the_rest_yet(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(LETTER_DEADLINE + SECOND)
    shortlisting.shortlist(world.desk, world.manager, letter.public_id, address=ADDRESS)
    assert letter.receipt is not None
    (sent,) = letters(world, f"Lettre {letter.receipt} retenue")
    assert sent.startswith(world.applicant.email)
    assert "jusqu’au 30/01/2027 17:00, heure de Paris" in sent
    assert "until 30/01/2027 17:00, Paris time" in sent
    assert f"{ADDRESS}/dossiers/{letter.public_id}" in sent


def test_the_letter_that_sets_aside_bears_the_reasons(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(LETTER_DEADLINE + SECOND)
    shortlisting.set_aside(world.desk, world.manager, letter.public_id, REASONS, address=ADDRESS)
    (sent,) = letters(world, "la décision")
    assert REASONS["reasons"] in sent
    assert f"{ADDRESS}/dossiers/{letter.public_id}" in sent


def test_a_full_application_awaited_after_its_letter_can_be_withdrawn(world: World) -> None:
    call = two_steps(world)
    letter = a_letter(world, call)
    world.at(LETTER_DEADLINE + SECOND)
    shortlisting.shortlist(world.desk, world.manager, letter.public_id, address=ADDRESS)
    shown = completing.draft_page(world.desk, world.applicant, letter.public_id)
    assert shown.may_withdraw
    gone = applying.withdraw(world.desk, world.applicant, letter.public_id)
    assert (gone.stage, gone.receipt) == (ApplicationStage.WITHDRAWN, letter.receipt)
    (sent,) = letters(world, f"Dossier {letter.receipt} retiré")
    assert "Personne ne le lira plus." in sent
    journal = looking.journal_of_call(world.desk, world.manager, call.public_id)
    last = journal.entries[-1]
    assert (last.kind, last.source, last.target) == ("withdraw", "draft", "withdrawn")
    shown = completing.draft_page(world.desk, world.applicant, letter.public_id)
    kinds = [each.kind for each in shown.events]
    assert kinds == ["begin", "submit", "shortlist", "withdraw"]
    assert not shown.may_withdraw


def test_a_draft_that_never_left_its_team_is_not_withdrawn(world: World) -> None:
    draft = a_draft(world, two_steps(world))
    assert not completing.draft_page(world.desk, world.applicant, draft.public_id).may_withdraw
    with pytest.raises(NotOpen) as caught:
        applying.withdraw(world.desk, world.applicant, draft.public_id)
    assert caught.value.kind == "never-sent"


def test_the_history_says_once_that_a_letter_is_set_aside(world: World) -> None:
    letter = a_letter(world, two_steps(world))
    world.at(LETTER_DEADLINE + SECOND)
    shortlisting.set_aside(world.desk, world.manager, letter.public_id, REASONS, address=ADDRESS)
    shown = completing.draft_page(world.desk, world.applicant, letter.public_id)
    assert [each.kind for each in shown.events] == ["begin", "submit", "set_aside"]
