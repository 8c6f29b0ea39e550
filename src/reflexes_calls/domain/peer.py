"""Peer reading: the team of one pilot reads another, and answers three questions."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import choice, line, prose
from reflexes.records import record


class Reads(StrEnum):
    """What is read."""

    PLAN = "plan"
    REPORT = "report"


@record
class PeerRequest:
    """What is asked of another team."""

    reader: str = line("The pilot whose team would read", max_length=32)
    reads: Reads = choice("What to read")
    note: str = prose(
        "What you would like them to look at",
        max_length=800,
        default="",
        help="What you doubt is worth more than what went well.",
    )


@record
class PeerAnswers:
    """The three answers of a reader."""

    convincing: str = prose("What is convincing", max_length=2000)
    missing: str = prose("What is missing", max_length=2000)
    would_try: str = prose("What we would try", max_length=2000)


@record
class PeerReading:
    """A reading that was asked for, and what came of it."""

    id: int
    public_id: str
    pilot_id: int
    reader_id: int
    reads: Reads
    note: str
    asked_by: int
    asked_at: dt.datetime
    convincing: str
    missing: str
    would_try: str
    answered_by: int | None
    answered_at: dt.datetime | None
    is_declined: bool

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answered_at is None
