"""Watching over deadlines: is the service there, and which deadlines move when it was not.

The service marks that it runs. When it comes back after a silence, the silence is kept as an
outage, and the one rule of deadlines (`domain.deadlines`) moves those that were near, for everyone.
A demonstration is no service that people rely on: its silences are not counted.
"""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.clocks import DemoClock
from reflexes_calls.actions.desk import About, Desk, write_letters
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.deadlines import Deadline, Outage
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.lifecycle import WATCHING_STEPS, ApplicationStage, CallStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.rights import check_administrator
from reflexes_calls.storage import applications, calls, journal, people, team, watching
from reflexes_calls.storage.engine import writing

SILENCE = dt.timedelta(minutes=5)
"""A shorter silence is a restart, not an outage."""
LONGEST_REASON = 500
SERVICE = "service"
"""Who acts in the journal when nobody does."""
MOVED, PUT_BACK = "move_deadline", "put_deadline_back"
"""The letters: a deadline moves after an outage, or goes back when there was none after all."""


@record
class Moved:
    """A call one deadline of which is moved by an outage."""

    call: Call
    before: tuple[Deadline, ...]
    after: tuple[Deadline, ...]

    @property
    def changed(self) -> tuple[tuple[Deadline, Deadline], ...]:
        """Each deadline that is another than before, with what it was."""
        pairs = zip(self.before, self.after, strict=True)
        return tuple((before, after) for before, after in pairs if before != after)


def beat(desk: Desk, since: dt.timedelta | None = None) -> Outage | None:
    """Mark that the service runs; the silence before it, if any, is kept as an outage.

    `since` is how long ago this same process beat last, by a clock that nobody sets: a clock that
    was put right meanwhile is no silence.
    """
    now = desk.wall_clock.now()
    found: Outage | None = None
    with writing(desk.engine) as connection:
        last = watching.last_beat(connection)
        if last is not None and _was_silent(now - last, since) and not _is_demo(desk):
            found = Outage(started_at=last, ended_at=now)
            _declare(connection, found, person=None, at=now)
        watching.keep_beat(connection, now)
    if found is not None:
        desk.send_letters()
    return found


def _was_silent(by_the_clock: dt.timedelta, since: dt.timedelta | None) -> bool:
    return min(by_the_clock, by_the_clock if since is None else since) > SILENCE


def _is_demo(desk: Desk) -> bool:
    return isinstance(desk.clock, DemoClock)


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
    """Take back an outage that was none; the deadlines it moved are what they were.

    A deadline that everyone was told is never moved into the past: then the outage stays.
    """
    now = desk.clock.now()
    with writing(desk.engine) as connection:
        check_administrator(people.grants_of(connection, actor.id))
        if watching.find_outage(connection, key) is None:
            raise NotFound("outage", str(key))
        moved = _moving(
            connection,
            lambda: watching.remove_outage(connection, key),
            letter=PUT_BACK,
            person=actor,
            at=now,
        )
        _check_ahead(moved, now)
    desk.send_letters()
    return moved


def _check_ahead(moved: tuple[Moved, ...], now: dt.datetime) -> None:
    for each in moved:
        past = [after.until for _, after in each.changed if after.until < now]
        if past:
            raise Refused("outage-stays", call=each.call.title_fr, until=max(past))


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

    return _moving(connection, add, letter=MOVED, person=person, at=at)


def _moving(
    connection: Connection,
    act: Callable[[], None],
    *,
    letter: str,
    person: Person | None,
    at: dt.datetime,
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
            _tell_moved(connection, moved, letter, at=at)
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


def _tell_moved(connection: Connection, moved: Moved, kind: str, *, at: dt.datetime) -> None:
    # An outage declared long afterwards may move a deadline to an hour that has passed: no letter
    # announces it, for nobody could use it any more.
    ahead = [after.until for _, after in moved.changed if after.until >= at]
    if not ahead:
        return
    facts = {
        "call": moved.call.title_fr,
        "call_en": moved.call.title("en"),
        "until": ", ".join(map(local_words, ahead)),
    }
    for known in applications.applications_of(connection, call=moved.call.id):
        if known.stage in {ApplicationStage.DRAFT, ApplicationStage.SUBMITTED}:
            everyone = team.whole_team(connection, known)
            write_letters(connection, kind, everyone, at, facts, About.file(known))
