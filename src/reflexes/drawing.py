"""The map of the inquiry, drawn from the catalogue as SVG, and the same thing as rows.

A controversy is a line between its two poles, a phenomenon a station on its line, a piste a diamond
tied to what it answers. Places along a line say nothing: stations are evenly spread, by rank. Ties
run along their line as far as its end, then cross a band that holds no words, so that no tie ever
crosses a label.
"""

from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import attrs

from reflexes.catalogue import Catalogue
from reflexes.controversy import Controversy
from reflexes.phenomenon import Phenomenon
from reflexes.piste import Piste
from reflexes.texts import Says, Status

LETTER_WIDTH = 0.56
"""How wide a letter is, on average, in ems: a little more than in the typefaces we ship."""

NARROW_WIDTH, WIDTH = 760, 1180
LINE_LEFT, LINE_RIGHT = 240, 700
PISTE_X = 880
MARGIN = 10
NAME_SIZE, POLE_SIZE, STATION_SIZE, PISTE_SIZE = 16.0, 12.5, 13.5, 13.5
LEADING = 1.2
LANES = (-6.0, 6.0, -9.0, 9.0, -12.0)
HUES = ("#b1331f", "#8a5a00", "#1f6f43", "#0b5a8f", "#6b3fa0", "#9c2f6a")
INK, SOFT, SHEET = "#1b1f2a", "#565c6d", "#ffffff"

Address = Callable[[str, str], str]
"""From a shelf and a code to where the record is shown."""

TITLES = MappingProxyType({"fr": "Carte de l’enquête", "en": "Map of the inquiry"})
DESCRIPTIONS = MappingProxyType(
    {
        "fr": (
            "Des lignes de tension, les controverses, tendues entre deux pôles ; leurs stations,"
            " les phénomènes, en pointillé quand leur place est reconstruite ; à droite, les"
            " pistes, liées à ce à quoi elles répondent : losange plein pour celles de l’enquête,"
            " creux pour celles de ce projet. Un tableau dit la même chose."
        ),
        "en": (
            "Lines of tension, the controversies, each between two poles; their stations, the"
            " phenomena, dotted where their place is reconstructed; at the right, the pistes, tied"
            " to what they answer: a full diamond for those of the inquiry, a hollow one for those"
            " of this project. A table says the same."
        ),
    }
)


@attrs.frozen(kw_only=True)
class Label:
    """One line of words, placed. `anchor` is `start`, `middle` or `end`."""

    words: str
    x: float
    y: float
    size: float
    anchor: str = "start"
    css: str = "map-text"
    fill: str = INK
    bold: bool = False
    to: tuple[str, str] | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """About where the words stand: left, top, right, bottom."""
        width = len(self.words) * LETTER_WIDTH * self.size
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 0.8 * self.size, left + width, self.y + 0.25 * self.size


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


@attrs.frozen(kw_only=True)
class Choice:
    """The part of the catalogue that a map shows; ties go to `targets` alone."""

    controversies: tuple[Controversy, ...]
    pistes: tuple[Piste, ...]
    targets: frozenset[str]
    own: str = ""


@attrs.frozen(kw_only=True)
class RowItem:
    """A name with its code, whether it is attested, and the pistes that answer it."""

    code: str
    title: str
    status: Status
    pistes: tuple["RowItem", ...] = ()


@attrs.frozen(kw_only=True)
class MapRow:
    """A controversy as a row; the last row, without a code, holds the pistes tied to nothing."""

    code: str = ""
    title: str = ""
    rank: int = 0
    poles: tuple[str, ...] = ()
    phenomena: tuple[RowItem, ...] = ()
    pistes: tuple[RowItem, ...] = ()


def draw_map(catalogue: Catalogue, language: str, address: Address | None = None) -> str:
    """The whole map as one `<svg>`; with `address`, names lead to their records."""
    choice = Choice(
        controversies=tuple(catalogue.controversies),
        pistes=tuple(catalogue.pistes),
        targets=frozenset(catalogue.controversies.codes + catalogue.phenomena.codes),
    )
    return _draw(lay_out(catalogue, language, choice), language, "map", address)


def draw_record(
    catalogue: Catalogue, record: Any, language: str, address: Address | None = None
) -> str:
    """The record's own part of the map, or the empty string when it stands nowhere on it."""
    choice = part_of(catalogue, record)
    if not choice.controversies:
        return ""
    return _draw(lay_out(catalogue, language, choice), language, f"map-{record.code}", address)


def map_rows(catalogue: Catalogue, language: str) -> tuple[MapRow, ...]:
    """The map as rows of a table, controversy after controversy."""
    rows = [_row(catalogue, controversy, language) for controversy in catalogue.controversies]
    loose = [piste for piste in catalogue.pistes if not piste.answers]
    if loose:
        rows.append(MapRow(pistes=tuple(_item(piste, language) for piste in loose)))
    return tuple(rows)


def _row(catalogue: Catalogue, controversy: Controversy, language: str) -> MapRow:
    return MapRow(
        code=controversy.code,
        title=controversy.title.in_language(language),
        rank=controversy.rank,
        poles=tuple(pole.name.in_language(language) for pole in controversy.poles),
        phenomena=tuple(
            _item(phenomenon, language, _answering(catalogue, phenomenon.code))
            for phenomenon in phenomena_of(catalogue, controversy)
        ),
        pistes=tuple(_item(piste, language) for piste in _answering(catalogue, controversy.code)),
    )


def _item(record: Any, language: str, pistes: Iterable[Piste] = ()) -> RowItem:
    return RowItem(
        code=record.code,
        title=record.title.in_language(language),
        status=record.status,
        pistes=tuple(_item(piste, language) for piste in pistes),
    )


def _answering(catalogue: Catalogue, code: str) -> list[Piste]:
    return [p for p in catalogue.pistes if any(tie.to == code for tie in p.answers)]


def phenomena_of(catalogue: Catalogue, controversy: Controversy) -> tuple[Phenomenon, ...]:
    """The stations of a line, by rank."""
    found = [p for p in catalogue.phenomena if p.controversy == controversy.code]
    return tuple(sorted(found, key=lambda phenomenon: phenomenon.rank))


def part_of(catalogue: Catalogue, record: Any) -> Choice:
    """What of the map a record's page shows."""
    shelf = catalogue.shelf_of(record.code)
    pistes: Sequence[Piste] = ()
    if shelf == "controversies":
        own = phenomena_of(catalogue, record)
        targets = {record.code, *(phenomenon.code for phenomenon in own)}
        pistes = [p for p in catalogue.pistes if any(tie.to in targets for tie in p.answers)]
    elif shelf == "phenomena":
        targets = {record.code}
        pistes = _answering(catalogue, record.code)
    elif shelf == "observations":
        targets = set(record.about)
    else:
        pistes = _pistes_of(catalogue, record, shelf)
        targets = {tie.to for piste in pistes for tie in piste.answers}
    return Choice(
        controversies=_lines_through(catalogue, targets),
        pistes=tuple(pistes),
        targets=frozenset(targets),
        own=record.code,
    )


def _pistes_of(catalogue: Catalogue, record: Any, shelf: str) -> Sequence[Piste]:
    if shelf == "pistes":
        return (record,)
    if shelf in ("experiments", "evidence", "principles"):
        return [piste for piste in catalogue.linked(record, "pistes") if piste.answers]
    return ()


def _lines_through(catalogue: Catalogue, targets: set[str]) -> tuple[Controversy, ...]:
    through = {
        catalogue.phenomena[code].controversy if code in catalogue.phenomena else code
        for code in targets
    }
    return tuple(each for each in catalogue.controversies if each.code in through)


def lay_out(catalogue: Catalogue, language: str, choice: Choice) -> Layout:
    """Place lines, stations, pistes and words so that none covers another."""
    rows = [
        _lay_row(controversy, phenomena_of(catalogue, controversy), language)
        for controversy in choice.controversies
    ]
    pistes = _in_crossing_order(catalogue, choice)
    blocks = [
        _wrap(p.short.in_language(language), WIDTH - PISTE_X - 18, PISTE_SIZE) for p in pistes
    ]
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
        _wrap(p.name.in_language(language), length / 2 - 8, POLE_SIZE) for p in controversy.poles
    ]
    slot = length / max(1, len(own))
    names = [_wrap(p.short.in_language(language), slot - 8, STATION_SIZE) for p in own]
    y = 18 + max(map(len, poles)) * POLE_SIZE * LEADING
    line = Line(controversy=controversy, y=y)
    stations = tuple(
        Station(phenomenon=each, line=line, x=LINE_LEFT + slot * (place + 0.5), lane=LANES[place])
        for place, each in enumerate(own)
    )
    labels = [*_name_labels(controversy, y, language), *_pole_labels(poles, y)]
    for station, lines in zip(stations, names, strict=True):
        labels += _station_labels(station, lines)
    below = max((len(lines) for lines in names), default=1) * STATION_SIZE * LEADING
    return _Row(line=line, stations=stations, labels=tuple(labels), height=y + 16 + below + 6)


def _name_labels(controversy: Controversy, y: float, language: str) -> list[Label]:
    lines = _wrap(controversy.short.in_language(language), LINE_LEFT - 14, NAME_SIZE)
    first = y + 5 - (len(lines) - 1) * NAME_SIZE * LEADING / 2
    return _stack(
        lines,
        Label(
            words="",
            x=0,
            y=first,
            size=NAME_SIZE,
            css=f"map-name map-c{controversy.rank}",
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
        labels += _stack(lines, model)
    return labels


def _station_labels(station: Station, lines: Sequence[str]) -> list[Label]:
    model = Label(
        words="",
        x=station.x,
        y=station.line.y + 28,
        size=STATION_SIZE,
        anchor="middle",
        to=("phenomena", station.phenomenon.code),
    )
    return _stack(lines, model)


def _stack(lines: Sequence[str], model: Label) -> list[Label]:
    step = model.size * LEADING
    return [
        attrs.evolve(model, words=words, y=model.y + place * step)
        for place, words in enumerate(lines)
    ]


def _wrap(words: str, width: float, size: float) -> list[str]:
    return wrap(words, max(8, int(width / (LETTER_WIDTH * size)))) or [""]


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
        labels += _stack(lines, model)
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


def hue_of(controversy: Controversy) -> str:
    """The colour of a controversy, for readers without our style sheet."""
    return HUES[(controversy.rank - 1) % len(HUES)]


def _draw(layout: Layout, language: str, name: str, address: Address | None) -> str:
    drawn = [
        _element("title", {"id": f"{name}-title"}, escape(TITLES[language])),
        _element("desc", {"id": f"{name}-desc"}, escape(DESCRIPTIONS[language])),
        *map(_draw_tie, layout.ties),
        *map(_draw_line, layout.lines),
        *map(_draw_station, layout.stations),
        *map(_draw_diamond, layout.diamonds),
        *_draw_labels(layout.labels, address),
    ]
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {layout.width:g} {layout.height:g}",
        "class": "map-drawing",
        "role": "group" if address else "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "font-family": "sans-serif",
    }
    return _element("svg", attributes, "\n".join(drawn))


def _element(tag: str, attributes: dict[str, Any], content: str = "") -> str:
    said = "".join(f" {name}={quoteattr(_plain(value))}" for name, value in attributes.items())
    return f"<{tag}{said}>{content}</{tag}>" if content else f"<{tag}{said}/>"


def _plain(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _draw_line(line: Line) -> str:
    attributes = {
        "class": f"map-line map-c{line.controversy.rank}",
        "x1": LINE_LEFT,
        "x2": LINE_RIGHT,
        "y1": line.y,
        "y2": line.y,
        "stroke": hue_of(line.controversy),
        "stroke-width": 5,
        "stroke-linecap": "round",
    }
    return _element("line", attributes)


def _draw_station(station: Station) -> str:
    controversy = station.line.controversy
    attributes = {
        "class": f"map-station map-c{controversy.rank}",
        "cx": station.x,
        "cy": station.line.y,
        "r": 8,
        "fill": SHEET,
        "stroke": hue_of(controversy),
        "stroke-width": 4,
    }
    if station.phenomenon.status is not Status.ATTESTED:
        attributes["stroke-dasharray"] = "5 3.4"
    return _element("circle", attributes)


def _draw_diamond(diamond: Diamond) -> str:
    ours = diamond.piste.status is Status.OURS
    attributes = {
        "class": "map-piste-ours" if ours else "map-piste",
        "d": f"M{PISTE_X - 8},{diamond.y:.1f} l8,-8 l8,8 l-8,8 z",
        "fill": SHEET if ours else INK,
        "stroke": INK,
        "stroke-width": 2,
    }
    return _element("path", attributes)


def _draw_tie(tie: DrawnTie) -> str:
    end, middle = PISTE_X - 10, (LINE_RIGHT + PISTE_X) // 2
    near, far = f"{tie.y:.1f}", f"{tie.diamond.y:.1f}"
    attributes = {
        "class": f"map-tie map-c{tie.line.controversy.rank}",
        "d": f"M{tie.x:.1f},{near} H{LINE_RIGHT} C{middle},{near} {middle},{far} {end},{far}",
        "fill": "none",
        "stroke": hue_of(tie.line.controversy),
        "stroke-opacity": "0.55",
        "stroke-width": 1.7,
    }
    if tie.ours:
        attributes["stroke-dasharray"] = "5 4"
    return _element("path", attributes)


def _draw_labels(labels: Sequence[Label], address: Address | None) -> Iterable[str]:
    """Each label, those of one record together inside one link."""
    together: dict[tuple[str, str] | int, list[Label]] = {}
    for place, label in enumerate(labels):
        together.setdefault(label.to or place, []).append(label)
    for group in together.values():
        drawn = "".join(map(_draw_label, group))
        to = group[0].to
        yield _element("a", {"href": address(*to)}, drawn) if address and to else drawn


def _draw_label(label: Label) -> str:
    attributes: dict[str, Any] = {
        "class": label.css,
        "x": label.x,
        "y": label.y,
        "font-size": label.size,
        "fill": label.fill,
    }
    if label.anchor != "start":
        attributes["text-anchor"] = label.anchor
    if label.bold:
        attributes["font-weight"] = 600
    # The space parts the lines of one name for those who hear them.
    return _element("text", attributes, escape(label.words) + " ")
