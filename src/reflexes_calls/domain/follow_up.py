"""Meetings a year and two years after the end of a pilot: what still stands."""

import datetime as dt
from collections.abc import Mapping, Sequence

from reflexes.fields import day, line, prose
from reflexes.records import record

YEARS = (1, 2)
AHEAD = dt.timedelta(days=30)
"""How long before its day a meeting is called to mind."""


@record
class FollowUpAnswers:
    """What is said at the meeting."""

    met_on: dt.date = day("Day of the meeting")
    stands: str = prose("What still stands", max_length=3000)
    given_up: str = prose("What was given up, and why", max_length=3000)
    spread: str = prose("What spread elsewhere", max_length=3000, default="")
    kept_by: str = line("Who keeps it now, by role", max_length=240, default="")


@record
class FollowUp:
    """A meeting that was called to mind, or held; `figures` are by id of an indicator."""

    id: int
    pilot_id: int
    years: int
    reminded_at: dt.datetime | None
    met_on: dt.date | None
    said: Mapping[str, str]
    figures: Mapping[str, str]
    written_by: int | None
    written_at: dt.datetime | None

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.met_on is not None


@record
class Appointment:
    """A meeting as it stands: its day, and what was said if it was held."""

    years: int
    due_on: dt.date
    kept: FollowUp | None

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.kept is not None and self.kept.is_held


def due_on(ended: dt.date, years: int) -> dt.date:
    """The day that many years after the end; the last of February for a leap day."""
    try:
        return ended.replace(year=ended.year + years)
    except ValueError:
        return dt.date(ended.year + years, 2, 28)


def appointments(ended: dt.date | None, kept: Sequence[FollowUp]) -> tuple[Appointment, ...]:
    """Both meetings of a pilot that is over; none before that."""
    if ended is None:
        return ()
    by_years = {each.years: each for each in kept}
    return tuple(
        Appointment(years=each, due_on=due_on(ended, each), kept=by_years.get(each))
        for each in YEARS
    )


def is_near(appointment: Appointment, today: dt.date) -> bool:
    """Whether a meeting is to be called to mind: it is near or past, and was not held."""
    return not appointment.is_held and today >= appointment.due_on - AHEAD
