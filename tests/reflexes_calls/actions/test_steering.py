"""The pilots of a call together: what asks to be looked at, and at what cost it is gathered."""

import datetime as dt

import pytest
from sqlalchemy import event, insert, select

from reflexes_calls.actions import noting_field, piloting, steering
from reflexes_calls.domain.errors import NotAllowed
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.programme import Concern, NextKind, Order
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import AFTER, PROMISE, World, a_call, a_pilot
from tests.reflexes_calls.surveys_scene import an_open_survey

DAY = dt.timedelta(days=1)


def test_what_asks_to_be_looked_at_changes_with_the_days(world: World) -> None:
    call = a_call(world)
    pilot = a_pilot(world, call).public_id

    def line() -> steering.PilotLine:
        shown = steering.programme_page(world.desk, world.manager, call.public_id)
        (found,) = shown.lines
        assert shown.concerned == bool(found.concerns)
        return found

    assert line().concerns == ()
    world.at(AFTER + 31 * DAY)
    assert line().concerns == (Concern.NOTHING_PROMISED,)
    piloting.promise(world.desk, world.applicant, pilot, [PROMISE])
    piloting.start(world.desk, world.manager, pilot)
    assert line().concerns == ()
    assert line().facts.is_locked
    assert line().unmeasured == 1
    world.at(AFTER + 80 * DAY)
    assert line().concerns == (Concern.NO_NOTE, Concern.NEVER_MEASURED)
    said = {"kind": "obstacle", "text": "Le registre manque.", "seen_on": ""}
    noting_field.write_note(world.desk, world.applicant, pilot, said)
    assert line().concerns == (Concern.NEVER_MEASURED,)
    piloting.abandon(world.desk, world.applicant, pilot, {"lessons": "Trop tôt."})
    assert (line().facts.lessons, line().concerns) == ("Trop tôt.", ())
    meeting = line().next_date
    assert meeting is not None
    assert (meeting.kind, meeting.day) == (NextKind.MEETING, dt.date(2028, 5, 1))
    world.at(AFTER + 440 * DAY)
    assert line().concerns == (Concern.NOT_EVALUATED, Concern.MEETING_DUE)


def test_the_end_of_a_survey_is_a_next_date(world: World) -> None:
    call = a_call(world)
    an_open_survey(world, a_pilot(world, call).public_id)
    (line,) = steering.programme_page(world.desk, world.manager, call.public_id).lines
    assert line.facts.surveys_open == 1
    assert line.next_date is not None
    assert (line.next_date.kind, line.next_date.day) == (NextKind.SURVEY, dt.date(2027, 3, 1))


def test_a_milestone_is_a_next_date_and_then_late(world: World) -> None:
    call = a_call(world)
    pilot = a_pilot(world, call)
    said = {"pilot_id": pilot.id, "role": "", "delivered": "", "written_by": world.applicant.id}
    with writing(world.desk.engine) as connection:
        for rank, day in enumerate((dt.date(2027, 2, 20), dt.date(2027, 3, 20)), start=1):
            own = {"public_id": f"{rank:032x}", "name": f"Jalon {rank}", "due_on": day}
            at = {"written_at": world.clock.now()}
            connection.execute(insert(t.milestones).values(said | own | at))
    for days, late, following in ((0, 0, (2, 20)), (15, 1, (3, 20))):
        world.at(AFTER + days * DAY)
        (line,) = steering.programme_page(world.desk, world.manager, call.public_id).lines
        assert line.facts.late_milestones == late
        assert (Concern.LATE_MILESTONE in line.concerns) == bool(late)
        assert line.next_date is not None
        assert line.next_date.kind is NextKind.MILESTONE
        assert (line.next_date.day.month, line.next_date.day.day) == following


def test_only_a_manager_of_the_call_looks(world: World) -> None:
    call = a_call(world)
    a_pilot(world, call)
    for who in (world.applicant, world.reviewers[0], world.neighbour):
        with pytest.raises(NotAllowed):
            steering.programme_page(world.desk, who, call.public_id)


def _copy(world: World, count: int) -> None:
    """Many pilots like the first, in every stage, each with a file, a promise and a note."""
    stages = list(PilotStage)
    with writing(world.desk.engine) as connection:
        file = dict(connection.execute(select(t.applications)).mappings().first() or {})
        pilot = dict(connection.execute(select(t.pilots)).mappings().first() or {})
        note = dict(connection.execute(select(t.field_notes)).mappings().first() or {})
        for rank in range(1, count):
            own = {"id": 1000 + rank, "public_id": f"{rank:032x}"}
            connection.execute(
                insert(t.applications).values(
                    file | own | {"receipt": f"R{rank}", "slot": 1 + rank}
                )
            )
            said = {"application_id": own["id"], "stage": stages[rank % len(stages)]}
            connection.execute(insert(t.pilots).values(pilot | own | said))
            connection.execute(insert(t.field_notes).values(note | own | {"pilot_id": own["id"]}))


def test_two_hundred_pilots_cost_as_many_questions_as_one(world: World) -> None:
    call = a_call(world)
    pilot = a_pilot(world, call)
    note = {"kind": "observation", "text": "Calme.", "seen_on": ""}
    noting_field.write_note(world.desk, world.applicant, pilot.public_id, note)
    asked: list[str] = []
    event.listen(world.desk.engine, "before_cursor_execute", lambda *met: asked.append(str(met[2])))
    steering.programme_page(world.desk, world.manager, call.public_id)
    alone = len(asked)
    _copy(world, 200)
    asked.clear()
    shown = steering.programme_page(world.desk, world.manager, call.public_id, order=Order.STAGE)
    assert len(asked) == alone
    assert shown.total == 200
    stages = [list(PilotStage).index(each.facts.stage) for each in shown.lines]
    assert stages == sorted(stages)
    running = steering.programme_page(
        world.desk, world.manager, call.public_id, stage=PilotStage.RUNNING
    )
    assert len(running.lines) == running.counts[PilotStage.RUNNING]
    assert running.total == 200
