"""A draw inside the grey zone, and the record of a decision: for managers, then for everyone."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.choosing import choosing_page
from reflexes_calls.actions.drawing_lots import draw, draws_page, give_up, register
from reflexes_calls.actions.recording import (
    publish_record,
    published_zip,
    record_page,
    zip_of,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen
from reflexes_calls.domain.selection import GiveUpAnswers, RegisterAnswers, SeedAnswers
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.selection_fields import titled
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
DRAW = "/gestion/appels/{call_id}/jury/selection/tirage"
RECORD = "/gestion/appels/{call_id}/jury/selection/registre"
ARCHIVE = "/gestion/appels/{call_id}/jury/selection/registre.zip"
PUBLIC_DRAW = "/appels/{call_id}/tirage"
PUBLIC_ARCHIVE = "/appels/{call_id}/registre.zip"
FORMS = {"register": RegisterAnswers, "draw": SeedAnswers, "give-up": GiveUpAnswers}
DONE = {"register": "lottery-registered", "draw": "lots-drawn", "give-up": "lottery-given-up"}
STEPS = {"register": register, "draw": draw, "give-up": give_up}
Errors = tuple[tuple[str, str], ...]


@router.get(DRAW)
def show(request: Request, call_id: str) -> Response:
    """What may be drawn, what is announced, or what came out."""
    return _page(request, call_id)


@router.post(DRAW)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Register a draw, give its seed, or give it up."""
    person, do, words = signed_in(request), form.text("do"), translator(request)
    if do not in STEPS:
        raise NotFound("step", do)
    try:
        STEPS[do](desk_of(request), person, call_id, form.values)
    except Invalid as invalid:
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
        return _page(request, call_id, form=form, errors=errors, status=422)
    except (Conflict, NotOpen) as refused:
        errors = (("", sentence(refused, words)),)
        return _page(request, call_id, form=form, errors=errors, status=status_of(refused))
    return see(DRAW.format(call_id=call_id), done=DONE[do])


def _page(
    request: Request,
    call_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    shown = choosing_page(desk_of(request), signed_in(request), call_id)
    return page(
        request,
        "juries/draw.html",
        status=status,
        shown=shown,
        call=shown.call,
        here=DRAW.format(call_id=call_id),
        public=PUBLIC_DRAW.format(call_id=call_id),
        errors=errors,
        sheets={name: _sheet(request, name, form, errors) for name in FORMS},
        named=lambda codes: titled(codes, shown),
    )


def _sheet(request: Request, name: str, form: Form | None, errors: Errors) -> Sheet:
    is_sent = form is not None and form.text("do") == name
    return draw_sheet(
        specs_of(FORMS[name]),
        translator(request),
        values=form.values if form is not None and is_sent else {},
        errors=errors if is_sent else (),
    )


@router.get(RECORD)
def show_record(request: Request, call_id: str) -> Response:
    """What the record holds, and whether it is published."""
    return _record_page(request, call_id)


@router.post(RECORD)
def publish(request: Request, call_id: str, form: Posted) -> Response:
    """Put the record on the public page of the results."""
    person = signed_in(request)
    if form.text("do") != "publish":
        raise NotFound("step", form.text("do"))
    try:
        publish_record(desk_of(request), person, call_id)
    except NotOpen as refused:
        errors = (("", sentence(refused, translator(request))),)
        return _record_page(request, call_id, errors=errors, status=409)
    return see(RECORD.format(call_id=call_id), done="record-published")


def _record_page(
    request: Request, call_id: str, *, errors: Errors = (), status: int = 200
) -> Response:
    shown = record_page(desk_of(request), signed_in(request), call_id)
    return page(
        request,
        "juries/record.html",
        status=status,
        shown=shown,
        call=shown.call,
        here=RECORD.format(call_id=call_id),
        errors=errors,
    )


@router.get(ARCHIVE)
def give_record(request: Request, call_id: str) -> Response:
    """The record as it stands now, for the managers."""
    shown = record_page(desk_of(request), signed_in(request), call_id)
    return _archive(zip_of(shown.files), call_id)


@router.get(PUBLIC_ARCHIVE)
def give_published(request: Request, call_id: str) -> Response:
    """The record that was published."""
    return _archive(published_zip(desk_of(request), call_id), call_id)


def _archive(content: bytes, call_id: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="registre-{call_id[:8]}.zip"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/zip", headers=headers)


@router.get(PUBLIC_DRAW)
def show_public(request: Request, call_id: str) -> Response:
    """The draws of a call, for everyone."""
    shown = draws_page(desk_of(request), call_id)
    return page(request, "juries/public_draw.html", shown=shown, call=shown.call)
