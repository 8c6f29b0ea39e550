"""Des questions publiques, un retard admis."""

import datetime as dt

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import admitting, amending, applying, asking
from reflexes_calls.actions.reading_calls import text_page
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Invalid, TooLate
from reflexes_calls.domain.lifecycle import ApplicationStage
from tests.makers import AFTER, SECOND, a_call, a_draft

scenarios("12-questions-et-retards.feature")
ADDRESS = "https://appels.essai.example"


def public(story) -> asking.QuestionsPage:
    return asking.questions_page(story.world.desk, None, story.call.public_id)


def answered(story, text: str) -> None:
    page = asking.answers_page(story.world.desk, story.world.manager, story.call.public_id)
    asking.answer(
        story.world.desk,
        story.world.manager,
        story.call.public_id,
        page.waiting[0].public_id,
        {"answer": text},
        seen="",
        address=ADDRESS,
    )


@given("un appel publié")
def a_published_call(story) -> None:
    story.call = a_call(story.world)


@when(parsers.parse("quelqu’un demande « {text} »"))
def someone_asks(story, text: str) -> None:
    with story.trying("ask"):
        asking.ask(
            story.world.desk,
            story.world.reviewers[1],
            story.call.public_id,
            {"question": text},
            address=ADDRESS,
        )


@then("la question n’est pas encore publique")
def not_public_yet(story) -> None:
    assert story.refusal is None
    assert public(story).answered == ()


@then("la responsable de l’appel reçoit une lettre")
def the_manager_is_told(story) -> None:
    (letter,) = story.letters(story.world.manager)
    assert "Un CCAS peut-il candidater ?" in letter.get_content()


@when(parsers.parse("la responsable répond « {text} »"))
def the_manager_answers(story, text: str) -> None:
    answered(story, text)


@then("tout le monde lit la question et sa réponse")
def everyone_reads(story) -> None:
    (found,) = public(story).answered
    assert (found.question, found.answer) == ("Un CCAS peut-il candidater ?", "Oui.")


@then("rien ne dit qui l’a posée")
def nobody_is_named(story) -> None:
    (letter,) = story.letters(story.world.manager)
    assert story.world.reviewers[1].name not in letter.get_content()
    assert story.world.reviewers[1].email not in letter.get_content()


@given("une question qui a reçu sa réponse")
def a_question_answered(story) -> None:
    someone_asks(story, "Un CCAS peut-il candidater ?")
    answered(story, "Oui.")


@when("l’appel est modifié")
def the_call_is_amended(story) -> None:
    desk, manager, call = story.world.desk, story.world.manager, story.call.public_id
    amending.prepare(desk, manager, call, {"closes_on": "06/02/2027"})
    seen = amending.amendment_page(desk, manager, call).digest
    amending.amend(desk, manager, call, "Une salle est prise.", seen=seen, address=ADDRESS)


@then("la réponse porte « réponse donnée sur la version 1 »")
def it_keeps_its_version(story) -> None:
    page = public(story)
    assert (page.answered[0].answered_about, page.call.version) == (1, 2)


@then("la question est refusée, car elle deviendrait publique")
def it_is_refused(story) -> None:
    assert isinstance(story.refusal, Invalid)
    assert story.refused_fields() == {"question": "holds-telephone"}
    assert asking.count_waiting(story.world.desk, story.call) == 0


@given("deux équipes dont le brouillon est resté après la limite", target_fixture="drafts")
def two_late_drafts(story) -> tuple[Application, Application]:
    first = a_draft(story.world, story.call)
    second = a_draft(story.world, story.call, neighbour=True)
    story.world.at(AFTER)
    return first, second


@when("la responsable admet le premier, avec ses raisons, pour deux jours", target_fixture="late")
def the_first_is_admitted(story, drafts) -> Application:
    said = {
        "application": drafts[0].public_id,
        "reasons": "Leur réseau a été coupé.",
        "until_on": f"{AFTER + dt.timedelta(days=2):%d/%m/%Y}",
        "until_at": "12:00",
    }
    world = story.world
    return admitting.admit(world.desk, world.manager, story.call.public_id, said, address=ADDRESS)


@then("ce dossier peut être déposé jusqu’à la seconde dite")
def it_is_taken_until_then(story, late) -> None:
    story.world.at(late.admitted_until + SECOND)
    with pytest.raises(TooLate):
        applying.submit(story.world.desk, story.world.applicant, late.public_id)
    story.world.at(late.admitted_until)
    sent = applying.submit(story.world.desk, story.world.applicant, late.public_id)
    assert sent.stage is ApplicationStage.SUBMITTED


@then("l’autre ne le peut pas")
def the_other_is_not(story, drafts) -> None:
    story.world.at(AFTER)
    with pytest.raises(TooLate):
        applying.submit(story.world.desk, story.world.neighbour, drafts[1].public_id)


@then("la page de l’appel compte un dossier admis hors délai")
def it_is_counted(story) -> None:
    assert text_page(story.world.desk, None, story.call.public_id).late_files == 1


@then("le journal de l’appel en garde la trace")
def the_act_is_noted(story) -> None:
    kinds = [each.kind for each in story.journal().entries]
    assert kinds.index("admit") < kinds.index("submit")
    assert story.journal().broken_at is None
