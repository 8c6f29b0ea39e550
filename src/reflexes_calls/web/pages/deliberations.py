"""The deliberation of a jury: for its managers and its chair, and for the jurors who are there."""

import re
from collections.abc import Mapping

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.deliberating import (
    change_marks,
    close_deliberation,
    open_deliberation,
    reopen_reading,
    tick_presence,
    write_remark,
)
from reflexes_calls.actions.discussing import deliberation_page, discussed_page
from reflexes_calls.actions.taking_minutes import MinutesPage, minutes_page
from reflexes_calls.domain.deliberation import (
    ChangeAnswers,
    OpeningAnswers,
    RemarkAnswers,
    ReopeningAnswers,
)
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, NotOpen, Refused
from reflexes_calls.domain.review import mean_of
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.juror_words import JURIES, KINDS, jury_named
from reflexes_calls.web.minutes_paper import minutes_paper
from reflexes_calls.web.pages.jury_reading import PHASES
from reflexes_calls.web.pages.reviews import marks_sheet
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.submission_read import submission_facts
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_told
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
LED = "/gestion/appels/{call_id}/jury/deliberation"
HERE = "/jury/{call_id}/deliberation"
FILE = HERE + "/dossiers/{application_id}"
MINUTES = HERE + "/proces-verbaux/{number}"
ON_A_PAGE = 50
"""How many files one page lists: a sitting looks at some dozens."""
Errors = tuple[tuple[str, str], ...]


@router.get(LED)
def lead(request: Request, call_id: str) -> Response:
    """The deliberation, for whoever leads it."""
    return _led(request, call_id)


@router.post(LED)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Open it, say who is there, go back to reading, close it."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    kind = jury_named(form.text("jury"))
    here = f"{LED.format(call_id=call_id)}?jury={kind.value}"
    try:
        if do == "open":
            open_deliberation(desk, person, call_id, kind, form.values)
            return see(here, done="deliberation-open")
        if do == "presence":
            tick_presence(desk, person, call_id, kind, frozenset(form.all("present")))
            return see(here, done="presence-kept")
        if do == "reopen":
            reopen_reading(desk, person, call_id, kind, form.values)
            return see(here, done="reading-reopened")
        if do == "close":
            held = close_deliberation(desk, person, call_id, kind)
            address = MINUTES.format(call_id=call_id, number=held.number)
            return see(f"{address}?jury={kind.value}", done="deliberation-closed")
    except (Invalid, NotOpen) as refused:
        return _led(request, call_id, form=form, refused=refused)
    raise NotFound("step", do)


@router.get(HERE)
def attend(request: Request, call_id: str) -> Response:
    """The deliberation, for a juror."""
    return _page(request, call_id, HERE)


@router.get(FILE)
def show_file(request: Request, call_id: str, application_id: str) -> Response:
    """A file under discussion."""
    return _file(request, call_id, application_id)


@router.post(FILE)
def speak(request: Request, call_id: str, application_id: str, form: Posted) -> Response:
    """Say something of a file, or change one's own marks."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    # Whoever may not see it learns nothing of it, not even what is wrong with the form.
    discussed_page(desk, person, call_id, application_id)
    here = FILE.format(call_id=call_id, application_id=application_id)
    try:
        if do == "remark":
            write_remark(desk, person, application_id, form.values)
            return see(here, done="remark-kept")
        if do == "marks":
            change_marks(desk, person, application_id, form.values)
            return see(here, done="marks-changed")
    except (Invalid, NotOpen) as refused:
        return _file(request, call_id, application_id, form=form, refused=refused)
    raise NotFound("step", do)


@router.get(MINUTES)
def show_minutes(request: Request, call_id: str, number: str) -> Response:
    """The minutes of a sitting that is closed."""
    shown, words = _minutes(request, call_id, number), translator(request)
    return page(
        request,
        "juries/minutes.html",
        shown=shown,
        call=shown.call,
        minutes=shown.minutes,
        here=HERE.format(call_id=call_id),
        address=MINUTES.format(call_id=call_id, number=number),
        what=words(JURIES[shown.held.jury]),
        kinds={kind.value: words(said) for kind, said in KINDS.items()},
        labels={each["code"]: each[language_of(request)] for each in shown.minutes["criteria"]},
    )


@router.get(MINUTES + "/pdf")
def give_minutes(request: Request, call_id: str, number: str) -> Response:
    """The same, to be kept: in PDF."""
    shown = _minutes(request, call_id, number)
    content = print_paper(minutes_paper(shown, language_of(request)))
    name = f"proces-verbal-{shown.held.jury.value}-{number}.pdf"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie",
    }
    return give(request, content, "application/pdf", is_final=False, headers=headers)


def _minutes(request: Request, call_id: str, number: str) -> MinutesPage:
    if not re.fullmatch(r"[0-9]{1,4}", number):
        raise NotFound("minutes", number)
    kind = jury_named(request.query_params.get("jury", ""))
    return minutes_page(desk_of(request), signed_in(request), call_id, kind, int(number))


def _led(
    request: Request,
    call_id: str,
    *,
    form: Form | None = None,
    refused: Refused | None = None,
) -> Response:
    return _page(request, call_id, LED, form=form, refused=refused)


def _page(
    request: Request,
    call_id: str,
    here: str,
    *,
    form: Form | None = None,
    refused: Refused | None = None,
) -> Response:
    named = (form.text("jury") if form else "") or request.query_params.get("jury", "")
    kind = jury_named(named) if named else None
    shown = deliberation_page(desk_of(request), signed_in(request), call_id, kind)
    if here == LED and not shown.standing.leads:
        raise NotAllowed("not-allowed", step="deliberate", by=())
    words = translator(request)
    pages = max(-(-len(shown.files) // ON_A_PAGE), 1)
    number = min(_number(request.query_params.get("page", "")), pages)
    errors = errors_told(request, refused, OpeningAnswers, ReopeningAnswers) if refused else ()
    values = form.values if form else {}
    return page(
        request,
        "juries/deliberation.html",
        status=status_of(refused) if refused else 200,
        errors=errors,
        shown=shown,
        standing=shown.standing,
        listed=shown.files[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        number=number,
        pages=pages,
        call=shown.standing.call,
        here=here.format(call_id=call_id),
        discussed=HERE.format(call_id=call_id),
        is_led=here == LED,
        phases={phase: (words(said), mood) for phase, (said, mood) in PHASES.items()},
        kinds={kind: words(said) for kind, said in JURIES.items()},
        seats={kind: words(said) for kind, said in KINDS.items()},
        opening=_opening(request, values, errors, must_say_why=bool(shown.awaited)),
        reopening=_sheet(request, ReopeningAnswers, values, errors),
    )


def _number(typed: str) -> int:
    """The number of a page that an address names, the first one where it names none."""
    return max(int(typed), 1) if re.fullmatch(r"[0-9]{1,6}", typed) else 1


def _file(
    request: Request,
    call_id: str,
    application_id: str,
    *,
    form: Form | None = None,
    refused: Refused | None = None,
) -> Response:
    found = discussed_page(desk_of(request), signed_in(request), call_id, application_id)
    language = language_of(request)
    errors = errors_told(request, refused, RemarkAnswers, ChangeAnswers) if refused else ()
    values: Mapping[str, str] = form.values if form else {}
    own = {} if found.own is None else {f"mark-{c}": mark for c, mark in found.own.marks.items()}
    return page(
        request,
        "juries/discussed.html",
        status=status_of(refused) if refused else 200,
        errors=errors,
        found=found,
        standing=found.standing,
        call=found.standing.call,
        shown=found.shown,
        **submission_facts(request, found.shown),
        here=FILE.format(call_id=call_id, application_id=application_id),
        back=(LED if found.standing.leads else HERE).format(call_id=call_id),
        labels=[(each.code, each.label(language)) for each in found.criteria],
        means={each.id: mean_of(each, found.criteria) for each in found.reviews},
        remark=_sheet(request, RemarkAnswers, values, errors),
        marks=marks_sheet(request, found.criteria, own | dict(values), errors),
        reason=_sheet(request, ChangeAnswers, values, errors),
        is_changing=form is not None and form.text("do") == "marks",
    )


def _sheet(request: Request, answers: type, values: Mapping[str, str], errors: Errors) -> Sheet:
    return draw_sheet(specs_of(answers), translator(request), values=values, errors=errors)


def _opening(
    request: Request, values: Mapping[str, str], errors: Errors, *, must_say_why: bool
) -> Sheet:
    """The form that opens a deliberation: why is asked only where reviews are awaited."""
    drawn = _sheet(request, OpeningAnswers, values, errors)
    fields = (
        attrs.evolve(each, optional=False) if must_say_why and each.name == "why" else each
        for each in drawn.fields
    )
    return Sheet(fields=tuple(fields), errors=drawn.errors)
