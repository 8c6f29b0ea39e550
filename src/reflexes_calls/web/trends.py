"""A small line for each promised indicator: what was recorded, day after day, as SVG.

The table beside it says the same. Only values written as numbers can be drawn.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

from reflexes.records import record
from reflexes_calls.domain.pilot import Measure, Promise
from reflexes_calls.web.notices import N_

WIDTH, HEIGHT, MARGIN = 320, 130, 26
NUMBER = re.compile(r"\s*([-−]?\d[\d\s]*(?:[.,]\d+)?)\s*[^\d\s]*\s*")
DESCRIPTION = N_(
    "From %(first)s to %(last)s, over %(count)s measures. The dashed line is the promised value,"
    " %(target)s; before the trial it was %(baseline)s."
)

Translate = Callable[[str], str]


@record
class _Scale:
    first: dt.date
    days: int
    least: float
    span: float

    def x(self, day: dt.date) -> float:
        """Where a day stands."""
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (day - self.first).days / self.days, 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - self.least) / self.span, 1)


def read_value(text: str) -> float | None:
    """The number in a value as the team wrote it, its unit apart; None for anything else."""
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    bare = re.sub(r"\s", "", found[1]).replace(",", ".").replace("−", "-")
    return float(bare)


def draw_trend(promise: Promise, measures: Sequence[Measure], words: Translate) -> Markup:
    """The line of an indicator, or nothing when two values cannot be drawn.

    Units that are observed one by one make no line: it would go from one to the other.
    """
    own = [each for each in measures if each.promise_id == promise.id]
    points = [(each, value) for each in own if (value := read_value(each.value)) is not None]
    if len(points) < 2 or len({each.observed_unit for each in own}) > 1:  # noqa: PLR2004  # two ends
        return Markup()
    lines = [value for value in map(read_value, (promise.baseline, promise.target)) if value]
    scale = _scale([m.measured_on for m, _ in points], [v for _, v in points] + lines)
    said = words(DESCRIPTION) % {
        "first": points[0][0].value,
        "last": points[-1][0].value,
        "count": len(points),
        "target": promise.target,
        "baseline": promise.baseline,
    }
    return Markup("").join((_opening(promise, said), *_marks(promise, points, scale), _CLOSING))


_CLOSING = Markup("</svg>")


def _scale(days: Sequence[dt.date], values: Sequence[float]) -> _Scale:
    least, most = min(values), max(values)
    length = (max(days) - min(days)).days
    return _Scale(first=min(days), days=length or 1, least=least, span=(most - least) or 1.0)


def _opening(promise: Promise, said: str) -> Markup:
    return Markup(
        '<svg class="trend" viewBox="0 0 {w} {h}" role="img" aria-labelledby="trend-{n} said-{n}">'
        '<title id="trend-{n}">{title}</title><desc id="said-{n}">{said}</desc>'
    ).format(w=WIDTH, h=HEIGHT, n=promise.position, title=promise.indicator, said=said)


def _marks(
    promise: Promise, points: Sequence[tuple[Measure, float]], scale: _Scale
) -> list[Markup]:
    marks = []
    target = read_value(promise.target)
    if target is not None:
        marks.append(
            Markup(
                '<line class="trend-target" x1="{a}" y1="{y}" x2="{b}" y2="{y}"'
                ' stroke-dasharray="5 4"/>'
            ).format(a=MARGIN, b=WIDTH - MARGIN, y=scale.y(target))
        )
    places = [(scale.x(measure.measured_on), scale.y(value)) for measure, value in points]
    path = " ".join(f"{x},{y}" for x, y in places)
    marks.append(Markup('<polyline class="trend-line" fill="none" points="{}"/>').format(path))
    dot = Markup('<circle class="trend-dot" cx="{}" cy="{}" r="4"/>')
    marks += [dot.format(x, y) for x, y in places]
    word = Markup('<text class="trend-word" x="{}" y="{}" text-anchor="{}">{}</text>')
    for (x, y), (measure, _), anchor in (
        (places[0], points[0], "start"),
        (places[-1], points[-1], "end"),
    ):
        marks.append(word.format(x, y - 9, anchor, measure.value))
    return marks
