"""The pilots of a call together: where each stands, and which ones ask to be looked at."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from reflexes.records import record
from reflexes_calls.domain.follow_up import Appointment, is_near
from reflexes_calls.domain.lifecycle import PilotStage

QUIET = dt.timedelta(days=45)
"""How long a running pilot may say nothing before it is asked about."""
PATIENCE = dt.timedelta(days=30)
"""How long after the decision nothing may be promised."""
OVER = frozenset({PilotStage.ENDED, PilotStage.EVALUATED, PilotStage.PROPOSED})


class Concern(StrEnum):
    """Why a pilot asks to be looked at."""

    NOTHING_PROMISED = "nothing-promised"
    NEVER_MEASURED = "never-measured"
    NOT_MEASURED_LATELY = "not-measured-lately"
    NO_NOTE = "no-note"
    LATE_MILESTONE = "late-milestone"
    NOT_EVALUATED = "not-evaluated"
    MEETING_DUE = "meeting-due"


class NextKind(StrEnum):
    """What the next date of a pilot is."""

    MILESTONE = "milestone"
    SURVEY = "survey"
    MEETING = "meeting"


class Order(StrEnum):
    """By what the pilots are sorted."""

    TITLE = "title"
    STAGE = "stage"
    NEXT = "next"
    NOTE = "note"
    CONCERNS = "concerns"


@record
class NextDate:
    """A day to come, and what it is of."""

    day: dt.date
    kind: NextKind


@record
class PilotFacts:
    """What is known of a pilot, gathered for all at once."""

    id: int
    public_id: str
    title: str
    organisation: str
    stage: PilotStage
    is_locked: bool
    lessons: str
    agreed_on: dt.date
    started_on: dt.date | None
    ended_on: dt.date | None
    promised: int
    measured: int
    """How many promised indicators have a measure."""
    last_measured: dt.date | None
    notes: int
    last_note: dt.date | None
    surveys_open: int
    survey_closes: dt.date | None
    readings_waiting: int
    late_milestones: int
    next_milestone: dt.date | None
    meetings: tuple[Appointment, ...]


@record
class PilotLine:
    """A pilot as the dashboard shows it."""

    facts: PilotFacts
    concerns: tuple[Concern, ...]
    next_date: NextDate | None

    @property
    def unmeasured(self) -> int:
        """How many promised indicators were never measured."""
        return self.facts.promised - self.facts.measured


def line_of(facts: PilotFacts, today: dt.date) -> PilotLine:
    """A pilot with what it asks for on a day."""
    return PilotLine(
        facts=facts, concerns=tuple(_concerns(facts, today)), next_date=_next(facts, today)
    )


def _concerns(facts: PilotFacts, today: dt.date) -> Iterable[Concern]:
    if facts.stage is PilotStage.AGREED and today > facts.agreed_on + PATIENCE:
        yield Concern.NOTHING_PROMISED
    if facts.stage is PilotStage.RUNNING and facts.started_on is not None:
        if _is_quiet(facts.last_note, facts.started_on, today):
            yield Concern.NO_NOTE
        if facts.last_measured is None:
            if today > facts.started_on + QUIET:
                yield Concern.NEVER_MEASURED
        elif _is_quiet(facts.last_measured, facts.started_on, today):
            yield Concern.NOT_MEASURED_LATELY
    if facts.late_milestones and facts.stage not in OVER | {PilotStage.ABANDONED}:
        yield Concern.LATE_MILESTONE
    is_unsaid = facts.stage in {PilotStage.ENDED, PilotStage.ABANDONED}
    if is_unsaid and facts.ended_on is not None and today > facts.ended_on + 2 * QUIET:
        yield Concern.NOT_EVALUATED
    if any(is_near(each, today) for each in facts.meetings):
        yield Concern.MEETING_DUE


def _is_quiet(last: dt.date | None, since: dt.date, today: dt.date) -> bool:
    return today > max(last or since, since) + QUIET


def _next(facts: PilotFacts, today: dt.date) -> NextDate | None:
    days = [
        NextDate(day=each.due_on, kind=NextKind.MEETING)
        for each in facts.meetings
        if not each.is_held and each.due_on >= today
    ]
    if facts.next_milestone is not None and facts.stage not in OVER | {PilotStage.ABANDONED}:
        days.append(NextDate(day=facts.next_milestone, kind=NextKind.MILESTONE))
    if facts.survey_closes is not None:
        days.append(NextDate(day=facts.survey_closes, kind=NextKind.SURVEY))
    return min(days, key=lambda each: each.day, default=None)


def chosen(
    lines: Iterable[PilotLine], stage: PilotStage | None, order: Order, *, only_concerns: bool
) -> tuple[PilotLine, ...]:
    """The lines of a stage, or those that ask to be looked at, in an order."""
    kept = (
        each
        for each in lines
        if (stage is None or each.facts.stage is stage) and (each.concerns or not only_concerns)
    )
    return tuple(sorted(kept, key=lambda each: (_key(each, order), each.facts.title.casefold())))


def _key(line: PilotLine, order: Order) -> tuple[int, int]:
    """What comes first: the nearest date, the oldest note, the most concerns."""
    if order is Order.STAGE:
        return (0, list(PilotStage).index(line.facts.stage))
    if order is Order.NEXT:
        return (0, line.next_date.day.toordinal()) if line.next_date else (1, 0)
    if order is Order.NOTE:
        note = line.facts.last_note
        return (0, 0) if note is None else (1, note.toordinal())
    return (0, -len(line.concerns)) if order is Order.CONCERNS else (0, 0)


def counted(lines: Sequence[PilotLine]) -> Mapping[PilotStage, int]:
    """How many pilots stand at each stage, those where none stands left out."""
    found = Counter(each.facts.stage for each in lines)
    return {stage: found[stage] for stage in PilotStage if found[stage]}
