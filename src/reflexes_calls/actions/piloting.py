"""From a decision to a pilot: promises first, then measures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reflexes.conversion import plain
from reflexes_calls.actions.desk import Conditions, Desk, Taking
from reflexes_calls.actions.reading_rules import read_rules, rules_of
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.lifecycle import PILOT_STEPS, PilotStage, Step
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import (
    AbandonAnswers,
    Measure,
    MeasureAnswers,
    Pilot,
    PromiseAnswers,
    digest_of_promises,
    read_promises,
)
from reflexes_calls.storage import people, pilots

if TYPE_CHECKING:
    from reflexes.evaluation.report import RuleRead


def open_pilot_step(
    taking: Taking, pilot: Pilot, call: Call, name: str, conditions: Conditions | None = None
) -> Step:
    """The step `name` of a pilot, once it is open to the actor."""
    roles = taking.roles(call, pilot.organisation_id)
    return taking.step(PILOT_STEPS, name, pilot.stage, roles, conditions or {})


def promise(desk: Desk, actor: Person, pilot_id: str, rows: Sequence[Raw]) -> Pilot:
    """Lock the indicators promised beforehand: one row of `PromiseAnswers` for each."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        said: list[PromiseAnswers] = []
        needs = {"one_promise": lambda: said.extend(read_promises(rows))}
        step = open_pilot_step(taking, known, call, "promise", needs)
        digest = digest_of_promises(said)
        pilots.add_promises(taking.connection, known.id, said)
        moved = pilots.change_pilot(
            taking.connection, known.id, stage=PilotStage.PROMISED, promises_digest=digest
        )
        taking.note(step, call, known.public_id, {"promises": digest})
    return moved


def start(desk: Desk, actor: Person, pilot_id: str) -> Pilot:
    """Start the trial."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        step = open_pilot_step(taking, known, call, "start")
        moved = pilots.change_pilot(
            taking.connection, known.id, stage=PilotStage.RUNNING, started_at=taking.now
        )
        taking.note(step, call, known.public_id, {})
        members = people.members_of(taking.connection, known.organisation_id)
        taking.tell("start", members, title=known.title)
    return moved


def measure(desk: Desk, actor: Person, pilot_id: str, promise_id: int, raw: Raw) -> Measure:
    """Record a value; none is ever changed, a better one comes after it."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        step = open_pilot_step(taking, known, call, "measure")
        if promise_id not in {p.id for p in pilots.promises_of(taking.connection, known.id)}:
            raise NotFound("promise", str(promise_id))
        said = read_form(MeasureAnswers, raw)
        today = local_day(taking.now)
        if said.measured_on > today:
            met = said.measured_on.isoformat()
            raise Invalid(
                (
                    FieldRefusal(
                        field="measured_on", kind="future-day", met=met, expected=str(today)
                    ),
                )
            )
        kept = pilots.add_measure(
            taking.connection,
            promise_id=promise_id,
            value=said.value,
            measured_on=said.measured_on,
            note=said.note,
            recorded_by=actor.id,
            recorded_at=taking.now,
        )
        facts = {"value": said.value, "on": said.measured_on.isoformat(), "note": said.note}
        taking.note(step, call, known.public_id, facts)
    return kept


def end(desk: Desk, actor: Person, pilot_id: str) -> Pilot:
    """End the trial."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        step = open_pilot_step(taking, known, call, "end")
        moved = pilots.change_pilot(
            taking.connection, known.id, stage=PilotStage.ENDED, ended_at=taking.now
        )
        taking.note(step, call, known.public_id, {})
    return moved


def abandon(desk: Desk, actor: Person, pilot_id: str, raw: Raw) -> Pilot:
    """Give the trial up, and say what was learnt."""
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        said: list[tuple[AbandonAnswers, RuleRead | None]] = []

        def answered() -> None:
            answers = read_form(AbandonAnswers, raw)
            read = read_rules(rules_of(taking.connection, known), answers, raw)
            said.append((answers, read))

        step = open_pilot_step(taking, known, call, "abandon", {"lessons": answered})
        ((answers, read),) = said
        rule_read = plain(read) if read else None
        moved = pilots.change_pilot(
            taking.connection,
            known.id,
            stage=PilotStage.ABANDONED,
            ended_at=taking.now,
            lessons=answers.lessons,
            rule_read=rule_read,
        )
        facts = {"lessons": answers.lessons} | ({"rule": rule_read} if rule_read else {})
        taking.note(step, call, known.public_id, facts)
    return moved
