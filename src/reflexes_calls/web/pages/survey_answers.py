"""« /enquetes/{token} »: answering a survey. Nobody is asked who they are, and nothing says it.

These pages never look who is signed in, and their form bears no token: what is sent belongs to
nobody. One mark is left in the browser, the same for all, that says it answered.
"""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.answering_surveys import AnswerPage, answer, answer_page
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.survey import LEVELS, LONGEST_WORDS, QuestionKind, SurveyQuestion, Way
from reflexes_calls.web.field_words import LEVEL_WORDS
from reflexes_calls.web.forms import Field, Translate, Unbound
from reflexes_calls.web.security import read_cookie, set_cookie
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of
from reflexes_calls.web.visitor import Visitor, desk_of

router = APIRouter()
HERE = "/enquetes/{token}"
MARK = "reflexes-answered-"
"""The beginning of the name of the mark; its value is the same in every browser."""
MARK_LASTS = 180 * 24 * 3600


@router.get(HERE)
def show(request: Request, token: str) -> Response:
    """What is asked, and what becomes of the answers, before anyone answers."""
    return _page(request, token)


@router.post(HERE)
def send(request: Request, token: str, form: Unbound) -> Response:
    """Keep the answers."""
    request.state.visitor = Visitor()
    words = translator(request)
    try:
        survey = answer(desk_of(request), token, form.values)
    except Invalid as invalid:
        labels = {
            each.code: each.asks for each in answer_page(desk_of(request), token).survey.questions
        }
        errors = errors_of(invalid, words, labels)
        return _page(request, token, values=form.values, errors=errors)
    response = see(HERE.format(token=token) + "/merci")
    set_cookie(request, response, MARK + survey.public_id[:8], "1", seconds=MARK_LASTS)
    return response


@router.get(HERE + "/merci")
def thanks(request: Request, token: str) -> Response:
    """That it is kept."""
    request.state.visitor = Visitor()
    shown = answer_page(desk_of(request), token)
    return page(request, "surveys/thanks.html", shown=shown)


def _page(
    request: Request,
    token: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
) -> Response:
    # Whoever is signed in on this browser is not looked up: nothing here is to depend on it.
    request.state.visitor = Visitor()
    shown = answer_page(desk_of(request), token)
    words, known = translator(request), dict(reversed(errors))
    return page(
        request,
        "surveys/answer.html",
        status=422 if errors else 200,
        shown=shown,
        is_marked=_is_marked(request, shown),
        fields=[
            _field(each, words, (values or {}).get(each.code, ""), known.get(each.code, ""))
            for each in shown.survey.questions
        ],
        is_single=shown.survey.way is Way.SINGLE,
        has_words=any(each.kind is QuestionKind.WORDS for each in shown.survey.questions),
        errors=errors,
    )


def _is_marked(request: Request, shown: AnswerPage) -> bool:
    is_open = shown.survey.way is Way.OPEN
    return is_open and bool(read_cookie(request, MARK + shown.survey.public_id[:8]))


def _field(question: SurveyQuestion, words: Translate, value: str, error: str) -> Field:
    listed: tuple[tuple[str, str], ...] = ()
    if question.kind is QuestionKind.AGREEMENT:
        listed = tuple((str(each), words(LEVEL_WORDS[each])) for each in LEVELS)
    elif question.kind is QuestionKind.CHOICE:
        listed = tuple((str(rank), each) for rank, each in enumerate(question.options))
    if listed:
        listed = (*listed, ("", words("I would rather not say")))
    is_words, is_number = (
        question.kind is QuestionKind.WORDS,
        question.kind is QuestionKind.NUMBER,
    )
    return Field(
        name=question.code,
        label=f"{question.asks} ({question.unit})"
        if is_number and question.unit
        else question.asks,
        kind="radio" if listed else "prose" if is_words else "whole",
        hint=words("No name, no address, no telephone number, yours or anyone’s.")
        if is_words
        else "",
        value=value,
        error=error,
        max_length=LONGEST_WORDS if is_words else None,
        choices=listed,
        optional=not listed,
    )
