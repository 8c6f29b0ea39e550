"""Who looks at what a pilot keeps for itself: its team, and the managers of its call.

The pilot is public; its notes, its surveys under way and its readings are not. Whoever is bound to
the file, as a juror or a partner, looks from no seat at all.
"""

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Conditions, Desk, Taking, need_pilot
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotAllowed
from reflexes_calls.domain.lifecycle import FIELD_STEPS, Step
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.visibility import ROLES_AT, Seat, roles_at, seats_on
from reflexes_calls.storage import applications, calls, team
from reflexes_calls.storage.seeing import facts_of, viewer_of

MAY_LOOK = (Role.APPLICANT, Role.MANAGER)
WRITERS = frozenset({Role.APPLICANT, Role.WRITER})


@record
class Around:
    """A pilot as somebody who may look at it finds it."""

    pilot: Pilot
    call: Call
    seat: Seat
    roles: frozenset[Role]

    @property
    def writes(self) -> bool:
        """Whether they write in its name."""
        return bool(self.roles & WRITERS)

    @property
    def manages(self) -> bool:
        """Whether they look as a manager of the call."""
        return self.seat is Seat.MANAGER


def around(connection: Connection, actor: Person, pilot_id: str) -> Around:
    """A pilot for its team or a manager of its call; `NotAllowed` for anyone else."""
    known = need_pilot(connection, pilot_id)
    return around_known(connection, actor, known, calls.get_call(connection, known.call_id))


def around_known(connection: Connection, actor: Person, pilot: Pilot, call: Call) -> Around:
    """The same, for a pilot that is known."""
    viewer = viewer_of(connection, actor)
    (file,) = applications.applications_by_id(connection, [pilot.application_id])
    facts = facts_of(connection, file, viewer)
    seat = next((each for each in seats_on(viewer, facts) if each is not Seat.REVIEWER), None)
    if seat is None:
        raise NotAllowed("not-allowed", step="look_around", by=MAY_LOOK)
    invited = team.places_of(connection, actor.id, file.id).invited
    roles = roles_at(viewer, seat, facts, invited) & ROLES_AT[seat]
    return Around(pilot=pilot, call=call, seat=seat, roles=roles)


def may_look(desk: Desk, actor: Person, pilot_id: str) -> bool:
    """Whether somebody is of the pilot’s team or manages its call."""
    with desk.look() as connection:
        try:
            around(connection, actor, pilot_id)
        except NotAllowed:
            return False
    return True


def field_step(
    taking: Taking, pilot_id: str, name: str, conditions: Conditions | None = None
) -> tuple[Around, Step]:
    """A pilot, locked, and one of the steps of the field once it is open to the actor."""
    pilot, call = taking.pilot(pilot_id)
    found = around_known(taking.connection, taking.actor, pilot, call)
    return found, taking.step(FIELD_STEPS, name, pilot.stage, found.roles, conditions or {})
