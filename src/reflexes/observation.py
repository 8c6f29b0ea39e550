"""Observation: something reported during the crisis by a source, most often outside the inquiry."""

import datetime as dt

from reflexes.fields import choice, day, line, many, part, partial_day, references
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


@record
class Observation:
    """One reported fact. An empty `about` means that it concerns the inquiry as a whole.

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
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawn", default=None)
