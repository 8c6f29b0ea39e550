"""CallQuestion: a question asked about a published call, made public with its answer."""

import datetime as dt
import re

from reflexes.fields import prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen
from reflexes_calls.domain.lifecycle import CallStage

MOST_WAITING = 10
"""How many questions of one person may wait for an answer, in one call."""
MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
TELEPHONE = re.compile(
    # 01 23 45 67 89, with the same sign between pairs: a day such as 01.12.2026 is none.
    r"(?<!\d)0[1-9]([\s.\-]?)\d{2}(?:\1\d{2}){3}(?!\d)"
    # +33 1 23 45 67 89, or 00 instead of the plus.
    r"|(?:\+|(?<!\d)00\s?)[1-9](?:[\s.\-()]*\d){8,13}(?!\d)"
)
"""What is refused in a text that becomes public; no more than these two forms is looked for."""


@record
class QuestionAsked:
    """What someone types who asks."""

    question: str = prose(
        "Your question",
        max_length=1000,
        help="It becomes public with its answer. Write no name, mail address or telephone number.",
    )


@record
class AnswerGiven:
    """What a manager types who answers."""

    answer: str = prose(
        "Your answer", max_length=3000, help="Everyone reads it, below the question."
    )


@record
class CallQuestion:
    """A question, tied to the version of the call it was asked about; the answer has its own."""

    id: int
    public_id: str
    call_id: int
    asked_by: int
    asked_about: int
    question: str
    asked_at: dt.datetime
    answer: str
    answered_by: int | None
    answered_about: int | None
    answered_at: dt.datetime | None
    corrected_at: dt.datetime | None

    @property
    def is_answered(self) -> bool:
        """Whether it may be published: a question alone never is."""
        return self.answered_at is not None

    @property
    def said_at(self) -> dt.datetime | None:
        """When the answer that stands was written."""
        return self.corrected_at or self.answered_at


def asked_until(call: Call) -> dt.datetime:
    """The last instant at which a question may be asked."""
    return call.questions_until or call.deadline().until


def takes_questions(call: Call, now: dt.datetime) -> bool:
    """Whether a question may be asked `now`."""
    return call.stage is CallStage.PUBLISHED and now <= asked_until(call)


def check_takes_questions(call: Call, now: dt.datetime) -> None:
    """Raise `NotOpen` once it is too late to ask."""
    if not takes_questions(call, now):
        raise NotOpen("questions-closed", until=asked_until(call), now=now)


def read_question(raw: Raw) -> str:
    """The question as typed, once nothing in it says how to reach someone."""
    refusals: list[FieldRefusal] = []
    try:
        read_form(QuestionAsked, raw)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    text = raw.get("question", "").replace("\r\n", "\n").strip()
    for kind, pattern in (("holds-mail", MAIL), ("holds-telephone", TELEPHONE)):
        if met := pattern.search(text):
            refusals.append(FieldRefusal(field="question", kind=kind, met=met[0].strip()[:80]))
    if refusals:
        raise Invalid(tuple(refusals))
    return text


def read_answer(raw: Raw) -> str:
    """The answer as typed."""
    return read_form(AnswerGiven, raw).answer
