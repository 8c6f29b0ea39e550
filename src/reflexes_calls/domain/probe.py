"""A point looked at in depth (« carottage »): a precise question, and what each one found."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, line, prose
from reflexes.records import record


class Sharing(StrEnum):
    """Who else may look at the same point."""

    NOBODY = "nobody"
    CALL = "call"
    PISTE = "piste"


@record
class ProbeQuestion:
    """The point, said before looking."""

    question: str = line(
        "The precise question",
        max_length=240,
        help="Narrow enough to be looked at in some days: one place, one moment, one gesture.",
    )
    why: str = prose("Why this point tells something", max_length=1000)
    shared_with: Sharing = choice("Who else may look at the same point")


@record
class ProbeAnswers:
    """What one administration found, told so that somebody else could look again."""

    where: str = line("Where you looked", max_length=240)
    what: str = prose(
        "What was looked at",
        max_length=1500,
        help="So many files, meetings, days; how they were taken.",
    )
    who: str = line(
        "Who looked, by role", max_length=240, help="“Two managers of another service”, no names."
    )
    found: str = prose("What was found", max_length=3000)
    not_said: str = prose(
        "What it does not say", max_length=1500, help="What this point cannot show, and why."
    )
    evidence: str = prose(
        "The pieces",
        max_length=1500,
        default="",
        help="Where they are kept and how to ask for them: registers, letters, forms.",
    )


@record
class Probe:
    """A point that was opened."""

    id: int
    public_id: str
    pilot_id: int
    question: str
    why: str
    shared_with: Sharing
    opened_by: int
    opened_at: dt.datetime


@record
class ProbeAnswer:
    """What the team of one pilot found; never changed, another one comes after it."""

    id: int
    probe_id: int
    pilot_id: int
    said: ProbeAnswers
    written_by: int
    written_at: dt.datetime
