"""« Lectures »: a pilot read by the team of another one, and the readings it gives."""

from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.reading_peers import (
    answer_peers,
    ask_peers,
    reading_page,
    readings_page,
)
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.peer import PeerAnswers, PeerRequest, Reads
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.field_words import choices, said
from reflexes_calls.web.forms import Posted, draw_sheet, specs_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
ALL = "/pilotes/{pilot_id}/lectures"
ONE = ALL + "/{reading_id}"
Errors = Sequence[tuple[str, str]]


@router.get(ALL)
def index(request: Request, pilot_id: str) -> Response:
    """The readings that a pilot asked for, and those asked of it."""
    return _index(request, pilot_id)


@router.post(ALL)
def ask(request: Request, pilot_id: str, form: Posted) -> Response:
    """Ask another team to read."""
    address = service_address(request)
    try:
        ask_peers(desk_of(request), signed_in(request), pilot_id, form.values, address=address)
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(PeerRequest, words))
        return _index(request, pilot_id, values=form.values, errors=errors)
    return see(ALL.format(pilot_id=pilot_id), done="reading-asked")


@router.get(ONE)
def show(request: Request, pilot_id: str, reading_id: str) -> Response:
    """One reading, to be answered or read."""
    return _page(request, pilot_id, reading_id)


@router.post(ONE)
def answer(request: Request, pilot_id: str, reading_id: str, form: Posted) -> Response:
    """Keep the three answers, or that the team declines."""
    declines = form.text("do") == "decline"
    try:
        answer_peers(
            desk_of(request),
            signed_in(request),
            pilot_id,
            reading_id,
            None if declines else form.values,
        )
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(PeerAnswers, words))
        return _page(request, pilot_id, reading_id, values=form.values, errors=errors)
    done = "reading-declined" if declines else "reading-given"
    return see(ONE.format(pilot_id=pilot_id, reading_id=reading_id), done=done)


def _index(
    request: Request,
    pilot_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Errors = (),
) -> Response:
    words = translator(request)
    shown = readings_page(desk_of(request), signed_in(request), pilot_id)
    readers = tuple((each.public_id, f"{each.title} – {name}") for each, name in shown.readers)
    drawn = draw_sheet(
        specs_of(PeerRequest),
        words,
        values=values or {},
        errors=errors,
        choices={"reads": choices(Reads, words), "reader": readers},
    )
    kinds = {"reader": "choice", "reads": "radio"}
    fields = tuple(
        attrs.evolve(each, kind=kinds.get(each.name, each.kind)) for each in drawn.fields
    )
    return page(
        request,
        "field/readings.html",
        status=422 if errors else 200,
        shown=shown,
        asking=attrs.evolve(drawn, fields=fields),
        reads={each: said(each, words) for each in Reads},
        errors=errors,
    )


def _page(
    request: Request,
    pilot_id: str,
    reading_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Errors = (),
) -> Response:
    words = translator(request)
    around, line = reading_page(desk_of(request), signed_in(request), pilot_id, reading_id)
    return page(
        request,
        "field/reading.html",
        status=422 if errors else 200,
        around=around,
        line=line,
        reads=said(line.reading.reads, words),
        labels=labels_of(PeerAnswers, words),
        answering=draw_sheet(specs_of(PeerAnswers), words, values=values, errors=errors),
        errors=errors,
    )
