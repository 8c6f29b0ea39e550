"""A pilot lasts: suspended and resumed, milestones, days called to mind, handed over."""

import datetime as dt
from pathlib import Path

import pytest

from reflexes_calls.actions import lasting, passing_on, people, piloting
from reflexes_calls.actions import reaching_milestones as reaching
from reflexes_calls.actions.calling_days_to_mind import call_days_to_mind
from reflexes_calls.actions.noting_field import write_note
from reflexes_calls.actions.planning_pilots import lock_plan, plan_page, save_plan
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotOpen
from reflexes_calls.domain.milestone import Milestone
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.storage import journal, pilots
from reflexes_calls.storage import people as kept_people
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.handover_paper import handover_paper
from tests.makers import (
    AFTER,
    PASSWORD,
    PROMISE,
    SELECT,
    World,
    a_call,
    a_pilot,
    a_reviewed,
    a_world,
    decide,
)
from tests.reflexes_calls.actions.test_agreeing import issue
from tests.reflexes_calls.actions.test_planning_pilots import TYPED, write

ADDRESS = "https://essai.example"
WHY = {"reason": "La directrice est en congé jusqu’en septembre."}
DUE = AFTER + dt.timedelta(days=30)
MILESTONE = {"name": "Note à mi-parcours", "due_on": f"{DUE:%d/%m/%Y}", "role": "Cheffe de projet"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(f"sqlite:///{tmp_path / 'calls.sqlite3'}", tmp_path)


@pytest.fixture
def pilot(world: World) -> Pilot:
    made = a_pilot(world, a_call(world))
    piloting.promise(world.desk, world.applicant, made.public_id, [PROMISE])
    return piloting.start(world.desk, world.manager, made.public_id)


def letters(world: World) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(world.desk.outbox.glob("*.eml"))]


def milestones(world: World, pilot: Pilot) -> tuple[Milestone, ...]:
    return reaching.steps_page(world.desk, world.applicant, pilot.public_id).milestones


def a_newcomer(world: World) -> Person:
    made = people.create_person(
        world.desk,
        world.administrator,
        name="Une nouvelle",
        email="nouvelle@essai.example",
        password=PASSWORD,
    )
    people.join(world.desk, world.administrator, made, world.val_d_essai)
    return made


def leaves(world: World, person: Person) -> None:
    with writing(world.desk.engine) as connection:
        kept_people.remove_membership(connection, person.id, world.val_d_essai.id)


def test_a_suspended_pilot_measures_nothing_and_goes_on_again(world: World, pilot: Pilot) -> None:
    desk, team = world.desk, world.applicant
    with pytest.raises(Invalid):
        lasting.suspend(desk, team, pilot.public_id, {"reason": " "})
    assert lasting.suspend(desk, team, pilot.public_id, WHY).stage.value == "suspended"
    assert any("Essai suspendu" in text and WHY["reason"][:20] in text for text in letters(world))
    with pytest.raises(NotOpen):
        piloting.end(desk, team, pilot.public_id)
    with pytest.raises(NotAllowed):
        lasting.resume(desk, world.neighbour, pilot.public_id, WHY)
    assert lasting.resume(desk, world.manager, pilot.public_id, WHY).stage.value == "running"
    befell = reaching.steps_page(desk, team, pilot.public_id).events
    assert [(one.kind.value, one.reason) for one in befell] == [
        ("suspend", WHY["reason"]),
        ("resume", WHY["reason"]),
    ]


def test_a_suspended_pilot_may_be_given_up(world: World, pilot: Pilot) -> None:
    lasting.suspend(world.desk, world.applicant, pilot.public_id, WHY)
    lessons = {"lessons": "Sans direction, rien n’avance."}
    gone = piloting.abandon(world.desk, world.applicant, pilot.public_id, lessons)
    assert gone.stage.value == "abandoned"


def test_without_a_plan_there_is_no_end_to_put_off(world: World, pilot: Pilot) -> None:
    later = WHY | {"ends_on": "31/12/2027"}
    with pytest.raises(NotOpen) as refused:
        lasting.extend(world.desk, world.applicant, pilot.public_id, later)
    assert refused.value.kind == "no-plan-to-extend"


def test_a_milestone_is_set_moved_and_delivered(world: World, pilot: Pilot) -> None:
    desk, team, key = world.desk, world.applicant, pilot.public_id
    reaching.set_milestone(desk, team, key, MILESTONE)
    (one,) = milestones(world, pilot)
    moved = MILESTONE | {"due_on": f"{DUE + dt.timedelta(days=5):%d/%m/%Y}"}
    reaching.set_milestone(desk, team, key, moved, milestone_id=one.public_id)
    with pytest.raises(Invalid) as refused:
        reaching.set_milestone(desk, world.manager, key, MILESTONE | {"tranche": "3"})
    assert [each.kind for each in refused.value.refusals] == ["no-such-tranche"]
    said = {"done_on": "01/01/2099", "delivered": "La note, dans le dossier partagé."}
    with pytest.raises(Invalid):
        reaching.deliver(desk, team, key, one.public_id, said)
    said["done_on"] = f"{AFTER:%d/%m/%Y}"
    reaching.deliver(desk, team, key, one.public_id, said)
    (done,) = milestones(world, pilot)
    assert done.is_done
    assert done.delivered == said["delivered"]
    with pytest.raises(Conflict):
        reaching.drop_milestone(desk, team, key, one.public_id)


def test_whoever_is_there_on_the_day_is_told_once(world: World, pilot: Pilot) -> None:
    reaching.set_milestone(world.desk, world.applicant, pilot.public_id, MILESTONE)
    world.at(DUE - dt.timedelta(days=8))
    assert call_days_to_mind(world.desk, ADDRESS) == 0
    newcomer = a_newcomer(world)
    leaves(world, world.applicant)
    before = letters(world)
    world.at(DUE - dt.timedelta(days=6))
    assert call_days_to_mind(world.desk, ADDRESS) == 1
    assert call_days_to_mind(world.desk, ADDRESS) == 0
    (sent,) = [text for text in letters(world) if text not in before]
    assert f"To: {newcomer.email}" in sent
    world.at(DUE + dt.timedelta(days=2))
    assert call_days_to_mind(world.desk, ADDRESS) == 1
    world.at(DUE + dt.timedelta(days=60))
    assert call_days_to_mind(world.desk, ADDRESS) == 0


def test_with_nobody_left_the_manager_is_told_and_told_why(world: World, pilot: Pilot) -> None:
    reaching.set_milestone(world.desk, world.applicant, pilot.public_id, MILESTONE)
    with world.desk.look() as connection:
        members = kept_people.members_of(connection, world.val_d_essai.id)
    for each in members:
        leaves(world, each)
    before = letters(world)
    world.at(DUE - dt.timedelta(days=3))
    assert call_days_to_mind(world.desk, ADDRESS) == 1
    (sent,) = [text for text in letters(world) if text not in before]
    assert f"To: {world.manager.email}" in sent
    assert "Plus personne" in sent
    page = passing_on.handover_file(world.desk, world.manager, pilot.public_id)
    said = str(handover_paper(page, "fr"))
    assert "Plus personne" in said


def test_a_pilot_is_handed_over_to_somebody_of_the_team(world: World, pilot: Pilot) -> None:
    desk, team, key = world.desk, world.applicant, pilot.public_id
    with pytest.raises(Invalid) as refused:
        lasting.hand_over(desk, team, key, WHY | {"person": world.neighbour.public_id})
    assert [each.kind for each in refused.value.refusals] == ["not-of-the-team"]
    newcomer = a_newcomer(world)
    lasting.hand_over(desk, team, key, WHY | {"person": newcomer.public_id})
    page = reaching.steps_page(desk, team, key)
    assert page.holder == newcomer
    assert page.is_holder_here
    told = str(handover_paper(passing_on.handover_file(desk, team, key), "fr"))
    assert f"Confié à {newcomer.name} – {WHY['reason']}" in told
    leaves(world, newcomer)
    page = reaching.steps_page(desk, team, key)
    assert not page.is_holder_here
    reaching.set_milestone(desk, team, key, MILESTONE)
    world.at(DUE)
    call_days_to_mind(desk, ADDRESS)
    assert any("portait ce pilote" in text for text in letters(world))


def test_the_hand_over_file_says_what_is_missing(world: World, pilot: Pilot) -> None:
    desk, team, key = world.desk, world.applicant, pilot.public_id
    reaching.set_milestone(desk, team, key, MILESTONE)
    lasting.suspend(desk, team, key, WHY)
    world.at(DUE + dt.timedelta(days=3))
    page = passing_on.handover_file(desk, world.manager, key)
    assert [one.promise.indicator for one in page.missing] == [PROMISE["indicator"]]
    paper = handover_paper(page, "fr")
    said = str(paper).replace("\\xa0", "\u00a0")
    assert f"Jamais mesuré\u00a0: {PROMISE['indicator']}" in said
    assert f"En retard depuis le {DUE:%d/%m/%Y}" in said
    assert WHY["reason"] in said
    assert print_paper(paper).startswith(b"%PDF")
    with pytest.raises(NotAllowed):
        passing_on.handover_file(desk, world.neighbour, key)


def test_more_time_amends_the_plan_and_the_letters_follow(world: World) -> None:
    desk, team = world.desk, world.applicant
    key = a_pilot(world, a_call(world)).public_id
    for section, typed in TYPED.items():
        revision = plan_page(desk, team, key).revision
        save_plan(desk, team, key, section, typed, revision=revision)
    lock_plan(desk, team, key, revision=plan_page(desk, team, key).revision)
    piloting.start(desk, world.manager, key)
    with pytest.raises(Invalid) as refused:
        lasting.extend(desk, team, key, WHY | {"ends_on": "01/09/2027"})
    assert [each.kind for each in refused.value.refusals] == ["not-longer"]
    longer = lasting.extend(desk, team, key, WHY | {"ends_on": "31/10/2027"})
    assert longer.reported_on == dt.date(2028, 1, 15)
    kept = plan_page(desk, team, key).registration
    assert kept is not None
    assert [one.reason for one in kept.amendments] == [WHY["reason"]]
    assert kept.first["ends_on"] == "2027-09-30"
    world.at(dt.datetime(2027, 10, 5, 8, 0, tzinfo=dt.UTC))
    assert call_days_to_mind(desk, ADDRESS) == 1
    assert any("31/10/2027" in text and "fin du pilote" in text for text in letters(world))


def test_milestones_not_reached_move_with_the_end_where_they_are_ticked(world: World) -> None:
    desk, team = world.desk, world.applicant
    key = a_pilot(world, a_call(world)).public_id
    lock_plan(desk, team, key, revision=write(world, _pilot(world, key)))
    piloting.start(desk, world.manager, key)
    days = {"Fait": "01/02/2027", "Bilan": "01/09/2027", "Atelier": "15/09/2027"}
    for name, due in days.items():
        reaching.set_milestone(
            desk, team, key, {"name": name, "due_on": due, "role": "Cheffe de projet"}
        )
    known = {one.name: one for one in milestones(world, _pilot(world, key))}
    done = {"done_on": f"{AFTER:%d/%m/%Y}", "delivered": "La note."}
    reaching.deliver(desk, team, key, known["Fait"].public_id, done)
    said = WHY | {"ends_on": "31/10/2027"}
    with pytest.raises(Invalid):
        lasting.look_at_extension(desk, team, key, WHY | {"ends_on": "01/09/2027"})
    with pytest.raises(NotAllowed):
        lasting.look_at_extension(desk, world.neighbour, key, said)
    moves = lasting.look_at_extension(desk, team, key, said)
    assert [(one.milestone.name, one.due_on) for one in moves] == [
        ("Bilan", dt.date(2027, 10, 2)),
        ("Atelier", dt.date(2027, 10, 16)),
    ]
    ticked = {one.move_field: "yes" for one in (known["Fait"], known["Bilan"])}
    lasting.extend(desk, team, key, said | ticked)
    assert {one.name: one.due_on for one in milestones(world, _pilot(world, key))} == {
        "Fait": dt.date(2027, 2, 1),
        "Bilan": dt.date(2027, 10, 2),
        "Atelier": dt.date(2027, 9, 15),
    }
    with desk.look() as connection:
        entries = journal.entries_about(connection, _pilot(world, key).call_id, key)
    assert entries[-1].kind == "extend"


def _pilot(world: World, key: str) -> Pilot:
    with world.desk.look() as connection:
        found = pilots.find_pilot(connection, key)
    assert found is not None
    return found


def test_only_a_manager_says_which_payment_waits(world: World) -> None:
    desk, team = world.desk, world.applicant
    application = a_reviewed(world, a_call(world))
    decide(world, application, SELECT)
    issue(world, application)
    with desk.look() as connection:
        made = pilots.pilot_of_application(connection, application.id)
    assert made is not None
    key = made.public_id
    with pytest.raises(Invalid) as refused:
        reaching.set_milestone(desk, team, key, MILESTONE | {"tranche": "2"})
    assert [each.kind for each in refused.value.refusals] == ["tied-by-managers"]
    reaching.set_milestone(desk, world.manager, key, MILESTONE | {"tranche": "2"})
    (one,) = milestones(world, made)
    # The form of a team has no such field: what it keeps leaves the payment tied.
    reaching.set_milestone(desk, team, key, MILESTONE, milestone_id=one.public_id)
    assert [each.tranche for each in milestones(world, made)] == [2]
    with pytest.raises(Conflict) as kept:
        reaching.drop_milestone(desk, team, key, one.public_id)
    assert kept.value.kind == "milestone-awaited"
    told = str(handover_paper(passing_on.handover_file(desk, team, key), "fr"))
    assert f"pas encore versé – attend\\xa0: {MILESTONE['name']}" in told
    reaching.set_milestone(desk, world.manager, key, MILESTONE, milestone_id=one.public_id)
    reaching.drop_milestone(desk, team, key, one.public_id)
    assert milestones(world, made) == ()


def test_a_milestone_set_too_late_is_told_as_late_alone(world: World, pilot: Pilot) -> None:
    past = MILESTONE | {"due_on": f"{AFTER - dt.timedelta(days=3):%d/%m/%Y}"}
    reaching.set_milestone(world.desk, world.applicant, pilot.public_id, past)
    before = letters(world)
    assert call_days_to_mind(world.desk, ADDRESS) == 1
    (sent,) = [text for text in letters(world) if text not in before]
    assert sent.count("En retard depuis le") == 1
    assert sent.count("seen to by") == 1


def test_obstacles_are_told_and_a_corrected_note_is_told_once(world: World, pilot: Pilot) -> None:
    desk, team, key = world.desk, world.applicant, pilot.public_id
    first = {"kind": "obstacle", "text": "Le logiciel ne suit pas."}
    note = write_note(desk, team, key, first)
    later = {"kind": "obstacle", "text": "Le logiciel suit depuis mardi."}
    write_note(desk, team, key, later, corrects=note.public_id)
    page = passing_on.handover_file(desk, team, key)
    assert [one.text for one in page.obstacles] == [later["text"]]
    said = str(handover_paper(page, "fr"))
    assert "Ce qui a fait obstacle" in said
    assert later["text"] in said
