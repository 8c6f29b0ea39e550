"""Days that come due in pilots, called to mind in time to whoever is there on that day.

Nobody is named beforehand: people move. Whoever holds the pilot is written to; when nobody does, or
they left, the team is; when nobody of the team is left, the managers of the call. The letter says
why it came.
"""

import datetime as dt

from sqlalchemy import Connection

from reflexes_calls.actions.desk import About, Desk, write_letters
from reflexes_calls.actions.lasting import holder_of, team_of
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.due_day import Due, DueDay, due_days, to_remind
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.storage import people, pilot_lives, pilots, plans
from reflexes_calls.storage.engine import writing

ALIVE = (PilotStage.AGREED, PilotStage.PROMISED, PilotStage.RUNNING, PilotStage.ENDED)
"""A suspended pilot is left in peace."""
OF_THE_FIELD = frozenset({Due.MEASURE, Due.END})
LINES_FR = {
    Due.MILESTONE: "{day} : {name} (à voir par : {role})",
    Due.LATE_MILESTONE: "En retard depuis le {day} : {name} (à voir par : {role})",
    Due.MEASURE: "{day} : les mesures promises par le plan",
    Due.END: "{day} : fin du pilote",
    Due.REPORT: "{day} : rapport du pilote",
}
LINES_EN = {
    Due.MILESTONE: "{day}: {name} (seen to by: {role})",
    Due.LATE_MILESTONE: "Late since {day}: {name} (seen to by: {role})",
    Due.MEASURE: "{day}: the measures promised in the plan",
    Due.END: "{day}: end of the pilot",
    Due.REPORT: "{day}: report of the pilot",
}
TEAM = (
    (
        "Vous recevez cette lettre parce que vous êtes aujourd’hui de l’équipe de ce pilote, même "
        "si vous n’y étiez pas au début."
    ),
    (
        "You receive this letter because you belong to the team of this pilot today, even if you "
        "did not at first."
    ),
)
HELD = (
    "Vous recevez cette lettre parce que vous portez ce pilote aujourd’hui.",
    "You receive this letter because you hold this pilot today.",
)
GONE = (
    (
        "La personne qui portait ce pilote n’est plus de l’équipe : dites sur la page des étapes "
        "qui le porte désormais."
    ),
    (
        "Whoever held this pilot no longer belongs to the team: say on the page of the steps who "
        "holds it from now on."
    ),
)
NOBODY = (
    (
        "Plus personne n’est dans l’équipe de ce pilote. Vous recevez cette lettre à sa place, "
        "parce que vous gérez l’appel."
    ),
    (
        "Nobody is left in the team of this pilot. You receive this letter in their place, because "
        "you manage the call."
    ),
)


def call_days_to_mind(desk: Desk, address: str) -> int:
    """Write, once for each day that comes due; gives to how many pilots."""
    now = desk.clock.now()
    with desk.look() as connection:
        known = pilot_lives.pilots_at(connection, ALIVE)
        waiting = [key for key in known if _due(connection, pilots.get_pilot(connection, key), now)]
    count = sum(_remind(desk, key, now, address) for key in waiting)
    desk.send_letters()
    return count


def days_of(connection: Connection, pilot: Pilot) -> tuple[DueDay, ...]:
    """Every day that comes due in a pilot and is not seen to."""
    registration = plans.registration_of_pilot(connection, pilot.id)
    measured = [one.measured_on for one in pilots.measures_of(connection, pilot.id)]
    found = due_days(
        registration.plan if registration else None,
        pilot_lives.milestones_of(connection, pilot.id),
        measured,
    )
    if pilot.stage is PilotStage.RUNNING:
        return found
    # A suspended pilot keeps its end, which whoever takes it up must know; it measures nothing.
    is_stopped = pilot.stage is PilotStage.SUSPENDED
    left_out = {Due.MEASURE} if is_stopped else OF_THE_FIELD
    return tuple(one for one in found if one.kind not in left_out)


def _due(connection: Connection, pilot: Pilot, now: dt.datetime) -> tuple[DueDay, ...]:
    told = pilot_lives.told_of(connection, pilot.id)
    near = to_remind(days_of(connection, pilot), local_day(now))
    return tuple(one for one in near if one.code not in told)


def _remind(desk: Desk, key: int, now: dt.datetime, address: str) -> bool:
    with writing(desk.engine) as connection:
        pilot = pilot_lives.lock_pilot(connection, key)
        due = _due(connection, pilot, now) if pilot else ()
        if pilot is None or not due:
            return False
        to, (why_fr, why_en) = _whom(connection, pilot)
        if not to:
            # Nobody at all: the day is told once somebody is there to read it.
            return False
        pilot_lives.note_told(connection, pilot.id, [one.code for one in due], now)
        facts = {
            "title": pilot.title,
            "lines": _lines(due, LINES_FR),
            "lines_en": _lines(due, LINES_EN),
            "why_fr": why_fr,
            "why_en": why_en,
            "link": f"{address.rstrip('/')}/pilotes/{pilot.public_id}/etapes",
        }
        about = About(call=pilot.call_id, application=pilot.application_id)
        write_letters(connection, "call_to_mind", to, now, facts, about)
    return True


def _whom(connection: Connection, pilot: Pilot) -> tuple[tuple[Person, ...], tuple[str, str]]:
    """Who is written to on this day, and why they are."""
    team = team_of(connection, pilot)
    if not team:
        return people.holders_on(connection, pilot.call_id, Role.MANAGER), NOBODY
    holder, is_here = holder_of(connection, pilot)
    if holder is not None and is_here:
        return (holder,), HELD
    return team, (GONE if holder is not None and not is_here else TEAM)


def _lines(due: tuple[DueDay, ...], words: dict[Due, str]) -> str:
    return "\n".join(
        "- " + words[one.kind].format(day=f"{one.day:%d/%m/%Y}", name=one.name, role=one.role)
        for one in due
    )
