"""A tree read from top to bottom, such as objectives and what each leads to."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from reflexes.plotting.colours import SHEET, SOFT
from reflexes.plotting.marks import SIZE, draw_words
from reflexes.plotting.picture import Picture, Table
from reflexes.plotting.svg import element
from reflexes.records import record

_STEP, _LEADING, _AROUND, _GAP = 16, 17.0, 8.0, 10.0
_LETTERS, _LETTERS_A_STEP = 36, 2
"""How many letters a line holds at 320 pixels, and how many fewer at each step inwards."""


@record
class Branch:
    """One box of a tree, and those under it. `kind` says in a word what it is."""

    label: str
    kind: str = ""
    under: tuple["Branch", ...] = ()


def draw_tree(  # noqa: PLR0913 - what a picture is made of
    root: Branch,
    *,
    name: str,
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    description: str = "",
) -> Picture:
    """Boxes one under the other, each a step inside the one it belongs to."""
    drawn: list[str] = []
    y = 4.0
    tops: dict[int, float] = {}
    rows = []
    for depth, number, branch in _walk(root, 0, "1"):
        letters = max(_LETTERS - depth * _LETTERS_A_STEP, 12)
        lines = wrap(branch.label, letters) or [""]
        height = 2 * _AROUND + _LEADING * len(lines) + (_LEADING if branch.kind else 0)
        left = depth * _STEP
        if depth:
            middle = y + height / 2
            drawn.append(_elbow(left - _STEP / 2, tops[depth - 1], middle, left))
        drawn.append(_box(branch, lines, (left, y, height)))
        tops[depth] = y + height
        y += height + _GAP
        rows.append((number, branch.kind, branch.label))
    return Picture(
        name=name,
        title=title,
        sentence=sentence,
        description=description,
        table=Table(caption=title, headers=columns, rows=tuple(rows)),
        height=y,
        drawn=tuple(drawn),
    )


def _walk(branch: Branch, depth: int, number: str) -> Iterable[tuple[int, str, Branch]]:
    yield depth, number, branch
    for place, each in enumerate(branch.under, start=1):
        yield from _walk(each, depth + 1, f"{number}.{place}")


def _elbow(x: float, top: float, middle: float, right: float) -> str:
    return element(
        "path",
        {
            "class": "plot-soft-line",
            "d": f"M{x:g},{top:g} V{middle:g} H{right:g}",
            "fill": "none",
            "stroke": SOFT,
            "stroke-width": 1.6,
        },
    )


def _box(branch: Branch, lines: list[str], place: tuple[float, float, float]) -> str:
    left, top, height = place
    box: dict[str, Any] = {
        "class": "plot-open",
        "width": "100%",
        "height": height,
        "rx": 5,
        "fill": SHEET,
        "stroke": "currentColor",
        "stroke-width": 1.6 if branch.under else 1,
    }
    y = _AROUND + SIZE
    words = []
    if branch.kind:
        words.append(draw_words(branch.kind, 0, y, css="plot-soft", size=SIZE - 1, shift=10))
        y += _LEADING
    for line in lines:
        words.append(draw_words(line, 0, y, bold=bool(branch.under), shift=10))
        y += _LEADING
    around = {"x": left, "y": top, "width": f"{100 - left / 2.3:.1f}%", "height": height}
    return element("svg", around, element("rect", box) + "".join(words))
