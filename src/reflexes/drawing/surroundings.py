"""What is tied to a record, laid out: a card in the middle, its neighbours in columns beside it.

Each neighbour is a mark at the inner edge of its column, its words outside; ties run in the band
between card and marks, which holds no words, so that no tie ever crosses a label.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.drawing.colours import hue_numbers
from reflexes.drawing.labels import Label, cut, stack
from reflexes.drawing.rows import with_sources
from reflexes.drawing.words import HIDDEN_MANY, HIDDEN_ONE, NOTHING_TIED, SHELF_WORDS, shelf_word
from reflexes.graph import SOURCES, Link
from reflexes.plotting.colours import SOFT
from reflexes.texts import Says, Status
from reflexes.wording import Translate, translator

COLUMN, MARK, BAND, CARD = 332.0, 22.0, 124.0, 224.0
"""Widths: of the words of a column, of its marks, of the band of ties, of the card."""
MARGIN = 12.0
MOST_DRAWN = 40
"""No more neighbours than this are drawn; the others are counted in words."""
MOST_LINES = 3
LONG_COLUMN = 7
"""A column of more neighbours is shared between both sides when the other side is empty."""
TITLE_SIZE, NAME_SIZE, GROUP_SIZE, SMALL_SIZE = 16.0, 13.5, 13.0, 12.0
ENTRY_GAP, GROUP_GAP = 9.0, 16.0
CARD_PADDING = 16.0
TIE_GAP, TALLEST_FAN = 6.5, 190.0
"""How far apart ties leave the card, and over how much of its side at most."""
WIDTH = 2 * (COLUMN + MARK + BAND) + CARD
"""The same for every record, so that words are of one size from page to page."""
LEFT_SHELVES = (
    "controversies",
    "phenomena",
    "interviews",
    "observations",
    "disagreements",
    SOURCES,
)
"""What was seen and said stands at the left; what answers it, and who acts, at the right."""


@attrs.frozen(kw_only=True)
class Neighbour:
    """A neighbour's mark, placed, with the ties that join it to the card."""

    record: Any
    shelf: str
    x: float
    y: float
    hue: int
    links: tuple[Link, ...]

    @property
    def is_said(self) -> bool:
        """Whether the inquiry, or a source, says one of the ties."""
        return any(
            link.says in {Says.INQUIRY, Says.SOURCE} or (link.says is None and link.sources)
            for link in self.links
        )

    @property
    def is_ours(self) -> bool:
        """Whether this project alone says the ties."""
        return not self.is_said and any(link.says is Says.OURS for link in self.links)


@attrs.frozen(kw_only=True)
class Card:
    """The middle: the record itself; `mark_y` is how far below the top its mark stands."""

    record: Any
    shelf: str
    hue: int
    left: float
    top: float
    width: float
    height: float
    mark_y: float


@attrs.frozen(kw_only=True)
class Surroundings:
    """A record and its neighbours, placed; `hidden` counts, for each shelf, those not drawn."""

    width: float
    height: float
    card: Card
    neighbours: tuple[Neighbour, ...]
    labels: tuple[Label, ...]
    counts: tuple[tuple[str, int], ...]
    hidden: tuple[tuple[str, int], ...]

    def tie_points(self, neighbour: Neighbour) -> tuple[tuple[float, float], ...]:
        """The four points of a tie's curve, from the card to the mark."""
        on_left = neighbour.x < self.card.left
        start = self.card.left if on_left else self.card.left + self.card.width
        end = neighbour.x + (MARK / 2 if on_left else -MARK / 2)
        side = [n for n in self.neighbours if (n.x < self.card.left) == on_left]
        place = (side.index(neighbour) + 0.5) / len(side)
        spread = min(self.card.height - CARD_PADDING, 1.5 * TIE_GAP * len(side))
        start_y = self.card.top + self.card.height / 2 + (place - 0.5) * spread
        middle = (start + end) / 2
        return ((start, start_y), (middle, start_y), (middle, neighbour.y), (end, neighbour.y))


@attrs.frozen(kw_only=True)
class _Group:
    """The neighbours of one shelf: those drawn, and how many there are in all."""

    shelf: str
    codes: tuple[str, ...]
    drawn: int
    part: slice = slice(None)

    @property
    def shown(self) -> tuple[str, ...]:
        """The codes drawn in this part of the group."""
        return self.codes[: self.drawn][self.part]

    @property
    def says_hidden(self) -> bool:
        """Whether this part tells how many are left out: the last part does."""
        return self.part.stop is None and self.drawn < len(self.codes)


@attrs.frozen(kw_only=True)
class _Column:
    """One side, placed as if its top stood at 0."""

    neighbours: tuple[Neighbour, ...]
    labels: tuple[Label, ...]
    height: float

    def moved(self, right: float, down: float) -> "_Column":
        """The same column elsewhere."""
        evolve = attrs.evolve
        return _Column(
            neighbours=tuple(evolve(n, x=n.x + right, y=n.y + down) for n in self.neighbours),
            labels=tuple(evolve(one, x=one.x + right, y=one.y + down) for one in self.labels),
            height=self.height,
        )


def lay_surroundings(
    catalogue: Catalogue, code: str, language: str, *, sources: bool | None = None
) -> Surroundings:
    """Place a record and what is tied to it, so that no words cover others.

    `sources` tells whether sources are neighbours; by default, only where nothing else is. Raises
    `UnknownCodeError` when no record bears `code`.
    """
    asked = with_sources(catalogue, code, asked=sources)
    groups = _groups(catalogue, code, sources=asked)
    scribe = _Scribe(catalogue, code, language)
    columns = [scribe.column(side, is_left=not at) for at, side in enumerate(_sides(groups))]
    most = max(len(column.neighbours) for column in columns)
    fan = min(TALLEST_FAN, TIE_GAP * most) + CARD_PADDING
    card, words = scribe.card(is_alone=not groups, least_height=fan)
    height = max(card.height, *(column.height for column in columns)) + 2 * MARGIN
    card_left = _card_left([bool(column.neighbours) for column in columns])
    top = (height - card.height) / 2
    lefts = (card_left - BAND - MARK - COLUMN, card_left + CARD + BAND)
    placed = [
        column.moved(left, (height - column.height) / 2)
        for column, left in zip(columns, lefts, strict=True)
    ]
    return Surroundings(
        width=WIDTH,
        height=round(height),
        card=attrs.evolve(card, left=card_left, top=top),
        neighbours=tuple(neighbour for column in placed for neighbour in column.neighbours),
        labels=(
            *(attrs.evolve(one, x=one.x + card_left, y=one.y + top) for one in words),
            *(label for column in placed for label in column.labels),
        ),
        counts=tuple((group.shelf, len(group.codes)) for group in groups),
        hidden=tuple(
            (group.shelf, len(group.codes) - group.drawn)
            for group in groups
            if group.drawn < len(group.codes)
        ),
    )


def _card_left(sides: Sequence[bool]) -> float:
    """Where the card begins, so that all is in the middle of the sheet, whichever side is empty."""
    side = COLUMN + MARK + BAND
    beside = sum(sides) * side
    return (WIDTH - CARD - beside) / 2 + (side if sides[0] else 0.0)


def _groups(catalogue: Catalogue, code: str, *, sources: bool) -> list[_Group]:
    """The neighbours by shelf; when they are too many, each shelf is drawn in turn."""
    found: dict[str, list[str]] = {}
    for one in catalogue.graph.neighbours(code, sources=sources):
        found.setdefault(catalogue.graph.shelf_of(one), []).append(one)
    drawn = dict.fromkeys(found, 0)
    left = MOST_DRAWN
    while left > 0 and (open_shelves := [s for s in found if drawn[s] < len(found[s])]):
        for shelf in open_shelves[:left]:
            drawn[shelf] += 1
            left -= 1
    # One that is left over alone takes no more room than the words that would count it.
    return [
        _Group(
            shelf=shelf,
            codes=tuple(codes),
            drawn=len(codes) if len(codes) - drawn[shelf] == 1 else drawn[shelf],
        )
        for shelf, codes in found.items()
    ]


def _sides(groups: Sequence[_Group]) -> tuple[list[_Group], list[_Group]]:
    """What stands at the left and at the right; a long column without a counterpart is shared."""
    left = [group for group in groups if group.shelf in LEFT_SHELVES]
    right = [group for group in groups if group.shelf not in LEFT_SHELVES]
    side = left or right
    total = sum(group.drawn for group in side)
    if (left and right) or total <= LONG_COLUMN:
        return left, right
    first: list[_Group] = []
    room = (total + 1) // 2
    rest = list(side)
    while rest and room >= rest[0].drawn:
        room -= rest[0].drawn
        first.append(rest.pop(0))
    if room and rest and not first:
        first.append(attrs.evolve(rest[0], part=slice(None, room)))
        rest[0] = attrs.evolve(rest[0], part=slice(room, None))
    return first, rest


class _Scribe:
    """Writes the columns and the card of one record in one language."""

    def __init__(self, catalogue: Catalogue, code: str, language: str) -> None:
        self.catalogue = catalogue
        self.code = code
        self.language = language
        self.translate: Translate = translator(language)
        self.hues = hue_numbers(catalogue.graph, catalogue.controversies)

    def column(self, groups: Iterable[_Group], *, is_left: bool) -> _Column:
        """One side: its groups, each under its heading."""
        x, anchor = (COLUMN, "end") if is_left else (MARK, "start")
        neighbours: list[Neighbour] = []
        labels: list[Label] = []
        top = 0.0
        for group in groups:
            top += GROUP_GAP if labels else 0.0
            model = Label(words="", x=x, y=top, size=GROUP_SIZE, anchor=anchor)
            heading = self._heading(group, model)
            labels += heading
            top = heading[-1].box[3] + ENTRY_GAP
            for code in group.shown:
                entry, words = self._entry(code, top, model)
                neighbours.append(entry)
                labels += words
                top = words[-1].box[3] + ENTRY_GAP
            if group.says_hidden:
                hidden = len(group.codes) - group.drawn
                said = self.translate(HIDDEN_MANY if hidden > 1 else HIDDEN_ONE)
                words_said = said % hidden if hidden > 1 else said
                labels.append(_soft(words_said, attrs.evolve(model, y=top + 0.8 * SMALL_SIZE)))
                top = labels[-1].box[3] + ENTRY_GAP
        return _Column(neighbours=tuple(neighbours), labels=tuple(labels), height=top)

    def card(self, *, is_alone: bool, least_height: float) -> tuple[Card, list[Label]]:
        """The record's own card, with its words, as if its corner stood at 0, 0."""
        record = self._record(self.code)
        shelf = self.catalogue.shelf_of(self.code)
        kind = self.translate(shelf_word(shelf, many=False))
        if record.status is not Status.ATTESTED:
            kind = f"{kind} · {self.translate(record.status.value)}"
        inner = CARD - 2 * CARD_PADDING
        y = CARD_PADDING + 0.8 * SMALL_SIZE
        model = Label(words="", x=CARD_PADDING + 26, y=y, size=SMALL_SIZE)
        labels = stack(cut(kind, inner - 26, SMALL_SIZE), _soft("", model))
        title = attrs.evolve(
            model,
            x=CARD_PADDING,
            y=labels[-1].box[3] + 10 + 0.8 * TITLE_SIZE,
            size=TITLE_SIZE,
            css="map-text",
            bold=True,
        )
        labels += stack(cut(record.title.in_language(self.language), inner, TITLE_SIZE), title)
        if is_alone:
            y = labels[-1].box[3] + 12 + 0.8 * NAME_SIZE
            said = _soft("", attrs.evolve(model, x=CARD_PADDING, y=y))
            labels += stack(cut(self.translate(NOTHING_TIED), inner, SMALL_SIZE), said)
        height = labels[-1].box[3] + CARD_PADDING
        down = max(0.0, least_height - height) / 2
        card = Card(
            record=record,
            shelf=shelf,
            hue=self.hues.get(self.code, 0),
            left=0.0,
            top=0.0,
            width=CARD,
            height=max(height, least_height),
            mark_y=down + CARD_PADDING + 6,
        )
        return card, [attrs.evolve(label, y=label.y + down) for label in labels]

    def _heading(self, group: _Group, model: Label) -> list[Label]:
        name = self.translate(shelf_word(group.shelf, many=len(group.codes) > 1))
        words = f"{name} · {len(group.codes)}" if len(group.codes) > 1 else name
        if group.part.start:
            words = f"{name} · {self.translate('continued')}"
        first = attrs.evolve(
            model, words=words, y=model.y + 0.8 * GROUP_SIZE, css="map-pole", fill=SOFT, bold=True
        )
        return [first, *self._fields(group, first)]

    def _fields(self, group: _Group, heading: Label) -> list[Label]:
        """The fields by which a group is tied; those of its own records in quotation marks."""
        if SOURCES in {group.shelf, self.catalogue.shelf_of(self.code)}:
            return []
        links = [one for code in group.codes for one in self._links(code)]
        said = dict.fromkeys(filter(None, map(self._field, links)))
        if not said:
            return []
        lines = cut(", ".join(said), COLUMN, SMALL_SIZE, MOST_LINES)
        return stack(lines, _soft("", attrs.evolve(heading, y=heading.y + 1.3 * GROUP_SIZE)))

    def _field(self, link: Link) -> str:
        """The words of the field that ties; none where they only repeat the kind of the other."""
        if link.label in SHELF_WORDS.get(self.catalogue.shelf_of(link.to), ()):
            return ""
        words = self.translate(link.label)
        return words if link.origin == self.code else self.translate("“%s”") % words

    def _links(self, code: str) -> tuple[Link, ...]:
        return self.catalogue.graph.between((self.code, code))

    def _entry(self, code: str, top: float, model: Label) -> tuple[Neighbour, list[Label]]:
        record = self._record(code)
        shelf = self.catalogue.shelf_of(code)
        lines = cut(record.title.in_language(self.language), COLUMN, NAME_SIZE, MOST_LINES)
        first = attrs.evolve(
            model,
            y=top + 0.8 * NAME_SIZE,
            size=NAME_SIZE,
            bold=shelf == "pistes" and record.status is not Status.OURS,
            to=(shelf, code),
        )
        labels = stack(lines, first)
        neighbour = Neighbour(
            record=record,
            shelf=shelf,
            x=COLUMN + MARK / 2 + 4 if model.anchor == "end" else MARK / 2 - 4,
            y=(labels[0].box[1] + labels[-1].box[3]) / 2,
            hue=self.hues.get(code, 0),
            links=self._links(code),
        )
        return neighbour, labels

    def _record(self, code: str) -> Any:
        # By its shelf's whole content, so that a withdrawn record is drawn without a warning.
        return self.catalogue.shelf(self.catalogue.shelf_of(code)).everything[code]


def _soft(words: str, model: Label) -> Label:
    """The same label in small and soft words."""
    return attrs.evolve(
        model, words=words, size=SMALL_SIZE, css="map-pole", fill=SOFT, bold=False, to=None
    )
