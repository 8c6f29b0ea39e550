"""Handling a file before its jury: what is missing, whether it is admissible, what is written.

A request for what is missing bears a day: until then its team corrects the file and submits it
again, and nobody reads it. Whether it is admissible is an act of its own, with reasons.
"""

import datetime as dt
from enum import StrEnum

from reflexes.fields import day, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.clock import instant_of, local_day
from reflexes_calls.domain.errors import FieldRefusal, Invalid

LONGEST = dt.timedelta(days=60)
"""How far ahead a file may be awaited."""


class Finding(StrEnum):
    """Whether a file may go on to its jury."""

    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"


class Side(StrEnum):
    """Who writes in a file."""

    TEAM = "team"
    PROGRAMME = "programme"


@record
class RequestAnswers:
    """The form by which the programme asks for what is missing."""

    missing: str = prose(
        "What is missing",
        max_length=2000,
        help="The team reads it, corrects its application and submits it again.",
    )
    due: dt.date = day("By which day", help="Until midnight, Paris time. Sixty days at most.")


@record
class FindingAnswers:
    """The reasons of a finding; needed when the file is not admissible."""

    reasons: str = prose(
        "Reasons",
        max_length=2000,
        help="Needed if the file is not admissible: its team reads them.",
    )


@record
class MissingRequest:
    """A request for what is missing, and until when it may be answered."""

    id: int
    application_id: int
    missing: str
    due: dt.datetime
    asked_by: int
    asked_at: dt.datetime
    closed_at: dt.datetime | None

    def is_answered(self, submitted_at: dt.datetime) -> bool:
        """Whether the team has submitted again since."""
        return submitted_at >= self.asked_at


@record
class Admissibility:
    """Whether a file may go on to its jury, as the programme found it."""

    application_id: int
    finding: Finding
    reasons: str
    found_by: int
    found_at: dt.datetime


@record
class MessageAnswers:
    """The form of a message."""

    text: str = prose("Your message", max_length=4000)


@record
class Message:
    """A message in a file, never changed; `seen_at` is when the other side first opened it."""

    id: int
    public_id: str
    application_id: int
    side: Side
    author_id: int
    text: str
    sent_at: dt.datetime
    seen_at: dt.datetime | None


def read_request(raw: Raw, now: dt.datetime) -> tuple[str, dt.datetime]:
    """What is missing, and the last instant to send it; raises `Invalid` with every refusal."""
    said = read_form(RequestAnswers, raw)
    until = instant_of(said.due + dt.timedelta(days=1), 0) - dt.timedelta(seconds=1)
    latest = local_day(now + LONGEST)
    if until <= now:
        raise Invalid((FieldRefusal(field="due", kind="past-day", met=f"{said.due:%d/%m/%Y}"),))
    if said.due > latest:
        refusal = FieldRefusal(
            field="due",
            kind="too-far",
            met=f"{said.due:%d/%m/%Y}",
            expected=f"{latest:%d/%m/%Y}",
        )
        raise Invalid((refusal,))
    return said.missing, until
