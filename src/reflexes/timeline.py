"""What time does to a record: the words it bore before, and its withdrawal."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import CODE_PATTERN, choice, day, line, part, references
from reflexes.records import record
from reflexes.texts import Text


@record
class Former:
    """What a field said from the day `known_on` until other words took its place.

    `field` is the name of a field of the record that holds a title or a text.
    """

    field: str = line("Field", max_length=40)
    known_on: dt.date = day("Day it became known")
    said: Text = part("What it said")


class Fate(StrEnum):
    """What became of a record that is no longer on its shelf."""

    RENAMED = "renamed"
    """The same thing under another code."""
    SPLIT = "split"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    """Taken back: nothing takes its place."""


@record
class Withdrawal:
    """Since when a record is off its shelf, why, and what takes its place.

    `replaced_by` are codes of the same shelf. The record's file stays: its code is never used
    again, and still resolves with a notice.
    """

    known_on: dt.date = day("Day it was withdrawn")
    fate: Fate = choice("What became of it")
    replaced_by: tuple[str, ...] = references("Replaced by", default=(), pattern=CODE_PATTERN)
    reason: Text = part("Why")
