"""Setting up the second code: the QR code, its first figures, the codes of recovery."""

import io

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.people import session_of
from reflexes_calls.actions.second_factor import (
    begin_factor,
    confirm_factor,
    enter_enrolled,
    factor_page,
    remove_factor,
    renew_recovery,
)
from reflexes_calls.domain.errors import Invalid, Refused
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.signing_in import Awaits
from reflexes_calls.web.arriving import device_of
from reflexes_calls.web.forms import Field, Form, Posted, Sheet
from reflexes_calls.web.security import SESSION_COOKIE, read_cookie, safe_next
from reflexes_calls.web.signing_in import ENROLMENT_PAGE, arrive
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/mes-donnees/second-code"


@router.get("/mes-donnees/second-code")
def show(request: Request) -> Response:
    """Where one's second code stands, or the form that sets it up."""
    return _page(request, signed_in(request))


@router.post("/mes-donnees/second-code")
def act(request: Request, form: Posted) -> Response:
    """Confirm the first code, make new codes of recovery, or take the second code off."""
    person, desk, do = signed_in(request), desk_of(request), form.text("do")
    if do == "remove":
        remove_factor(desk, person)
        return see("/mes-donnees", done="factor-removed")
    if do == "renew":
        codes = renew_recovery(desk, person)
        return page(request, "people/recovery.html", codes=codes, next="/mes-donnees")
    return _confirm(request, person, form, next_page="/mes-donnees")


@router.get(ENROLMENT_PAGE)
def show_enrolment(request: Request, next: str = "/") -> Response:  # noqa: A002 -- as in the address
    """The same form, for a sign-in that awaits it: this role must have a second code."""
    person = _awaiting(request)
    return _page(request, person, next_page=safe_next(next)) if person else see("/connexion")


@router.post(ENROLMENT_PAGE)
def enrol(request: Request, form: Posted) -> Response:
    """Confirm the first code; then, once the codes of recovery were read, open the session."""
    person, next_page = _awaiting(request), safe_next(form.text("next"))
    if person is None:
        return see("/connexion")
    if form.text("do") == "go-on":
        token = read_cookie(request, SESSION_COOKIE)
        opened = enter_enrolled(desk_of(request), token, device=device_of(request))
        return arrive(request, opened, next_page)
    return _confirm(request, person, form, next_page=next_page)


def _awaiting(request: Request) -> Person | None:
    token = read_cookie(request, SESSION_COOKIE)
    person, awaits = session_of(desk_of(request), token)
    return person if awaits is Awaits.ENROLMENT else None


def _confirm(request: Request, person: Person, form: Form, *, next_page: str) -> Response:
    try:
        codes = confirm_factor(desk_of(request), person, form.text("code"))
    except Refused as refused:
        if refused.kind == "factor-there":
            return see(next_page)
        said = refused.refusals[0] if isinstance(refused, Invalid) else refused
        error = sentence(said, translator(request))
        return _page(request, person, next_page=next_page, error=error, status=422)
    return page(request, "people/recovery.html", codes=codes, next=next_page)


def _page(
    request: Request, person: Person, *, next_page: str = "/", error: str = "", status: int = 200
) -> Response:
    words, desk = translator(request), desk_of(request)
    known = factor_page(desk, person)
    if known.is_confirmed:
        if request.url.path == ENROLMENT_PAGE:
            return page(request, "people/recovery.html", codes=(), next=next_page)
        return page(request, "people/second_code.html", known=known, errors=())
    secret, address = begin_factor(desk, person)
    code = Field(
        name="code",
        label=words("Code shown by your telephone"),
        hint=words("Six figures, which change every 30 seconds."),
        error=error,
        autocomplete="one-time-code",
    )
    errors = (("code", error),) if error else ()
    return page(
        request,
        "people/set_up_code.html",
        status=status,
        known=known,
        drawing=_drawn(address),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        next=next_page,
        sheet=Sheet(fields=(code,), errors=errors),
        errors=errors,
    )


def _drawn(address: str) -> Markup:
    """The QR code as a drawing inside the page, on white whatever the scheme of the reader."""
    import segno  # noqa: PLC0415  # seldom drawn

    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", border=4, light="#fff", xmldecl=False, nl=False, omitsize=True
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  # drawn here, from our own address
