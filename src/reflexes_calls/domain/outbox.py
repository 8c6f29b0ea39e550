"""The letters of a call: which of them may wait to be read before they leave, and their log."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import line, prose
from reflexes.records import record

MAY_WAIT = frozenset(
    {
        "admitted",
        "agreement-issued",
        "amended",
        "appeal-upheld",
        "declined",
        "inadmissible",
        "missing-asked",
        "question-answered",
        "readmitted",
        "selected",
        "set-aside",
        "shortlisted",
        "started",
    }
)
"""What a programme writes to teams. Receipts, links and reminders never wait: someone needs them
at once."""


class LetterState(StrEnum):
    """Where a letter is."""

    WAITING = "waiting"
    """It waits to be read."""
    LEAVING = "leaving"
    """It is on its way to the mail server, or is tried again."""
    SENT = "sent"
    HELD_BACK = "held-back"
    """It will not leave; the reason is kept with it."""


@record
class LetterAnswers:
    """The words of a letter, as they are corrected before it leaves."""

    subject: str = line("Subject", max_length=240)
    body: str = prose("Letter", max_length=20_000)


@record
class HeldAnswers:
    """Why a letter will not leave."""

    reason: str = line("Why it will not leave", max_length=200)


@record
class KeptLetter:
    """A letter of a call, with everything that happened to it.

    `original` is the text before it was corrected, empty when it was not. `waits` says that it was
    kept to be read; `passed_at` when someone let it leave.
    """

    id: int
    public_id: str
    kind: str
    recipient: str
    subject: str
    body: str
    original: str
    queued_at: dt.datetime
    waits: bool
    passed_at: dt.datetime | None
    held_back_at: dt.datetime | None
    held_back_why: str
    sent_at: dt.datetime | None
    failure: str | None
    reader: str | None

    @property
    def state(self) -> LetterState:
        """Where it is now."""
        if self.sent_at is not None:
            return LetterState.SENT
        if self.held_back_at is not None:
            return LetterState.HELD_BACK
        if self.waits and self.passed_at is None:
            return LetterState.WAITING
        return LetterState.LEAVING
