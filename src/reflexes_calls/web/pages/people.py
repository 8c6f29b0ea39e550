"""Signing in and out."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.people import SESSION_LENGTH, sign_in, sign_out
from reflexes_calls.domain.errors import NotFound, Refused
from reflexes_calls.web.carried import ADDRESS, PREFIX, carried, carried_words, put_back
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.security import (
    SESSION_COOKIE,
    VISIT_COOKIE,
    forget_cookie,
    read_cookie,
    safe_next,
    set_cookie,
)
from reflexes_calls.web.signing_in import sign_in_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.visitor import desk_of, enter_session
from reflexes_calls.wording import sentence

router = APIRouter()


@router.get("/connexion")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 -- the word in the address
    """The sign-in form; `next` is where to go afterwards."""
    return sign_in_page(request, next_page=safe_next(next))


@router.post("/connexion")
def enter(request: Request, form: Posted) -> Response:
    """Open a session, or say what is wrong without saying which of the two it is."""
    next_page, kept = safe_next(form.text("next")), carried(form)
    try:
        token = sign_in(desk_of(request), form.text("email").strip(), form.text("password"))
    except Refused as refused:
        return sign_in_page(
            request,
            status=422,
            next_page=next_page,
            email=form.text("email"),
            error=sentence(refused, translator(request)),
            carried=kept,
            told=carried_words(form.text(ADDRESS)) if kept else "",
        )
    response = _go_on(request, form, token) or see(next_page, done="signed-in")
    return with_session(request, response, token)


def with_session(request: Request, response: Response, token: str) -> Response:
    """The answer that gives the browser a session that was just opened."""
    seconds = int(SESSION_LENGTH.total_seconds())
    set_cookie(request, response, SESSION_COOKIE, token, seconds=seconds)
    forget_cookie(request, response, VISIT_COOKIE)
    return response


@router.post("/deconnexion")
def leave(request: Request, form: Posted) -> Response:
    """Close the session, here and in the store."""
    del form
    sign_out(desk_of(request), read_cookie(request, SESSION_COOKIE))
    response = see("/", done="signed-out")
    # The copies of unsaved answers that a script left in this browser are for its reader alone.
    response.headers["Clear-Site-Data"] = '"storage"'
    forget_cookie(request, response, SESSION_COOKIE)
    return response


def _go_on(request: Request, form: Form, token: str) -> Response | None:
    """The form that was sent when the session had ended, with what was typed put back in it."""
    if not form.text(ADDRESS):
        return None
    enter_session(request, token)
    typed = form.under(PREFIX)
    try:
        return put_back(request, form.text(ADDRESS), Form(tuple(typed.items())))
    except NotFound:
        # Whoever signed in is someone else: the address itself will tell them so.
        return None
