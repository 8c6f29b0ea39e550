"""Measures are typed in a grid: each cell is read as any figure, and refused where it stands."""

import datetime as dt
from collections.abc import Iterator, Mapping

from reflexes import Refusal
from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.measuring_pilots import (
    LONGEST_SOURCE,
    Measured,
    MeasuresPage,
    measures_page,
    try_table,
)
from reflexes_calls.domain.answers import Raw, UnreadableError, read_day
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import Conflict, FieldRefusal, NotFound
from reflexes_calls.domain.measure_grid import (
    COLUMNS,
    LINES,
    OTHER,
    OTHER_DAY,
    Typed,
    as_text,
    cells_typed,
    days_to_measure,
    field_of,
    line_of,
)
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot_measures import number_of


@record
class GridLine:
    """One unit: its place in the plan, its name, and for each column the figure that stands."""

    place: int
    unit: str
    cells: tuple[tuple[str, float | None], ...]
    """For each column, the name of its field and the figure in force."""


@record
class GridPage:
    """Some lines and some columns of the grid of an indicator."""

    shown: MeasuresPage
    into: Measured
    days: tuple[dt.date, ...]
    """The columns of this page."""
    lines: tuple[GridLine, ...]
    first_day: int
    all_days: int
    first_line: int
    all_lines: int
    today: dt.date

    @property
    def revision(self) -> int:
        """How many figures were ever kept: two tabs never cover each other."""
        return len(self.into.versions)

    @property
    def source(self) -> str:
        """Where the last figures came from."""
        return self.into.versions[-1].source if self.into.versions else ""


@record
class GridTried:
    """What a grid would change; `refused` and `astray` name the cell to mend, nothing is kept."""

    text: str
    refused: tuple[FieldRefusal, ...]
    astray: tuple[tuple[str, Refusal], ...]


def grid_page(  # noqa: PLR0913, PLR0917  # whose grid, and which part of it
    desk: Desk,
    actor: Person,
    pilot_id: str,
    code: str = "",
    first_day: int | None = None,
    first_line: int = 0,
) -> GridPage:
    """The grid of an indicator, by default its last periods and first units."""
    shown = measures_page(desk, actor, pilot_id)
    if shown.plan is None or not shown.measured:
        raise NotFound("plan", pilot_id)
    into = shown.of(code or shown.measured[0].indicator.code)
    today = local_day(desk.clock.now())
    days = days_to_measure(into.indicator.frequency, shown.plan, into.table.periods, today)
    last = max(0, len(days) - COLUMNS)
    begins = last if first_day is None else max(0, min(first_day, last))
    units = shown.plan.units
    top = max(0, min(first_line, len(units) - 1))
    columns = days[begins : begins + COLUMNS]
    stands = _standing(into)
    return GridPage(
        shown=shown,
        into=into,
        days=columns,
        lines=tuple(
            GridLine(
                place=place,
                unit=units[place].name,
                cells=tuple(
                    (field_of(place, day.isoformat()), stands.get((units[place].name, day)))
                    for day in columns
                ),
            )
            for place in range(top, min(top + LINES, len(units)))
        ),
        first_day=begins,
        all_days=len(days),
        first_line=top,
        all_lines=len(units),
        today=today,
    )


def _standing(into: Measured) -> dict[tuple[str, dt.date], float]:
    return {(one.unit, one.on): one.value for one in into.table.measures}


def try_grid(  # noqa: PLR0913  # a grid, whose it is, and what it rests on
    desk: Desk, actor: Person, pilot_id: str, code: str, raw: Raw, *, revision: int
) -> GridTried:
    """What is understood of a grid; only cells that differ from what stands are looked at.

    Raises `Conflict` when figures were kept since the grid was drawn.
    """
    shown = measures_page(desk, actor, pilot_id)
    into, plan = shown.of(code), shown.plan
    if plan is None:
        raise NotFound("plan", pilot_id)
    if len(into.versions) != revision:
        raise Conflict("figures-moved")
    today = local_day(desk.clock.now())
    refused = [*_source_refused(raw)]
    other = _other_day(raw, today, refused)
    units, stands = [one.name for one in plan.units], _standing(into)
    cells: list[tuple[str, str, dt.date, str]] = []
    for one in cells_typed(raw):
        day = other if one.column == OTHER else _day(one.column)
        if one.place >= len(units) or day is None:
            continue
        unit = units[one.place]
        refused += _erased(one, stands.get((unit, day)))
        if one.said and not _same(one, stands.get((unit, day))):
            cells.append((one.field, unit, day, one.said))
    if not cells and not refused:
        refused.append(FieldRefusal(field="", kind="figures-unchanged"))
    text = as_text([each[1:] for each in cells])
    astray = _astray(desk, actor, pilot_id, code, text, cells) if cells else ()
    return GridTried(text=text, refused=tuple(refused), astray=astray)


def _source_refused(raw: Raw) -> Iterator[FieldRefusal]:
    said = raw.get("source", "").strip()
    if not said or len(said) > LONGEST_SOURCE:
        kind = "too-long" if said else "missing"
        met, expected = str(len(said)), str(LONGEST_SOURCE)
        yield FieldRefusal(field="source", kind=kind, met=met, expected=expected)


def _other_day(raw: Raw, today: dt.date, refused: list[FieldRefusal]) -> dt.date | None:
    """The day of the last column; it is asked for as soon as something is typed under it."""
    said = raw.get(OTHER_DAY, "").strip()
    is_used = any(one.said for one in cells_typed(raw) if one.column == OTHER)
    if not said:
        if is_used:
            refused.append(FieldRefusal(field=OTHER_DAY, kind="day-above-figures"))
        return None
    try:
        day = read_day(said)
    except UnreadableError as error:
        refused.append(
            FieldRefusal(field=OTHER_DAY, kind=error.kind, met=said, expected=error.expected)
        )
        return None
    if day > today:
        met, expected = f"{day:%d/%m/%Y}", f"{today:%d/%m/%Y}"
        refused.append(FieldRefusal(field=OTHER_DAY, kind="future-day", met=met, expected=expected))
    return day


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        return None


def _erased(one: Typed, stands: float | None) -> Iterator[FieldRefusal]:
    if not one.said and stands is not None and one.column != OTHER:
        yield FieldRefusal(field=one.field, kind="figure-erased", met=figure(stands, "fr"))


def _same(one: Typed, stands: float | None) -> bool:
    return stands is not None and one.said in {figure(stands, "fr"), figure(stands, "en")}


def figure(value: float, language: str) -> str:
    """A figure as a cell holds it: a decimal comma in French, no sign between thousands."""
    said = f"{value:.10g}"
    return said.replace(".", ",") if language == "fr" else said


def _astray(  # noqa: PLR0913, PLR0917  # a table of cells, and where it would go
    desk: Desk,
    actor: Person,
    pilot_id: str,
    code: str,
    text: str,
    cells: list[tuple[str, str, dt.date, str]],
) -> tuple[tuple[str, Refusal], ...]:
    """What the library refuses of the cells, each with the name of its field."""
    found: dict[str, Refusal] = {}
    for refusal in try_table(desk, actor, pilot_id, code, text=text).refusals:
        for field in _fields_of(refusal, cells):
            found.setdefault(field, refusal)
    return tuple(found.items())


def _fields_of(refusal: Refusal, cells: list[tuple[str, str, dt.date, str]]) -> list[str]:
    """The cells that a refusal is about: one by its place, or all those of a day or of a figure."""
    if refusal.kind == "percentage-out-of-bounds":
        return [each[0] for each in cells if f"{number_of(_bare(each[3])) or 0:g}" == refusal.met]
    if refusal.kind == "measured-later":
        return [each[0] for each in cells if each[2].isoformat() == refusal.path]
    line = line_of(refusal.path)
    return [cells[line][0]] if line is not None and 0 <= line < len(cells) else [""]


def _bare(said: str) -> str:
    return said.rstrip("% \u00a0\u202f")


def typed_figures(raw: Mapping[str, str]) -> dict[str, str]:
    """What stands in the cells of a form that was sent, as it was typed."""
    return {one.field: one.said for one in cells_typed(raw)}
