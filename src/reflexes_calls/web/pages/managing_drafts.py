"""Writing a call, page by page: each page is saved as it stands, finished or not."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import drafting
from reflexes_calls.actions.publishing import publish
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.call_typed import typed_in
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.readiness import (
    CALENDAR,
    ESSENTIAL,
    PAGE_FIELDS,
    PISTES,
    answers_found,
    findings_of,
)
from reflexes_calls.domain.suggesting import SUGGESTED, suggested_answers
from reflexes_calls.web.call_sheets import answers_sheet, names_for
from reflexes_calls.web.draft_pages import TITLES, tasks_of
from reflexes_calls.web.drafted import draft_page, drafted, onward
from reflexes_calls.web.finding_words import finding_sentence, lines_of
from reflexes_calls.web.forms import Field, Form, Posted
from reflexes_calls.web.managed import check_manages, managed
from reflexes_calls.web.notices import N_
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

READ_AGAIN = "read_again"
SEEN = N_("I have read the page of the call again, as an applicant will see it")
UNREAD = N_("Read the call again and tick this box: once published, its text is frozen.")
"""Publishing is not taken back: one click is too few."""


@router.get("/gestion/appels/nouveau")
def choose(request: Request, piste: str = "") -> Response:
    """Choose the pistes that a new call starts from."""
    check_manages(desk_of(request), signed_in(request))
    if piste:
        _ = desk_of(request).catalogue.pistes[piste]
    return _pistes_page(request, {piste})


@router.post("/gestion/appels/nouveau")
def begin(request: Request, form: Posted) -> Response:
    """Keep a new draft of a call."""
    person = signed_in(request)
    try:
        call = drafting.begin_draft(desk_of(request), person, form.all("piste"))
    except Invalid as invalid:
        return _pistes_page(request, set(form.all("piste")), invalid=invalid, status=422)
    return see(f"/gestion/appels/{call.public_id}", done="draft-begun")


@router.get("/gestion/appels/{call_id}/modifier")
def change(request: Request, call_id: str) -> Response:
    """Where a draft used to be written: its list of pages."""
    managed(request, call_id)
    return see(f"/gestion/appels/{call_id}")


@router.get("/gestion/appels/{call_id}/pistes")
def show_pistes(request: Request, call_id: str) -> Response:
    """The pistes of a draft."""
    call, gone = drafted(request, call_id)
    return gone or _pistes_page(request, set(call.piste_codes), call=call)


@router.post("/gestion/appels/{call_id}/pistes")
def keep_pistes(request: Request, call_id: str, form: Posted) -> Response:
    """Choose the pistes of a draft anew."""
    chosen = form.all("piste")
    try:
        call = drafting.change_pistes(desk_of(request), signed_in(request), call_id, chosen)
    except Invalid as invalid:
        call = managed(request, call_id).call
        return _pistes_page(request, set(chosen), call=call, invalid=invalid, status=422)
    return onward(request, call, PISTES, form)


@router.get("/gestion/appels/{call_id}/essentiel")
def show_essential(request: Request, call_id: str) -> Response:
    """The title, the summary, the procedure and the means of a draft."""
    call, gone = drafted(request, call_id)
    return gone or _answers_page(request, call, ESSENTIAL)


@router.post("/gestion/appels/{call_id}/essentiel")
def keep_essential(request: Request, call_id: str, form: Posted) -> Response:
    """Keep what was typed of the essentials."""
    return _keep_answers(request, call_id, form, ESSENTIAL)


@router.get("/gestion/appels/{call_id}/calendrier")
def show_calendar(request: Request, call_id: str) -> Response:
    """The days of a draft."""
    call, gone = drafted(request, call_id)
    return gone or _answers_page(request, call, CALENDAR)


@router.post("/gestion/appels/{call_id}/calendrier")
def keep_calendar(request: Request, call_id: str, form: Posted) -> Response:
    """Keep what was typed of the days."""
    return _keep_answers(request, call_id, form, CALENDAR)


@router.get("/gestion/appels/{call_id}/verifier")
def check(request: Request, call_id: str) -> Response:
    """Everything found before the call opens, each line leading to its field."""
    call, gone = drafted(request, call_id)
    return gone or _check_page(request, call)


@router.post("/gestion/appels/{call_id}/verifier")
def open_call(request: Request, call_id: str, form: Posted) -> Response:
    """Publish the call, unless something still stops it."""
    if form.text("do") != "publish":
        raise NotFound("step", form.text("do"))
    call = managed(request, call_id).call
    if form.text(READ_AGAIN) != "yes" and not _stops(request, call):
        return _check_page(request, call, unread=True, status=422)
    try:
        publish(desk_of(request), signed_in(request), call_id)
    except Invalid:
        return _check_page(request, managed(request, call_id).call, refused=True, status=422)
    return see(f"/gestion/appels/{call_id}", done="published")


@router.get("/gestion/appels/{call_id}/abandonner")
def ask_to_put_aside(request: Request, call_id: str) -> Response:
    """Say what giving a draft up does, before it is done."""
    call, gone = drafted(request, call_id)
    return gone or staged_page(request, "managing/put_aside.html", call=call)


@router.post("/gestion/appels/{call_id}/abandonner")
def put_aside(request: Request, call_id: str, form: Posted) -> Response:
    """Give a draft up, or take it up again."""
    desk, person = desk_of(request), signed_in(request)
    if form.text("do") == "take-up":
        drafting.take_up(desk, person, call_id)
        return see(f"/gestion/appels/{call_id}", done="draft-back")
    if form.text("do") != "put-aside":
        raise NotFound("step", form.text("do"))
    drafting.put_aside(desk, person, call_id)
    return see("/gestion", done="draft-aside")


def task_list(request: Request, call: Call) -> Response:
    """The pages of a draft, each with where it stands; the way back of one that was given up."""
    if call.is_put_aside:
        return staged_page(request, "managing/put_aside.html", call=call)
    words, now = translator(request), desk_of(request).clock.now()
    findings = findings_of(call, now)
    groups = tasks_of(call, findings, words)
    tasks = [task for _, listed in groups for task in listed]
    stops, doubts = lines_of(call, findings, words, language_of(request))
    return staged_page(
        request,
        "managing/tasks.html",
        call=call,
        groups=groups,
        done=sum(task.is_done for task in tasks),
        total=len(tasks),
        stops=stops,
        doubts=doubts,
        copied=call.drafting.get("copied"),
    )


def _pistes_page(
    request: Request,
    chosen: set[str],
    *,
    call: Call | None = None,
    invalid: Invalid | None = None,
    status: int = 200,
) -> Response:
    words = translator(request)
    catalogue = desk_of(request).catalogue
    pistes = [one for one in catalogue.pistes if not one.is_name_alone]
    refusals = invalid.refusals if invalid else ()
    errors = [(f"piste-{pistes[0].code}", sentence(one, words)) for one in refusals]
    copied = call.drafting.get("copied") if call else None
    return staged_page(
        request,
        "managing/pistes.html",
        status=status,
        call=call,
        heading=words(TITLES[PISTES]),
        following=words(TITLES[CALENDAR]) if call else "",
        pistes=pistes,
        names_alone=[one for one in catalogue.pistes if one.is_name_alone],
        chosen=chosen,
        edition=catalogue.edition,
        changes={each["code"]: each for each in (copied or {}).get("pistes", ())},
        errors=errors,
    )


def _keep_answers(request: Request, call_id: str, form: Form, page: str) -> Response:
    call = drafting.save_answers(
        desk_of(request), signed_in(request), call_id, form.values, page=page
    )
    # What is missing may wait; what was typed and cannot be read is said at once.
    refused = _refused(call, page)
    if refused:
        return _answers_page(request, call, page, refused=refused, status=422)
    dropped = form.text("title_en").strip() and not call.title_en
    return onward(request, call, page, form, done="english-dropped" if dropped else "")


def _refused(call: Call, page: str) -> tuple[Finding, ...]:
    return tuple(
        each
        for each in answers_found(call)
        if each.page == page and each.kind not in {"missing", "to-save"}
    )


def _answers_page(
    request: Request,
    call: Call,
    page: str,
    *,
    refused: tuple[Finding, ...] = (),
    status: int = 200,
) -> Response:
    words, language = translator(request), language_of(request)
    typed = typed_in(call)
    today = local_day(desk_of(request).clock.now())
    values = {**suggested_answers(today), **typed}
    errors = [(each.field, finding_sentence(each, words, language)) for each in refused]
    names = names_for(PAGE_FIELDS[page], values["procedure"])
    sheet = answers_sheet(names, words, values, errors)
    template = "managing/essential.html" if page == ESSENTIAL else "managing/calendar.html"
    return draft_page(
        request,
        template,
        call,
        page,
        status=status,
        sheet=sheet,
        errors=sheet.errors,
        names=names,
        procedure=values["procedure"],
        is_suggested=not any(name in typed for name in names if name in SUGGESTED),
        copied=call.drafting.get("copied"),
    )


def _stops(request: Request, call: Call) -> bool:
    return any(each.stops for each in findings_of(call, desk_of(request).clock.now()))


def _check_page(
    request: Request,
    call: Call,
    *,
    refused: bool = False,
    unread: bool = False,
    status: int = 200,
) -> Response:
    words = translator(request)
    unticked = words(UNREAD) if unread else ""
    findings = findings_of(call, desk_of(request).clock.now())
    stops, doubts = lines_of(call, findings, words, language_of(request))
    return staged_page(
        request,
        "managing/check.html",
        status=status,
        call=call,
        stops=stops,
        doubts=doubts,
        refused=refused,
        errors=[(READ_AGAIN, unticked)] if unread else (),
        read_again=Field(name=READ_AGAIN, label=words(SEEN), kind="yes", error=unticked),
    )
