"""Days that come due in a pilot: milestones, measures, its end, its report."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from reflexes.evaluation.plan import Frequency, Plan
from reflexes.records import record
from reflexes_calls.domain.milestone import Milestone

LATE = dt.timedelta(days=14)
"""Beyond it, what is late is seen on the pages and no letter goes any more."""
STEPS = {
    Frequency.DAILY: dt.timedelta(days=7),
    Frequency.WEEKLY: dt.timedelta(days=7),
    Frequency.MONTHLY: dt.timedelta(days=30),
    Frequency.QUARTERLY: dt.timedelta(days=91),
    Frequency.YEARLY: dt.timedelta(days=365),
}
"""How often a measure is called to mind; what is counted every day, once a week."""


class Due(StrEnum):
    """What comes due."""

    MILESTONE = "milestone"
    LATE_MILESTONE = "late-milestone"
    MEASURE = "measure"
    END = "end"
    REPORT = "report"


AHEAD = {
    Due.MILESTONE: dt.timedelta(days=7),
    Due.LATE_MILESTONE: dt.timedelta(days=-1),
    Due.MEASURE: dt.timedelta(days=0),
    Due.END: dt.timedelta(days=30),
    Due.REPORT: dt.timedelta(days=30),
}
"""How long before its day each is called to mind."""


@record
class DueDay:
    """A day that comes due; `code` tells it from every other of the pilot."""

    kind: Due
    code: str
    day: dt.date
    name: str = ""
    role: str = ""


def due_days(
    plan: Plan | None, milestones: Iterable[Milestone], measured: Sequence[dt.date]
) -> tuple[DueDay, ...]:
    """Every day that comes due and is not seen to, the first one first.

    `measured` are the days on which something was measured: a period that holds one is seen to.
    """
    found = [*_of_milestones(milestones), *(_of_plan(plan, measured) if plan else ())]
    return tuple(sorted(found, key=lambda one: (one.day, one.code)))


def to_remind(days: Iterable[DueDay], today: dt.date) -> tuple[DueDay, ...]:
    """Those that are called to mind on a day."""
    return tuple(one for one in days if one.day - AHEAD[one.kind] <= today <= _until(one))


def _until(one: DueDay) -> dt.date:
    """Until when a day is called to mind; a milestone that is late is told as late alone."""
    return one.day if one.kind is Due.MILESTONE else one.day + LATE


def _of_milestones(milestones: Iterable[Milestone]) -> Iterator[DueDay]:
    for one in milestones:
        if not one.is_done:
            # The day is in the code: a milestone that is moved is called to mind anew.
            at = f"{one.public_id}:{one.due_on.isoformat()}"
            for kind in (Due.MILESTONE, Due.LATE_MILESTONE):
                code = f"{kind.value}:{at}"
                yield DueDay(kind=kind, code=code, day=one.due_on, name=one.name, role=one.role)


def _of_plan(plan: Plan, measured: Sequence[dt.date]) -> Iterator[DueDay]:
    yield DueDay(kind=Due.END, code=f"end:{plan.ends_on.isoformat()}", day=plan.ends_on)
    yield DueDay(
        kind=Due.REPORT, code=f"report:{plan.reported_on.isoformat()}", day=plan.reported_on
    )
    steps = [STEPS[one.frequency] for one in plan.indicators if one.frequency in STEPS]
    if not steps:
        return
    # One letter for all indicators: the one measured most often says when.
    step, since = min(steps), plan.starts_on
    while (until := since + step) <= plan.ends_on:
        if not any(since < on <= until for on in measured):
            yield DueDay(kind=Due.MEASURE, code=f"measure:{until.isoformat()}", day=until)
        since = until
