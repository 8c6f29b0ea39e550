"""Meetings a year and two years after the end: called to mind in time, and written down once held.

Nobody is named beforehand: the letter goes to whoever belongs to the administration, or manages
the call, on the day it leaves.
"""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection

from reflexes.conversion import plain
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around, around_known
from reflexes_calls.actions.desk import About, Desk, Taking, write_letters
from reflexes_calls.actions.probing import read_without_names
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.follow_up import (
    AHEAD,
    YEARS,
    Appointment,
    FollowUpAnswers,
    appointments,
    is_near,
)
from reflexes_calls.domain.lifecycle import PILOT_STEPS
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.pilot import Pilot, Promise
from reflexes_calls.storage import field, people, pilots
from reflexes_calls.storage.engine import writing

LONGEST_FIGURE = 60
WORDS = ("stands", "given_up", "spread", "kept_by")


@record
class FollowUpsPage:
    """Both meetings of a pilot, and the indicators whose figures are measured again."""

    around: Around
    meetings: tuple[Appointment, ...]
    promises: tuple[Promise, ...]
    last_measured: dict[int, str]
    today: dt.date
    may_write: bool


def follow_ups_page(desk: Desk, actor: Person, pilot_id: str) -> FollowUpsPage:
    """What was said afterwards, and when it is to be said."""
    with desk.look() as connection:
        found = around(connection, actor, pilot_id)
        kept = field.follow_ups_of(connection, [found.pilot.id])
        promises = pilots.promises_of(connection, found.pilot.id)
        measures = pilots.measures_of(connection, found.pilot.id)
    steps = {step.name for step in PILOT_STEPS if step.source == found.pilot.stage}
    return FollowUpsPage(
        around=found,
        meetings=appointments(_ended(found.pilot), kept),
        promises=promises,
        last_measured={each.promise_id: each.value for each in measures},
        today=local_day(desk.clock.now()),
        may_write="revisit" in steps and (found.writes or found.manages),
    )


def _ended(pilot: Pilot) -> dt.date | None:
    return local_day(pilot.ended_at) if pilot.ended_at else None


def revisit(desk: Desk, actor: Person, pilot_id: str, years: int, raw: Raw) -> None:
    """Write down what was said at a meeting; a later text of the same meeting replaces it."""
    with desk.take(actor) as taking:
        pilot, call = taking.pilot(pilot_id)
        found = around_known(taking.connection, actor, pilot, call)
        step = taking.step(PILOT_STEPS, "revisit", pilot.stage, found.roles, {})
        if years not in YEARS:
            raise NotFound("meeting", str(years))
        said = _read(taking, pilot, raw)
        figures = _figures(pilots.promises_of(taking.connection, pilot.id), raw)
        field.keep_follow_up(
            taking.connection,
            pilot.id,
            years,
            met_on=said.met_on,
            said={name: getattr(said, name) for name in WORDS},
            figures=figures,
            written_by=actor.id,
            written_at=taking.now,
        )
        facts = {"years": years, **plain(said), "figures": figures}
        taking.note(step, call, pilot.public_id, facts)


def _read(taking: Taking, pilot: Pilot, raw: Raw) -> FollowUpAnswers:
    refusals: list[FieldRefusal] = []
    try:
        said = read_without_names(FollowUpAnswers, raw, WORDS)
    except Invalid as invalid:
        raise Invalid((*invalid.refusals, *_long_figures(raw))) from None
    refusals.extend(_long_figures(raw))
    ended, met = _ended(pilot), said.met_on.isoformat()
    if ended is not None and said.met_on <= ended:
        expected = ended.isoformat()
        refusals.append(FieldRefusal(field="met_on", kind="not-after", met=met, expected=expected))
    today = local_day(taking.now)
    if said.met_on > today:
        refusals.append(
            FieldRefusal(field="met_on", kind="future-day", met=met, expected=today.isoformat())
        )
    if refusals:
        raise Invalid(tuple(refusals))
    return said


def _long_figures(raw: Raw) -> tuple[FieldRefusal, ...]:
    return tuple(
        FieldRefusal(field=name, kind="too-long", met=str(len(text)), expected=str(LONGEST_FIGURE))
        for name, text in raw.items()
        if name.startswith("figure-") and len(text) > LONGEST_FIGURE
    )


def _figures(promises: tuple[Promise, ...], raw: Raw) -> dict[str, str]:
    """The figures measured again, by the rank of their indicator; those left empty are not kept."""
    typed = {str(each.position): raw.get(f"figure-{each.position}", "") for each in promises}
    return {rank: text.strip() for rank, text in typed.items() if text.strip()}


def remind_follow_ups(desk: Desk, address: str) -> int:
    """Write, once, to whoever is there now, when a meeting nears; gives how many meetings."""
    now = desk.clock.now()
    with desk.look() as connection:
        found = tuple(_to_remind(connection, now))
    count = sum(_remind(desk, pilot, meeting, now, address) for pilot, meeting in found)
    desk.send_letters()
    return count


def _to_remind(connection: Connection, now: dt.datetime) -> Iterator[tuple[int, Appointment]]:
    """The meetings that near. One long past is called to mind no more."""
    today, year = local_day(now), dt.timedelta(days=365)
    since, until = now - (max(YEARS) + 1) * year, now - year + AHEAD
    for key in field.ended_between(connection, since, until):
        kept = field.follow_ups_of(connection, [key])
        ended = _ended(pilots.get_pilot(connection, key))
        for meeting in appointments(ended, kept):
            is_told = meeting.kept is not None and meeting.kept.reminded_at is not None
            is_recent = today <= meeting.due_on + year / 2
            if is_near(meeting, today) and is_recent and not is_told:
                yield key, meeting


def _remind(
    desk: Desk, pilot_id: int, meeting: Appointment, now: dt.datetime, address: str
) -> bool:
    with writing(desk.engine) as connection:
        pilot = pilots.get_pilot(connection, pilot_id)
        kept = field.follow_ups_of(connection, [pilot_id])
        if any(each.years == meeting.years and each.reminded_at for each in kept):
            return False
        field.keep_follow_up(connection, pilot_id, meeting.years, reminded_at=now)
        members = people.members_of(connection, pilot.organisation_id)
        managers = people.holders_on(connection, pilot.call_id, Role.MANAGER)
        facts = {
            "title": pilot.title,
            "left": "un an" if meeting.years == 1 else f"{meeting.years} ans",
            "left_en": "a year" if meeting.years == 1 else f"{meeting.years} years",
            "until_fr": f"{meeting.due_on:%d/%m/%Y}",
            "until_en": f"{meeting.due_on:%d/%m/%Y}",
            "link": f"{address.rstrip('/')}/pilotes/{pilot.public_id}/suites",
        }
        about = About(call=pilot.call_id, application=pilot.application_id)
        to = {each.id: each for each in (*members, *managers)}
        write_letters(connection, "follow_up", to.values(), now, facts, about)
    return True
