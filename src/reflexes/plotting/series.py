"""Pictures over time: a series with a break, an event study, and slopes from before to after."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from textwrap import shorten, wrap

from reflexes.plotting.axes import Axis, axis_over
from reflexes.plotting.marks import SIZE, Shape, draw_line, draw_shape, draw_words, frame
from reflexes.plotting.picture import Cell, Picture, Table
from reflexes.records import record

_HEIGHT, _TOP, _BOTTOM = 260.0, 34.0, 40.0
_LEFT, _WIDTH = 13.0, 85.0
_MOST_LABELS = 5
_SHAPES = (Shape.FULL, Shape.HOLLOW, Shape.SQUARE, Shape.TRIANGLE, Shape.DIAMOND)
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 4")
_KEY = 20.0
_LEADING = 15.0
_BESIDE_LETTERS, _MOST_LINES = 16, 4
"""What a name holds beside its line at 320 pixels: so many letters, on so many lines."""
_UNDER_LETTERS, _LONG_LABELS = 8, 3
"""A label under the axis longer than this stands on two lines, and fewer of them stand there."""


@record
class Series:
    """Values over the same moments; None where there is none. `dashed` says what was not met."""

    label: str
    values: tuple[float | None, ...]
    has_marks: bool = True
    dashed: bool = False


@record
class Moment:
    """What is estimated at a moment before (negative) or after an event."""

    at: float
    value: float | None
    low: float | None = None
    high: float | None = None


@record
class Slope:
    """From before to after."""

    label: str
    before: float
    after: float
    hue: int = 0


def draw_series(  # noqa: PLR0913 - what a picture is made of
    moments: Sequence[str],
    series: Sequence[Series],
    *,
    name: str,
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    break_before: int | None = None,
    break_said: str = "",
    axis: Axis | None = None,
    measure: str = "",
    description: str = "",
    language: str = "fr",
    decimals: int = 1,
) -> Picture:
    """Lines over time; a dashed upright line stands before the moment `break_before`."""
    scale = axis or axis_over([one for each in series for one in each.values], language)
    count = max(len(moments) - 1, 1)

    def across(n: float) -> float:
        return 100 * n / count

    inside = [*_upright(scale)]
    if break_before is not None:
        inside += _break(across(break_before - 0.5), break_said)
    for rank, each in enumerate(series):
        inside += _line(each, rank, scale, across)
    is_long = any(len(moment) > _UNDER_LETTERS for moment in moments)
    every = max(-(-len(moments) // (_LONG_LABELS if is_long else _MOST_LABELS)), 1)
    inside += [_under(moments[n], across(n)) for n in range(0, len(moments), every)]
    return Picture(
        name=name,
        title=title,
        sentence=sentence,
        description=description,
        table=Table(
            caption=title,
            headers=columns,
            rows=tuple(
                (moment, *(each.values[n] for each in series)) for n, moment in enumerate(moments)
            ),
            decimals=decimals,
        ),
        height=_HEIGHT + _KEY * len(series),
        drawn=(
            *_said(measure),
            frame(_LEFT, _WIDTH, "\n".join(inside)),
            *_key([(each.label, rank, each.dashed) for rank, each in enumerate(series)]),
        ),
    )


def draw_event_study(  # noqa: PLR0913 - what a picture is made of
    moments: Sequence[Moment],
    *,
    name: str,
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    event_said: str = "",
    measure: str = "",
    description: str = "",
    language: str = "fr",
    decimals: int = 2,
) -> Picture:
    """Estimates around an event, each with its interval; hollow before, full after."""
    ordered = sorted(moments, key=lambda one: one.at)
    values = [one for each in ordered for one in (each.value, each.low, each.high)]
    scale = axis_over([*values, 0.0], language)
    first, last = ordered[0].at - 0.5, ordered[-1].at + 0.5

    def across(at: float) -> float:
        return 100 * (at - first) / (last - first)

    inside = [*_upright(scale), draw_line((0, _y(scale, 0)), (100, _y(scale, 0)), width=1.4)]
    inside += _break(across(-0.5), event_said)
    for each in ordered:
        x = across(each.at)
        if each.low is not None and each.high is not None:
            inside.append(draw_line((x, _y(scale, each.low)), (x, _y(scale, each.high)), width=2.5))
        if each.value is not None:
            shape = Shape.HOLLOW if each.at < 0 else Shape.FULL
            inside.append(draw_shape(shape, x, _y(scale, each.value)))
    every = max(-(-len(ordered) // (2 * _MOST_LABELS)), 1)
    inside += [_under(_around(each.at), across(each.at)) for each in ordered[::every]]
    rows: list[tuple[Cell, ...]] = [(each.at, each.value, each.low, each.high) for each in ordered]
    return Picture(
        name=name,
        title=title,
        sentence=sentence,
        description=description,
        table=Table(caption=title, headers=columns, rows=tuple(rows), decimals=decimals),
        height=_HEIGHT,
        drawn=(*_said(measure), frame(_LEFT, _WIDTH, "\n".join(inside))),
    )


def draw_slopes(  # noqa: PLR0913 - what a picture is made of
    slopes: Sequence[Slope],
    *,
    name: str,
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    before_said: str,
    after_said: str,
    description: str = "",
    language: str = "fr",
    decimals: int = 1,
) -> Picture:
    """From before (hollow) to after (full), one line each."""
    scale = axis_over([one for each in slopes for one in (each.before, each.after)], language)
    left, right = 8.0, 55.0
    inside = [
        *_upright(scale),
        *(
            draw_words(words, x, _TOP - 14, anchor="middle", css="plot-soft", size=SIZE - 1)
            for words, x in ((before_said, left), (after_said, right))
        ),
    ]
    ends: list[float] = []
    for each in sorted(slopes, key=lambda one: -one.after):
        y = _y(scale, each.before), _y(scale, each.after)
        inside.append(draw_line((left, y[0]), (right, y[1]), hue=each.hue))
        inside.append(draw_shape(Shape.HOLLOW, left, y[0], hue=each.hue))
        inside.append(draw_shape(Shape.FULL, right, y[1], hue=each.hue))
        # Names never stand on one another: each goes down as far as it must.
        lines = wrap(each.label, _BESIDE_LETTERS, max_lines=_MOST_LINES, placeholder="…") or [""]
        top = y[1] + 4.5 - (len(lines) - 1) * _LEADING / 2
        top = max(top, ends[-1] + SIZE + 9) if ends else max(top, SIZE)
        inside += [draw_words(line, right + 3, top + n * _LEADING) for n, line in enumerate(lines)]
        ends.append(top + (len(lines) - 1) * _LEADING)
    rows: list[tuple[Cell, ...]] = [
        (each.label, each.before, each.after, each.after - each.before) for each in slopes
    ]
    return Picture(
        name=name,
        title=title,
        sentence=sentence,
        description=description,
        table=Table(caption=title, headers=columns, rows=tuple(rows), decimals=decimals),
        height=max(_HEIGHT, (ends[-1] if ends else 0) + 12),
        drawn=(frame(_LEFT, _WIDTH, "\n".join(inside)),),
    )


def _y(axis: Axis, value: float) -> float:
    return _HEIGHT - _BOTTOM - axis.place(value) / 100 * (_HEIGHT - _BOTTOM - _TOP)


def _around(at: float) -> str:
    """A moment before or after an event."""
    return f"{at:+g}".replace("-", "\u2212") if at else "0"


def _upright(axis: Axis) -> list[str]:
    """The ticks of the values, at the left."""
    drawn = []
    for tick in axis.ticks:
        y = _y(axis, tick)
        drawn.append(draw_line((0, y), (100, y), css="plot-rule", width=1))
        drawn.append(
            draw_words(
                axis.said(tick), 0, y + 4, anchor="end", css="plot-soft", size=SIZE - 1, shift=-6
            )
        )
    return drawn


def _under(words: str, x: float) -> str:
    anchor = "start" if x < 4 else "end" if x > 96 else "middle"  # noqa: PLR2004 - the edges
    first, _, last = words.rpartition(" ") if len(words) > _UNDER_LETTERS else (words, "", "")
    y = _HEIGHT - _BOTTOM + 18
    return "".join(
        draw_words(line, x, y + n * (SIZE + 1), anchor=anchor, css="plot-soft", size=SIZE - 1)
        for n, line in enumerate(filter(None, (first, last)))
    )


def _said(measure: str) -> list[str]:
    return [draw_words(measure, 0, 12, css="plot-soft", size=SIZE - 1)] if measure else []


def _break(x: float, words: str) -> list[str]:
    drawn = [draw_line((x, _TOP - 8), (x, _HEIGHT - _BOTTOM), width=1.6, dashes="5 4")]
    if words:
        anchor = "end" if x > 60 else "start"  # noqa: PLR2004 - on the side with more room
        shift = -5.0 if anchor == "end" else 5.0
        drawn.append(draw_words(words, x, _TOP - 1, anchor=anchor, size=SIZE - 1, shift=shift))
    return drawn


def _line(each: Series, rank: int, axis: Axis, across: Callable[[float], float]) -> list[str]:
    drawn: list[str] = []
    hue = rank % 6
    dashes = _DASHES[1] if each.dashed else ""
    known = [(n, value) for n, value in enumerate(each.values) if value is not None]
    for (n, value), (m, after) in pairwise(known):
        if m == n + 1:
            drawn.append(
                draw_line(
                    (across(n), _y(axis, value)),
                    (across(m), _y(axis, after)),
                    hue=hue,
                    dashes=dashes,
                )
            )
    if each.has_marks:
        shape = _SHAPES[rank % len(_SHAPES)]
        drawn += [
            draw_shape(shape, across(n), _y(axis, value), hue=hue, scale=0.7) for n, value in known
        ]
    return drawn


def _key(known: Sequence[tuple[str, int, bool]]) -> list[str]:
    """What each line is, below the drawing."""
    drawn = []
    for place, (label, rank, dashed) in enumerate(known):
        y = _HEIGHT + place * _KEY + 4
        hue = rank % 6
        drawn.append(draw_line((0, y), (9, y), hue=hue, dashes=_DASHES[1] if dashed else ""))
        if not dashed:
            drawn.append(draw_shape(_SHAPES[rank % len(_SHAPES)], 4.5, y, hue=hue, scale=0.7))
        drawn.append(draw_words(shorten(label, 38, placeholder="…"), 11, y + 4.5))
    return drawn
