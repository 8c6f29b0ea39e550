"""Refusals and errors as pages: one table from what was raised to what is shown."""

import logging
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from reflexes import UnknownCodeError
from reflexes.exporting import ExportError
from reflexes_calls.domain.attachment import FileRefused
from reflexes_calls.domain.errors import (
    Busy,
    Conflict,
    DeadLink,
    Invalid,
    NotAllowed,
    NotFound,
    NotOpen,
    Refused,
    TooLate,
)
from reflexes_calls.web.carried import carried_words, may_be_carried, put_back, to_carry
from reflexes_calls.web.data_shown import wants_json
from reflexes_calls.web.forms import Form
from reflexes_calls.web.notices import N_
from reflexes_calls.web.rooms import NotHereError
from reflexes_calls.web.security import ForgedFormError
from reflexes_calls.web.signing_in import sign_in_page
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.visitor import SignInNeededError, Visitor, visitor_of
from reflexes_calls.wording import sentence

LOG = logging.getLogger(__name__)

RETRY_AFTER = 5
"""Seconds after which whoever met a busy service may ask again."""
BUSY = N_("Too many people at this moment")
BUSY_SAID = N_(
    "Very many people are writing at this moment. Nothing was lost: send it again in a few seconds."
)
STATUSES: tuple[tuple[type[Refused], int], ...] = (
    (Invalid, 422),
    (FileRefused, 422),
    (NotFound, 404),
    (NotAllowed, 403),
    (DeadLink, 410),
    (NotOpen, 409),
    (TooLate, 409),
    (Conflict, 409),
    (Refused, 409),
)
"""The first class that fits gives the status of the page."""
TITLES = {
    400: N_("This request cannot be read"),
    401: N_("Sign in first"),
    403: N_("This page is not yours to open"),
    404: N_("There is nothing at this address"),
    405: N_("This page cannot be used that way"),
    409: N_("This cannot be done now"),
    410: N_("This link no longer works"),
    413: N_("What was sent is too long"),
    422: N_("Something is to mend"),
    500: N_("Something broke on our side"),
    503: N_("This file cannot be made here"),
}
EXPLANATIONS = {
    400: N_("Go back to the page before and try again."),
    401: N_("Your session has ended. Sign in again in another tab, then go on here."),
    403: N_("It belongs to someone with another role."),
    404: N_("The address may be mistyped, or the page may have moved."),
    405: N_("Go back to the page before and use its buttons."),
    409: N_("Go back to the page before: it may have changed since you opened it."),
    410: N_("Ask whoever sent it for another one."),
    413: N_("Shorten the longest answers and send the form again."),
    422: N_("Go back to the page before and check what you typed."),
    500: N_("It is not your doing. Nothing half done was kept. Try again in a moment."),
    503: N_("Its format needs a program that this server lacks. Choose another format."),
}
FORGED = N_(
    "The form is older than your session, or it did not come from one of our pages."
    " Open the page again and send it from there."
)


def status_of(refused: Refused) -> int:
    """The HTTP status that says a refusal of the domain."""
    return next(status for kind, status in STATUSES if isinstance(refused, kind))


def register_problems(app: FastAPI) -> None:
    """Give the application its pages for what goes wrong."""
    app.exception_handler(Refused)(show_refused)
    app.exception_handler(Busy)(show_busy)
    app.exception_handler(UnknownCodeError)(show_not_found)
    app.exception_handler(NotHereError)(show_not_here)
    app.exception_handler(ExportError)(show_not_made)
    app.exception_handler(SignInNeededError)(ask_to_sign_in)
    app.exception_handler(ForgedFormError)(show_forged)
    app.exception_handler(HTTPException)(show_http_error)
    app.exception_handler(RequestValidationError)(show_unreadable)
    app.exception_handler(Exception)(show_broken)


def show_problem(  # noqa: PLR0913  # what a page of refusal may say
    request: Request,
    status: int,
    *,
    sentences: tuple[str, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    typed: bool = False,
    title: str = "",
    again: str = "",
) -> Response:
    """A plain page: what happened, how to mend it, a way on, and what was typed if need be.

    `again` is where what was typed may be sent once more, as it is, by a button. Whoever asked for
    data is told in `application/problem+json`.
    """
    kept: tuple[tuple[str, str], ...] = typed_in(request) if typed else ()
    known = status if status in TITLES else 400
    said = translator(request)
    title = said(title or TITLES[known])
    sentences = sentences or (said(EXPLANATIONS[known]),)
    if wants_json(request):
        return _problem_data(status, title, sentences, links)
    return page(
        request,
        "problems/problem.html",
        status=status,
        title=title,
        sentences=sentences,
        links=links,
        typed=[(name, value) for name, value in kept if value.strip() and not again],
        again=again,
        carried=kept if again else (),
    )


def _problem_data(
    status: int, title: str, sentences: tuple[str, ...], links: tuple[tuple[str, str], ...]
) -> Response:
    """The same as problem details (RFC 9457), with the links as `see`."""
    told = {"title": title, "status": status, "detail": " ".join(sentences)}
    see = [{"address": address, "title": words} for address, words in links]
    return JSONResponse(
        {**told, "see": see} if see else told, status, media_type="application/problem+json"
    )


def typed_in(request: Request) -> tuple[tuple[str, str], ...]:
    """The fields of the form that came with the request, passwords left out."""
    return tuple(getattr(request.state, "typed", ()))


def show_refused(request: Request, raised: Refused) -> Response:
    """A refusal of the domain that no page has shown beside its form."""
    words = translator(request)
    sentences = tuple(
        sentence(each, words)
        for each in (raised.refusals if isinstance(raised, Invalid) else (raised,))
    )
    return show_problem(request, status_of(raised), sentences=sentences, typed=True)


def show_busy(request: Request, _raised: Busy) -> Response:
    """The database is taken by others: what was typed is given back, one button sends it again."""
    return show_unanswered(request, 503, BUSY, BUSY_SAID)


def show_unanswered(request: Request, status: int, title: str, said: str) -> Response:
    """What could not be done now: what was typed is given back, one button sends it again."""
    # A password is never written on a page: its form is typed again.
    sent = request.method == "POST" and getattr(request.state, "typed_is_whole", False)
    # The page asks nothing more of a database that does not answer.
    request.state.visitor = Visitor(person=getattr(request.state, "visitor", Visitor()).person)
    response = show_problem(
        request,
        status,
        sentences=(translator(request)(said),),
        typed=sent,
        title=title,
        again=request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if sent
        else "",
    )
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def show_not_found(request: Request, _raised: Exception) -> Response:
    """No record bears this code."""
    return show_problem(request, 404)


def show_not_here(request: Request, raised: NotHereError) -> Response:
    """No edition or no record bears this name; the page leads to those that do."""
    words = translator(request)(raised.words) % raised.facts
    return show_problem(request, 404, sentences=(words,), links=raised.links)


def show_not_made(request: Request, raised: ExportError) -> Response:
    """A format whose package is not installed on this server."""
    LOG.warning("%s", raised)
    return show_problem(request, 503)


def show_forged(request: Request, _raised: Exception) -> Response:
    """A form without its token; what was typed is put back, or given back to be copied."""
    is_signed_in = visitor_of(request).is_signed_in
    if wants_json(request) and not is_signed_in:
        return show_problem(request, 401)
    if not wants_json(request) and may_be_carried(request, request.url.path):
        if not is_signed_in:
            return _carry(request)
        # Signed in again in another tab: the token of this form is that of an earlier session.
        shown = put_back(request, request.url.path, Form(typed_in(request)))
        if shown is not None:
            return shown
    return show_problem(request, 403, sentences=(translator(request)(FORGED),), typed=True)


def ask_to_sign_in(request: Request, _raised: Exception) -> Response:
    """Lead to the sign-in page and back; a form sent too late goes through it, or is shown."""
    if request.method == "POST" and wants_json(request):
        return show_problem(request, 401)
    if request.method == "POST" and may_be_carried(request, request.url.path):
        return _carry(request)
    if request.method == "POST" and typed_in(request):
        return show_forged(request, _raised)
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/connexion?{urlencode({'next': address})}", status_code=303)


def _carry(request: Request) -> Response:
    """The sign-in page, with all that was typed in its hidden fields."""
    address = request.url.path
    return sign_in_page(
        request,
        status=401,
        next_page=address,
        carried=to_carry(address, typed_in(request)),
        told=carried_words(address),
    )


def show_unreadable(request: Request, _raised: Exception) -> Response:
    """An address or a form whose shape no page of ours gives."""
    return show_problem(request, 404)


def show_http_error(request: Request, raised: HTTPException) -> Response:
    """A page for what the framework itself refuses."""
    response = show_problem(request, raised.status_code)
    for name, value in (raised.headers or {}).items():
        response.headers[name] = value
    return response


def show_broken(request: Request, _raised: Exception) -> Response:
    """The page of an error that nobody foresaw; the trace goes to the log."""
    return show_problem(request, 500, typed=True)
