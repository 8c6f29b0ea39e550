"""When the questions of a call change: what becomes of a draft, carrying it, and going back."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.carrying import CarryingPage, carry, carry_back, carrying_page
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.carrying import (
    Change,
    ChangeKind,
    Plan,
    answers_aside,
    label_of_key,
    text_of_key,
)
from reflexes_calls.domain.errors import NotFound, NotOpen, TooLate
from reflexes_calls.domain.form import Form, Kind, Question
from reflexes_calls.web.form_words import CHANGES, FATES, NO_LIMIT, limits_said
from reflexes_calls.web.forms import Posted, Translate
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

ADDRESS = "/dossiers/{application_id}/nouvelle-version"


@record
class ChangeShown:
    """A question that changed: in what, and its words or limits before and after."""

    label: str
    kinds: tuple[str, ...]
    before: str
    after: str


@record
class FateShown:
    """What becomes of an answer, and the texts of it that are set aside."""

    label: str
    said: str
    tone: str
    aside: tuple[tuple[str, str], ...]


@record
class AsideShown:
    """An answer that stands aside, to be read and copied."""

    label: str
    texts: tuple[tuple[str, str], ...]


@router.get(ADDRESS)
def show(request: Request, application_id: str) -> Response:
    """What changed in the questions, and what would become of each answer."""
    return _page(request, carrying_page(desk_of(request), signed_in(request), application_id))


@router.post(ADDRESS)
def act(request: Request, application_id: str, form: Posted) -> Response:
    """Carry the draft to the present questions, or put it back."""
    acts = {"carry": (carry, "carried"), "back": (carry_back, "carried-back")}
    if form.text("do") not in acts:
        raise NotFound("step", form.text("do"))
    take, done = acts[form.text("do")]
    desk, person = desk_of(request), signed_in(request)
    try:
        take(desk, person, application_id, revision=form.revision)
    except (NotOpen, TooLate) as refused:
        shown = carrying_page(desk, person, application_id)
        said = sentence(refused, translator(request))
        return _page(request, shown, refused=said, status=status_of(refused))
    return see(ADDRESS.format(application_id=application_id), done=done)


def _page(
    request: Request, shown: CarryingPage, *, refused: str = "", status: int = 200
) -> Response:
    words, language = translator(request), language_of(request)
    plan = shown.plan
    return page(
        request,
        "forming/carrying.html",
        status=status,
        shown=shown,
        refused=refused,
        call=shown.call,
        application=shown.application,
        changes=tuple(_change(each, language, words) for each in plan.changes) if plan else (),
        fates=_fates(plan, language, words) if plan else (),
        aside=_aside(shown, language),
        older=shown.undoable.from_form if shown.undoable else None,
    )


def _change(change: Change, language: str, words: Translate) -> ChangeShown:
    before, after = _said(change, change.before, language, words), ""
    if change.after is not None and change.before is not None:
        after = _said(change, change.after, language, words)
    return ChangeShown(
        label=change.question.label.said(language),
        kinds=tuple(words(CHANGES[kind]) for kind in change.kinds),
        before=before if before != after and after else "",
        after=after if before != after else "",
    )


def _said(change: Change, question: Question | None, language: str, words: Translate) -> str:
    """What of a question changed, in one text: only what can be said shortly."""
    if question is None:
        return ""
    found = []
    if ChangeKind.REWORDED in change.kinds:
        found.append(question.label.said(language))
    if ChangeKind.LIMITS in change.kinds:
        found.append(limits_said(question, language, words) or words(NO_LIMIT))
    if ChangeKind.CHOICES in change.kinds:
        found.append(", ".join(each.label.said(language) for each in question.choices))
    if ChangeKind.COLUMNS in change.kinds:
        found.append(", ".join(each.label.said(language) for each in question.columns))
    return "\n".join(filter(None, found))


def _fates(plan: Plan, language: str, words: Translate) -> tuple[FateShown, ...]:
    return tuple(
        FateShown(
            label=each.question.label.said(language),
            said=words(FATES[each.fate][0]),
            tone=FATES[each.fate][1],
            aside=_texts(each.question, each.aside, language),
        )
        for each in plan.fates
    )


def _texts(
    question: Question | None, texts: dict[str, str], language: str
) -> tuple[tuple[str, str], ...]:
    """The typed texts under a question, each with the words of its place when it has one."""
    if question is None:
        return tuple((key, text) for key, text in texts.items())
    return tuple(
        (
            label_of_key(question, key).said(language) if _has_place(question, key) else "",
            text_of_key(question, key, text).said(language),
        )
        for key, text in texts.items()
    )


def _has_place(question: Question, key: str) -> bool:
    return "." in key and question.kind is Kind.TABLE


def _aside(shown: CarryingPage, language: str) -> tuple[AsideShown, ...]:
    newest_first: tuple[Form, ...] = tuple(reversed(shown.versions))
    return tuple(
        AsideShown(
            label=(question.label if question else Bilingual(fr=next(iter(texts)))).said(language),
            texts=_texts(question, texts, language),
        )
        for question, texts in answers_aside(shown.set_aside, newest_first)
    )
