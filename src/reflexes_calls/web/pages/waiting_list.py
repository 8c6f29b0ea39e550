"""The waiting list of a call: who is next, what is free; a file called up; the list closed."""

from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.calling_up import (
    call_up,
    call_up_page,
    close_waiting_list,
    waiting_list_page,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotOpen, Refused
from reflexes_calls.domain.waiting_list import CallUpAnswers
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Posted, draw_sheet, specs_of
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

LIST = "/gestion/appels/{call_id}/liste-d-attente"
CALLED = "/gestion/dossiers/{application_id}/rappel"


@router.get(LIST)
def show(request: Request, call_id: str) -> Response:
    """Who waits, in their order, and what is free."""
    return _list_page(request, call_id)


@router.post(LIST)
def close(request: Request, call_id: str, form: Posted) -> Response:
    """Close the list; everybody who still waits is told."""
    desk, person = desk_of(request), signed_in(request)
    shown = waiting_list_page(desk, person, call_id)
    if form.text("sure") != "yes":
        told = translator(request)("Tick the box to close the list: nobody can be called up then.")
        return _list_page(request, call_id, told=told, status=422)
    try:
        close_waiting_list(desk, person, shown.call.public_id, address=service_address(request))
    except NotOpen as refused:
        told = sentence(refused, translator(request))
        return _list_page(request, call_id, told=told, status=status_of(refused))
    return see(LIST.format(call_id=call_id), done="list-closed")


def _list_page(request: Request, call_id: str, *, told: str = "", status: int = 200) -> Response:
    shown = waiting_list_page(desk_of(request), signed_in(request), call_id)
    return page(
        request,
        "deciding/waiting_list.html",
        status=status,
        shown=shown,
        call=shown.call,
        errors=(("sure", told),) if told else (),
    )


@router.get(CALLED)
def show_file(request: Request, application_id: str) -> Response:
    """The form by which a file is called up."""
    return _file_page(request, application_id)


@router.post(CALLED)
def act(request: Request, application_id: str, form: Posted) -> Response:
    """Call a file up."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    shown, _ = call_up_page(desk, person, application_id)
    try:
        call_up(desk, person, application_id, form.values, address=service_address(request))
    except Invalid as invalid:
        errors = errors_of(invalid, words, labels_of(CallUpAnswers, words))
        return _file_page(request, application_id, values=form.values, errors=errors, status=422)
    except (Conflict, NotOpen) as refused:
        return _file_page(request, application_id, values=form.values, refused=refused)
    return see(LIST.format(call_id=shown.call.public_id), done="called-up")


def _file_page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    application_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    words = translator(request)
    shown, known = call_up_page(desk_of(request), signed_in(request), application_id)
    first = shown.waiting[0] if shown.waiting else None
    specs = specs_of(CallUpAnswers)
    if not shown.call.funded:
        del specs["amount"], specs["beyond"]
    if first is None or first.application.public_id == application_id:
        del specs["before"]
    # What may be left empty elsewhere is needed here.
    specs |= {
        name: attrs.evolve(specs[name], optional=False)
        for name in ("amount", "before")
        if name in specs
    }
    asked = known.application.amount
    usual = {"amount": f"{asked // 100}"} if asked and shown.call.funded else {}
    return page(
        request,
        "deciding/call_up.html",
        status=status_of(refused) if refused else status,
        shown=shown,
        known=known,
        first=first,
        sheet=draw_sheet(specs, words, values=usual if values is None else values, errors=errors),
        errors=errors,
        told=sentence(refused, words) if refused else "",
    )
