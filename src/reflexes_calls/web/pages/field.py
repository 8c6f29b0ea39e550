"""« Carnet de terrain »: short dated notes of the team of a pilot, written from a telephone."""

from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.noting_field import FieldPage, field_page, take_back_note, write_note
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.field import TAKEN_BACK_WITHIN, FieldNote, NoteAnswers, NoteKind
from reflexes_calls.web.field_words import choices, said
from reflexes_calls.web.forms import Posted, Sheet, Translate, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.small_tables import as_csv
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
HERE = "/pilotes/{pilot_id}/carnet"
HEADINGS = (
    N_("Seen on"),
    N_("Kind"),
    N_("Note"),
    N_("About"),
    N_("Corrects the note of"),
    N_("Corrected by the note of"),
)


@router.get(HERE)
def show(request: Request, pilot_id: str) -> Response:
    """The notes of a pilot, of one kind if asked."""
    return _page(request, pilot_id)


@router.get(f"{HERE}.csv")
def table(request: Request, pilot_id: str) -> Response:
    """The notes as a table; who wrote them is not in it."""
    words = translator(request)
    shown = field_page(desk_of(request), signed_in(request), pilot_id, _kind(request))
    rows = (
        (
            line.note.seen_on.isoformat(),
            said(line.note.kind, words),
            line.note.text,
            line.note.about_said,
            line.corrects.seen_on.isoformat() if line.corrects else "",
            line.corrected_by.seen_on.isoformat() if line.corrected_by else "",
        )
        for line in shown.lines
    )
    return as_csv(f"carnet-{pilot_id[:8]}.csv", [words(each) for each in HEADINGS], rows)


@router.post(HERE)
def act(request: Request, pilot_id: str, form: Posted) -> Response:
    """Keep a note, or take one back."""
    desk, person, done = desk_of(request), signed_in(request), form.text("do")
    if done.startswith("take-back:"):
        take_back_note(desk, person, pilot_id, done.removeprefix("take-back:"))
        return see(HERE.format(pilot_id=pilot_id), done="note-taken-back")
    if done != "note":
        # Whoever may not look learns nothing more than that.
        field_page(desk, person, pilot_id)
        raise NotFound("step", done)
    corrects = form.text("corrects")
    try:
        write_note(desk, person, pilot_id, form.values, corrects=corrects)
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(NoteAnswers, words))
        return _page(request, pilot_id, values=form.values, errors=errors, correcting=corrects)
    return see(HERE.format(pilot_id=pilot_id), done="note-kept")


def _kind(request: Request) -> NoteKind | None:
    asked = request.query_params.get("nature", "")
    return next((each for each in NoteKind if each.value == asked), None)


def _page(
    request: Request,
    pilot_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    correcting: str = "",
) -> Response:
    words, kind = translator(request), _kind(request)
    asked = correcting or request.query_params.get("corrige", "")
    shown = field_page(desk_of(request), signed_in(request), pilot_id, kind, asked)
    return page(
        request,
        "field/journal.html",
        status=422 if errors else 200,
        shown=shown,
        kind=kind,
        kinds={each: said(each, words) for each in NoteKind},
        minutes=int(TAKEN_BACK_WITHIN.total_seconds() // 60),
        writing=_sheet(shown, words, values or _first_values(shown), errors),
        errors=errors,
    )


def _first_values(shown: FieldPage) -> dict[str, str]:
    """What the form holds before anything is typed: today, or the note to correct."""
    note: FieldNote | None = shown.correcting
    if note is None:
        return {"seen_on": f"{shown.today:%d/%m/%Y}"}
    return {"kind": note.kind, "seen_on": f"{note.seen_on:%d/%m/%Y}", "about": note.about}


def _sheet(
    shown: FieldPage,
    words: Translate,
    values: Mapping[str, str],
    errors: Sequence[tuple[str, str]],
) -> Sheet:
    sheet = draw_sheet(
        specs_of(NoteAnswers),
        words,
        values=values,
        errors=errors,
        choices={"kind": choices(NoteKind, words), "about": tuple(shown.abouts.items())},
    )
    drawn = {"kind": "radio", "about": "choice"}
    return attrs.evolve(
        sheet,
        fields=tuple(
            attrs.evolve(each, kind=drawn.get(each.name, each.kind))
            for each in sheet.fields
            if each.name != "about" or shown.abouts
        ),
    )
