"""A heat table: the darker the hatching, the greater the number, which stands in its cell."""

from collections.abc import Sequence
from textwrap import shorten

from reflexes.plotting.axes import Axis, axis_over
from reflexes.plotting.colours import SHEET
from reflexes.plotting.marks import SIZE, draw_area, draw_words, frame, hatching, share
from reflexes.plotting.numbers import number_said
from reflexes.plotting.picture import Picture, Table
from reflexes.plotting.svg import element

_GAPS = (0, 14, 9, 6, 4)
"""The gap of the hatching of each fifth of the scale; 0 is none."""
_LINE, _HEAD = 48.0, 26.0
_LETTERS = 40


def draw_heat(  # noqa: PLR0913 - what a picture is made of
    rows: Sequence[tuple[str, Sequence[float | None]]],
    *,
    name: str,
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    axis: Axis | None = None,
    description: str = "",
    language: str = "fr",
    decimals: int = 2,
) -> Picture:
    """A table of numbers, one row for each label; `columns` begin with the header of the labels."""
    scale = axis or axis_over([cell for _, cells in rows for cell in cells], language)
    count = max(len(columns) - 1, 1)
    step = 100 / count
    drawn = [
        draw_words(column, (n + 0.5) * step, 15, anchor="middle", css="plot-soft", size=SIZE - 1)
        for n, column in enumerate(columns[1:])
    ]
    for place, (label, cells) in enumerate(rows):
        y = _HEAD + place * _LINE
        drawn.append(draw_words(shorten(label, _LETTERS, placeholder="…"), 0, y + 14, bold=True))
        for n, value in enumerate(cells):
            drawn += _cell(value, (n * step, step), y + 19, (scale, name, language, decimals))
    return Picture(
        name=name,
        title=title,
        sentence=sentence,
        description=description,
        table=Table(
            caption=title,
            headers=columns,
            rows=tuple((label, *cells) for label, cells in rows),
            decimals=decimals,
        ),
        height=_HEAD + len(rows) * _LINE + 4,
        drawn=(frame(0, 100, "\n".join(drawn)),),
        definitions=tuple(hatching(f"{name}-hatch{n}", gap) for n, gap in enumerate(_GAPS) if gap),
    )


def _cell(
    value: float | None,
    across: tuple[float, float],
    top: float,
    said: tuple[Axis, str, str, int],
) -> list[str]:
    axis, name, language, decimals = said
    left, width = across
    box = {
        "class": "plot-open",
        "x": share(left),
        "y": top,
        "width": share(width - 1),
        "height": 24,
        "fill": SHEET,
        "stroke": "currentColor",
        "stroke-width": 1,
    }
    drawn = [element("rect", box)]
    known = value is not None and value == value  # noqa: PLR0124 - NaN alone differs from itself
    fifth = min(int(axis.place(value) / 20), len(_GAPS) - 1) if known and value is not None else 0
    if _GAPS[fifth]:
        drawn.append(
            draw_area(top, top + 24, f"{name}-hatch{fifth}", left=left, right=left + width - 1)
        )
    middle = left + (width - 1) / 2
    words = number_said(value, language, decimals)
    plate = {
        "class": "plot-plate",
        "x": -4 * len(words) - 4,
        "y": -9,
        "width": 8 * len(words) + 8,
        "height": 18,
        "fill": SHEET,
    }
    around = {"x": share(middle), "y": top + 12, "width": 1, "height": 1, "overflow": "visible"}
    drawn.append(element("svg", around, element("rect", plate)))
    drawn.append(draw_words(words, middle, top + 16.5, anchor="middle", bold=True))
    return drawn
