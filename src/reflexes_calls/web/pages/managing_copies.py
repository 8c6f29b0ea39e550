"""Beginning a call from an older one."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.duplicating import (
    ShiftAnswers,
    call_to_copy,
    duplicate_call,
    pistes_copied,
    shifted,
    weeks_to_the_future,
)
from reflexes_calls.domain.answers import UnreadableError, read_day
from reflexes_calls.domain.call import Call, CallAnswers
from reflexes_calls.domain.call_typed import typed_in
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.readiness import CALENDAR_FIELDS
from reflexes_calls.web.formatting import day
from reflexes_calls.web.forms import Posted, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

PARTS_OF_PISTES = {
    "title": N_("its title"),
    "problem": N_("the problem"),
    "proposition": N_("what it proposes"),
    "who": N_("who can try it"),
    "first_steps": N_("its first steps"),
    "proof_wrong": N_("what would prove it wrong"),
    "indicators": N_("its indicators"),
    "other": N_("its ties or its sources"),
}


@router.get("/gestion/appels/{call_id}/dupliquer")
def propose(request: Request, call_id: str) -> Response:
    """What the copy of a call would keep, and by how much its days would move."""
    call = call_to_copy(desk_of(request), signed_in(request), call_id)
    weeks = str(weeks_to_the_future(call, desk_of(request).clock.now()))
    return _copy_page(request, call, {"weeks": weeks})


@router.post("/gestion/appels/{call_id}/dupliquer")
def copy(request: Request, call_id: str, form: Posted) -> Response:
    """Keep the copy as a new draft."""
    desk, person = desk_of(request), signed_in(request)
    try:
        made = duplicate_call(desk, person, call_id, form.values)
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(ShiftAnswers, words))
        call = call_to_copy(desk, person, call_id)
        return _copy_page(request, call, form.values, errors=errors, status=422)
    return see(f"/gestion/appels/{made.public_id}", done="copied")


def _copy_page(
    request: Request,
    call: Call,
    values: Mapping[str, str],
    *,
    errors: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    weeks = values.get("weeks", "")
    return staged_page(
        request,
        "managing/duplicate.html",
        status=status,
        call=call,
        sheet=draw_sheet(specs_of(ShiftAnswers), words, values=values, errors=errors),
        errors=errors,
        days=_days(request, call, int(weeks)) if weeks.isdecimal() and not errors else (),
        pistes=[
            (each, ", ".join(words(PARTS_OF_PISTES[name]) for name in each.changed))
            for each in pistes_copied(desk_of(request), call)
        ],
        edition=desk_of(request).catalogue.edition,
    )


def _days(request: Request, call: Call, weeks: int) -> list[tuple[str, str, str]]:
    words, language = translator(request), language_of(request)
    before, after = typed_in(call), shifted(call, weeks)
    specs = specs_of(CallAnswers)
    return [
        (words(specs[name].label), _said(before[name], language), _said(after[name], language))
        for name in CALENDAR_FIELDS
        if name.endswith("_on") and before.get(name, "").strip()
    ]


def _said(typed: str, language: str) -> str:
    try:
        return day(read_day(typed.strip()), language)
    except UnreadableError:
        return typed
