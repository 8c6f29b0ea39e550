"""Questions about a call: those that are answered, for everyone, and asking one."""

import datetime as dt
from typing import Any

from reflexes_calls.actions.asking import ask, questions_page
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.call_question import AnswerGiven, CallQuestion, QuestionAsked
from reflexes_calls.web.api.describing import as_in, document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("questions", N_("Questions about a call, public with their answers; never a name."))


@document
class CallQuestionDocument:
    """A question about a call, with its answer once it has one."""

    id: str = said(N_("Its id"))
    question: str = as_in(QuestionAsked, "question")
    asked_at: dt.datetime = said(N_("When it was asked"))
    about: int = said(N_("The version of the call that it is about"))
    answer: str = as_in(AnswerGiven, "answer")
    answered_at: dt.datetime | None = said(N_("When it was answered, or corrected"))


@NOUN.get(
    "/calls/{call}/questions",
    N_("The answered questions about a published call, the first one first"),
    CallQuestionDocument,
    Scope.CALLS_READ,
    public=True,
    listed=True,
)
def list_questions(asked: Asked) -> Page[Any]:
    """What everyone reads."""
    shown = questions_page(asked.desk, asked.anyone, asked.named("call"))
    return with_items(turned(asked, shown.answered, lambda each: (each.id,)), _told)


@NOUN.post(
    "/calls/{call}/questions",
    N_("Ask about a call: the question becomes public with its answer"),
    CallQuestionDocument,
    Scope.APPLICATIONS_WRITE,
    status=201,
    body=QuestionAsked,
)
def ask_question(asked: Asked) -> CallQuestionDocument:
    """A question, asked once however often it is sent."""
    raw = raw_of(QuestionAsked, asked.body)
    return _told(ask(asked.desk, asked.person, asked.named("call"), raw, address=asked.address))


def _told(known: CallQuestion) -> CallQuestionDocument:
    return CallQuestionDocument(
        id=known.public_id,
        question=known.question,
        asked_at=known.asked_at,
        about=known.asked_about,
        answer=known.answer,
        answered_at=known.said_at,
    )
