"""What makes a pilot last: suspended, resumed, given more time, handed over, each for a reason."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from reflexes.evaluation import amend, head
from reflexes.evaluation.plan import Plan
from reflexes.records import changed
from reflexes_calls.actions.around_pilots import around, around_known
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen
from reflexes_calls.domain.lifecycle import LASTING_STEPS, PILOT_STEPS, PilotStage, Step
from reflexes_calls.domain.milestone import Move, moves_of
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.pilot_life import (
    ExtensionAnswers,
    HandoverAnswers,
    ReasonAnswers,
    Turn,
)
from reflexes_calls.storage import applications, people, pilot_lives, pilots, plans, team

ALL = (*PILOT_STEPS, *LASTING_STEPS)


def life_step(
    taking: Taking, pilot: Pilot, call: Call, name: str, need: Callable[[], object]
) -> Step:
    """A step of a pilot's life, once it is open to the actor, its reason read."""
    found = around_known(taking.connection, taking.actor, pilot, call)
    return taking.step(ALL, name, pilot.stage, found.roles, {"reason": need})


def suspend(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> Pilot:
    """Stop a pilot for a while, and say why."""
    return _stop_or_go(desk, actor, pilot_id, raw, Turn.SUSPEND, PilotStage.SUSPENDED)


def resume(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> Pilot:
    """Take a suspended pilot up again, and say why."""
    return _stop_or_go(desk, actor, pilot_id, raw, Turn.RESUME, PilotStage.RUNNING)


def _stop_or_go(  # noqa: PLR0913, PLR0917  # a step, by whom, what was typed, and where it leads
    desk: Desk, actor: Person, pilot_id: str, raw: Raw, kind: Turn, stage: PilotStage
) -> Pilot:
    with desk.take(actor) as taking:
        pilot, call = taking.pilot(pilot_id)
        said: list[ReasonAnswers] = []
        step = life_step(
            taking, pilot, call, kind.value, lambda: said.append(read_form(ReasonAnswers, raw))
        )
        moved = pilots.change_pilot(taking.connection, pilot.id, stage=stage)
        _keep(taking, pilot, kind, said[0].reason)
        taking.note(step, call, pilot.public_id, {"reason": said[0].reason})
        told = concerned_by(taking.connection, pilot)
        taking.tell(kind.value, told, title=pilot.title, reasons=said[0].reason)
    return moved


def concerned_by(connection: Connection, pilot: Pilot) -> tuple[Person, ...]:
    """Whoever is of the team or manages the call, today."""
    held = {each.id: each for each in team_of(connection, pilot)}
    managers = people.holders_on(connection, pilot.call_id, Role.MANAGER)
    return tuple((held | {each.id: each for each in managers}).values())


def team_of(connection: Connection, pilot: Pilot) -> tuple[Person, ...]:
    """Who is of the team of a pilot today: its administration, and colleagues of its file."""
    (file,) = applications.applications_by_id(connection, [pilot.application_id])
    return team.whole_team(connection, file)


def look_at_extension(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> tuple[Move, ...]:
    """The milestones that would move with a new end; nothing is kept.

    Raises `Invalid` for what `extend` would refuse of the day and the reason.
    """
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        said = read_form(ExtensionAnswers, raw)
        registration = plans.registration_of_pilot(connection, found.pilot.id)
        if registration is None:
            raise NotOpen("no-plan-to-extend")
        ends = registration.plan.ends_on
        _check_longer(said.ends_on, ends)
        known = pilot_lives.milestones_of(connection, found.pilot.id)
        return moves_of(known, said.ends_on - ends)


def extend(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> Plan:
    """Give a pilot more time: its plan is amended for that reason, what was promised stays.

    Milestones that are not reached and whose boxes are ticked move by as many days as the end.
    """
    with desk.take(actor) as taking:
        pilot, call = taking.pilot(pilot_id)
        said: list[ExtensionAnswers] = []
        step = life_step(
            taking, pilot, call, "extend", lambda: said.append(read_form(ExtensionAnswers, raw))
        )
        registration = plans.registration_of_pilot(taking.connection, pilot.id)
        if registration is None:
            raise NotOpen("no-plan-to-extend")
        plan, (asked,) = registration.plan, said
        _check_longer(asked.ends_on, plan.ends_on)
        # The report is due as long after the end as was promised.
        reported = plan.reported_on + (asked.ends_on - plan.ends_on)
        longer = changed(plan, ends_on=asked.ends_on, reported_on=reported)
        kept = amend(registration, longer, on=local_day(taking.now), reason=asked.reason)
        plans.keep_registration(taking.connection, pilot.id, kept, by=actor.id)
        # Pages half typed meanwhile keep their words, and their end moves too.
        draft = plans.draft_of(taking.connection, pilot.id)
        if draft is not None and draft.typed:
            days = {"ends_on": f"{asked.ends_on:%d/%m/%Y}", "reported_on": f"{reported:%d/%m/%Y}"}
            plans.keep_draft(
                taking.connection, pilot.id, draft.typed | days, by=actor.id, at=taking.now
            )
        _keep(taking, pilot, Turn.EXTEND, asked.reason, day=asked.ends_on)
        facts: dict[str, Any] = {
            "ends_on": asked.ends_on.isoformat(),
            "reason": asked.reason,
            "plan": head(kept),
        }
        if moved := _move(taking, pilot, raw, asked.ends_on - plan.ends_on):
            facts["milestones"] = moved
        taking.note(step, call, pilot.public_id, facts)
        told = concerned_by(taking.connection, pilot)
        until = f"{asked.ends_on:%d/%m/%Y}"
        taking.tell("extend", told, title=pilot.title, reasons=asked.reason, until=until)
    return longer


def _move(taking: Taking, pilot: Pilot, raw: Raw, by: dt.timedelta) -> dict[str, str]:
    """Move the milestones ticked; gives the new day of each."""
    known = pilot_lives.milestones_of(taking.connection, pilot.id)
    ticked = [one for one in moves_of(known, by) if raw.get(one.milestone.move_field) == "yes"]
    for one in ticked:
        pilot_lives.change_milestone(taking.connection, one.milestone.id, due_on=one.due_on)
    return {one.milestone.public_id: one.due_on.isoformat() for one in ticked}


def _check_longer(asked: dt.date, ends: dt.date) -> None:
    if asked <= ends:
        refused = FieldRefusal(
            field="ends_on",
            kind="not-longer",
            met=f"{asked:%d/%m/%Y}",
            expected=f"{ends:%d/%m/%Y}",
        )
        raise Invalid((refused,))


def hand_over(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> Person:
    """Say who holds the pilot from now on: somebody of its team, who is told."""
    with desk.take(actor) as taking:
        pilot, call = taking.pilot(pilot_id)
        said: list[HandoverAnswers] = []
        step = life_step(
            taking, pilot, call, "hand_over", lambda: said.append(read_form(HandoverAnswers, raw))
        )
        (asked,) = said
        held = {each.public_id: each for each in team_of(taking.connection, pilot)}
        if asked.person not in held:
            raise Invalid((FieldRefusal(field="person", kind="not-of-the-team"),))
        holder = held[asked.person]
        _keep(taking, pilot, Turn.HAND_OVER, asked.reason, person_id=holder.id)
        facts = {"to": holder.public_id, "reason": asked.reason}
        taking.note(step, call, pilot.public_id, facts)
        told = concerned_by(taking.connection, pilot)
        taking.tell("hand_over", told, title=pilot.title, who=holder.name, reasons=asked.reason)
    return holder


def holder_of(connection: Connection, pilot: Pilot) -> tuple[Person | None, bool]:
    """Who holds a pilot, and whether they are still of its team; nobody before it is said."""
    named = [one for one in pilot_lives.events_of(connection, pilot.id) if one.person_id]
    if not named or named[-1].person_id is None:
        return None, False
    holder = people.get_person(connection, named[-1].person_id)
    return holder, any(each.id == holder.id for each in team_of(connection, pilot))


def _keep(  # noqa: PLR0913  # a turn, its reason, and what it says
    taking: Taking,
    pilot: Pilot,
    kind: Turn,
    reason: str,
    *,
    day: dt.date | None = None,
    person_id: int | None = None,
) -> None:
    pilot_lives.add_event(
        taking.connection,
        pilot_id=pilot.id,
        kind=kind,
        reason=reason,
        day=day,
        person_id=person_id,
        done_by=taking.actor.id,
        done_at=taking.now,
    )
