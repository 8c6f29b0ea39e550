"""The marks of the pictures: a shape for each meaning, so that no colour is needed to tell them.

Places are shares of the width (0 to 100) and pixels of the height: a drawing then follows the width
it is given, and its text and marks keep their size.
"""

from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

from reflexes.plotting.colours import HUES, INK, RULE, SHEET, SOFT
from reflexes.plotting.svg import element

SIZE = 13.0
"""Of the letters, in pixels."""


class Shape(StrEnum):
    """The shape of a mark."""

    FULL = "full"
    HOLLOW = "hollow"
    DIAMOND = "diamond"
    SQUARE = "square"
    TRIANGLE = "triangle"
    CROSS = "cross"
    BAR = "bar"


_OUTLINES = {
    Shape.FULL: "M-5,0 a5,5 0 1,0 10,0 a5,5 0 1,0 -10,0 z",
    Shape.HOLLOW: "M-5,0 a5,5 0 1,0 10,0 a5,5 0 1,0 -10,0 z",
    Shape.DIAMOND: "M-7,0 L0,-7 L7,0 L0,7 z",
    Shape.SQUARE: "M-5,-5 h10 v10 h-10 z",
    Shape.TRIANGLE: "M0,-6.5 L6,5 L-6,5 z",
    Shape.CROSS: "M-4,-4 L4,4 M-4,4 L4,-4",
    Shape.BAR: "M0,-7 V7",
}
_OPEN = {Shape.HOLLOW, Shape.DIAMOND}
_LINES = {Shape.CROSS, Shape.BAR}


def share(value: float) -> str:
    """A share of the width, as an attribute says it."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def hue_class(hue: int) -> str:
    """The class that gives a hue (1 to 6) to what bears it, with a leading space."""
    return f" plot-c{hue}" if hue else ""


def colour(hue: int) -> str:
    """The colour of a hue for readers without our style sheet; 0 is ink."""
    return HUES[hue - 1] if hue else INK


def draw_shape(shape: Shape, x: float, y: float, *, hue: int = 0, scale: float = 1.0) -> str:
    """A mark around a place."""
    is_line, is_open = shape in _LINES, shape in _OPEN
    filled = "none" if is_line else SHEET if is_open else colour(hue)
    kind = "line" if is_line else "open" if is_open else "mark"
    attributes: dict[str, Any] = {
        "class": f"plot-{kind}{hue_class(hue)}",
        "d": _OUTLINES[shape],
        "fill": filled,
        "stroke": colour(hue),
        "stroke-width": 2,
    }
    if scale != 1:
        attributes["transform"] = f"scale({scale:.2f})"
    # A path has no shares of the width: a drawing of its own stands at the place.
    around = {"x": share(x), "y": y, "width": 1, "height": 1, "overflow": "visible"}
    return element("svg", around, element("path", attributes))


def draw_line(  # noqa: PLR0913 - two ends, and how the line looks
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    css: str = "plot-line",
    width: float = 2.0,
    hue: int = 0,
    dashes: str = "",
) -> str:
    """A straight line between two places."""
    plain = {"plot-rule": RULE, "plot-soft-line": SOFT}.get(css)
    attributes: dict[str, Any] = {
        "class": f"{css}{hue_class(hue)}",
        "x1": share(start[0]),
        "y1": start[1],
        "x2": share(end[0]),
        "y2": end[1],
        "stroke": plain or colour(hue),
        "stroke-width": width,
    }
    if dashes:
        attributes["stroke-dasharray"] = dashes
    return element("line", attributes)


def draw_words(  # noqa: PLR0913 - where, and how they look
    words: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    css: str = "plot-text",
    size: float = SIZE,
    bold: bool = False,
    beside: str = "",
    shift: float = 0.0,
) -> str:
    """One line of words; those `beside` follow it and give way on a narrow screen."""
    attributes: dict[str, Any] = {
        "class": css,
        "x": share(x),
        "y": y,
        "font-size": size,
        "fill": SOFT if css == "plot-soft" else INK,
        # A rim in the colour of the sheet keeps words readable over lines and hatching.
        "stroke": SHEET,
        "stroke-width": 3,
        "stroke-linejoin": "round",
        "paint-order": "stroke",
    }
    if shift:
        attributes["dx"] = shift
    if anchor != "start":
        attributes["text-anchor"] = anchor
    if bold:
        attributes["font-weight"] = 600
    more = ""
    if beside:
        more = element("tspan", {"class": "plot-detail", "font-weight": 400}, f" {escape(beside)}")
    return element("text", attributes, escape(words) + more)


def draw_area(
    top: float, bottom: float, pattern: str, *, left: float = 0, right: float = 100
) -> str:
    """A hatched area."""
    return element(
        "rect",
        {
            "x": share(left),
            "y": top,
            "width": share(right - left),
            "height": bottom - top,
            "fill": f"url(#{pattern})",
        },
    )


def hatching(name: str, gap: int = 7) -> str:
    """The definition of a hatching; the wider its gap, the lighter it is."""
    line = {"class": "plot-hatch", "d": f"M0,0 V{gap}", "stroke": SOFT, "stroke-width": 1.4}
    around = {
        "id": name,
        "width": gap,
        "height": gap,
        "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
    }
    return element("pattern", around, element("path", line))


def frame(left: float, width: float, drawn: str) -> str:
    """A part of the drawing, between shares of its width: the shares inside are of that part."""
    around = {
        "x": share(left),
        "y": 0,
        "width": share(width),
        "height": "100%",
        "overflow": "visible",
    }
    return element("svg", around, drawn)


def draw_key(shape: Shape, *, bar: bool = False) -> str:
    """A mark alone, for the key beside a picture; it says nothing to those who hear the page."""
    line = draw_line((0, 9), (100, 9), width=2.5) if bar else ""
    around = {"class": "plot-drawing", "width": 22, "height": 18, "aria-hidden": "true"}
    return element("svg", around, line + draw_shape(shape, 50, 9))
