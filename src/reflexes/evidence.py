"""Evidence: what a trial showed for a piste, by which design, and the limits of what it says."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, day, line, many, part, partial_day, references
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


class Design(StrEnum):
    """How the finding was come by, from the weakest to the strongest."""

    ACCOUNT = "account"
    """People tell what they saw."""
    AFTER_ONLY = "after-only"
    BEFORE_AFTER = "before-after"
    """One group, before and after: a change, never its cause."""
    COMPARISON = "comparison"
    RANDOMISED = "randomised"


class Outcome(StrEnum):
    """Whether what was promised was met."""

    MET = "met"
    PARTLY_MET = "partly-met"
    NOT_MET = "not-met"
    NOT_MEASURED = "not-measured"
    ABANDONED = "abandoned"


@record
class Result:
    """One indicator promised beforehand, as measured. Values are text, as the team wrote them."""

    indicator: str = line("Indicator")
    unit: str = line("Unit", default="")
    baseline: str = line("Before", default="")
    target: str = line("Promised", default="")
    measured: str = line("Measured", default="")
    outcome: Outcome = choice("Outcome")


@record
class Evidence:
    """What a pilot or a trial found."""

    code: str = line("Code")
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    pistes: tuple[str, ...] = references("Pistes", refers=("pistes",), minimum=1)
    organisations: tuple[str, ...] = references(
        "Organisations", default=(), refers=("organisations",)
    )
    place: str = line("Where", default="")
    started: str = partial_day("Start, as known", default="")
    ended: str = partial_day("End, as known", default="")
    design: Design = choice("Design")
    finding: Text = part("Finding")
    results: tuple[Result, ...] = many("Results", default=())
    limits: Text = part("What it does not say")
    lessons: tuple[Text, ...] = many("Lessons", default=())
    call: str = line("Call it comes from", default="")
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
