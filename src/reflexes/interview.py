"""Interview: a meeting of the inquiry with people, alone or in a workshop; it names nobody."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, day, line, many, part, partial_day, references, whole, yes
from reflexes.records import record
from reflexes.texts import Status, Text, Title
from reflexes.timeline import Former, Withdrawal


class Meeting(StrEnum):
    """How people were met."""

    INTERVIEW = "interview"
    WORKSHOP = "workshop"


class ConsentForm(StrEnum):
    """How people agreed."""

    WRITTEN = "written"
    RECORDED = "recorded"
    """Said aloud, and recorded."""
    PUBLIC = "public"
    """The meeting was public: whoever spoke knew it."""


class ConsentScope(StrEnum):
    """What people agreed to; the second holds the first."""

    CODED = "coded"
    """What was said may be told in our words and counted."""
    QUOTED = "quoted"
    """Their very words may be quoted, without their names."""


@record
class Consent:
    """What the people met agreed to, and when."""

    form: ConsentForm = choice("How they agreed")
    scope: ConsentScope = choice("What they agreed to")
    given_on: str = partial_day("When they agreed, as known")


@record
class Interview:
    """A meeting from which observations come. `met` tells functions, never names."""

    code: str = line("Code")
    title: Title = part("Title")
    status: Status = choice("Status")
    known_on: dt.date = day("Day it became known")
    form: Meeting = choice("Interview or workshop")
    held_on: str = partial_day("When it was held, as known")
    place: str = line("Where", default="")
    met: Text = part("Who was met, by function")
    people: int = whole("How many people", minimum=1)
    organisations: tuple[str, ...] = references(
        "Organisations", default=(), refers=("organisations",)
    )
    organisation_kind: str = line("Kind of organisation, where it is not named", default="")
    consent: Consent = part("Consent")
    anonymised: bool = yes("Whatever gives people away was taken out")
    notes: tuple[Text, ...] = many("Notes", default=())
    formerly: tuple[Former, ...] = many("What it said before", default=())
    withdrawn: Withdrawal | None = part("Withdrawal", default=None)
