"""Evaluating a pilot."""

from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import evaluating
from reflexes_calls.domain.lifecycle import PilotStage
from tests.makers import a_call, an_ended_pilot, evaluation_form

scenarios("6-evaluer.feature")


@given("un pilote fini avec une promesse")
def an_ended_one(world, story) -> None:
    story.call = a_call(world)
    story.pilot = an_ended_pilot(world, story.call)
    page = story.trial()
    assert (page.pilot.stage, len(page.promises)) == (PilotStage.ENDED, 1)


def _evaluate(story, outcome, measured) -> None:
    form = evaluation_form(**{"outcome-1": outcome, "measured-1": measured})
    evaluating.evaluate(story.world.desk, story.world.applicant, story.pilot.public_id, form)


@when(
    parsers.parse("l’équipe répond « {outcome} » à la promesse, mesurée à « {measured} »"),
    target_fixture="answer",
)
def the_team_answers(story, outcome, measured) -> tuple[str, str]:
    _evaluate(story, outcome, measured)
    return outcome, measured


@when(
    parsers.parse("l’équipe répond « {outcome} » à la promesse"),
    target_fixture="answer",
)
def the_team_answers_without_a_measure(story, outcome) -> tuple[str, str]:
    _evaluate(story, outcome, "")
    return outcome, ""


@when("l’équipe tente d’évaluer sans répondre à la promesse")
def the_team_tries_to_keep_silent(story) -> None:
    with story.trying("evaluate"):
        _evaluate(story, "", "")


@then(parsers.parse("le pilote est au stade « {stage} »"))
def the_pilot_is_evaluated(world, story, answer, stage) -> None:
    page = story.trial()
    assert page.pilot.stage == stage
    (promised,) = page.promises
    kept = page.evaluation.results
    assert set(kept) == {promised.id}
    assert (kept[promised.id].outcome, kept[promised.id].measured) == answer
    assert page.evaluation.said.finding == evaluation_form()["finding"]
    assert page.evaluation.said.costs == 9_800_00
    assert page.evaluation.written_by == world.applicant.id
    last = story.journal().entries[-1]
    assert (last.kind, last.target) == ("evaluate", stage)


@then("l’évaluation est refusée pour la promesse restée sans réponse")
def the_evaluation_is_refused(story) -> None:
    assert story.refused_fields() == {"outcome-1": "unanswered-promise"}
    page = story.trial()
    assert (page.pilot.stage, page.evaluation) == (PilotStage.ENDED, None)
    assert story.journal().entries[-1].kind == "end"
