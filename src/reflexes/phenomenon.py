"""Phenomenon: something that could be observed in administrations during the crisis."""

import datetime as dt

from reflexes.fields import CODE_PATTERN, choice, day, line, many, part, reference, whole
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


@record
class Phenomenon:
    """What the inquiry went to look at; the terrains of May 2020 are questions, not results."""

    code: str = line("Code")
    rank: int = whole("Rank on its controversy's line", minimum=1)
    title: Title = part("Title")
    short: Title = part("Short name, for the map")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    controversy: str = reference("Controversy", refers=("controversies",), pattern=CODE_PATTERN)
    summary: Text = part("What it is about")
    questions: tuple[Text, ...] = many("Questions asked by the inquiry", default=())
    reasoning: Text | None = part("Why we count it", default=None)
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
