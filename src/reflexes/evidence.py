"""Evidence: what a trial showed for a piste, by which design, and the limits of what it says."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, day, line, many, number, part, partial_day, references, whole
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


class Claim(StrEnum):
    """The most that an estimate says."""

    CHANGE = "change"
    """How far it changed, whatever the cause."""
    DIFFERENCE = "difference"
    """How far two groups differ, whatever the cause."""
    EFFECT = "effect"
    """What the pilot changed, as far as its design allows."""


@record
class RecordedEstimate:
    """The estimate behind a result, as numbers: with them, several pilots can be put together."""

    shared_name: str = line(
        "What it is called beside other pilots",
        default="",
        help="Only where several pilots measured one thing under several names: the same words in "
        "each of them.",
    )
    claim: Claim = choice("What it says")
    value: float = number("Value", help="In the unit of the result.")
    error: float = number("Standard error", minimum=0)
    low: float = number("Low end of the interval")
    high: float = number("High end of the interval")
    level: float = number("Level of the interval", minimum=0, maximum=1, default=0.95)
    units: int = whole("Units compared", minimum=1)
    method: str = line("How it was computed", default="")


@record
class Result:
    """One indicator promised beforehand, as measured. Values are text, as the team wrote them."""

    indicator: str = line("Indicator")
    unit: str = line("Unit", default="")
    baseline: str = line("Before", default="")
    target: str = line("Promised", default="")
    measured: str = line("Measured", default="")
    outcome: Outcome = choice("Outcome")
    estimate: RecordedEstimate | None = part("Estimate", default=None)


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
    pilot: str = line(
        "Pilot it comes from",
        default="",
        help="What the service where it ran names it by, the same in every record of one pilot, "
        "which then counts once beside others.",
    )
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)

    @property
    def trial(self) -> str:
        """What tells one trial from another: its pilot or, where none is named, this record."""
        return self.pilot or self.code
