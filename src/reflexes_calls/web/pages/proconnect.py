"""Signing in with ProConnect: going there, coming back, and the organisation it names."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reflexes_calls.actions.federating import (
    add_proposed,
    come_back,
    go_there,
    proposals,
)
from reflexes_calls.domain.errors import Invalid, NotFound, Refused
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.arriving import device_of
from reflexes_calls.web.forms import Field, Posted, Sheet
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.security import remember_visit, safe_next, visit_key
from reflexes_calls.web.signing_in import arrive
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
BACK = "/connexion/proconnect/retour"
PROPOSED = "/organisations/proposee"


@router.get("/connexion/proconnect")
def go(request: Request, next: str = "/", tie: str = "") -> Response:  # noqa: A002  # as in the address
    """Send the visitor to ProConnect; `tie` ties its identity to the account signed in."""
    person = signed_in(request) if tie else None
    try:
        address = go_there(
            desk_of(request),
            visit_key(request),
            redirect=f"{service_address(request)}{BACK}",
            next_page=safe_next(next),
            person=person,
        )
    except NotFound:
        raise
    except Refused as refused:
        return _refused(request, refused)
    response = RedirectResponse(address, status_code=303)
    remember_visit(request, response)
    return response


@router.get(BACK)
def back(request: Request, state: str = "", code: str = "") -> Response:
    """Check what ProConnect gave, and open the session of whoever it is."""
    desk = desk_of(request)
    try:
        came = come_back(
            desk,
            visit_key(request),
            state=state,
            code=code,
            redirect=f"{service_address(request)}{BACK}",
            device=device_of(request),
        )
    except NotFound:
        raise
    except Refused as refused:
        return _refused(request, refused)
    next_page = safe_next(came.next)
    if proposals(desk, came.person):
        next_page = f"{PROPOSED}?{urlencode({'next': next_page})}"
    if not came.token:
        return see(next_page, done="identity-tied")
    return arrive(request, came.token, next_page)


@router.get(PROPOSED)
def show_proposed(request: Request, next: str = "/") -> Response:  # noqa: A002 -- as in the address
    """The organisation that ProConnect names and that nobody added yet."""
    return _proposed(request, safe_next(next))


@router.post(PROPOSED)
def take_proposed(request: Request, form: Posted) -> Response:
    """Add it and belong to it, or go on without."""
    person, next_page = signed_in(request), safe_next(form.text("next"))
    if form.text("do") != "add":
        return see(next_page)
    try:
        add_proposed(desk_of(request), person, form.text("siret"), form.text("name"))
    except Invalid as invalid:
        error = sentence(invalid.refusals[0], translator(request))
        return _proposed(request, next_page, name=form.text("name"), error=error, status=422)
    return see(next_page, done="organisation-added")


def _proposed(
    request: Request, next_page: str, *, name: str = "", error: str = "", status: int = 200
) -> Response:
    words = translator(request)
    found = proposals(desk_of(request), signed_in(request))
    if not found:
        return see(next_page)
    field = Field(
        name="name",
        label=words("Name of your organisation"),
        hint=words("As its letters bear it. Everyone sees it beside your applications."),
        value=name or found[0].name,
        error=error,
        max_length=160,
        autocomplete="organization",
    )
    errors = (("name", error),) if error else ()
    return page(
        request,
        "people/proposed.html",
        status=status,
        found=found[0],
        next=next_page,
        sheet=Sheet(fields=(field,), errors=errors),
        errors=errors,
    )


def _refused(request: Request, refused: Refused) -> Response:
    """What went wrong, and the other ways to sign in."""
    words = translator(request)
    status = 503 if refused.kind == "provider-away" else status_of(refused)
    return page(
        request, "people/provider_refused.html", status=status, said=sentence(refused, words)
    )
