"""Pictures in rows: a value and its interval on each line, on one axis for all."""

from collections.abc import Iterable, Sequence
from textwrap import shorten, wrap

from reflexes.plotting.axes import Axis, axis_over
from reflexes.plotting.marks import (
    SIZE,
    Shape,
    draw_area,
    draw_line,
    draw_shape,
    draw_words,
    frame,
    hatching,
)
from reflexes.plotting.picture import Cell, Picture, Table
from reflexes.records import changed, record

_BESIDE_LETTERS = 11
"""Labels up to this long stand beside their row even at 320 pixels; longer ones stand above it."""
_ABOVE_LETTERS = 36
_DETAIL_LETTERS = 50
_LINE, _STACKED, _LEADING = 26.0, 42.0, 16.0
_GROUP, _RULE = 30.0, 22.0
_HEAD = 40.0


@record
class Row:
    """One line of a picture.

    `low` and `high` are the ends of its interval; `beside` a second value shown as a small cross;
    `shaded` hatches its ground; a `group` opens with its name where it changes; `rule` draws a line
    with these words above the row. `detail` follows the label where there is room.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    detail: str = ""
    beside: float | None = None
    shape: Shape = Shape.FULL
    hue: int = 0
    scale: float = 1.0
    shaded: bool = False
    group: str = ""
    rule: str = ""
    cells: tuple[Cell, ...] = ()
    """What the table says of the row besides its value and interval."""


def draw_intervals(  # noqa: PLR0913 - what a picture is made of
    rows: Sequence[Row],
    *,
    name: str,
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    axis: Axis | None = None,
    measure: str = "",
    reference: float | None = None,
    reference_said: str = "",
    description: str = "",
    table: Table | None = None,
    language: str = "fr",
    decimals: int = 2,
) -> Picture:
    """Rows with a mark and an interval, in the order given.

    `columns` are the headers of the table: the label, the value, then, where some row has an
    interval, low and high; then one for `beside` where some row has one; then those of `cells`.
    Missing headers are left empty. A `table` given stands instead, where it holds more rows than
    are drawn. `measure` says what the axis measures.
    """
    scale = axis or _axis_of(rows, reference, language)
    above = max((len(row.label) for row in rows), default=0) > _BESIDE_LETTERS
    left, width = (1.5, 97.0) if above else (35.0, 63.0)
    shade = f"{name}-hatch"
    marks: list[str] = []
    words: list[str] = []
    under: list[str] = []
    shaded: list[str] = []
    y, group = _HEAD, ""
    for row in rows:
        if row.group != group:
            group = row.group
            y += _GROUP
            words.append(draw_words(group, 0, y - 9, bold=True, size=SIZE + 1))
        if row.rule:
            y += _RULE
            under.append(draw_line((0, y - 2), (100, y - 2), css="plot-soft-line", dashes="6 4"))
            words.append(draw_words(row.rule, 0, y - 7, css="plot-soft", size=SIZE - 1))
        said = _LEADING * (len(_lines(row.label)) - 1) if above else 0.0
        height = _STACKED + said if above else _LINE
        if row.shaded:
            shaded.append(draw_area(y + (20 + said if above else 0), y + height, shade))
        words.append(_label(row, y, above=above))
        marks += _marks(row, scale, y + height - (12 if above else _LINE / 2))
        y += height
    bottom = y + 6
    axis_drawn = _axis(scale, bottom, measure, reference, reference_said)
    drawn = (
        *under,
        frame(left, width, "\n".join((*shaded, *axis_drawn))),
        *words,
        frame(left, width, "\n".join(marks)),
    )
    return Picture(
        name=name,
        title=title,
        sentence=sentence,
        description=description,
        table=table or table_of(rows, title, columns, decimals),
        height=bottom + 6,
        drawn=drawn,
        definitions=(hatching(shade),) if any(row.shaded for row in rows) else (),
    )


def draw_dots(
    rows: Sequence[Row], *, columns: tuple[str, ...], reference: float = 0.0, **said: object
) -> Picture:
    """Rows around a reference, such as the severity of readers around nil; see `draw_intervals`."""
    return draw_intervals(rows, columns=columns, reference=reference, **said)  # type: ignore[arg-type]  # the same words


def draw_forest(
    rows: Sequence[Row], *, columns: tuple[str, ...], reference: float = 0.0, **said: object
) -> Picture:
    """A forest plot: squares as large as their weight (`scale`), diamonds for what is pooled."""
    return draw_intervals(
        [_square(row) for row in rows],
        columns=columns,
        reference=reference,
        **said,  # type: ignore[arg-type]  # the same words as `draw_intervals`
    )


def _square(row: Row) -> Row:
    return row if row.shape is Shape.DIAMOND else changed(row, shape=Shape.SQUARE)


def _axis_of(rows: Iterable[Row], reference: float | None, language: str) -> Axis:
    known = [each for row in rows for each in (row.value, row.low, row.high, row.beside)]
    return axis_over([*known, reference], language)


def _label(row: Row, y: float, *, above: bool) -> str:
    if above:
        words = _lines(row.label)
        details = [*[""] * (len(words) - 1), f"· {row.detail}" if row.detail else ""]
        return "".join(
            draw_words(line, 0, y + 15 + n * _LEADING, beside=beside)
            for n, (line, beside) in enumerate(zip(words, details, strict=True))
        )
    detail = shorten(row.detail, _DETAIL_LETTERS - len(row.label), placeholder="…")
    return draw_words(row.label, 0, y + _LINE / 2 + 4.5, bold=True, beside=detail)


def _lines(label: str) -> list[str]:
    """A long label in as many lines as a narrow screen needs, three at most."""
    return wrap(label, _ABOVE_LETTERS, max_lines=3, placeholder="…") or [""]


def _marks(row: Row, axis: Axis, y: float) -> list[str]:
    drawn = []
    if row.low is not None and row.high is not None:
        ends = axis.place(row.low), axis.place(row.high)
        drawn.append(draw_line((ends[0], y), (ends[1], y), hue=row.hue, width=2.5))
    if row.beside is not None:
        drawn.append(draw_shape(Shape.CROSS, axis.place(row.beside), y))
    if row.value is not None:
        drawn.append(draw_shape(row.shape, axis.place(row.value), y, hue=row.hue, scale=row.scale))
    return drawn


def _axis(
    axis: Axis, bottom: float, measure: str, reference: float | None, reference_said: str
) -> Iterable[str]:
    for tick in axis.ticks:
        x = axis.place(tick)
        yield draw_line((x, _HEAD - 4), (x, bottom), css="plot-rule", width=1)
        anchor = "start" if x < 2 else "end" if x > 98 else "middle"  # noqa: PLR2004 - the edges
        yield draw_words(
            axis.said(tick), x, _HEAD - 9, anchor=anchor, css="plot-soft", size=SIZE - 1
        )
    if measure:
        yield draw_words(measure, 0, 12, css="plot-soft", size=SIZE - 1)
    if reference is not None:
        x = axis.place(reference)
        yield draw_line((x, _HEAD - 4), (x, bottom), css="plot-soft-line", width=1.6, dashes="2 3")
        if reference_said:
            yield draw_words(reference_said, x, bottom + 2, css="plot-soft", anchor="middle")


def table_of(rows: Sequence[Row], caption: str, columns: tuple[str, ...], decimals: int) -> Table:
    """The table of some rows; see `draw_intervals` for its columns."""
    has_interval = any(row.low is not None for row in rows)
    has_beside = any(row.beside is not None for row in rows)
    made: list[tuple[Cell, ...]] = []
    for row in rows:
        cells: list[Cell] = [row.label, row.value]
        cells += [row.low, row.high] if has_interval else []
        cells += [row.beside] if has_beside else []
        made.append((*cells, *row.cells))
    width = max(map(len, made), default=len(columns))
    headers = (*columns, *("",) * width)[: max(width, len(columns))]
    return Table(caption=caption, headers=headers, rows=tuple(made), decimals=decimals)
