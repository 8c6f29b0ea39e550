"""The map laid out: every line, station, piste, tie and word in its place.

Places along a line say nothing: stations are evenly spread, by rank. Ties run along their line as
far as its end, then cross a band that holds no words, so that no tie ever crosses a label.
"""

from collections.abc import Iterable, Sequence

import attrs

from reflexes.catalogue import Catalogue
from reflexes.controversy import Controversy
from reflexes.drawing.choosing import Choice, phenomena_of
from reflexes.drawing.colours import hue_class, hue_number, hue_of
from reflexes.drawing.labels import FEWEST_LETTERS, LEADING, LETTER_WIDTH, Label, cut, stack
from reflexes.phenomenon import Phenomenon
from reflexes.piste import Piste
from reflexes.plotting.colours import SOFT
from reflexes.texts import Says, Status

NARROW_WIDTH, WIDTH = 760, 1180
LINE_LEFT, LINE_RIGHT = 240, 700
PISTE_X = 880
MARGIN = 10
NAME_SIZE, POLE_SIZE, STATION_SIZE, PISTE_SIZE = 16.0, 12.5, 13.5, 13.5
LANES = (-6.0, 6.0, -9.0, 9.0, -12.0)
LEAST_SLOT = FEWEST_LETTERS * LETTER_WIDTH * STATION_SIZE + 8
"""The least width in which the name of a station is written."""


@attrs.frozen(kw_only=True)
class Line:
    """A controversy's line, at height `y`."""

    controversy: Controversy
    y: float


@attrs.frozen(kw_only=True)
class Station:
    """A phenomenon on its line; its ties run beside the line, `lane` away from it."""

    phenomenon: Phenomenon
    line: Line
    x: float
    lane: float


@attrs.frozen(kw_only=True)
class Diamond:
    """A piste, at the right."""

    piste: Piste
    y: float


@attrs.frozen(kw_only=True)
class DrawnTie:
    """What a piste answers: from a station or a line's end to a diamond."""

    x: float
    y: float
    diamond: Diamond
    line: Line
    ours: bool

    def points(self, steps: int = 24) -> list[tuple[float, float]]:
        """Points along the tie, near enough to find what it crosses."""
        band = [self._in_band(step / steps) for step in range(steps + 1)]
        along = [(self.x + (LINE_RIGHT - self.x) * step / steps, self.y) for step in range(steps)]
        return along + band

    def _in_band(self, t: float) -> tuple[float, float]:
        end, middle = PISTE_X - 10, (LINE_RIGHT + PISTE_X) / 2
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        xs = (LINE_RIGHT, middle, middle, end)
        ys = (self.y, self.y, self.diamond.y, self.diamond.y)
        return (
            sum(w * x for w, x in zip(weights, xs, strict=True)),
            sum(w * y for w, y in zip(weights, ys, strict=True)),
        )


@attrs.frozen(kw_only=True)
class Layout:
    """Everything on a map, placed."""

    width: float
    height: float
    lines: tuple[Line, ...]
    stations: tuple[Station, ...]
    diamonds: tuple[Diamond, ...]
    ties: tuple[DrawnTie, ...]
    labels: tuple[Label, ...]


def lay_out(catalogue: Catalogue, language: str, choice: Choice) -> Layout:
    """Place lines, stations, pistes and words so that none covers another."""
    rows = [
        _lay_row(controversy, phenomena_of(catalogue, controversy), language)
        for controversy in choice.controversies
    ]
    pistes = _in_crossing_order(catalogue, choice)
    blocks = [cut(p.short.in_language(language), WIDTH - PISTE_X - 18, PISTE_SIZE) for p in pistes]
    rows_height = sum(row.height for row in rows)
    pistes_height = sum(_block_height(block) for block in blocks)
    height = max(rows_height, pistes_height) + 2 * MARGIN
    placed = _spread_rows(rows, (height - rows_height) / (len(rows) + 1))
    diamonds, words = _spread_pistes(pistes, blocks, (height - pistes_height) / (len(pistes) + 1))
    return Layout(
        width=WIDTH if pistes else NARROW_WIDTH,
        height=round(height),
        lines=tuple(row.line for row in placed),
        stations=tuple(station for row in placed for station in row.stations),
        diamonds=diamonds,
        ties=tuple(_ties(placed, diamonds, choice.targets)),
        labels=tuple(label for row in placed for label in row.labels) + words,
    )


@attrs.frozen(kw_only=True)
class _Row:
    """A line with its stations and words, placed as if its top stood at 0."""

    line: Line
    stations: tuple[Station, ...]
    labels: tuple[Label, ...]
    height: float

    def moved(self, down: float) -> "_Row":
        """The same row, lower."""
        line = attrs.evolve(self.line, y=self.line.y + down)
        return attrs.evolve(
            self,
            line=line,
            stations=tuple(attrs.evolve(station, line=line) for station in self.stations),
            labels=tuple(attrs.evolve(label, y=label.y + down) for label in self.labels),
        )


def _lay_row(controversy: Controversy, own: Sequence[Phenomenon], language: str) -> _Row:
    length = LINE_RIGHT - LINE_LEFT
    poles = [
        cut(p.name.in_language(language), length / 2 - 8, POLE_SIZE) for p in controversy.poles
    ]
    slot = length / max(1, len(own))
    y = 18 + max(map(len, poles)) * POLE_SIZE * LEADING
    line = Line(controversy=controversy, y=y)
    stations = tuple(
        Station(
            phenomenon=each,
            line=line,
            x=LINE_LEFT + slot * (place + 0.5),
            lane=LANES[place % len(LANES)],
        )
        for place, each in enumerate(own)
    )
    names, bottom = _station_labels(stations, language)
    labels = [*_name_labels(controversy, y, language), *_pole_labels(poles, y), *names]
    return _Row(line=line, stations=stations, labels=tuple(labels), height=bottom + 6)


def _name_labels(controversy: Controversy, y: float, language: str) -> list[Label]:
    lines = cut(controversy.short.in_language(language), LINE_LEFT - 14, NAME_SIZE)
    first = y + 5 - (len(lines) - 1) * NAME_SIZE * LEADING / 2
    return stack(
        lines,
        Label(
            words="",
            x=0,
            y=first,
            size=NAME_SIZE,
            css=f"map-name{hue_class(hue_number(controversy.rank))}",
            fill=hue_of(controversy),
            bold=True,
            to=("controversies", controversy.code),
        ),
    )


def _pole_labels(poles: Sequence[Sequence[str]], y: float) -> list[Label]:
    labels: list[Label] = []
    for lines, x, anchor in zip(poles, (LINE_LEFT, LINE_RIGHT), ("start", "end"), strict=True):
        first = y - 17 - (len(lines) - 1) * POLE_SIZE * LEADING
        model = Label(
            words="", x=x, y=first, size=POLE_SIZE, anchor=anchor, css="map-pole", fill=SOFT
        )
        labels += stack(lines, model)
    return labels


def _station_labels(stations: Sequence[Station], language: str) -> tuple[list[Label], float]:
    """The names of a line's stations, and where they end.

    Names that would not hold side by side take turns on several tiers, evenly spread on each.
    """
    length = LINE_RIGHT - LINE_LEFT
    tiers = max(1, -int(-len(stations) * LEAST_SLOT // length))
    labels: list[Label] = []
    top = stations[0].line.y if stations else 0.0
    for tier in range(tiers):
        own = stations[tier::tiers]
        slot = length / max(1, len(own))
        deepest = 1
        for place, station in enumerate(own):
            name = station.phenomenon.short.in_language(language)
            lines = cut(name, slot - 8, STATION_SIZE)
            deepest = max(deepest, len(lines))
            x = LINE_LEFT + slot * (place + 0.5)
            labels += stack(lines, _station_label(station, x, top + 28))
        top += deepest * STATION_SIZE * LEADING
    return labels, top + 16


def _station_label(station: Station, x: float, y: float) -> Label:
    to = ("phenomena", station.phenomenon.code)
    return Label(words="", x=x, y=y, size=STATION_SIZE, anchor="middle", to=to)


def _block_height(lines: Sequence[str]) -> float:
    return max(30.0, len(lines) * PISTE_SIZE * LEADING + 12)


def _spread_rows(rows: Sequence[_Row], gap: float) -> list[_Row]:
    placed, top = [], MARGIN + (gap - MARGIN if gap > MARGIN else 0.0)
    for row in rows:
        placed.append(row.moved(top))
        top += row.height + gap
    return placed


def _spread_pistes(
    pistes: Sequence[Piste], blocks: Sequence[Sequence[str]], gap: float
) -> tuple[tuple[Diamond, ...], tuple[Label, ...]]:
    diamonds, labels = [], []
    top = gap
    for piste, lines in zip(pistes, blocks, strict=True):
        middle = top + _block_height(lines) / 2
        diamonds.append(Diamond(piste=piste, y=middle))
        first = middle + 0.3 * PISTE_SIZE - (len(lines) - 1) * PISTE_SIZE * LEADING / 2
        model = Label(
            words="",
            x=PISTE_X + 16,
            y=first,
            size=PISTE_SIZE,
            bold=piste.status is not Status.OURS,
            to=("pistes", piste.code),
        )
        labels += stack(lines, model)
        top += _block_height(lines) + gap
    return tuple(diamonds), tuple(labels)


def _in_crossing_order(catalogue: Catalogue, choice: Choice) -> list[Piste]:
    """Pistes by the mean height of what they answer, so that few ties cross; tied to none, last."""
    ranks = {each.code: float(each.rank) for each in choice.controversies}
    for phenomenon in catalogue.phenomena:
        if phenomenon.controversy in ranks:
            ranks[phenomenon.code] = ranks[phenomenon.controversy]

    def height(piste: Piste) -> tuple[float, int]:
        met = [ranks[tie.to] for tie in piste.answers if tie.to in ranks]
        return (sum(met) / len(met) if met else float("inf"), piste.rank)

    return sorted(choice.pistes, key=height)


def _ties(
    rows: Sequence[_Row], diamonds: Sequence[Diamond], targets: frozenset[str]
) -> Iterable[DrawnTie]:
    starts: dict[str, tuple[float, float, Line]] = {}
    for row in rows:
        starts[row.line.controversy.code] = (LINE_RIGHT, row.line.y, row.line)
        for station in row.stations:
            y = station.line.y + station.lane
            starts[station.phenomenon.code] = (station.x, y, row.line)
    for diamond in diamonds:
        for tie in diamond.piste.answers:
            if tie.to in starts and tie.to in targets:
                x, y, line = starts[tie.to]
                ours = tie.says is Says.OURS
                yield DrawnTie(x=x, y=y, diamond=diamond, line=line, ours=ours)
