"""Releasing the prepared decisions of a call: read again, ticked, told together."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.deciding import TOO_FEW, release, release_page
from reflexes_calls.actions.outbox import are_read_first
from reflexes_calls.domain.errors import Refused
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

ADDRESS = "/gestion/appels/{call_id}/decisions"


@router.get(ADDRESS)
def show(request: Request, call_id: str) -> Response:
    """The files that wait, with what is prepared for each."""
    return _page(request, call_id)


@router.post(ADDRESS)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Release what is ticked."""
    chosen, address = frozenset(form.all("application")), service_address(request)
    person = signed_in(request)
    try:
        release(desk_of(request), person, call_id, chosen, form.text("seen"), address=address)
    except Refused as refused:
        if refused.kind not in {"prepared-changed", "nothing-prepared", *TOO_FEW.values()}:
            raise
        told = sentence(refused, translator(request))
        return _page(request, call_id, chosen=chosen, told=told, status=status_of(refused))
    return see(f"/gestion/appels/{call_id}", done="released")


def _page(
    request: Request,
    call_id: str,
    *,
    chosen: frozenset[str] | None = None,
    told: str = "",
    status: int = 200,
) -> Response:
    shown = release_page(desk_of(request), signed_in(request), call_id)
    ticked = chosen
    if ticked is None:
        ticked = frozenset(each.application.public_id for each in shown.waiting if each.prepared)
    return page(
        request,
        "deciding/release.html",
        status=status,
        shown=shown,
        call=shown.call,
        read_first=are_read_first(desk_of(request), shown.call),
        ticked=ticked,
        errors=(("fichiers", told),) if told else (),
        selected=sum(each.outcome.value == "selected" for each in shown.prepared),
        unprepared=sum(each.prepared is None for each in shown.waiting),
    )
