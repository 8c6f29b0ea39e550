"""Sessions of a module: for its trainer, what they taught; for participants, what to say of one."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed
from reflexes_calls.actions.leading_modules import (
    SessionShown,
    announce_session,
    answer,
    close_session,
    lessons_of,
    own_session,
    records_cited,
    session_shown,
    tell_session,
)
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.modules import (
    THRESHOLD,
    AnswerTyped,
    RemarkTyped,
    SessionTyped,
    TrainerTyped,
)
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.arriving import source_of
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.module_words import duration
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.modules_kept import errors_in
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, errors_told, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

USEFUL = (
    ("4", N_("Yes, much")),
    ("3", N_("Rather")),
    ("2", N_("Little")),
    ("1", N_("Not at all")),
)
REAL = N_("Real minutes of “%(title)s” (planned: %(planned)s)")
Errors = tuple[tuple[str, str], ...]


@router.get("/mes-modules/{public_id}/seances")
def list_sessions(request: Request, public_id: str) -> Response:
    """The sessions of a module, and what they taught."""
    return _lessons(request, public_id)


@router.post("/mes-modules/{public_id}/seances")
def announce(request: Request, public_id: str, form: Posted) -> Response:
    """Announce a session."""
    desk, person = desk_of(request), signed_in(request)
    try:
        made = announce_session(desk, person, public_id, form.values, request_key=form.request_key)
    except Invalid as invalid:
        return _lessons(request, public_id, form=form, invalid=invalid)
    here = f"/mes-modules/{public_id}/seances/{made.public_id}"
    return see(here, done="session-announced")


def _lessons(
    request: Request, public_id: str, *, form: Form | None = None, invalid: Invalid | None = None
) -> Response:
    lessons = lessons_of(desk_of(request), signed_in(request), public_id)
    words = translator(request)
    errors = errors_told(request, invalid, SessionTyped) if invalid else ()
    values = form.values if form else {}
    sheet = draw_sheet(specs_of(SessionTyped), words, values=values, errors=errors)
    return page(
        request,
        "modules/sessions.html",
        status=422 if errors else 200,
        kept=lessons.kept,
        lessons=lessons,
        activities=[each for each in lessons.module.activities if each.code in lessons.lived],
        errors=errors,
        sheet=sheet,
        duration=duration,
        useful=[words(said) for _, said in USEFUL],
        threshold=THRESHOLD,
        here_tab="sessions",
    )


@router.get("/mes-modules/{public_id}/seances/{session}")
def show_own(request: Request, public_id: str, session: str) -> Response:
    """A session for whoever led it: its address, and how it went."""
    return _own(request, public_id, session)


@router.post("/mes-modules/{public_id}/seances/{session}")
def tell(request: Request, public_id: str, session: str, form: Posted) -> Response:
    """Keep how it went, close the session or open it again."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = f"/mes-modules/{public_id}/seances"
    if do in {"close", "open"}:
        close_session(desk, person, public_id, session, closed=do == "close")
        done = "session-closed" if do == "close" else "session-opened"
        return see(f"{here}/{session}", done=done)
    try:
        tell_session(desk, person, public_id, session, form.values)
    except Invalid as invalid:
        return _own(request, public_id, session, form=form, invalid=invalid)
    return see(here, done="session-told")


def _own(
    request: Request,
    public_id: str,
    session: str,
    *,
    form: Form | None = None,
    invalid: Invalid | None = None,
) -> Response:
    kept, shown = own_session(desk_of(request), signed_in(request), public_id, session)
    words = translator(request)
    errors = _told_errors(request, shown, invalid)
    values: Mapping[str, str] = form.values if form else {}
    return page(
        request,
        "modules/session_told.html",
        status=422 if errors else 200,
        kept=kept,
        shown=shown,
        address=f"{service_address(request)}/seances/{shown.session.public_id}",
        errors=errors,
        minutes=_minutes(shown, words, values, errors),
        sheet=draw_sheet(specs_of(TrainerTyped), words, values=values, errors=errors),
        remark=_remark(request, shown, values, errors),
        here_tab="sessions",
    )


def _told_errors(request: Request, shown: SessionShown, invalid: Invalid | None) -> Errors:
    if invalid is None:
        return ()
    words = translator(request)
    labels = labels_of(TrainerTyped, words) | labels_of(RemarkTyped, words)
    timed = errors_in(
        request,
        shown.module,
        Invalid(tuple(one for one in invalid.refusals if one.field.startswith("minutes-"))),
    )
    others = Invalid(tuple(one for one in invalid.refusals if not one.field.startswith("minutes-")))
    return (*timed, *errors_of(others, words, labels))


def _minutes(
    shown: SessionShown, words: Any, values: Mapping[str, str], errors: Errors
) -> list[Field]:
    wrong = dict(reversed(errors))
    return [
        Field(
            name=f"minutes-{each.code}",
            label=words(REAL) % {"title": each.title, "planned": duration(each.minutes)},
            kind="whole",
            value=values.get(f"minutes-{each.code}", ""),
            error=wrong.get(f"minutes-{each.code}", ""),
            optional=True,
        )
        for each in shown.module.activities
    ]


def _remark(
    request: Request, shown: SessionShown, values: Mapping[str, str], errors: Errors
) -> Sheet:
    catalogue, language = desk_of(request).catalogue, language_of(request)
    choices = []
    for code in records_cited(shown.module):
        if code in catalogue:
            known = catalogue.shelf(catalogue.shelf_of(code)).everything[code]
            choices.append((code, known.title.in_language(language)))
    sheet = draw_sheet(
        specs_of(RemarkTyped),
        translator(request),
        values=values,
        errors=errors,
        choices={"record": choices},
    )
    record, text = sheet.fields
    return Sheet(fields=(changed(record, kind="choice"), text), errors=errors)


@router.get("/seances/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """A session for participants: what to say of it, and the draft to leave with."""
    return _public(request, public_id)


@router.post("/seances/{public_id}")
def keep(request: Request, public_id: str, form: Posted) -> Response:
    """Keep what a participant says, without a name."""
    try:
        answer(desk_of(request), public_id, form.values, source_of(request))
    except Invalid as invalid:
        return _public(request, public_id, form=form, invalid=invalid)
    return see(f"/seances/{public_id}", done="session-answered")


def _public(
    request: Request, public_id: str, *, form: Form | None = None, invalid: Invalid | None = None
) -> Response:
    shown = session_shown(desk_of(request), public_id)
    words = translator(request)
    errors = errors_told(request, invalid, AnswerTyped) if invalid else ()
    sheet = draw_sheet(
        specs_of(AnswerTyped),
        words,
        values=form.values if form else {},
        errors=errors,
        choices={"useful": tuple((code, words(said)) for code, said in USEFUL)},
    )
    fields = tuple(
        changed(each, kind="radio") if each.name == "useful" else each for each in sheet.fields
    )
    return page(
        request,
        "modules/session.html",
        status=422 if errors else 200,
        shown=shown,
        piste=piste_named(request, shown.session.piste),
        errors=errors,
        sheet=Sheet(fields=fields, errors=errors),
        threshold=THRESHOLD,
    )


def piste_named(request: Request, code: str) -> Any:
    """The piste that a session studies, in the edition of this instance; None when it is none."""
    pistes = desk_of(request).catalogue.pistes
    if code not in pistes:
        return None
    return pistes.everything[code]
