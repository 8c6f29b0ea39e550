"""SVG written by hand: elements, labels inside their links, and whole drawings."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import attrs

from reflexes.drawing.labels import LEADING, Label, cut, stack
from reflexes.plotting.colours import (
    DARK_HUES,
    DARK_INK,
    DARK_RULE,
    DARK_SHEET,
    DARK_SOFT,
    HUES,
    INK,
    RULE,
    SHEET,
    SOFT,
)
from reflexes.plotting.svg import element, plain

Address = Callable[[str, str], str]
"""From a shelf and a code to where the record is shown."""

AROUND = 28
"""The empty margin around a drawing that stands alone."""
HEADING_SIZE, NOTE_SIZE = 26.0, 13.0


@attrs.frozen(kw_only=True)
class Sheet:
    """A drawing and what is said of it; `name` begins the ids of its title and description."""

    name: str
    title: str
    description: str
    width: float
    height: float
    drawn: tuple[str, ...]
    has_links: bool = False

    def in_page(self) -> str:
        """The `<svg>` for a page, which brings the style."""
        drawn = "\n".join((*self._said(), *self.drawn))
        box = f"0 0 {self.width:g} {self.height:g}"
        return element("svg", self._attributes(box), drawn)

    def alone(self, language: str, origin: str, heading: str = "") -> str:
        """The same as a whole file: its own style, a heading, and its description and origin."""
        above = HEADING_SIZE * LEADING + AROUND if heading else 0.0
        words = self._words_below(origin)
        if heading:
            y = -AROUND - HEADING_SIZE * 0.2
            words.insert(0, Label(words=heading, x=0, y=y, size=HEADING_SIZE, css="map-heading"))
        left, top = -AROUND, -above - AROUND
        width, height = self.width + 2 * AROUND, words[-1].y + AROUND - top
        ground = {"x": left, "y": top, "width": width, "height": height}
        drawn = (
            *self._said(),
            element("style", {}, STYLE),
            element("rect", {"class": "map-ground", **ground, "fill": SHEET}),
            *self.drawn,
            *map(draw_label, words),
        )
        box = " ".join(map(plain, (float(left), float(top), float(width), float(height))))
        size = {"width": f"{width:g}", "height": plain(height), "xml:lang": language}
        svg = element("svg", self._attributes(box) | size, "\n".join(drawn))
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'

    def _words_below(self, origin: str) -> list[Label]:
        lines = [*cut(self.description, self.width, NOTE_SIZE), origin]
        y = self.height + AROUND + NOTE_SIZE
        return stack(lines, Label(words="", x=0, y=y, size=NOTE_SIZE, css="map-pole", fill=SOFT))

    def _said(self) -> tuple[str, str]:
        return (
            element("title", {"id": f"{self.name}-title"}, escape(self.title)),
            element("desc", {"id": f"{self.name}-desc"}, escape(self.description)),
        )

    def _attributes(self, box: str) -> dict[str, Any]:
        return {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": box,
            "class": "map-drawing",
            "role": "group" if self.has_links else "img",
            "aria-labelledby": f"{self.name}-title {self.name}-desc",
            "font-family": "sans-serif",
        }


def draw_labels(labels: Sequence[Label], address: Address | None) -> Iterable[str]:
    """Each label, those of one record together inside one link."""
    together: dict[tuple[str, str] | int, list[Label]] = {}
    for place, label in enumerate(labels):
        together.setdefault(label.to or place, []).append(label)
    for group in together.values():
        drawn = "".join(map(draw_label, group))
        to = group[0].to
        yield element("a", {"href": address(*to)}, drawn) if address and to else drawn


def draw_label(label: Label) -> str:
    """One line of words."""
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
    return element("text", attributes, escape(label.words) + " ")


READING = '"Atkinson Hyperlegible Next","Atkinson Hyperlegible",Arial,"Liberation Sans",sans-serif'
HEADING = '"Fraunces",Georgia,"Liberation Serif",serif'


def _tokens(ink: str, soft: str, sheet: str, rule: str, hues: Sequence[str]) -> str:
    named = "".join(f"--c{number}:{hue};" for number, hue in enumerate(hues, start=1))
    return f".map-drawing{{--ink:{ink};--soft:{soft};--sheet:{sheet};--rule:{rule};{named}}}"


STYLE = "\n".join(
    (
        "",
        _tokens(INK, SOFT, SHEET, RULE, HUES),
        "@media (prefers-color-scheme:dark){",
        _tokens(DARK_INK, DARK_SOFT, DARK_SHEET, DARK_RULE, DARK_HUES),
        "}",
        f".map-drawing{{color:var(--ink);font-family:{READING}}}",
        *(f".map-c{n}{{--map-hue:var(--c{n})}}" for n in range(1, len(HUES) + 1)),
        ".map-line,.map-tie{stroke:var(--map-hue)}",
        ".map-station{stroke:var(--map-hue);fill:var(--sheet)}",
        f".map-name,.map-heading{{font-family:{HEADING}}}",
        ".map-name{fill:var(--map-hue)}",
        ".map-heading{fill:var(--ink);font-weight:600}",
        ".map-text{fill:var(--ink)}",
        ".map-pole{fill:var(--soft)}",
        ".map-piste{fill:var(--ink);stroke:var(--ink)}",
        ".map-piste-ours{fill:var(--sheet);stroke:var(--ink)}",
        ".map-ground{fill:var(--sheet)}",
        "",
    )
)
"""The style of a drawing that stands alone: that of the pages, in light and in dark."""
