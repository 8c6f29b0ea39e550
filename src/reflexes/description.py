"""Description: what a catalogue says of itself, and the days on which its subject became known."""

import datetime as dt

from reflexes.fields import CODE_PATTERN, day, line, many, part
from reflexes.records import record
from reflexes.texts import Text, Title


@record
class Milestone:
    """A day on which something of the inquiry became known, and the edition that tells it."""

    edition: str = line("Edition", pattern=r"\d{4}\.(?:0[1-9]|1[0-2])", max_length=7)
    known_on: dt.date = day("Day it became known")
    title: Title = part("Title")
    told: Text = part("What became known")


@record
class Description:
    """A catalogue's name, title, licence and purpose.

    `started_on` is the day on which its own words (those that say `ours`) began to be written.
    """

    name: str = line("Name", pattern=CODE_PATTERN, max_length=80)
    title: Title = part("Title")
    licence: str = line("Licence")
    description: Text = part("Description")
    started_on: dt.date | None = day("Day this catalogue was begun", default=None)
    milestones: tuple[Milestone, ...] = many("Milestones", default=())
