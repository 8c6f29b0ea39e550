"""Observation: something reported during the crisis by a source, most often outside the inquiry."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import (
    CODE_PATTERN,
    choice,
    day,
    line,
    many,
    part,
    partial_day,
    reference,
    references,
)
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


class Leaning(StrEnum):
    """To which pole of a controversy an observation leans."""

    FIRST = "first-pole"
    SECOND = "second-pole"
    BOTH = "both"
    """It speaks for each of the two."""
    NEITHER = "neither"
    """It speaks of the controversy and for none of the two."""


@record
class Stance:
    """Where an observation stands in a controversy: a reading, made by whoever codes it."""

    controversy: str = reference("Controversy", refers=("controversies",), pattern=CODE_PATTERN)
    leaning: Leaning = choice("To which pole it leans")


@record
class Observation:
    """One reported fact. An empty `about` means that it concerns the inquiry as a whole.

    It rests on the sources that its text names, or on `interviews`, which are of this catalogue:
    what they agreed to must be known.

    `partner_territory` lists partners of the inquiry on whose territory the fact happened; nothing
    says that the inquiry studied it.
    """

    code: str = line("Code")
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    about: tuple[str, ...] = references("About", default=(), refers=("phenomena", "controversies"))
    fact: Text = part("Fact")
    place: str = line("Place", default="")
    happened: str = partial_day("When, as known", default="")
    partner_territory: tuple[str, ...] = references(
        "Partner territory", default=(), refers=("organisations",)
    )
    interviews: tuple[str, ...] = references(
        "Interviews", default=(), refers=("interviews",), pattern=CODE_PATTERN
    )
    stances: tuple[Stance, ...] = many("Where it stands", default=())
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
