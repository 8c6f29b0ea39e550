"""Watching over deadlines: is the service there, who has not submitted yet.

The service marks that it runs. When it comes back after a silence, the silence is kept as an
outage, and the one rule of deadlines (`domain.deadlines`) moves those that were near, for everyone.
A demonstration is no service that people rely on: its silences are not counted.
"""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.applying import files_of, form_of_application
from reflexes_calls.actions.clocks import DemoClock
from reflexes_calls.actions.desk import Desk, write_letters
from reflexes_calls.actions.partnering import missing_of
from reflexes_calls.domain.answering import Reading, refusals_of
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day, local_words
from reflexes_calls.domain.deadlines import Deadline, Outage
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.lifecycle import WATCHING_STEPS, ApplicationStage, CallStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.rights import check_administrator, standing_of
from reflexes_calls.storage import applications, calls, journal, people, team, watching
from reflexes_calls.storage.engine import writing

SILENCE = dt.timedelta(minutes=5)
"""A shorter silence is a restart, not an outage."""
BEFORE = (
    ("hours", dt.timedelta(hours=3)),
    ("days", dt.timedelta(days=2)),
    ("week", dt.timedelta(days=7)),
)
"""How long before a deadline a reminder leaves; only the nearest one does."""
LONGEST_REASON = 500
SERVICE = "service"
"""Who acts in the journal when nobody does."""
MOST_NAMED = 12


@record
class Moved:
    """A call one deadline of which is moved by an outage."""

    call: Call
    before: tuple[Deadline, ...]
    after: tuple[Deadline, ...]


def beat(desk: Desk) -> Outage | None:
    """Mark that the service runs; the silence before it, if any, is kept as an outage."""
    now = desk.wall_clock.now()
    found: Outage | None = None
    with writing(desk.engine) as connection:
        last = watching.last_beat(connection)
        if last is not None and now - last > SILENCE and not isinstance(desk.clock, DemoClock):
            found = Outage(started_at=last, ended_at=now)
            _declare(connection, found, person=None, at=now)
        watching.keep_beat(connection, now)
    if found is not None:
        desk.send_letters()
    return found


def declare_outage(
    desk: Desk, actor: Person, started_at: dt.datetime, ended_at: dt.datetime, reason: str
) -> tuple[Moved, ...]:
    """Say that the service could not be reached; gives the calls whose deadline moves."""
    now = desk.clock.now()
    outage = Outage(started_at=started_at, ended_at=ended_at, reason=reason.strip())
    with writing(desk.engine) as connection:
        check_administrator(people.grants_of(connection, actor.id))
        _check_outage(outage, now)
        moved = _declare(connection, outage, person=actor, at=now)
    desk.send_letters()
    return moved


def _check_outage(outage: Outage, now: dt.datetime) -> None:
    refusals = []
    if outage.ended_at <= outage.started_at:
        refusals.append(
            FieldRefusal(
                field="ended",
                kind="not-after",
                met=local_words(outage.ended_at),
                expected=local_words(outage.started_at),
            )
        )
    if outage.ended_at > now:
        refusals.append(
            FieldRefusal(
                field="ended",
                kind="future-day",
                met=local_words(outage.ended_at),
                expected=local_words(now),
            )
        )
    if not outage.reason:
        refusals.append(FieldRefusal(field="reason", kind="missing"))
    if len(outage.reason) > LONGEST_REASON:
        refusals.append(
            FieldRefusal(
                field="reason",
                kind="too-long",
                met=str(len(outage.reason)),
                expected=str(LONGEST_REASON),
            )
        )
    if refusals:
        raise Invalid(tuple(refusals))


def cancel_outage(desk: Desk, actor: Person, key: int) -> tuple[Moved, ...]:
    """Take back an outage that was none; the deadlines it moved are what they were."""
    now = desk.clock.now()
    with writing(desk.engine) as connection:
        check_administrator(people.grants_of(connection, actor.id))
        if watching.find_outage(connection, key) is None:
            raise NotFound("outage", str(key))
        moved = _moving(
            connection, lambda: watching.remove_outage(connection, key), person=actor, at=now
        )
    desk.send_letters()
    return moved


def outages_told(desk: Desk, actor: Person) -> tuple[tuple[int, Outage], ...]:
    """Every outage with its number, for the administrator."""
    with desk.look() as connection:
        check_administrator(people.grants_of(connection, actor.id))
        return watching.outages_known(connection)


def _declare(
    connection: Connection, outage: Outage, *, person: Person | None, at: dt.datetime
) -> tuple[Moved, ...]:
    def add() -> None:
        calls.add_outage(
            connection,
            started_at=outage.started_at,
            ended_at=outage.ended_at,
            reason=outage.reason,
            declared_by=person.id if person else None,
            declared_at=at,
        )

    return _moving(connection, add, person=person, at=at)


def _moving(
    connection: Connection, act: Callable[[], None], *, person: Person | None, at: dt.datetime
) -> tuple[Moved, ...]:
    """Do `act`, then note and tell each deadline of a published call that it moved."""
    published = [c for c in calls.list_calls(connection) if c.stage is CallStage.PUBLISHED]
    before = {call.id: _deadlines(call) for call in published}
    act()
    found = []
    for one in published:
        call = calls.get_call(connection, one.id, lock=True)
        after = _deadlines(call)
        if after != before[one.id]:
            moved = Moved(call=call, before=before[one.id], after=after)
            _note(connection, moved, person=person, at=at)
            _tell_moved(connection, moved, at=at)
            found.append(moved)
    return tuple(found)


def _deadlines(call: Call) -> tuple[Deadline, ...]:
    letter = (call.letter_closes_at,) if call.letter_closes_at else ()
    return tuple(call.deadline_at(each) for each in (*letter, *call.closings))


def _note(connection: Connection, moved: Moved, *, person: Person | None, at: dt.datetime) -> None:
    step = WATCHING_STEPS[0]
    journal.append(
        connection,
        moved.call.id,
        {"until": [each.until.isoformat() for each in moved.after]},
        call=moved.call.public_id,
        at=at,
        actor=person.public_id if person else SERVICE,
        kind=step.name,
        subject=step.subject,
        subject_id=moved.call.public_id,
        source=str(step.source),
        target=str(step.target),
    )


def _tell_moved(connection: Connection, moved: Moved, *, at: dt.datetime) -> None:
    pairs = zip(moved.before, moved.after, strict=True)
    changed = [after for before, after in pairs if after != before]
    said = ", ".join(local_words(each.until) for each in changed)
    for known in applications.applications_of(connection, call=moved.call.id):
        if known.stage in {ApplicationStage.DRAFT, ApplicationStage.SUBMITTED}:
            facts = {"call": moved.call.title_fr, "until": said}
            to = team.whole_team(connection, known)
            write_letters(connection, "move_deadline", to, at, facts)


def remind(desk: Desk, address: str) -> int:
    """Write to every team whose deadline nears and who has not submitted; gives how many.

    `address` is where the service is reached. A deadline that moves is reminded of anew.
    """
    now = desk.clock.now()
    with desk.look() as connection:
        # This is looked for twice a minute: only who is due makes a write wait for it.
        waited = [
            known.id
            for call in calls.list_calls(connection)
            if call.stage is CallStage.PUBLISHED and now >= call.opens_at
            for known in applications.applications_of(connection, call=call.id)
            if _due(connection, call, known, now)
        ]
    count = sum(_remind(desk, key, now, address) for key in waited)
    if count:
        desk.send_letters()
    return count


def _due(
    connection: Connection, call: Call, known: Application, now: dt.datetime
) -> dict[str, str] | None:
    """The reminder that an application is due and has not had, as it is kept."""
    if known.stage is not ApplicationStage.DRAFT and not (
        known.stage is ApplicationStage.SUBMITTED and known.has_unsent_changes
    ):
        return None
    standing = standing_of(call, known.phase, now, admitted_until=known.admitted_until)
    kind = next((kind for kind, ahead in BEFORE if standing.until - now <= ahead), None)
    if kind is None or not standing.is_open:
        return None
    announced = standing.until.astimezone(dt.UTC).isoformat()
    if watching.was_reminded(connection, known.id, known.phase, announced, kind):
        return None
    return {"phase": known.phase, "announced": announced, "kind": kind}


def _remind(desk: Desk, key: int, now: dt.datetime, address: str) -> bool:
    """Remind one team, unless it has submitted since it was looked for."""
    with writing(desk.engine) as connection:
        known = applications.get_application(connection, key)
        call = calls.get_call(connection, known.call_id)
        due = _due(connection, call, known, now)
        if due is None:
            return False
        watching.keep_reminder(connection, application_id=known.id, sent_at=now, **due)
        is_draft = known.stage is ApplicationStage.DRAFT
        facts = {
            "call": call.title_fr,
            "until": local_words(dt.datetime.fromisoformat(due["announced"])),
            "link": f"{address}/dossiers/{known.public_id}",
        }
        facts |= _missing(desk, connection, call, known, now=now)
        kind = "remind" if is_draft else "remind_changes"
        write_letters(connection, kind, team.whole_team(connection, known), now, facts)
    return True


def _missing(
    desk: Desk, connection: Connection, call: Call, known: Application, *, now: dt.datetime
) -> dict[str, str]:
    """What keeps a draft from being submitted, in the two languages of letters."""
    form = form_of_application(connection, known)
    reading = Reading(
        today=local_day(now),
        figures=call.figures,
        registers=desk.registers,
        files=files_of(connection, known),
    )
    found = refusals_of(form, known.phase, known.draft, reading)
    codes = dict.fromkeys(one.field.split(".")[0] for one in found)
    questions = [form.find(code) for code in codes]
    partners = missing_of(connection, known, call)
    lines = {}
    for language, other in (("fr", "Partenaires et signatures"), ("en", "Partners, signatures")):
        said = [each.label.said(language) for each in questions if each is not None]
        said += [other] if partners else []
        shown = said[:MOST_NAMED] + (["…"] if len(said) > MOST_NAMED else [])
        nothing = {"fr": "rien : vérifiez, puis déposez", "en": "nothing: check, then submit"}
        lines[f"missing_{language}"] = "\n".join(f"- {one}" for one in shown or [nothing[language]])
    return lines
