"""A written document as a tree, told once; DOCX, ODT, HTML and PDF are four writings of it."""

import re
from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Heading:
    """A heading of level 1 to 4."""

    text: str
    level: int = 1


@attrs.frozen(kw_only=True)
class Said:
    """A paragraph.

    `label` stands before it in bold, `mark` after it says who speaks, with the numbers of the
    sources. `language` is said when it is not the document's.
    """

    text: str
    label: str = ""
    mark: str = ""
    language: str = ""


@attrs.frozen(kw_only=True)
class Aloud:
    """Words to be read aloud as they stand."""

    text: str
    label: str


@attrs.frozen(kw_only=True)
class Items:
    """A list."""

    texts: tuple[str, ...]
    ordered: bool = False


@attrs.frozen(kw_only=True)
class Table:
    """A table with headings. `widths` are parts of the whole; `tall` lines leave room to write."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    caption: str = ""
    tall: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """The widths, equal ones when none is said."""
        return self.widths or (1,) * len(self.headings)


@attrs.frozen(kw_only=True)
class Drawing:
    """A drawing in SVG, as wide as the text. `alone` is a whole file, `inside` stands in a page.

    `alt` says it to those who do not see it; a table of the same figures follows it.
    """

    alone: str
    inside: str
    alt: str
    style: str = ""


@attrs.frozen(kw_only=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Said | Aloud | Items | Table | Drawing | NewPage


@attrs.frozen(kw_only=True)
class Document:
    """A whole document."""

    title: str
    subtitle: str
    language: str
    font: str
    description: str
    foot: str
    blocks: tuple[Block, ...]
    wide: bool = False


KINDS: dict[type, str] = {
    Heading: "heading",
    Said: "said",
    Aloud: "aloud",
    Items: "items",
    Table: "table",
    Drawing: "drawing",
    NewPage: "new-page",
}


def plain_document(document: Document) -> dict[str, Any]:
    """The tree as plain data, for typst."""
    said: dict[str, Any] = attrs.asdict(document, recurse=False)
    said["blocks"] = [
        {"kind": KINDS[type(block)], **attrs.asdict(block), **_parts(block)}
        for block in document.blocks
    ]
    return said


def _parts(block: Block) -> dict[str, Any]:
    if isinstance(block, Drawing):
        return {"alone": without_style(block.alone)}
    return {"parts": block.parts} if isinstance(block, Table) else {}


def without_style(drawing: str) -> str:
    """A drawing for print, which knows no variable colour: those that stand on its shapes.

    The space that begins a span is kept, where print would drop it.
    """
    start, _, rest = drawing.partition("<style>")
    drawn = start + rest.partition("</style>")[2] if rest else drawing
    return re.sub(r"(<tspan[^>]*>) ", "\\1\u00a0", drawn)
