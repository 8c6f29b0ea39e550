"""An appeal: lodged once, in its delay, by the team; answered by the manager, with reasons."""

import datetime as dt
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest

from reflexes_calls.actions import appealing, looking, publishing
from reflexes_calls.domain.appeal import AppealOutcome, appeal_until
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotOpen,
)
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import AFTER, DECLINE, World, a_call, a_reviewed, decide

ADDRESS = "https://appels.example"
WHY = {"text": "Le registre était en annexe, page 3."}
UPHELD = {"outcome": "upheld", "reasons": "L’annexe a été lue ; elle ne dit pas qui le tient."}
OVERTURNED = {"outcome": "overturned", "amount": "8 000", "reasons": "L’annexe répond."}


@pytest.fixture
def declined(world: World) -> Application:
    application = a_reviewed(world, a_call(world))
    decide(world, application, DECLINE)
    return application


def lodge(world: World, application: Application) -> None:
    appealing.appeal(world.desk, world.applicant, application.public_id, WHY, address=ADDRESS)


def letters_to(world: World, email: str) -> list[EmailMessage]:
    parse = BytesParser(EmailMessage, policy=default).parsebytes
    known = [parse(path.read_bytes()) for path in world.desk.outbox.glob("*.eml")]
    return [letter for letter in known if letter["To"] == email]


def test_an_appeal_is_lodged_and_told(world: World, declined: Application) -> None:
    lodge(world, declined)
    shown = appealing.appeal_page(world.desk, world.manager, declined.public_id)
    assert shown.appeal is not None
    assert shown.appeal.text == WHY["text"]
    assert shown.appeal.declined_reasons == DECLINE["reasons"]
    assert shown.may_answer
    for email in (world.applicant.email, world.manager.email):
        told = [str(each["Subject"]) for each in letters_to(world, email)]
        assert any(each.startswith("Recours déposé") for each in told), told
    journal = looking.journal_of_call(world.desk, world.manager, shown.call.public_id)
    assert journal.entries[-1].kind == "appeal"
    assert journal.broken_at is None


def test_the_last_instant_is_in_time_and_the_next_is_not(
    world: World, declined: Application
) -> None:
    until = appeal_until(AFTER)
    world.at(until + dt.timedelta(microseconds=1))
    with pytest.raises(NotOpen) as caught:
        lodge(world, declined)
    assert (caught.value.kind, caught.value.facts) == ("appeal-too-late", {"until": until})
    world.at(until)
    lodge(world, declined)


def test_one_decision_one_appeal(world: World, declined: Application) -> None:
    lodge(world, declined)
    with pytest.raises(Conflict) as caught:
        lodge(world, declined)
    assert caught.value.kind == "already-appealed"


def test_only_the_team_appeals_and_only_managers_answer(
    world: World, declined: Application
) -> None:
    for other in (world.neighbour, world.reviewers[0], world.manager):
        with pytest.raises((NotAllowed, NotFound)):
            appealing.appeal(world.desk, other, declined.public_id, WHY, address=ADDRESS)
    lodge(world, declined)
    for other in (world.neighbour, world.reviewers[0], world.applicant):
        with pytest.raises((NotAllowed, NotFound)):
            appealing.answer(world.desk, other, declined.public_id, UPHELD, address=ADDRESS)
    for other in (world.neighbour, world.reviewers[0]):
        with pytest.raises(NotFound):
            appealing.appeal_page(world.desk, other, declined.public_id)


def test_nothing_to_appeal_against(world: World) -> None:
    application = a_reviewed(world, a_call(world))
    with pytest.raises(NotOpen):
        lodge(world, application)
    decide(world, application)
    with pytest.raises(NotOpen):
        lodge(world, application)


def test_the_decision_stands(world: World, declined: Application) -> None:
    lodge(world, declined)
    appealing.answer(world.desk, world.manager, declined.public_id, UPHELD, address=ADDRESS)
    shown = appealing.appeal_page(world.desk, world.applicant, declined.public_id)
    assert shown.appeal is not None
    assert (shown.appeal.outcome, shown.appeal.answer) == (AppealOutcome.UPHELD, UPHELD["reasons"])
    assert not shown.may_appeal
    assert shown.application.stage is ApplicationStage.DECLINED
    bodies = [each.get_content() for each in letters_to(world, world.applicant.email)]
    assert any(UPHELD["reasons"] in each for each in bodies)
    with pytest.raises(Conflict) as caught:
        appealing.answer(world.desk, world.manager, declined.public_id, UPHELD, address=ADDRESS)
    assert caught.value.kind == "no-appeal"


def test_a_file_is_selected_after_all_even_once_the_call_is_concluded(
    world: World, declined: Application
) -> None:
    call = looking.application_page(world.desk, world.manager, declined.public_id).call
    publishing.conclude(world.desk, world.manager, call.public_id)
    lodge(world, declined)
    appealing.answer(world.desk, world.manager, declined.public_id, OVERTURNED, address=ADDRESS)
    page = looking.application_page(world.desk, world.applicant, declined.public_id)
    assert page.application.stage is ApplicationStage.SELECTED
    assert page.pilot is not None
    assert page.decision is not None
    assert (page.decision.amount, page.decision.reasons) == (8_000_00, OVERTURNED["reasons"])
    # What was decided first is kept with the appeal.
    shown = appealing.appeal_page(world.desk, world.applicant, declined.public_id)
    assert shown.appeal is not None
    assert shown.appeal.declined_reasons == DECLINE["reasons"]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({}, {"outcome": "missing", "reasons": "missing"}),
        ({"outcome": "overturned", "reasons": "x"}, {"amount": "missing"}),
        (OVERTURNED | {"amount": "15 001"}, {"amount": "too-large"}),
    ],
)
def test_every_refusal_is_told_at_once(
    small_world: World, said: dict[str, str], refused: dict[str, str]
) -> None:
    world = small_world
    application = a_reviewed(world, a_call(world))
    decide(world, application, DECLINE)
    lodge(world, application)
    with pytest.raises(Invalid) as caught:
        appealing.answer(world.desk, world.manager, application.public_id, said, address=ADDRESS)
    assert {each.field: each.kind for each in caught.value.refusals} == refused


def test_managers_find_the_appeals_that_wait(world: World, declined: Application) -> None:
    call = looking.application_page(world.desk, world.manager, declined.public_id).call
    assert appealing.appeals_waiting(world.desk, world.manager, call.public_id) == ()
    lodge(world, declined)
    ((_, public_id, title),) = appealing.appeals_waiting(world.desk, world.manager, call.public_id)
    assert (public_id, title) == (declined.public_id, declined.draft_title())
    with pytest.raises(NotFound):
        appealing.appeals_waiting(world.desk, world.applicant, call.public_id)
