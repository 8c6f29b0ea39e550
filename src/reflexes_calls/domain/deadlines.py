"""Deadlines: one function says whether something arrives in time, and in which words.

A deadline is a local day and hour in Paris, kept as an instant. What arrives at that very instant
is in time. The call states its grace, in minutes. When the service was down shortly before, the
deadline moves for everyone: by the time lost, rounded up to the hour, and never to less than an
hour after the service came back. An outage in the time so given, or in the grace, moves it again.
One late file may be admitted, by an act of its own.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from reflexes.records import changed, record

WINDOW = dt.timedelta(hours=24)
"""An outage counts when it happened so shortly before the deadline, or until its last instant."""
HOUR = dt.timedelta(hours=1)


@record
class Outage:
    """The service could not be reached from one instant to another."""

    started_at: dt.datetime
    ended_at: dt.datetime
    reason: str = ""


@record
class Deadline:
    """What was announced, the grace stated with it, and the last instant that is in time."""

    announced: dt.datetime
    grace: dt.timedelta = dt.timedelta()
    moved_to: dt.datetime | None = None

    @property
    def until(self) -> dt.datetime:
        """The last instant at which something is taken."""
        return (self.moved_to or self.announced) + self.grace


class Verdict(StrEnum):
    """How something arrives."""

    EARLY = "early"
    IN_TIME = "in-time"
    MOVED = "moved"
    IN_GRACE = "in-grace"
    ADMITTED = "admitted"
    LATE = "late"


@record
class Standing:
    """The verdict at one instant, and the facts of its sentence."""

    verdict: Verdict
    announced: dt.datetime
    until: dt.datetime

    @property
    def is_open(self) -> bool:
        """Whether what arrives now is taken."""
        return self.verdict not in {Verdict.EARLY, Verdict.LATE}


def deadline_of(
    announced: dt.datetime, *, grace: int = 0, outages: Iterable[Outage] = ()
) -> Deadline:
    """The deadline of an announced instant; `grace` in minutes."""
    deadline = Deadline(announced=announced, grace=dt.timedelta(minutes=grace))
    lost, reached = dt.timedelta(), announced - WINDOW
    for one in sorted(outages, key=lambda each: each.started_at):
        if one.ended_at <= announced - WINDOW or one.started_at > deadline.until:
            continue
        # Two reports of one outage are counted once.
        begins = max(one.started_at, reached)
        lost += max(one.ended_at - begins, dt.timedelta())
        reached = max(reached, one.ended_at)
        hours = -(-lost // HOUR)
        deadline = changed(deadline, moved_to=max(announced + hours * HOUR, reached + HOUR))
    return deadline


def stand(
    deadline: Deadline,
    now: dt.datetime,
    *,
    opens_at: dt.datetime | None = None,
    admitted_until: dt.datetime | None = None,
) -> Standing:
    """Whether what arrives `now` is in time, in grace, admitted or late."""
    verdict, until = Verdict.LATE, deadline.until
    if opens_at is not None and now < opens_at:
        verdict, until = Verdict.EARLY, opens_at
    elif now <= deadline.announced:
        verdict = Verdict.IN_TIME if deadline.moved_to is None else Verdict.MOVED
    elif now <= deadline.until:
        verdict = Verdict.IN_GRACE if deadline.moved_to is None else Verdict.MOVED
    elif admitted_until is not None and now <= admitted_until:
        verdict, until = Verdict.ADMITTED, admitted_until
    return Standing(verdict=verdict, announced=deadline.announced, until=until)
