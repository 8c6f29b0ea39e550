"""What is tied to a record, drawn."""

from collections.abc import Sequence

from reflexes.catalogue import Catalogue
from reflexes.drawing.colours import hue_class
from reflexes.drawing.marks import draw_mark
from reflexes.drawing.rows import origin_of
from reflexes.drawing.surroundings import CARD_PADDING, Card, Neighbour, Surroundings
from reflexes.drawing.surroundings import lay_surroundings as lay
from reflexes.drawing.svg import Address, Sheet, draw_labels
from reflexes.drawing.words import (
    DESCRIBED,
    NOT_DRAWN,
    NOTHING_TIED,
    SURROUNDINGS,
    shelf_word,
)
from reflexes.plotting.colours import HUES
from reflexes.plotting.svg import element
from reflexes.wording import Translate, translator

EDGE = 6.0
"""The thickness of the card's coloured edge."""


def draw_surroundings(  # noqa: PLR0913 - what may be asked for, each by its name
    catalogue: Catalogue,
    code: str,
    language: str,
    address: Address | None = None,
    *,
    sources: bool | None = None,
    alone: bool = False,
) -> str:
    """Any record with what is tied to it, as one `<svg>`.

    Args:
        catalogue: where the record stands.
        code: the record's code; `UnknownCodeError` when no record bears it.
        language: `fr` or `en`.
        address: where each record is shown; with it, names lead there.
        sources: whether sources are drawn; by default, only where nothing else is tied.
        alone: whether the drawing is a file of its own, which brings its style and its words.
    """
    laid = lay(catalogue, code, language, sources=sources)
    translate = translator(language)
    sheet = Sheet(
        name=f"around-{code}",
        title=translate(SURROUNDINGS) % laid.card.record.title.in_language(language),
        description=_description(laid, language, translate),
        width=laid.width,
        height=laid.height,
        drawn=(
            *(_draw_tie(laid, neighbour) for neighbour in laid.neighbours),
            *_draw_card(laid.card),
            *(draw_mark(n.record, n.shelf, n.x, n.y, n.hue) for n in laid.neighbours),
            *draw_labels(laid.labels, address),
        ),
        has_links=address is not None,
    )
    return sheet.alone(language, origin_of(catalogue, language)) if alone else sheet.in_page()


def _description(laid: Surroundings, language: str, translate: Translate) -> str:
    if not laid.counts:
        return translate(NOTHING_TIED)
    counts = [_counted(shelf, count, translate) for shelf, count in laid.counts]
    said = translate(DESCRIBED) % {
        "title": laid.card.record.title.in_language(language),
        "kind": translate(shelf_word(laid.card.shelf, many=False)).lower(),
        "counts": ", ".join(counts),
    }
    left_out = sum(count for _, count in laid.hidden)
    return f"{said} {translate(NOT_DRAWN) % left_out}" if left_out else said


def _counted(shelf: str, count: int, translate: Translate) -> str:
    return f"{count} {translate(shelf_word(shelf, many=count > 1)).lower()}"


def _draw_card(card: Card) -> Sequence[str]:
    outline = {
        "class": "map-card",
        "x": card.left,
        "y": card.top,
        "width": card.width,
        "height": card.height,
        "rx": 6,
        "fill": "none",
        "stroke": "currentColor",
        "stroke-opacity": "0.3",
    }
    edge = {
        "class": f"map-line{hue_class(card.hue)}" if card.hue else "map-mark",
        "x1": card.left + EDGE / 2,
        "x2": card.left + EDGE / 2,
        "y1": card.top + EDGE / 2,
        "y2": card.top + card.height - EDGE / 2,
        "stroke": HUES[card.hue - 1] if card.hue else "currentColor",
        "stroke-width": EDGE,
        "stroke-linecap": "round",
    }
    x, y = card.left + CARD_PADDING + 9, card.top + card.mark_y
    mark = draw_mark(card.record, card.shelf, x, y, card.hue)
    return element("rect", outline), element("line", edge), mark


def _draw_tie(laid: Surroundings, neighbour: Neighbour) -> str:
    start, first, second, end = (f"{x:.1f},{y:.1f}" for x, y in laid.tie_points(neighbour))
    hue = neighbour.hue or laid.card.hue
    attributes = {
        "class": f"map-tie{hue_class(hue)}" if hue else "map-thread",
        "d": f"M{start} C{first} {second} {end}",
        "fill": "none",
        "stroke": HUES[hue - 1] if hue else "currentColor",
        "stroke-opacity": "0.55",
        "stroke-width": 1.7,
    }
    if neighbour.is_ours:
        attributes["stroke-dasharray"] = "5 4"
    elif not neighbour.is_said:
        attributes |= {"stroke-dasharray": "0.1 4.5", "stroke-linecap": "round"}
    return element("path", attributes)
