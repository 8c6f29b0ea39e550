"""Questions asked about a call by anyone with an account, and their public answers."""

import re
from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import asking
from reflexes_calls.actions.asking import digest_of_answer
from reflexes_calls.domain.call_question import (
    AnswerGiven,
    CallQuestion,
    QuestionAsked,
    asked_until,
    takes_questions,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotOpen
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.carried import NOT_SENT, resumes
from reflexes_calls.web.forms import Field, Form, Posted, draw_field, specs_of
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.wording import sentence

router = APIRouter()

QUESTIONS = "/appels/{call_id}/questions"
ANSWERS = "/gestion/appels/{call_id}/reponses"


@router.get(QUESTIONS)
def show(request: Request, call_id: str) -> Response:
    """The questions with their answers, and the form of one more."""
    return _questions_page(request, call_id)


@router.post(QUESTIONS)
def ask(request: Request, call_id: str, form: Posted) -> Response:
    """Send a question; what is refused stays in the form."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    try:
        asking.ask(desk, person, call_id, form.values, address=service_address(request))
    except Invalid as invalid:
        errors = errors_of(invalid, words, labels_of(QuestionAsked, words))
        return _questions_page(request, call_id, values=form.values, errors=errors, status=422)
    except NotOpen as refused:
        told, status = sentence(refused, words), status_of(refused)
        return _questions_page(request, call_id, values=form.values, told=told, status=status)
    return see(QUESTIONS.format(call_id=call_id), done="asked")


@resumes(r"/appels/([0-9a-f]{32})/questions")
def put_back(request: Request, found: "re.Match[str]", form: Form) -> Response:
    """The form again, with the question typed when the session had ended."""
    told = translator(request)(NOT_SENT)
    return _questions_page(request, found[1], values=form.values, told=told)


@router.get(ANSWERS)
def show_answers(request: Request, call_id: str) -> Response:
    """The questions that wait for an answer, then those that can be corrected."""
    return _answers_page(request, call_id)


@router.post(ANSWERS)
def answer(request: Request, call_id: str, form: Posted) -> Response:
    """Publish an answer, or correct one."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    which = form.text("question")
    try:
        asking.answer(
            desk,
            person,
            call_id,
            which,
            form.values,
            seen=form.text("seen"),
            address=service_address(request),
        )
    except Invalid as invalid:
        said = errors_of(invalid, words, labels_of(AnswerGiven, words))
        errors = [(_box(which), told) for _, told in said]
        return _answers_page(request, call_id, values=form.values, errors=errors, status=422)
    except Conflict as refused:
        errors = [(_box(which), sentence(refused, words))]
        return _answers_page(request, call_id, values=form.values, errors=errors, status=409)
    return see(ANSWERS.format(call_id=call_id), done="answered")


@resumes(r"/gestion/appels/([0-9a-f]{32})/reponses")
def put_answer_back(request: Request, found: "re.Match[str]", form: Form) -> Response:
    """The answers again, with the one typed when the session had ended."""
    told = translator(request)(NOT_SENT)
    return _answers_page(request, found[1], values=form.values, told=told)


def _questions_page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    call_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    told: str = "",
    status: int = 200,
) -> Response:
    now, words = desk_of(request).clock.now(), translator(request)
    shown = asking.questions_page(desk_of(request), visitor_of(request).person, call_id)
    return page(
        request,
        "call_questions/questions.html",
        status=status,
        call=shown.call,
        answered=shown.answered,
        own_waiting=shown.own_waiting,
        until=asked_until(shown.call),
        is_open=takes_questions(shown.call, now),
        told=told,
        errors=errors,
        typed=(values or {}).get("question", ""),
        box=draw_field(
            "question",
            specs_of(QuestionAsked)["question"],
            words,
            value=(values or {}).get("question", ""),
            error=dict(reversed(list(errors))).get("question", ""),
        ),
    )


def _answers_page(  # noqa: PLR0913  # as above
    request: Request,
    call_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    told: str = "",
    status: int = 200,
) -> Response:
    shown = asking.answers_page(desk_of(request), signed_in(request), call_id)
    known = values or {}
    mistakes = dict(reversed(list(errors)))

    def drawn(each: CallQuestion) -> Field:
        is_typed = known.get("question") == each.public_id
        return draw_field(
            _box(each.public_id),
            specs_of(AnswerGiven)["answer"],
            translator(request),
            value=known.get("answer", "") if is_typed else each.answer,
            error=mistakes.get(_box(each.public_id), ""),
        )

    return page(
        request,
        "call_questions/answers.html",
        status=status,
        call=shown.call,
        waiting=shown.waiting,
        answered=shown.answered,
        may_answer=shown.call.stage is CallStage.PUBLISHED,
        told=told,
        errors=errors,
        drawn=drawn,
        digest_of=digest_of_answer,
        is_open=known.get("question", ""),
    )


def _box(question: str) -> str:
    """The id of the box of one answer, of which a page has several."""
    return f"answer-{question}"
