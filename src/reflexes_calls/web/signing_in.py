"""The sign-in pages, asked for or met when a session has ended; and what comes after them."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reflexes_calls.actions.people import session_of
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.signing_in import SESSION_LENGTH, Awaits
from reflexes_calls.web.carried import ADDRESS, PREFIX, carried, carried_words, put_back
from reflexes_calls.web.forms import Field, Form, Sheet
from reflexes_calls.web.security import (
    SESSION_COOKIE,
    VISIT_COOKIE,
    forget_cookie,
    read_cookie,
    set_cookie,
)
from reflexes_calls.web.stage_words import ROLES
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import demonstration_clock, desk_of, enter_session

if TYPE_CHECKING:
    from reflexes_calls.demonstration.accounts import Account

CODE_PAGE, ENROLMENT_PAGE = "/connexion/code", "/connexion/telephone"


def sign_in_page(  # noqa: PLR0913  # what was typed on it, and what it carries
    request: Request,
    *,
    next_page: str = "/",
    status: int = 200,
    email: str = "",
    errors: tuple[tuple[str, str], ...] = (),
    carried: tuple[tuple[str, str], ...] = (),
    told: str = "",
) -> Response:
    """The page; `carried` are hidden fields, and `told` says why they are there."""
    words = translator(request)
    sheet = _sheet(request, email, errors)
    known, password = _played(request)
    return page(
        request,
        "people/sign_in.html",
        status=status,
        sheet=sheet,
        errors=sheet.errors,
        next=next_page,
        query=urlencode({"next": next_page}),
        has_provider=desk_of(request).provider is not None,
        accounts=known,
        demonstration_password=password,
        carried=carried,
        told=words(told) if told else "",
    )


def _played(request: Request) -> tuple[list[tuple["Account", str]], str]:
    """The accounts of a demonstration with what each does, and their password; none elsewhere."""
    if demonstration_clock(request) is None:
        return [], ""
    from reflexes_calls.demonstration.accounts import (  # noqa: PLC0415  # a demonstration alone
        accounts,
        password,
    )

    words = translator(request)
    return [(each, words(ROLES[Role(each.task)])) for each in accounts()], password()


def _sheet(request: Request, email: str, errors: tuple[tuple[str, str], ...]) -> Sheet:
    words, mistakes = translator(request), dict(errors)
    fields = (
        Field(
            name="email",
            label=words("Mail address"),
            kind="email",
            value=email,
            error=mistakes.get("email", ""),
            autocomplete="username",
        ),
        Field(
            name="password",
            label=words("Password"),
            kind="password",
            error=mistakes.get("password", ""),
            autocomplete="current-password",
        ),
    )
    return Sheet(fields=fields, errors=errors)


def code_page(  # noqa: PLR0913  # what was typed on it, and what it carries
    request: Request,
    *,
    next_page: str = "/",
    status: int = 200,
    error: str = "",
    carried: tuple[tuple[str, str], ...] = (),
    told: str = "",
) -> Response:
    """The page that asks for the second code."""
    words = translator(request)
    code = Field(
        name="code",
        label=words("Code"),
        hint=words("Six figures on your telephone; or one of your recovery codes."),
        error=error,
        autocomplete="one-time-code",
    )
    errors = (("code", error),) if error else ()
    return page(
        request,
        "people/code.html",
        status=status,
        sheet=Sheet(fields=(code,), errors=errors),
        errors=errors,
        next=next_page,
        carried=carried,
        told=words(told) if told else "",
    )


def awaiting_page(request: Request, next_page: str) -> Response | None:
    """Where a sign-in that awaits something is to go on; None when none does."""
    _, awaits = session_of(desk_of(request), read_cookie(request, SESSION_COOKIE))
    if awaits is Awaits.NOTHING:
        return None
    address = CODE_PAGE if awaits is Awaits.CODE else ENROLMENT_PAGE
    return RedirectResponse(f"{address}?{urlencode({'next': next_page})}", status_code=303)


def arrive(
    request: Request, token: str, next_page: str, *, form: Form | None = None, done: str = ""
) -> Response:
    """What follows when a session was opened: a code that it awaits, a carried form, a page."""
    enter_session(request, token)
    _, awaits = session_of(desk_of(request), token)
    response: Response | None
    if awaits is Awaits.CODE:
        kept = carried(form) if form else ()
        told = carried_words(form.text(ADDRESS)) if form and kept else ""
        response = code_page(request, next_page=next_page, carried=kept, told=told)
    elif awaits is Awaits.ENROLMENT:
        response = awaiting_page(request, next_page)
    else:
        response = _go_on(request, form) if form else None
    answer = response or see(next_page, done=done or "signed-in")
    return with_session(request, answer, token)


def with_session(request: Request, response: Response, token: str) -> Response:
    """The answer that gives the browser a session that was just opened."""
    seconds = int(SESSION_LENGTH.total_seconds())
    set_cookie(request, response, SESSION_COOKIE, token, seconds=seconds)
    forget_cookie(request, response, VISIT_COOKIE)
    return response


def _go_on(request: Request, form: Form) -> Response | None:
    """The form that was sent when the session had ended, with what was typed put back in it."""
    if not form.text(ADDRESS):
        return None
    typed = form.under(PREFIX)
    try:
        return put_back(request, form.text(ADDRESS), Form(tuple(typed.items())))
    except NotFound:
        # Whoever signed in is someone else: the address itself will tell them so.
        return None
