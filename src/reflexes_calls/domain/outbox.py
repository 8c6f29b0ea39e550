"""The letters of a call: which of them may wait to be read before they leave, and their log."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import line, prose
from reflexes.records import changed, record

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
CARRY_A_LINK = frozenset(
    {"account-invitation", "invitation", "partner-asked", "resume-link"},
)
"""What bears a link that is its recipient's alone: whoever opens it acts in their place."""
SEALED = CARRY_A_LINK | {
    "partner-declined",
    "partner-signed",
    "reminder",
    "reminder-changes",
    "terrain-message",
}
"""What is between a team and its own people: managers see that it left, never what it says."""
UNNAMED = frozenset({"amended", "question-answered"})
"""What is written, about no file, to whoever asked a question: nobody is told who that was."""


class LetterState(StrEnum):
    """Where a letter is."""

    WAITING = "waiting"
    """It waits to be read."""
    LEAVING = "leaving"
    """It is on its way to the mail server, or is tried again."""
    SENT = "sent"
    GIVEN_UP = "given-up"
    """The recipient's server refused it each time: it is tried no more."""
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
    kept to be read; `passed_at` when someone let it leave. `file` and `receipt` are those of the
    application that it is about, if any.
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
    gave_up_at: dt.datetime | None
    tries: int
    failure: str | None
    reader: str | None
    file: str | None
    receipt: str | None

    @property
    def state(self) -> LetterState:
        """Where it is now."""
        if self.sent_at is not None:
            return LetterState.SENT
        if self.held_back_at is not None:
            return LetterState.HELD_BACK
        if self.gave_up_at is not None:
            return LetterState.GIVEN_UP
        if self.waits and self.passed_at is None:
            return LetterState.WAITING
        return LetterState.LEAVING

    @property
    def is_sealed(self) -> bool:
        """Whether managers do not read what it says."""
        return self.kind in SEALED

    @property
    def is_unnamed(self) -> bool:
        """Whether managers are not told to whom it goes."""
        return self.kind in UNNAMED and self.file is None

    def days_old(self, now: dt.datetime) -> int:
        """How many whole days ago it was written."""
        return max((now - self.queued_at).days, 0)


def as_managers_read(letter: KeptLetter) -> KeptLetter:
    """A letter without what is not for the managers of its call."""
    hidden: dict[str, object] = {}
    if letter.is_sealed:
        hidden |= {"body": "", "original": ""}
    if letter.is_unnamed:
        hidden |= {"recipient": ""}
    return changed(letter, **hidden)


@record
class ReceivedLetter:
    """A letter as its recipient reads it again, on the page of the file that it is about."""

    public_id: str
    kind: str
    subject: str
    body: str
    sent_at: dt.datetime

    @property
    def held_a_link(self) -> bool:
        """Whether it bore a link that opens something: it is not shown again."""
        return self.kind in CARRY_A_LINK
