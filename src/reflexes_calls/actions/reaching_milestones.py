"""Milestones of a pilot: set, moved, taken away, delivered; payments that wait for them."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection

from reflexes.conversion import plain
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around, around_known
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.lasting import ALL, holder_of, team_of
from reflexes_calls.domain.agreement import AgreementState, Tranche
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.lifecycle import open_steps
from reflexes_calls.domain.milestone import (
    MOST_MILESTONES,
    DeliveryAnswers,
    Milestone,
    MilestoneAnswers,
)
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.pilot_life import Event
from reflexes_calls.storage import agreements, people, pilot_lives, plans


@record
class StepsPage:
    """The milestones of a pilot, what it waits to be paid, who holds it and what befell it."""

    around: Around
    milestones: tuple[Milestone, ...]
    tranches: tuple[Tranche, ...]
    events: tuple[Event, ...]
    names: Mapping[int, str]
    holder: Person | None
    is_holder_here: bool
    members: tuple[Person, ...]
    ends_on: dt.date | None
    today: dt.date
    open_steps: frozenset[str]

    def awaited_by(self, tranche: Tranche) -> tuple[Milestone, ...]:
        """The milestones that a payment waits for."""
        return tuple(one for one in self.milestones if one.tranche == tranche.position)


def steps_page(desk: Desk, actor: Person, pilot_id: str) -> StepsPage:
    """The milestones of a pilot, for its team and the managers of its call."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        return steps_of(connection, found, local_day(desk.clock.now()))


def steps_of(connection: Connection, found: Around, today: dt.date) -> StepsPage:
    """The same, once it is known who looks."""
    pilot = found.pilot
    holder, is_here = holder_of(connection, pilot)
    registration = plans.registration_of_pilot(connection, pilot.id)
    events = pilot_lives.events_of(connection, pilot.id)
    held = {one.person_id for one in events if one.person_id is not None}
    return StepsPage(
        around=found,
        milestones=pilot_lives.milestones_of(connection, pilot.id),
        tranches=tranches_of(connection, pilot),
        events=events,
        names={key: people.get_person(connection, key).name for key in held},
        holder=holder,
        is_holder_here=is_here,
        members=team_of(connection, pilot),
        ends_on=registration.plan.ends_on if registration else None,
        today=today,
        open_steps=frozenset(one.name for one in open_steps(ALL, pilot.stage, found.roles)),
    )


def tranches_of(connection: Connection, pilot: Pilot) -> tuple[Tranche, ...]:
    """What the agreement of a pilot pays; nothing while the agreement is being written."""
    known = agreements.find_agreement(connection, pilot.application_id)
    if known is None or known.state is AgreementState.DRAFT:
        return ()
    return agreements.tranches_of(connection, known.id)


def set_milestone(
    desk: Desk, actor: Person, pilot_id: str, raw: Raw, *, milestone_id: str = ""
) -> None:
    """Set a milestone, or say one anew as long as it is not delivered."""
    with desk.take(actor) as taking:
        pilot, call = taking.pilot(pilot_id)
        found = around_known(taking.connection, actor, pilot, call)
        step = taking.step(ALL, "set_milestone", pilot.stage, found.roles, {})
        said = read_form(MilestoneAnswers, raw)
        known = pilot_lives.milestones_of(taking.connection, pilot.id)
        changing = _open(known, milestone_id) if milestone_id else None
        tied = _tied(taking, found, said, changing)
        if changing:
            pilot_lives.change_milestone(
                taking.connection,
                changing.id,
                name=said.name,
                due_on=said.due_on,
                role=said.role,
                tranche=tied,
            )
        else:
            if len(known) >= MOST_MILESTONES:
                raise Conflict("too-many-milestones", most=MOST_MILESTONES)
            pilot_lives.add_milestone(
                taking.connection,
                pilot_id=pilot.id,
                name=said.name,
                due_on=said.due_on,
                role=said.role,
                tranche=tied,
                written_by=actor.id,
                written_at=taking.now,
            )
        taking.note(step, call, pilot.public_id, plain(said) | {"tranche": tied})


def _tied(
    taking: Taking, found: Around, said: MilestoneAnswers, changing: Milestone | None
) -> int | None:
    """The rank of the payment that waits for a milestone: only a manager ties and unties one."""
    if not found.manages:
        before = changing.tranche if changing else None
        if said.tranche not in {None, before}:
            met = str(said.tranche)
            raise Invalid((FieldRefusal(field="tranche", kind="tied-by-managers", met=met),))
        return before
    _check_tranche(taking, found.pilot, said)
    return said.tranche


def _check_tranche(taking: Taking, pilot: Pilot, said: MilestoneAnswers) -> None:
    if said.tranche is None:
        return
    ranks = [one.position for one in tranches_of(taking.connection, pilot)]
    if said.tranche not in ranks:
        met, expected = str(said.tranche), ", ".join(map(str, ranks)) or "–"
        refused = FieldRefusal(field="tranche", kind="no-such-tranche", met=met, expected=expected)
        raise Invalid((refused,))


def _open(known: tuple[Milestone, ...], milestone_id: str) -> Milestone:
    found = next((one for one in known if one.public_id == milestone_id), None)
    if found is None:
        raise NotFound("milestone", milestone_id)
    if found.is_done:
        raise Conflict("milestone-delivered")
    return found


def drop_milestone(desk: Desk, actor: Person, pilot_id: str, milestone_id: str) -> None:
    """Take away a milestone that is not delivered."""
    with desk.take(actor) as taking:
        pilot, call = taking.pilot(pilot_id)
        found = around_known(taking.connection, actor, pilot, call)
        step = taking.step(ALL, "drop_milestone", pilot.stage, found.roles, {})
        known = _open(pilot_lives.milestones_of(taking.connection, pilot.id), milestone_id)
        if known.tranche is not None and not found.manages:
            raise Conflict("milestone-awaited")
        pilot_lives.drop_milestone(taking.connection, known.id)
        facts = {"name": known.name, "due_on": known.due_on.isoformat()}
        taking.note(step, call, pilot.public_id, facts)


def deliver(desk: Desk, actor: Person, pilot_id: str, milestone_id: str, raw: Raw) -> None:
    """Say what was delivered, and when."""
    with desk.take(actor) as taking:
        pilot, call = taking.pilot(pilot_id)
        found = around_known(taking.connection, actor, pilot, call)
        step = taking.step(ALL, "deliver", pilot.stage, found.roles, {})
        known = _open(pilot_lives.milestones_of(taking.connection, pilot.id), milestone_id)
        said = read_form(DeliveryAnswers, raw)
        today = local_day(taking.now)
        if said.done_on > today:
            met, expected = said.done_on.isoformat(), today.isoformat()
            refused = FieldRefusal(field="done_on", kind="future-day", met=met, expected=expected)
            raise Invalid((refused,))
        pilot_lives.change_milestone(
            taking.connection, known.id, done_on=said.done_on, delivered=said.delivered
        )
        taking.note(step, call, pilot.public_id, {"name": known.name, **plain(said)})
