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
    """The UTC instant of a local day and hour in Paris.

    On the nights when clocks change, an hour comes twice or never: the later reading is taken, so
    that a deadline said at that hour leaves out nobody who understood it the other way.
    """
    local = dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(PLACE))
    return max(local.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))


def local_day(instant: dt.datetime) -> dt.date:
    """The day it is in Paris at `instant`."""
    return instant.astimezone(ZoneInfo(PLACE)).date()


def local_words(instant: dt.datetime) -> str:
    """A day and hour in Paris as both languages read them: `30/01/2027 17:00`."""
    return f"{instant.astimezone(ZoneInfo(PLACE)):%d/%m/%Y %H:%M}"
