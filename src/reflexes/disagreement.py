"""Disagreement: where published sources differ, recorded as such and not smoothed away."""

import datetime as dt

from reflexes.fields import choice, day, line, many, part
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


@record
class Disagreement:
    """Two or more things that sources say and that cannot all hold."""

    code: str = line("Code")
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    positions: tuple[Text, ...] = many("What each says", minimum=2)
    reading: Text = part("How we write it meanwhile")
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
