"""A picture: its drawing, the table that says the same, and one sentence on what it shows."""

import csv
import io
from math import isnan
from xml.sax.saxutils import escape

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
from reflexes.plotting.numbers import number_said
from reflexes.plotting.svg import element
from reflexes.records import record

Cell = str | float | None
_ALONE_WIDTH = 760
_AROUND = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_READING = '"Atkinson Hyperlegible Next","Atkinson Hyperlegible",Arial,"Liberation Sans",sans-serif'


@record
class Table:
    """The same things as the drawing; numbers stay numbers."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    decimals: int = 2

    def said(self, language: str) -> tuple[tuple[str, ...], ...]:
        """The rows as people read them."""
        return tuple(tuple(self._said(cell, language) for cell in row) for row in self.rows)

    def csv(self) -> str:
        """The table for a spreadsheet: numbers with a point, nothing that runs as a formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.headers)
        writer.writerows(tuple(map(_plain, row)) for row in self.rows)
        return out.getvalue()

    def is_figure(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return any(isinstance(row[column], int | float) for row in self.rows)

    def _said(self, cell: Cell, language: str) -> str:
        if isinstance(cell, str):
            return cell
        return number_said(cell, language, 0 if _is_whole(cell) else self.decimals)


@record
class Picture:
    """A drawing, its table and its sentence. `name` begins every id inside."""

    name: str
    title: str
    sentence: str
    description: str
    table: Table
    height: float
    drawn: tuple[str, ...]
    definitions: tuple[str, ...] = ()

    @property
    def svg(self) -> str:
        """The `<svg>` for a page, as wide as its box; the page brings the style."""
        return element("svg", self._attributes() | {"width": "100%"}, self._inside())

    def alone(self, language: str) -> str:
        """A whole file: its own style, a ground and a size; the sentence stands in its `desc`."""
        width, height = _ALONE_WIDTH + 2 * _AROUND, self.height + 2 * _AROUND
        ground = {"class": "plot-ground", "width": "100%", "height": "100%", "fill": SHEET}
        inner = {"x": _AROUND, "y": _AROUND, "width": _ALONE_WIDTH, "height": self.height}
        content = "\n".join(
            (
                element("style", {}, STYLE),
                element("rect", ground),
                element("svg", inner | {"overflow": "visible"}, self._inside()),
            )
        )
        size = {"width": width, "height": height, "xml:lang": language}
        svg = element("svg", self._attributes() | size, content)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'

    def _inside(self) -> str:
        said = f"{self.sentence} {self.description}".strip()
        definitions = element("defs", {}, "".join(self.definitions)) if self.definitions else ""
        parts = (
            element("title", {"id": f"{self.name}-title"}, escape(self.title)),
            element("desc", {"id": f"{self.name}-desc"}, escape(said)),
            *([definitions] if definitions else []),
            *self.drawn,
        )
        return "\n".join(parts)

    def _attributes(self) -> dict[str, object]:
        return {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "plot-drawing",
            "role": "img",
            "aria-labelledby": f"{self.name}-title {self.name}-desc",
            "font-family": "sans-serif",
            "height": self.height,
        }


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    if cell is None or isnan(cell):
        return ""
    return str(cell) if _is_whole(cell) else f"{cell:.6g}"


def _is_whole(cell: float | None) -> bool:
    """Whether a number was given as a whole one: a count is written without decimals."""
    return type(cell) is int


def _tokens(ink: str, soft: str, sheet: str, rule: str, hues: tuple[str, ...]) -> str:
    named = "".join(f"--c{number}:{hue};" for number, hue in enumerate(hues, start=1))
    return f".plot-drawing{{--ink:{ink};--soft:{soft};--sheet:{sheet};--rule:{rule};{named}}}"


RULES = "\n".join(
    (
        ".plot-drawing{--plot-hue:var(--ink)}",
        *(f".plot-c{n}{{--plot-hue:var(--c{n})}}" for n in range(1, len(HUES) + 1)),
        ".plot-text{fill:var(--ink);stroke:var(--sheet)}",
        ".plot-soft{fill:var(--soft);stroke:var(--sheet)}",
        ".plot-line{stroke:var(--plot-hue)}",
        ".plot-mark{fill:var(--plot-hue);stroke:var(--plot-hue)}",
        ".plot-open{fill:var(--sheet);stroke:var(--plot-hue)}",
        ".plot-rule{stroke:var(--rule)}",
        ".plot-soft-line,.plot-hatch{stroke:var(--soft)}",
        ".plot-plate,.plot-ground{fill:var(--sheet)}",
    )
)
"""What a page's style sheet and a file's own style both say."""
STYLE = "\n".join(
    (
        "",
        _tokens(INK, SOFT, SHEET, RULE, HUES),
        "@media (prefers-color-scheme:dark){",
        _tokens(DARK_INK, DARK_SOFT, DARK_SHEET, DARK_RULE, DARK_HUES),
        "}",
        f".plot-drawing{{font-family:{_READING}}}",
        RULES,
        "",
    )
)
