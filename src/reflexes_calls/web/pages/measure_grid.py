"""« Mesures, case par case »: figures typed in a grid, a line for each unit."""

from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.evaluation import word_refusals
from reflexes.evaluation.naming import word_periods
from reflexes_calls.actions.measuring_pilots import keep_table
from reflexes_calls.actions.typing_measures import (
    GridLine,
    GridPage,
    GridTried,
    figure,
    grid_page,
    try_grid,
    typed_figures,
)
from reflexes_calls.domain.errors import Conflict, NotAllowed
from reflexes_calls.domain.measure_grid import COLUMNS, LINES, OTHER, OTHER_DAY, field_of
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.pilot_measures import TableAnswers
from reflexes_calls.web.forms import Field, Form, Posted, Translate, draw_field, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/pilotes/{pilot_id}/mesures/grille"
CELL = N_("%(unit)s, %(period)s")
ANOTHER = N_("Another day")
Errors = Sequence[tuple[str, str, str]]
"""What is to mend: the field, what it is called away from the grid, and the sentence."""


@attrs.frozen(kw_only=True)
class CellShown:
    """A cell as it is drawn; `stands` is the figure kept, told where another one is typed."""

    name: str
    column: str
    value: str
    stands: str = ""
    error: str = ""


@attrs.frozen(kw_only=True)
class LineShown:
    """A line as it is drawn."""

    place: int
    unit: str
    cells: tuple[CellShown, ...]


@router.get(HERE)
def show(request: Request, pilot_id: str) -> Response:
    """The grid of an indicator: its last periods first."""
    return _page(request, pilot_id, request.query_params)


@router.post(HERE)
def keep(request: Request, pilot_id: str, form: Posted) -> Response:
    """Keep the cells that differ from what stands, or say of each what to mend."""
    desk, person, code = desk_of(request), signed_in(request), form.text("indicator")
    words = translator(request)
    _check_writes(request, pilot_id)
    try:
        tried = try_grid(desk, person, pilot_id, code, form.values, revision=form.revision)
    except Conflict as conflict:
        errors = [("", "", sentence(conflict, words))]
        return _page(request, pilot_id, form.values, form=form, errors=errors, status=409)
    if tried.refused or tried.astray:
        errors = _errors(request, tried, pilot_id, form)
        return _page(request, pilot_id, form.values, form=form, errors=errors, status=422)
    keep_table(desk, person, pilot_id, code, text=tried.text, source=form.text("source"))
    here = HERE.format(pilot_id=pilot_id)
    return see(f"{here}?{_where(form.values)}", done="measures-kept")


def _where(said: Mapping[str, str]) -> str:
    """The part of the grid that was shown, as its address says it."""
    known = {name: said.get(name, "") for name in ("indicator", "debut", "ligne")}
    return "&".join(f"{name}={value}" for name, value in known.items() if _is_plain(value))


def _is_plain(value: str) -> bool:
    return bool(value) and value.replace("-", "").isalnum() and value.isascii()


def _check_writes(request: Request, pilot_id: str) -> None:
    if not grid_page(desk_of(request), signed_in(request), pilot_id).shown.writes:
        raise NotAllowed("not-allowed", step="measure", by=(Role.APPLICANT,))


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) <= 6 else None  # noqa: PLR2004  # a place in a grid


def _page(  # noqa: PLR0913  # which part of a grid, what was typed in it, and what is to mend
    request: Request,
    pilot_id: str,
    asked: Mapping[str, str],
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, language = translator(request), language_of(request)
    _check_writes(request, pilot_id)
    grid = _grid(request, pilot_id, asked)
    typed = typed_figures(form.values) if form else {}
    mend = {name: said for name, _, said in reversed(tuple(errors))}
    source = (form.values if form else {}).get("source", grid.source)
    return page(
        request,
        "findings/grid.html",
        status=status,
        grid=grid,
        pilot=grid.shown.around.pilot,
        columns=_columns(grid, words, language),
        lines=[_line(one, typed, mend, language) for one in grid.lines],
        other_day=Field(
            name=OTHER_DAY,
            label=words(ANOTHER),
            value=(form.values if form else {}).get(OTHER_DAY, ""),
            error=mend.get(OTHER_DAY, ""),
        ),
        source=draw_field(
            "source", specs_of(TableAnswers)["source"], words, value=source,
            error=mend.get("source", ""),
        ),
        errors=[(name, " – ".join(filter(None, each))) for name, *each in errors],
        sizes={"lines": LINES, "columns": COLUMNS},
    )  # fmt: skip


def _grid(request: Request, pilot_id: str, asked: Mapping[str, str]) -> GridPage:
    return grid_page(
        desk_of(request),
        signed_in(request),
        pilot_id,
        asked.get("indicator", ""),
        _number(asked.get("debut", "")),
        _number(asked.get("ligne", "")) or 0,
    )


def _columns(grid: GridPage, words: Translate, language: str) -> list[tuple[str, str]]:
    """The id and the words of each column."""
    said = word_periods(grid.days, language)
    days = [(day.isoformat(), name) for day, name in zip(grid.days, said, strict=True)]
    return [*days, (OTHER, words(ANOTHER))]


def _line(
    one: GridLine, typed: Mapping[str, str], mend: Mapping[str, str], language: str
) -> LineShown:
    cells = [_cell(name, stands, typed, mend, language) for name, stands in one.cells]
    name = field_of(one.place, OTHER)
    other = CellShown(name=name, column=OTHER, value=typed.get(name, ""), error=mend.get(name, ""))
    return LineShown(place=one.place, unit=one.unit, cells=(*cells, other))


def _cell(
    name: str,
    stands: float | None,
    typed: Mapping[str, str],
    mend: Mapping[str, str],
    language: str,
) -> CellShown:
    kept = figure(stands, language) if stands is not None else ""
    value = typed.get(name, kept)
    return CellShown(
        name=name,
        column=name.rpartition(".")[2],
        value=value,
        stands=kept if value != kept else "",
        error=mend.get(name, ""),
    )


def _errors(
    request: Request, tried: GridTried, pilot_id: str, form: Form
) -> list[tuple[str, str, str]]:
    """Each refusal with the unit and the period of its cell, in the order of the grid."""
    words, language = translator(request), language_of(request)
    grid = _grid(request, pilot_id, form.values)
    columns = dict(_columns(grid, words, language))
    labels = {
        field_of(line.place, column): words(CELL) % {"unit": line.unit, "period": said}
        for line in grid.lines
        for column, said in columns.items()
    }
    labels |= {OTHER_DAY: words(ANOTHER), "source": words(specs_of(TableAnswers)["source"].label)}
    found = [(one.field, sentence(one, words)) for one in tried.refused]
    found += [
        (field, said)
        for field, refusal in tried.astray
        for said in word_refusals((refusal,), language)
    ]
    ranks = {name: rank for rank, name in enumerate(labels)}
    ordered = sorted(found, key=lambda one: ranks.get(one[0], -1))
    return [(field, labels.get(field, ""), said) for field, said in ordered]
