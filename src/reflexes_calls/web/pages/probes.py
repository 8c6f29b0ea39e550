"""« Carottages »: precise points looked at in depth, each administration for itself."""

from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.conversion import plain
from reflexes_calls.actions.probing import answer_probe, open_probe, probe_page, probes_page
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.probe import ProbeAnswers, ProbeQuestion, Sharing
from reflexes_calls.web.field_words import choices, said
from reflexes_calls.web.forms import Posted, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.small_tables import as_csv
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
ALL = "/pilotes/{pilot_id}/carottages"
ONE = ALL + "/{probe_id}"
Errors = Sequence[tuple[str, str]]
ADMINISTRATION = N_("Administration")


@router.get(ALL)
def index(request: Request, pilot_id: str) -> Response:
    """The points that a pilot may look at."""
    return _index(request, pilot_id)


@router.post(ALL)
def make(request: Request, pilot_id: str, form: Posted) -> Response:
    """Open a point."""
    try:
        made = open_probe(desk_of(request), signed_in(request), pilot_id, form.values)
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(ProbeQuestion, words))
        return _index(request, pilot_id, values=form.values, errors=errors)
    return see(ONE.format(pilot_id=pilot_id, probe_id=made.public_id), done="probe-open")


@router.get(ONE)
def show(request: Request, pilot_id: str, probe_id: str) -> Response:
    """One point, and what was found."""
    return _page(request, pilot_id, probe_id)


@router.get(ONE + "/reponses.csv")
def table(request: Request, pilot_id: str, probe_id: str) -> Response:
    """What was found, an administration on each line."""
    words = translator(request)
    shown = probe_page(desk_of(request), signed_in(request), pilot_id, probe_id)
    labels = labels_of(ProbeAnswers, words)
    rows = ((each.organisation, *plain(each.answer.said).values()) for each in shown.told)
    return as_csv(f"carottage-{probe_id[:8]}.csv", [words(ADMINISTRATION), *labels.values()], rows)


@router.post(ONE)
def answer(request: Request, pilot_id: str, probe_id: str, form: Posted) -> Response:
    """Keep what was found."""
    try:
        answer_probe(desk_of(request), signed_in(request), pilot_id, probe_id, form.values)
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(ProbeAnswers, words))
        return _page(request, pilot_id, probe_id, values=form.values, errors=errors)
    return see(ONE.format(pilot_id=pilot_id, probe_id=probe_id), done="probe-answered")


def _index(
    request: Request,
    pilot_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Errors = (),
) -> Response:
    words = translator(request)
    shown = probes_page(desk_of(request), signed_in(request), pilot_id)
    drawn = draw_sheet(
        specs_of(ProbeQuestion),
        words,
        values=values or {"shared_with": Sharing.CALL},
        errors=errors,
        choices={"shared_with": choices(Sharing, words)},
    )
    fields = tuple(
        attrs.evolve(each, kind="radio") if each.name == "shared_with" else each
        for each in drawn.fields
    )
    return page(
        request,
        "field/probes.html",
        status=422 if errors else 200,
        shown=shown,
        opening=attrs.evolve(drawn, fields=fields),
        errors=errors,
    )


def _page(
    request: Request,
    pilot_id: str,
    probe_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Errors = (),
) -> Response:
    words = translator(request)
    shown = probe_page(desk_of(request), signed_in(request), pilot_id, probe_id)
    kept = {name: str(text) for name, text in plain(shown.own.said).items()} if shown.own else {}
    return page(
        request,
        "field/probe.html",
        status=422 if errors else 200,
        shown=shown,
        shared=said(shown.line.probe.shared_with, words),
        labels=labels_of(ProbeAnswers, words),
        answering=draw_sheet(
            specs_of(ProbeAnswers), words, values=kept if values is None else values, errors=errors
        ),
        errors=errors,
    )
