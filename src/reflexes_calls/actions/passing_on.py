"""The hand-over file of a pilot: what whoever comes next must know, gathered from what is kept."""

import datetime as dt

from sqlalchemy import Connection

from reflexes.evaluation.locking import Registration
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around
from reflexes_calls.actions.calling_days_to_mind import days_of
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.reaching_milestones import StepsPage, steps_of
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.due_day import Due, DueDay
from reflexes_calls.domain.field import FieldNote, NoteKind
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Measure, Promise
from reflexes_calls.storage import field, people, pilots, plans

MOST_DAYS = 12


@record
class Followed:
    """An indicator with what was measured of it last, and how often."""

    promise: Promise
    count: int
    last: Measure | None


@record
class HandoverFile:
    """Where a pilot stands, for whoever comes next."""

    around: Around
    organisation: str
    steps: StepsPage
    registration: Registration | None
    followed: tuple[Followed, ...]
    days: tuple[DueDay, ...]
    managers: tuple[Person, ...]
    surprises: tuple[FieldNote, ...]
    obstacles: tuple[FieldNote, ...]
    today: dt.date

    @property
    def missing(self) -> tuple[Followed, ...]:
        """The indicators that were never measured."""
        return tuple(one for one in self.followed if not one.count)


def handover_file(desk: Desk, actor: Person, pilot_id: str) -> HandoverFile:
    """The hand-over file of a pilot, for its team and the managers of its call."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        return _gathered(connection, found, local_day(desk.clock.now()))


def _gathered(connection: Connection, found: Around, today: dt.date) -> HandoverFile:
    pilot = found.pilot
    measures = pilots.measures_of(connection, pilot.id)
    written = field.notes_of(connection, pilot.id)
    corrected = {one.corrects_id for one in written}
    notes = tuple(one for one in written if one.id not in corrected)
    days = (one for one in days_of(connection, pilot) if one.kind is not Due.LATE_MILESTONE)
    return HandoverFile(
        around=found,
        organisation=people.find_organisation(connection, pilot.organisation_id).name,
        steps=steps_of(connection, found, today),
        registration=plans.registration_of_pilot(connection, pilot.id),
        followed=tuple(
            _followed(one, measures) for one in pilots.promises_of(connection, pilot.id)
        ),
        days=tuple(one for one in days if one.day >= today)[:MOST_DAYS],
        managers=people.holders_on(connection, found.call.id, Role.MANAGER),
        surprises=tuple(one for one in notes if one.kind in SURPRISES),
        obstacles=tuple(one for one in notes if one.kind is NoteKind.OBSTACLE),
        today=today,
    )


def _followed(promise: Promise, measures: tuple[Measure, ...]) -> Followed:
    own = sorted(
        (one for one in measures if one.promise_id == promise.id),
        key=lambda one: (one.measured_on, one.id),
    )
    return Followed(promise=promise, count=len(own), last=own[-1] if own else None)


SURPRISES = frozenset({NoteKind.SURPRISE, NoteKind.UNEXPECTED})
"""What is told of the notes: the rest is read in the journal of the field."""
