"""Controversy: a tension between two poles, what is in debate, and the best case for each."""

import datetime as dt

from reflexes.fields import choice, day, line, many, part, whole
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


@record
class Pole:
    """One end of a controversy, with the strongest argument for it, stated neutrally."""

    name: Title = part("Name")
    argument: Text = part("Strongest argument")


@record
class Controversy:
    """One of the inquiry's six tensions."""

    code: str = line("Code")
    rank: int = whole("Rank in the inquiry", minimum=1)
    title: Title = part("Title")
    short: Title = part("Short name, for the map")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    debate: Text = part("What is in debate")
    poles: tuple[Pole, ...] = many("Poles", minimum=2, maximum=2)
    questions: tuple[Text, ...] = many("Questions asked by the inquiry", default=())
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
