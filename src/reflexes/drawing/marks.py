"""The mark of each kind of record: a line, a station, a diamond, and their companions.

What the inquiry or a source attests is full, or drawn in a full stroke; what is reconstructed or
ours is hollow, or dotted.
"""

from typing import Any

from reflexes.drawing.colours import hue_class
from reflexes.plotting.colours import HUES, INK, SHEET
from reflexes.plotting.svg import element
from reflexes.texts import Status

SHAPES = {
    "principles": "M0,-7.5 L7.5,6 L-7.5,6 z",
    "orientations": "M-6,-7 L7,0 L-6,7 z",
    "organisations": "M-6.5,-6.5 h13 v13 h-13 z",
    "sources": "M-5.5,-7.5 h7.5 l3.5,3.5 v11.5 h-11 z",
    "experiments": "M-3.8,-6.6 h7.6 l3.8,6.6 l-3.8,6.6 h-7.6 l-3.8,-6.6 z",
    "evidence": "M-7.5,7 v-6 h4 v6 z M-2,7 v-14 h4 v14 z M3.5,7 v-9.5 h4 v9.5 z",
    "disagreements": "M-7.5,-5 h15 v3 h-15 z M-7.5,2 h15 v3 h-15 z",
    "interviews": "M-7.5,-6.5 h15 v10 h-8 l-4.5,4.5 v-4.5 h-2.5 z",
}
"""The outlines of the kinds that the map does not show, around 0, 0."""


def draw_mark(record: Any, shelf: str, x: float, y: float, hue: int) -> str:
    """The mark of `record` at `x`, `y`; `hue` is the number of its controversy's hue, or 0."""
    is_attested = record.status is Status.ATTESTED
    if shelf == "controversies":
        return _line(x, y, hue)
    if shelf == "phenomena":
        return _station(x, y, hue, is_attested=is_attested)
    if shelf == "pistes":
        return _diamond(x, y, is_hollow=record.status is Status.OURS)
    if shelf in SHAPES:
        return _shape(SHAPES[shelf], x, y, is_attested=is_attested)
    return _dot(x, y, hue, is_attested=is_attested)


def _line(x: float, y: float, hue: int) -> str:
    attributes = {
        "class": f"map-line{hue_class(hue)}",
        "x1": x - 8,
        "x2": x + 8,
        "y1": y,
        "y2": y,
        "stroke": _colour(hue),
        "stroke-width": 5,
        "stroke-linecap": "round",
    }
    return element("line", attributes)


def _station(x: float, y: float, hue: int, *, is_attested: bool) -> str:
    attributes = {
        "class": f"map-station{hue_class(hue)}",
        "cx": x,
        "cy": y,
        "r": 7,
        "fill": SHEET,
        "stroke": _colour(hue),
        "stroke-width": 4,
    }
    if not is_attested:
        attributes["stroke-dasharray"] = "4.4 2.9"
    return element("circle", attributes)


def _diamond(x: float, y: float, *, is_hollow: bool) -> str:
    attributes = {
        "class": "map-piste-ours" if is_hollow else "map-piste",
        "d": f"M{x - 8:.1f},{y:.1f} l8,-8 l8,8 l-8,8 z",
        "fill": SHEET if is_hollow else INK,
        "stroke": INK,
        "stroke-width": 2,
    }
    return element("path", attributes)


def _shape(outline: str, x: float, y: float, *, is_attested: bool) -> str:
    # `currentColor` follows the page's ink, in light and in dark, without a class of its own.
    attributes = {
        "class": "map-mark",
        "d": outline,
        "transform": f"translate({x:.1f},{y:.1f})",
        "fill": "currentColor" if is_attested else "none",
        "stroke": "currentColor",
        "stroke-width": 1.6,
        "stroke-linejoin": "round",
    }
    return element("path", attributes)


def _dot(x: float, y: float, hue: int, *, is_attested: bool) -> str:
    attributes = {
        "class": f"map-line{hue_class(hue)}" if hue else "map-mark",
        "cx": x,
        "cy": y,
        "r": 3 if is_attested else 4,
        "fill": "none",
        "stroke": _colour(hue) if hue else "currentColor",
        "stroke-width": 6 if is_attested else 2,
    }
    return element("circle", attributes)


def _colour(hue: int) -> str:
    return HUES[hue - 1] if hue else INK
