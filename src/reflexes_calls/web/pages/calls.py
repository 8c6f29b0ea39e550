"""The calls: which are open, and what each of them asks."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.looking import public_calls
from reflexes_calls.actions.offering import count_offered
from reflexes_calls.actions.publishing_results import has_draws, has_results
from reflexes_calls.actions.reading_calls import TextPage, text_page
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.readiness import answers_found
from reflexes_calls.domain.rights import standing_of
from reflexes_calls.web.call_text import (
    calendar_told,
    parts_told,
    pistes_told,
    rules_told,
    said_in,
)
from reflexes_calls.web.calls_shown import calls_shown, kind_of, means_of, state_of
from reflexes_calls.web.colours import ranks_of
from reflexes_calls.web.deadline_words import deadline_sentence, grace_sentences
from reflexes_calls.web.notices import N_
from reflexes_calls.web.questions_told import questions_told
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, visitor_of

router = APIRouter()

GROUPS = (
    (Moment.OPEN.value, N_("Open")),
    (Moment.UPCOMING.value, N_("Opening soon")),
    (Moment.CLOSED.value, N_("Closed, being read")),
    (CallStage.CONCLUDED.value, N_("Concluded calls")),
)


@router.get("/appels")
def list_calls(request: Request) -> Response:
    """Every published call under where it stands, as ordered everywhere."""
    known = public_calls(desk_of(request))
    standings = {call.public_id: _standing(request, call) for call in known}
    words = translator(request)
    groups = [
        (words(heading), [c for c in calls_shown(request) if standings[c.public_id] == standing])
        for standing, heading in GROUPS
    ]
    return page(request, "calls/list.html", groups=[group for group in groups if group[1]])


@router.get("/appels/{public_id}")
def show(request: Request, public_id: str, version: str = "") -> Response:
    """One call in its parts, as it was published; an older text of it by its number."""
    if version and not version.isdecimal():
        raise NotFound("version", version)
    number = int(version) if version else None
    shown = text_page(desk_of(request), visitor_of(request).person, public_id, number)
    return call_page(request, shown)


def call_page(request: Request, shown: TextPage, *, preview: bool = False) -> Response:
    """The page of a call, public or as it will be."""
    call, now = shown.call, desk_of(request).clock.now()
    words, language = translator(request), language_of(request)
    state, mood = state_of(request, call)
    standing = standing_of(call, call.first_phase, now)
    is_last = shown.version is None or shown.version.number == shown.latest
    return page(
        request,
        "calls/call.html",
        call=call,
        rank=ranks_of(desk_of(request).catalogue).get(call.piste_code, 0),
        state=state,
        mood=mood,
        kind=kind_of(call, words),
        means=means_of(call, words, language),
        standing=_standing(request, call),
        sentence=deadline_sentence(standing, words, language, phase=call.first_phase)
        if call.stage is not CallStage.CONCLUDED
        else "",
        takes=call.stage is CallStage.PUBLISHED and standing.is_open and is_last,
        parts=parts_told(call, language, words),
        pistes=pistes_told(call, language),
        said_in=partial(said_in, language=language),
        days=calendar_told(call, language, words),
        deadline_rules=grace_sentences(call.grace, words),
        rules=rules_told(call, words),
        questions=questions_told(call, language, words),
        has_results=not preview and has_results(desk_of(request), call),
        has_draw=not preview and has_draws(desk_of(request), call),
        terrains=0 if preview else count_offered(desk_of(request), (call.piste_code,)),
        shown=shown,
        is_last=is_last,
        preview=preview,
        proposed=preview and any(each.kind == "to-save" for each in answers_found(call)),
        address=f"{request.base_url}appels/{call.public_id}",
        reads_journal=bool(shown.roles & {Role.MANAGER, Role.ADMINISTRATOR}),
        manages=Role.MANAGER in shown.roles,
    )


def _standing(request: Request, call: Call) -> str:
    """The moment of a published call, else its stage."""
    if call.stage is CallStage.PUBLISHED:
        return call.moment(desk_of(request).clock.now()).value
    return call.stage.value
