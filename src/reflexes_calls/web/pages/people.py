"""Signing in and out, with a password and a second code."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.fields import shortened
from reflexes_calls.actions.federating import leaving_address
from reflexes_calls.actions.people import sign_in, sign_out
from reflexes_calls.actions.second_factor import enter_by_code
from reflexes_calls.domain.errors import FieldRefusal, Invalid, Refused
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.arriving import device_of, source_of
from reflexes_calls.web.carried import ADDRESS, carried, carried_words
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.security import SESSION_COOKIE, forget_cookie, read_cookie, safe_next
from reflexes_calls.web.signing_in import (
    arrive,
    awaiting_page,
    code_page,
    sign_in_page,
    with_session,
)
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of
from reflexes_calls.wording import sentence

__all__ = ["router", "with_session"]

router = APIRouter()
BACK = "/deconnexion/retour"
"""Where the identity provider sends back whoever signed out of it."""


@router.get("/connexion")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 -- the word in the address
    """The sign-in form; `next` is where to go afterwards."""
    next_page = safe_next(next)
    return awaiting_page(request, next_page) or sign_in_page(request, next_page=next_page)


@router.post("/connexion")
def enter(request: Request, form: Posted) -> Response:
    """Open a session, or say what is wrong without saying which of the two it is."""
    unfit = _unfit(request, form)
    if unfit:
        return _again(request, form, unfit)
    try:
        token = sign_in(
            desk_of(request),
            form.text("email").strip(),
            form.text("password"),
            source=source_of(request),
            device=device_of(request),
        )
    except Refused as refused:
        return _again(request, form, (("email", sentence(refused, translator(request))),))
    return arrive(request, token, safe_next(form.text("next")), form=form)


def _unfit(request: Request, form: Form) -> tuple[tuple[str, str], ...]:
    """What can be mended before anything is tried: an empty box, an address that is none."""
    words, email = translator(request), form.text("email").strip()
    found = []
    if not email:
        found.append(("email", words("Write your mail address.")))
    elif "@" not in email:
        refusal = FieldRefusal(field="email", kind="not-an-address", met=shortened(email))
        found.append(("email", sentence(refusal, words)))
    if not form.text("password"):
        found.append(("password", words("Write your password.")))
    return tuple(found)


def _again(request: Request, form: Form, errors: tuple[tuple[str, str], ...]) -> Response:
    kept = carried(form)
    return sign_in_page(
        request,
        status=422,
        next_page=safe_next(form.text("next")),
        email=form.text("email"),
        errors=errors,
        carried=kept,
        told=carried_words(form.text(ADDRESS)) if kept else "",
    )


@router.get("/connexion/code")
def ask_code(request: Request, next: str = "/") -> Response:  # noqa: A002 -- the word in the address
    """The form of the second code, for a sign-in that awaits it."""
    if awaiting_page(request, "/") is None:
        return see("/connexion")
    return code_page(request, next_page=safe_next(next))


@router.post("/connexion/code")
def enter_code(request: Request, form: Posted) -> Response:
    """Take the second code, and open the session."""
    next_page, kept = safe_next(form.text("next")), carried(form)
    words, token = translator(request), read_cookie(request, SESSION_COOKIE)
    try:
        opened = enter_by_code(
            desk_of(request), token, form.text("code"), device=device_of(request)
        )
    except Refused as refused:
        said = refused.refusals[0] if isinstance(refused, Invalid) else refused
        told = carried_words(form.text(ADDRESS)) if kept else ""
        error = sentence(said, words)
        if refused.kind == "code-late":
            return sign_in_page(
                request,
                status=422,
                next_page=next_page,
                errors=(("email", error),),
                carried=kept,
                told=told,
            )
        return code_page(
            request, status=422, next_page=next_page, error=error, carried=kept, told=told
        )
    return arrive(request, opened, next_page, form=form)


@router.post("/deconnexion")
def leave(request: Request, form: Posted) -> Response:
    """Close the session, here and in the store; then, on a page, at the identity provider."""
    del form
    desk = desk_of(request)
    id_token = sign_out(desk, read_cookie(request, SESSION_COOKIE))
    address = leaving_address(desk, id_token, f"{service_address(request)}{BACK}")
    response: Response = see("/", done="signed-out")
    if address:
        # A page that leads there, as our forms may send nobody out of this site.
        if hasattr(request.state, "visitor"):
            del request.state.visitor
        response = page(request, "people/leaving.html", address=address)
    # The copies of unsaved answers that a script left in this browser are for its reader alone.
    response.headers["Clear-Site-Data"] = '"storage"'
    forget_cookie(request, response, SESSION_COOKIE)
    return response


@router.get(BACK)
def left(request: Request) -> Response:
    """Back from the identity provider, signed out of it too."""
    del request
    return see("/", done="signed-out")
