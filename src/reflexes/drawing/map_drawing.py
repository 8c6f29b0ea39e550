"""The map drawn: lines, stations on them, and diamonds tied to what they answer."""

from types import MappingProxyType
from typing import Any

from reflexes.catalogue import Catalogue
from reflexes.drawing.choosing import Choice, part_of, the_whole
from reflexes.drawing.colours import hue_class, hue_number, hue_of
from reflexes.drawing.labels import LEADING, Label, cut, stack
from reflexes.drawing.map_layout import (
    LINE_LEFT,
    LINE_RIGHT,
    MARGIN,
    NARROW_WIDTH,
    PISTE_X,
    Diamond,
    DrawnTie,
    Layout,
    Line,
    Station,
    lay_out,
)
from reflexes.drawing.rows import origin_of
from reflexes.drawing.svg import Address, Sheet, draw_label, draw_labels
from reflexes.plotting.colours import INK, SHEET
from reflexes.plotting.svg import element
from reflexes.texts import Status
from reflexes.wording import translator

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
DESCRIPTIONS_WITHOUT_PISTES = MappingProxyType(
    {
        "fr": (
            "Des lignes de tension, les controverses, tendues entre deux pôles ; leurs stations,"
            " les phénomènes, en pointillé quand leur place est reconstruite. Aucune piste n’y est"
            " liée. Un tableau dit la même chose."
        ),
        "en": (
            "Lines of tension, the controversies, each between two poles; their stations, the"
            " phenomena, dotted where their place is reconstructed. No piste is tied to them."
            " A table says the same."
        ),
    }
)
NOTHING = "There is nothing to draw: this catalogue holds neither controversy nor piste."
NOTHING_SIZE = 16.0


def draw_map(
    catalogue: Catalogue, language: str, address: Address | None = None, *, alone: bool = False
) -> str:
    """The whole map as one `<svg>`; a sentence stands in its place when there is nothing to draw.

    Args:
        catalogue: what is drawn.
        language: `fr` or `en`.
        address: where each record is shown; with it, names lead there.
        alone: whether the drawing is a file of its own, which brings its style and its words.
    """
    choice = the_whole(catalogue)
    if not choice.controversies and not choice.pistes:
        sheet = _empty_sheet(language)
    else:
        sheet = _sheet(lay_out(catalogue, language, choice), language, "map", address)
    if alone:
        return sheet.alone(language, origin_of(catalogue, language), TITLES[language])
    return sheet.in_page()


def draw_record(
    catalogue: Catalogue, record: Any, language: str, address: Address | None = None
) -> str:
    """The record's own part of the map, or the empty string when it stands nowhere on it."""
    choice: Choice = part_of(catalogue, record)
    if not choice.controversies:
        return ""
    layout = lay_out(catalogue, language, choice)
    return _sheet(layout, language, f"map-{record.code}", address).in_page()


def _empty_sheet(language: str) -> Sheet:
    said = translator(language)(NOTHING)
    lines = cut(said, NARROW_WIDTH - 2 * MARGIN, NOTHING_SIZE)
    first = Label(words="", x=MARGIN, y=MARGIN + NOTHING_SIZE, size=NOTHING_SIZE)
    return Sheet(
        name="map",
        title=TITLES[language],
        description=said,
        width=NARROW_WIDTH,
        height=round(len(lines) * NOTHING_SIZE * LEADING + 2 * MARGIN),
        drawn=tuple(map(draw_label, stack(lines, first))),
    )


def _sheet(layout: Layout, language: str, name: str, address: Address | None) -> Sheet:
    described = DESCRIPTIONS if layout.diamonds else DESCRIPTIONS_WITHOUT_PISTES
    return Sheet(
        name=name,
        title=TITLES[language],
        description=described[language],
        width=layout.width,
        height=layout.height,
        drawn=(
            *map(_draw_tie, layout.ties),
            *map(_draw_line, layout.lines),
            *map(_draw_station, layout.stations),
            *map(_draw_diamond, layout.diamonds),
            *draw_labels(layout.labels, address),
        ),
        has_links=address is not None,
    )


def _draw_line(line: Line) -> str:
    attributes = {
        "class": f"map-line{hue_class(hue_number(line.controversy.rank))}",
        "x1": LINE_LEFT,
        "x2": LINE_RIGHT,
        "y1": line.y,
        "y2": line.y,
        "stroke": hue_of(line.controversy),
        "stroke-width": 5,
        "stroke-linecap": "round",
    }
    return element("line", attributes)


def _draw_station(station: Station) -> str:
    controversy = station.line.controversy
    attributes = {
        "class": f"map-station{hue_class(hue_number(controversy.rank))}",
        "cx": station.x,
        "cy": station.line.y,
        "r": 8,
        "fill": SHEET,
        "stroke": hue_of(controversy),
        "stroke-width": 4,
    }
    if station.phenomenon.status is not Status.ATTESTED:
        attributes["stroke-dasharray"] = "5 3.4"
    return element("circle", attributes)


def _draw_diamond(diamond: Diamond) -> str:
    ours = diamond.piste.status is Status.OURS
    attributes = {
        "class": "map-piste-ours" if ours else "map-piste",
        "d": f"M{PISTE_X - 8},{diamond.y:.1f} l8,-8 l8,8 l-8,8 z",
        "fill": SHEET if ours else INK,
        "stroke": INK,
        "stroke-width": 2,
    }
    return element("path", attributes)


def _draw_tie(tie: DrawnTie) -> str:
    end, middle = PISTE_X - 10, (LINE_RIGHT + PISTE_X) // 2
    near, far = f"{tie.y:.1f}", f"{tie.diamond.y:.1f}"
    attributes = {
        "class": f"map-tie{hue_class(hue_number(tie.line.controversy.rank))}",
        "d": f"M{tie.x:.1f},{near} H{LINE_RIGHT} C{middle},{near} {middle},{far} {end},{far}",
        "fill": "none",
        "stroke": hue_of(tie.line.controversy),
        "stroke-opacity": "0.55",
        "stroke-width": 1.7,
    }
    if tie.ours:
        attributes["stroke-dasharray"] = "5 4"
    return element("path", attributes)
