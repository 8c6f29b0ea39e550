"""Following a pilot."""

import datetime as dt

from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import piloting
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.pilot import digest_of_promises, read_promises
from tests.makers import PROMISE, a_call, a_pilot, promises

scenarios("5-suivre-un-pilote.feature")


@given("un dossier retenu", target_fixture="lessons")
def a_selected_application(world, story) -> dict[str, str]:
    story.call = a_call(world)
    story.pilot = a_pilot(world, story.call)
    assert story.stage() is PilotStage.AGREED
    return {}


@when(parsers.parse("l’équipe promet « {indicator} »"))
def the_team_promises(world, story, indicator) -> None:
    row = PROMISE | {"indicator": indicator}
    piloting.promise(world.desk, world.applicant, story.pilot.public_id, [row])


@when("l’équipe tente de ne rien promettre")
def the_team_tries_to_promise_nothing(world, story) -> None:
    blank = dict.fromkeys(PROMISE, " ") | {"direction": "up"}
    with story.trying("promise"):
        piloting.promise(world.desk, world.applicant, story.pilot.public_id, [blank])


@when("la responsable fait commencer le pilote")
def the_manager_starts(world, story) -> None:
    piloting.start(world.desk, world.manager, story.pilot.public_id)


@when("la responsable tente de faire commencer le pilote")
def the_manager_tries_to_start(world, story) -> None:
    with story.trying("start"):
        piloting.start(world.desk, world.manager, story.pilot.public_id)


@when(parsers.parse("l’équipe note la mesure « {value} »"))
def the_team_measures(world, story, value) -> None:
    world.at(world.clock.now() + dt.timedelta(days=90))
    today = local_day(world.clock.now()).isoformat()
    (promised,) = promises(world, story.pilot)
    piloting.measure(
        world.desk,
        world.applicant,
        story.pilot.public_id,
        promised.id,
        {"value": value, "measured_on": today, "note": "Trois renforts."},
    )


@when("l’équipe finit le pilote")
def the_team_ends(world, story) -> None:
    piloting.end(world.desk, world.applicant, story.pilot.public_id)


@when(parsers.parse("l’équipe abandonne en disant « {said} »"))
def the_team_gives_up(world, story, lessons, said) -> None:
    lessons["said"] = said
    piloting.abandon(world.desk, world.applicant, story.pilot.public_id, {"lessons": said})


@then(parsers.parse("le pilote est au stade « {stage} »"))
def the_pilot_stands(world, story, lessons, stage) -> None:
    pilot = story.trial().pilot
    assert (pilot.stage, pilot.lessons) == (stage, lessons.get("said", ""))
    assert pilot.started_at <= pilot.ended_at == world.clock.now()
    last = story.journal().entries[-1]
    assert (last.target, last.subject_id) == (stage, pilot.public_id)
    assert last.actor == world.applicant.public_id


@then("ses promesses portent une empreinte")
def its_promises_bear_a_digest(story) -> None:
    page = story.trial()
    assert page.pilot.promises_digest == digest_of_promises(read_promises([PROMISE]))
    (kept,) = page.promises
    assert {name: getattr(kept, name) for name in PROMISE} == PROMISE
    other = read_promises([PROMISE | {"target": "6"}])
    assert page.pilot.promises_digest != digest_of_promises(other)


@then(parsers.parse("la mesure « {value} » est gardée"))
def the_measure_is_kept(world, story, value) -> None:
    page = story.trial()
    (kept,) = page.measures
    assert (kept.value, kept.promise_id) == (value, page.promises[0].id)
    assert (kept.note, kept.recorded_by) == ("Trois renforts.", world.applicant.id)


@then("la promesse est refusée")
def the_promise_is_refused(story) -> None:
    assert story.refused_fields() == {"0.indicator": "missing"}
    page = story.trial()
    assert (page.pilot.stage, page.pilot.promises_digest) == (PilotStage.AGREED, None)
    assert page.promises == ()
    assert story.journal().entries[-1].kind == "select"
