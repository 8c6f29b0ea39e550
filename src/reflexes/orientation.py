"""Orientation: a heading under which the inquiry grouped its pistes; three are named."""

import datetime as dt

from reflexes.fields import choice, day, line, many, part, whole
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


@record
class Orientation:
    """A named heading; which pistes stand under it is not public."""

    code: str = line("Code")
    rank: int = whole("Rank", minimum=1)
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    note: Text | None = part("Note", default=None)
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
