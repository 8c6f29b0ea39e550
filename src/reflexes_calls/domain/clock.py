"""Time comes in as an argument: whoever gives it says which clock."""

import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo

PLACE = "Europe/Paris"


class Clock(Protocol):
    """Anything that gives the present instant."""

    def now(self) -> dt.datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """The present instant, in UTC."""
        return dt.datetime.now(dt.UTC)


def instant_of(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """The UTC instant of a local day and hour in Paris."""
    local = dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(PLACE))
    return local.astimezone(dt.UTC)


def local_day(instant: dt.datetime) -> dt.date:
    """The day it is in Paris at `instant`."""
    return instant.astimezone(ZoneInfo(PLACE)).date()


def local_words(instant: dt.datetime) -> str:
    """A day and hour in Paris as both languages read them: `30/01/2027 17:00`."""
    return f"{instant.astimezone(ZoneInfo(PLACE)):%d/%m/%Y %H:%M}"
