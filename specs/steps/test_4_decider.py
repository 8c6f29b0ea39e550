"""Deciding."""

from pytest_bdd import given, scenarios, then, when

from reflexes_calls.actions import deciding, looking, publishing, reviewing
from reflexes_calls.domain.decision import DecisionOutcome
from reflexes_calls.domain.errors import NotOpen
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage
from tests.makers import (
    AFTER,
    DECLINE,
    DURING,
    REASONS,
    SELECT,
    a_call,
    a_reviewed,
    a_submitted,
    answers,
    assign_both,
    decide,
    review_form,
)

scenarios("4-decider.feature")


@given("un dossier relu deux fois")
def a_reviewed_application(world, story) -> None:
    story.call = a_call(world)
    story.application = a_reviewed(world, story.call)
    assert story.file(world.manager).summary.count == 2


@given("un dossier relu une seule fois")
def another_application(world, story) -> None:
    world.at(DURING)
    story.application = a_submitted(world, story.call, neighbour=True)
    assign_both(world, story.application)
    world.at(AFTER)
    reviewing.submit_review(
        world.desk, world.reviewers[0], story.application.public_id, review_form()
    )
    assert story.file(world.manager).summary.count == 1


@when("la responsable retient le dossier avec des motifs")
def the_manager_selects(world, story) -> None:
    decide(world, story.application)


@when("la responsable écarte le dossier avec des motifs")
def the_manager_declines(world, story) -> None:
    decide(world, story.application, DECLINE)


@when("la responsable tente d’écarter le dossier sans motifs")
def the_manager_tries_to_decline(world, story) -> None:
    said = DECLINE | {"reasons": "  \r\n"}
    with story.trying("prepare"):
        deciding.prepare(world.desk, world.manager, story.application.public_id, said)


@when("la responsable tente de retenir le dossier")
def the_manager_tries_to_select(world, story) -> None:
    with story.trying("prepare"):
        deciding.prepare(world.desk, world.manager, story.application.public_id, SELECT)


@when("qu’elle conclut l’appel")
def she_concludes(world, story) -> None:
    publishing.conclude(world.desk, world.manager, story.call.public_id)


@then("le dossier est retenu")
def the_application_is_selected(world, story) -> None:
    page = story.file()
    assert page.application.stage is ApplicationStage.SELECTED
    assert page.decision.outcome is DecisionOutcome.SELECTED
    assert page.decision.reasons == REASONS["reasons"]
    assert page.decision.decided_by == world.manager.id
    assert page.comments == (review_form()["comment_for_applicant"],) * 2
    assert story.journal().entries[-1].kind == "select"


@then("un pilote l’attend, au stade « agreed »")
def a_pilot_waits(world, story) -> None:
    pilot = story.file().pilot
    assert (pilot.stage, pilot.title) == ("agreed", answers()["title"])
    assert pilot.organisation_id == world.val_d_essai.id
    assert looking.call_page(world.desk, None, story.call.public_id).pilots == (pilot,)


@then("une lettre porte les motifs")
def a_letter_bears_the_reasons(world, story) -> None:
    (letter,) = [one for one in story.letters(world.applicant) if "retenu" in one["Subject"]]
    assert letter["Subject"] == f"Dossier 2026-001 retenu : {answers()['title']}"
    assert REASONS["reasons"] in letter.get_content()


def _is_undecided(story) -> None:
    page = story.file(story.world.manager)
    assert page.application.stage is ApplicationStage.SUBMITTED
    assert (page.decision, page.pilot) == (None, None)
    assert story.journal().entries[-1].kind == "review"


@then("la décision est refusée pour les motifs")
def the_reasons_are_missing(world, story) -> None:
    assert story.refused_fields() == {"reasons": "missing"}
    _is_undecided(story)
    (receipt,) = story.letters(world.applicant)
    assert "bien reçu" in receipt["Subject"]


@then("la décision est refusée faute de relectures")
def reviews_are_missing(story) -> None:
    assert isinstance(story.refusal, NotOpen), story.refusal
    assert story.refusal.kind == "too-few-reviews"
    assert story.refusal.facts == {"met": 1, "expected": 2}
    _is_undecided(story)


@then("l’appel est conclu")
def the_call_is_concluded(story) -> None:
    assert story.call_kept().stage is CallStage.CONCLUDED
    page = story.file()
    assert (page.application.stage, page.pilot) == (ApplicationStage.DECLINED, None)
    assert page.decision.reasons == REASONS["reasons"]
    assert [entry.kind for entry in story.journal().entries[-2:]] == ["decline", "conclude"]
