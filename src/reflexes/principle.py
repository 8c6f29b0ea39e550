"""Principle: one of the four words under which the inquiry puts resilience, and our definition."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import CODE_PATTERN, choice, day, line, many, part, whole
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal

LEVELS = 4
"""How many levels a question of the grid has."""


class Reads(StrEnum):
    """What a question of the grid can be put to."""

    PISTE = "piste"
    """A prospective lead, as it is written."""
    PROPOSAL = "proposal"
    """A piste that a named team means to try."""
    ADMINISTRATION = "administration"
    """A service, a department, a whole body: as it works, not as it says it works."""


@record
class GridQuestion:
    """One question of the grid « résilient par conception », with its anchored levels.

    `code` is unique in the whole grid, never changes and is never used again. `levels` go from 0
    up; each is a state of things that can be seen. The authors of the inquiry made no grid: the
    `sources` of a text only name the attested matter from which we start.
    """

    code: str = line("Code", pattern=CODE_PATTERN, max_length=60)
    known_on: dt.date = day("Day it became known")
    short: Title = part("Short name")
    text: Text = part("Question")
    reads: tuple[Reads, ...] = many("What it reads", minimum=1)
    levels: tuple[Text, ...] = many("Levels, from 0", minimum=LEVELS, maximum=LEVELS)
    evidence_hint: Text = part("What to look at")


@record
class Principle:
    """The authors list the principles and do not define them: the definition is ours."""

    code: str = line("Code")
    rank: int = whole("Rank", minimum=1)
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    definition: Text = part("Definition")
    matter: tuple[Text, ...] = many("Nearest attested matter", default=())
    questions: tuple[GridQuestion, ...] = many("Questions of the grid", default=())
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
