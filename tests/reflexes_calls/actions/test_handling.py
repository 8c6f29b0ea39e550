"""Before the jury: what is missing is asked for, a file is admissible or not, people write."""

import datetime as dt

import pytest

from reflexes_calls.actions import appealing, applying, handling, looking, reviewing
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, NotOpen, TooLate
from reflexes_calls.domain.handling import Finding, Side
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import (
    AFTER,
    DURING,
    World,
    a_call,
    a_draft,
    a_submitted,
    answers,
    assign_both,
    review_form,
)
from tests.reflexes_calls.actions.test_appealing import letters_to

ADDRESS = "https://appels.example"
ASKED = {"missing": "Le budget ne dit pas qui paie le remplacement.", "due": "17/02/2027"}
REASONS = {"reasons": "La commune n’est pas éligible : elle a déjà un essai en cours."}


@pytest.fixture
def submitted(world: World) -> Application:
    application = a_submitted(world, a_call(world))
    world.at(AFTER)
    return application


def ask(world: World, application: Application, **said: str) -> None:
    file = application.public_id
    handling.ask_missing(world.desk, world.manager, file, ASKED | said, address=ADDRESS)


def submit_again(world: World, application: Application) -> Application:
    page = looking.application_page(world.desk, world.applicant, application.public_id)
    said = answers(title="Prêter une crèche, avec le budget")
    saved = applying.save_draft(
        world.desk, world.applicant, application.public_id, said, revision=page.application.revision
    )
    return applying.submit(world.desk, world.applicant, saved.public_id)


def test_a_team_completes_its_file_within_the_days_it_was_given(
    world: World, submitted: Application
) -> None:
    with pytest.raises(TooLate):
        submit_again(world, submitted)
    ask(world, submitted)
    asked = handling.request_of_team(world.desk, world.applicant, submitted.public_id)
    assert asked is not None
    assert asked.missing == ASKED["missing"]
    (letter,) = [
        each
        for each in letters_to(world, world.applicant.email)
        if "à compléter" in str(each["Subject"])
    ]
    assert ASKED["missing"] in letter.get_content()
    assert "17/02/2027 23:59" in letter.get_content()

    again = submit_again(world, submitted)
    assert again.receipt == submitted.receipt
    assert handling.request_of_team(world.desk, world.applicant, submitted.public_id) is None
    page = handling.handling_page(world.desk, world.manager, submitted.public_id)
    assert page.awaited is None
    assert page.requests[0].is_answered(page.submitted_at)


def test_the_last_instant_then_nothing(world: World, submitted: Application) -> None:
    ask(world, submitted)
    due = handling.handling_page(world.desk, world.manager, submitted.public_id).requests[0].due
    world.at(due + dt.timedelta(seconds=1))
    with pytest.raises(TooLate):
        submit_again(world, submitted)
    world.at(due)
    submit_again(world, submitted)


def test_nobody_reads_a_file_that_may_still_be_completed(
    world: World, submitted: Application
) -> None:
    assign_both(world, submitted)
    ask(world, submitted)
    with pytest.raises(NotOpen):
        reviewing.submit_review(world.desk, world.reviewers[0], submitted.public_id, review_form())
    handling.find_admissible(world.desk, world.manager, submitted.public_id)
    reviewing.submit_review(world.desk, world.reviewers[0], submitted.public_id, review_form())
    page = handling.handling_page(world.desk, world.manager, submitted.public_id)
    assert page.found is not None
    assert page.found.finding is Finding.ADMISSIBLE
    assert page.requests[0].closed_at == AFTER


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"missing": " ", "due": ""}, {"missing": "missing", "due": "missing"}),
        ({"due": "09/02/2027"}, {"due": "past-day"}),
        ({"due": "bientôt"}, {"due": "not-a-day"}),
        ({"due": "12/04/2027"}, {"due": "too-far"}),
    ],
)
def test_a_request_says_what_and_until_when(
    small_world: World, said: dict[str, str], refused: dict[str, str]
) -> None:
    application = a_submitted(small_world, a_call(small_world))
    small_world.at(AFTER)
    with pytest.raises(Invalid) as caught:
        ask(small_world, application, **said)
    assert {each.field: each.kind for each in caught.value.refusals} == refused


def test_nothing_is_handled_before_the_deadline(world: World) -> None:
    application = a_submitted(world, a_call(world))
    world.at(DURING)
    for act in (
        lambda: ask(world, application),
        lambda: handling.find_admissible(world.desk, world.manager, application.public_id),
        lambda: handling.find_inadmissible(
            world.desk, world.manager, application.public_id, REASONS, address=ADDRESS
        ),
    ):
        with pytest.raises(NotOpen) as caught:
            act()
        assert caught.value.kind == "before-deadline"


def test_a_file_that_is_not_admissible_is_declined_and_may_be_appealed(
    world: World, submitted: Application
) -> None:
    file = submitted.public_id
    with pytest.raises(Invalid):
        handling.find_inadmissible(world.desk, world.manager, file, {}, address=ADDRESS)
    handling.find_inadmissible(world.desk, world.manager, file, REASONS, address=ADDRESS)
    page = looking.application_page(world.desk, world.applicant, file)
    assert page.application.stage is ApplicationStage.DECLINED
    assert page.decision is not None
    assert page.decision.reasons == REASONS["reasons"]

    why = {"text": "L’essai en cours est fini depuis un mois."}
    appealing.appeal(world.desk, world.applicant, file, why, address=ADDRESS)
    said = {"outcome": "overturned", "reasons": "C’est exact."}
    appealing.answer(world.desk, world.manager, file, said, address=ADDRESS)
    after = looking.application_page(world.desk, world.applicant, file)
    assert after.application.stage is ApplicationStage.SUBMITTED
    assert after.decision is None
    assert after.pilot is None


def test_only_managers_handle(world: World, submitted: Application) -> None:
    file = submitted.public_id
    for other in (world.applicant, world.neighbour, world.reviewers[0]):
        with pytest.raises((NotAllowed, NotFound)):
            handling.find_admissible(world.desk, other, file)
        with pytest.raises((NotAllowed, NotFound)):
            handling.handling_page(world.desk, other, file)
    for other in (world.neighbour, world.reviewers[0], world.manager):
        with pytest.raises(NotFound):
            handling.request_of_team(world.desk, other, file)


def test_messages_go_both_ways_and_say_when_they_were_opened(world: World) -> None:
    submitted = a_submitted(world, a_call(world))
    file, desk = submitted.public_id, world.desk

    def write(side: Side, text: str) -> None:
        actor = world.applicant if side is Side.TEAM else world.manager
        handling.write_message(desk, actor, file, side, {"text": text}, address=ADDRESS)

    write(Side.TEAM, "Le budget peut-il changer ?")
    write(Side.PROGRAMME, "Oui, jusqu’à l’heure limite.")
    mine = handling.messages_page(desk, world.applicant, file, Side.TEAM)
    assert [(one.side, one.seen_at) for one in mine.messages] == [
        (Side.TEAM, None),
        (Side.PROGRAMME, None),
    ]
    theirs = handling.messages_page(desk, world.manager, file, Side.PROGRAMME)
    assert theirs.messages[1].seen_at == DURING
    again = handling.messages_page(desk, world.applicant, file, Side.TEAM)
    assert all(one.seen_at == DURING for one in again.messages)
    for email, text in (
        (world.manager.email, "Le budget peut-il changer ?"),
        (world.applicant.email, "Oui, jusqu’à l’heure limite."),
    ):
        assert any(text in each.get_content() for each in letters_to(world, email))
    journal = looking.journal_of_call(desk, world.manager, mine.call.public_id)
    assert [each.kind for each in journal.entries[-2:]] == ["write_message"] * 2


def test_only_the_two_sides_read_messages(world: World) -> None:
    submitted = a_submitted(world, a_call(world))
    file = submitted.public_id
    for other in (world.neighbour, world.reviewers[0], world.manager):
        with pytest.raises(NotFound):
            handling.messages_page(world.desk, other, file, Side.TEAM)
    for other in (world.neighbour, world.reviewers[0], world.applicant):
        with pytest.raises((NotAllowed, NotFound)):
            handling.messages_page(world.desk, other, file, Side.PROGRAMME)
    with pytest.raises(Invalid):
        handling.write_message(
            world.desk, world.applicant, file, Side.TEAM, {"text": " "}, address=ADDRESS
        )


def test_the_programme_does_not_write_in_what_was_never_submitted(world: World) -> None:
    draft = a_draft(world, a_call(world))
    with pytest.raises(NotFound):
        handling.messages_page(world.desk, world.manager, draft.public_id, Side.PROGRAMME)
