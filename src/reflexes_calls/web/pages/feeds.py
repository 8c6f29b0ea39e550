"""Calls for other programs: a calendar for each call, one of all, and a feed of those open."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.reading_calls import text_page, texts_that_stand
from reflexes_calls.domain.call import Moment
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.call_feeds import FedCall, calendar_of, feed_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.attachments import disposition
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

router = APIRouter()

CALENDAR, ATOM = "text/calendar; charset=utf-8", "application/atom+xml; charset=utf-8"
EVERY, OPEN = N_("Calls for experimentation: every day"), N_("Open calls for experimentation")
ALIVE = frozenset({Moment.OPEN, Moment.UPCOMING})


@router.get("/appels.ics")
def every_day(request: Request) -> Response:
    """The days of every call that is not concluded."""
    name = translator(request)(EVERY)
    return _calendar(request, tuple(_published(request)), name, "appels.ics")


@router.get("/appels.atom")
def open_calls(request: Request) -> Response:
    """The calls that are open, or soon will be."""
    now = desk_of(request).clock.now()
    known = [fed for fed in _published(request) if fed.call.moment(now) in ALIVE]
    title = translator(request)(OPEN)
    content = feed_of(known, title, language_of(request), service_address(request))
    return give(request, content, ATOM, is_final=False)


@router.get("/appels/{public_id}/calendrier.ics")
def days_of_one(request: Request, public_id: str) -> Response:
    """The days of one call, as it was last published."""
    shown = text_page(desk_of(request), None, public_id)
    if shown.version is None:
        raise NotFound("call", public_id)
    fed = FedCall(call=shown.call, updated_at=shown.version.published_at)
    title = shown.call.title(language_of(request))
    return _calendar(request, (fed,), title, "calendrier.ics")


def _published(request: Request) -> tuple[FedCall, ...]:
    return tuple(
        FedCall(call=call, updated_at=version.published_at)
        for call, version in texts_that_stand(desk_of(request))
        if call.stage is CallStage.PUBLISHED
    )


def _calendar(request: Request, known: tuple[FedCall, ...], name: str, file_name: str) -> Response:
    language, words = language_of(request), translator(request)
    content = calendar_of(known, name, language, words, service_address(request))
    headers = {"Content-Disposition": disposition(file_name)}
    return give(request, content, CALENDAR, is_final=False, headers=headers)
