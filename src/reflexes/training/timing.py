"""Clock times of a module, and the same module with other minutes, its sums kept true."""

from collections.abc import Callable
from collections.abc import Sequence as Many

import attrs

from reflexes.records import changed
from reflexes.training.module import Activity, Module, Sequence, Session, Step

HOUR = 60


@attrs.frozen(kw_only=True)
class Moment:
    """An activity at its place in the day."""

    session: Session
    sequence: Sequence
    activity: Activity
    begins: str
    ends: str


def moments(module: Module) -> tuple[Moment, ...]:
    """Every activity with its clock times, session by session."""
    return tuple(each for session in module.sessions for each in _session_moments(session))


def _session_moments(session: Session) -> list[Moment]:
    found = []
    at = _minute_of(session.starts)
    for sequence in session.sequences:
        for activity in sequence.activities:
            found.append(
                Moment(
                    session=session,
                    sequence=sequence,
                    activity=activity,
                    begins=clock(at),
                    ends=clock(at + activity.minutes),
                )
            )
            at += activity.minutes
    return found


def _minute_of(hour: str) -> int:
    hours, minutes = hour.split(":")
    return int(hours) * HOUR + int(minutes)


def clock(minute: int) -> str:
    """A minute of the day as `09:05`."""
    return f"{minute // HOUR % 24:02d}:{minute % HOUR:02d}"


def shared_out(steps: Many[Step], minutes: int) -> tuple[Step, ...]:
    """The same steps over `minutes`, in proportion and to the minute, none under one minute.

    Gives no step when there are fewer minutes than steps.
    """
    if not steps or minutes < len(steps):
        return ()
    total = sum(step.minutes for step in steps)
    exact = [step.minutes * minutes / total for step in steps]
    kept = [max(1, int(each)) for each in exact]
    # The largest rest takes the next minute; the first in order when two are equal.
    while sum(kept) < minutes:
        kept[max(range(len(kept)), key=lambda at: (exact[at] - kept[at], -at))] += 1
    while sum(kept) > minutes:
        over = [at for at in range(len(kept)) if kept[at] > 1]
        kept[max(over, key=lambda at: (kept[at] - exact[at], -at))] -= 1
    return tuple(changed(step, minutes=each) for step, each in zip(steps, kept, strict=True))


def retimed(module: Module, code: str, minutes: int) -> Module:
    """The same module, in which the activity `code` lasts `minutes` and every sum is true again.

    Raises `LookupError` when no activity bears that code.
    """
    if all(activity.code != code for activity in module.activities):
        raise LookupError(code)

    def mended(activity: Activity) -> Activity:
        if activity.code != code:
            return activity
        return changed(activity, minutes=minutes, steps=shared_out(activity.steps, minutes))

    return with_true_sums(_each_activity(module, mended))


def replaced(module: Module, code: str, activity: Activity) -> Module:
    """The same module with `activity` in the place of the one that bears `code`."""
    if all(each.code != code for each in module.activities):
        raise LookupError(code)
    return with_true_sums(
        _each_activity(module, lambda each: activity if each.code == code else each)
    )


def moved(module: Module, code: str, by: int) -> Module:
    """The same module, in which the sequence `code` stands `by` places further in its session."""
    for at, session in enumerate(module.sessions):
        codes = [sequence.code for sequence in session.sequences]
        if code not in codes:
            continue
        order = list(session.sequences)
        here = codes.index(code)
        order.insert(max(0, min(len(order) - 1, here + by)), order.pop(here))
        sessions = list(module.sessions)
        sessions[at] = changed(session, sequences=tuple(order))
        return changed(module, sessions=tuple(sessions))
    raise LookupError(code)


def moved_activity(module: Module, code: str, by: int) -> Module:
    """The same module, in which the activity `code` stands one place further (`by` 1) or before.

    At the edge of its sequence it goes to the next one of its session, and so takes its own
    sequence away when it was alone there. Raises `LookupError` when no activity bears that code.
    """
    for at, session in enumerate(module.sessions):
        lists = [list(sequence.activities) for sequence in session.sequences]
        place = next(
            (
                (q, a)
                for q, activities in enumerate(lists)
                for a, activity in enumerate(activities)
                if activity.code == code
            ),
            None,
        )
        if place is None:
            continue
        _shift(lists, place, by)
        sequences = tuple(
            changed(sequence, activities=tuple(activities))
            for sequence, activities in zip(session.sequences, lists, strict=True)
            if activities
        )
        sessions = list(module.sessions)
        sessions[at] = changed(session, sequences=sequences)
        return with_true_sums(changed(module, sessions=tuple(sessions)))
    raise LookupError(code)


def _shift(lists: list[list[Activity]], place: tuple[int, int], by: int) -> None:
    """Move one activity a place further or before, from list to list where one ends."""
    sequence, here = place
    there = here + by
    if 0 <= there < len(lists[sequence]):
        lists[sequence].insert(there, lists[sequence].pop(here))
    elif 0 <= sequence + by < len(lists):
        activity = lists[sequence].pop(here)
        near = lists[sequence + by]
        near.insert(0 if by > 0 else len(near), activity)


def with_true_sums(module: Module) -> Module:
    """The same module, whose sequences, sessions and whole announce what their parts add up to."""
    sessions = []
    for session in module.sessions:
        sequences = tuple(
            changed(sequence, minutes=sum(each.minutes for each in sequence.activities))
            for sequence in session.sequences
        )
        total = sum(sequence.minutes for sequence in sequences)
        sessions.append(changed(session, sequences=sequences, minutes=total))
    return changed(
        module, sessions=tuple(sessions), minutes=sum(session.minutes for session in sessions)
    )


def _each_activity(module: Module, mend: Callable[[Activity], Activity]) -> Module:
    sessions = tuple(
        changed(
            session,
            sequences=tuple(
                changed(
                    sequence,
                    activities=tuple(mend(each) for each in sequence.activities),
                )
                for sequence in session.sequences
            ),
        )
        for session in module.sessions
    )
    return changed(module, sessions=sessions)
