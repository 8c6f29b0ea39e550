"""Handling a file: what is missing, whether it is admissible, and the messages in it."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import handling
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.handling import FindingAnswers, MessageAnswers, RequestAnswers, Side
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Posted, draw_sheet, specs_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

HANDLING = "/gestion/dossiers/{application_id}/recevabilite"
MESSAGES = {
    Side.TEAM: "/dossiers/{application_id}/messages",
    Side.PROGRAMME: "/gestion/dossiers/{application_id}/messages",
}
DONE = {
    "ask": "missing-asked",
    "admissible": "found-admissible",
    "inadmissible": "found-inadmissible",
}


@router.get(HANDLING)
def show(request: Request, application_id: str) -> Response:
    """What was asked and found of a file."""
    return _page(request, application_id)


@router.post(HANDLING)
def act(request: Request, application_id: str, form: Posted) -> Response:
    """Ask for what is missing, or say whether the file is admissible."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    done, address = form.text("do"), service_address(request)
    try:
        if done == "ask":
            handling.ask_missing(desk, person, application_id, form.values, address=address)
        elif done == "admissible":
            handling.find_admissible(desk, person, application_id)
        elif done == "inadmissible":
            handling.find_inadmissible(desk, person, application_id, form.values, address=address)
        else:
            raise NotFound("step", done)
    except Invalid as invalid:
        labels = {**labels_of(RequestAnswers, words), **labels_of(FindingAnswers, words)}
        errors = errors_of(invalid, words, labels)
        return _page(request, application_id, values=form.values, errors=errors, status=422)
    return see(HANDLING.format(application_id=application_id), done=DONE[done])


@router.get(MESSAGES[Side.TEAM])
def team_messages(request: Request, application_id: str) -> Response:
    """The messages of a file, for its team."""
    return _messages(request, application_id, Side.TEAM)


@router.post(MESSAGES[Side.TEAM])
def team_writes(request: Request, application_id: str, form: Posted) -> Response:
    """A message of the team."""
    return _write(request, application_id, Side.TEAM, form.values)


@router.get(MESSAGES[Side.PROGRAMME])
def programme_messages(request: Request, application_id: str) -> Response:
    """The messages of a file, for the managers of its call."""
    return _messages(request, application_id, Side.PROGRAMME)


@router.post(MESSAGES[Side.PROGRAMME])
def programme_writes(request: Request, application_id: str, form: Posted) -> Response:
    """A message of the programme."""
    return _write(request, application_id, Side.PROGRAMME, form.values)


def _page(
    request: Request,
    application_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = handling.handling_page(desk_of(request), signed_in(request), application_id)
    return page(
        request,
        "handling/handle.html",
        status=status,
        shown=shown,
        asking=draw_sheet(specs_of(RequestAnswers), words, values=values, errors=errors),
        finding=draw_sheet(specs_of(FindingAnswers), words, values=values, errors=errors),
        errors=errors,
    )


def _write(
    request: Request, application_id: str, side: Side, values: Mapping[str, str]
) -> Response:
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    address = service_address(request)
    try:
        handling.write_message(desk, person, application_id, side, values, address=address)
    except Invalid as invalid:
        errors = errors_of(invalid, words, labels_of(MessageAnswers, words))
        return _messages(request, application_id, side, values=values, errors=errors, status=422)
    return see(MESSAGES[side].format(application_id=application_id), done="message-written")


def _messages(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    application_id: str,
    side: Side,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = handling.messages_page(desk_of(request), signed_in(request), application_id, side)
    return page(
        request,
        "handling/messages.html",
        status=status,
        shown=shown,
        manages=side is Side.PROGRAMME,
        sheet=draw_sheet(specs_of(MessageAnswers), words, values=values, errors=errors),
        errors=errors,
    )
