"""Signing in and out."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.people import SESSION_LENGTH, sign_in, sign_out
from reflexes_calls.domain.errors import Refused
from reflexes_calls.web.forms import Field, Posted, Sheet
from reflexes_calls.web.security import (
    SESSION_COOKIE,
    VISIT_COOKIE,
    forget_cookie,
    read_cookie,
    safe_next,
    set_cookie,
)
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of
from reflexes_calls.wording import sentence

router = APIRouter()


@router.get("/connexion")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 -- the word in the address
    """The sign-in form; `next` is where to go afterwards."""
    return page(request, "people/sign_in.html", sheet=_sheet(request), next=safe_next(next))


@router.post("/connexion")
def enter(request: Request, form: Posted) -> Response:
    """Open a session, or say what is wrong without saying which of the two it is."""
    next_page = safe_next(form.text("next"))
    try:
        token = sign_in(desk_of(request), form.text("email").strip(), form.text("password"))
    except Refused as refused:
        error = sentence(refused, translator(request))
        sheet = _sheet(request, form.text("email"), error)
        return page(
            request,
            "people/sign_in.html",
            status=422,
            sheet=sheet,
            errors=sheet.errors,
            next=next_page,
        )
    response = see(next_page, done="signed-in")
    set_cookie(
        request, response, SESSION_COOKIE, token, seconds=int(SESSION_LENGTH.total_seconds())
    )
    forget_cookie(request, response, VISIT_COOKIE)
    return response


@router.post("/deconnexion")
def leave(request: Request, form: Posted) -> Response:
    """Close the session, here and in the store."""
    del form
    sign_out(desk_of(request), read_cookie(request, SESSION_COOKIE))
    response = see("/", done="signed-out")
    forget_cookie(request, response, SESSION_COOKIE)
    return response


def _sheet(request: Request, email: str = "", error: str = "") -> Sheet:
    words = translator(request)
    fields = (
        Field(
            name="email",
            label=words("Mail address"),
            kind="email",
            value=email,
            error=error,
            autocomplete="username",
        ),
        Field(
            name="password",
            label=words("Password"),
            kind="password",
            autocomplete="current-password",
        ),
    )
    return Sheet(fields=fields, errors=(("email", error),) if error else ())
