"""What every DOCX document of ours has: its properties, its language, an A4 page, table heads."""

from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from reflexes_calls.domain.sayable import sayable

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
MOST_TITLE = 255
"""What the properties of a document hold."""
PAGE, MARGIN = (Mm(210), Mm(297)), Mm(22)
ROOM = PAGE[0] - 2 * MARGIN
"""The width between the margins."""


def settle(made: Document, *, title: str, language: str, author: str = "") -> None:
    """Say what the document is, and on which page it stands: the default is another size."""
    made.core_properties.title = sayable(title)[:MOST_TITLE]
    made.core_properties.author = sayable(author)[:MOST_TITLE]
    made.core_properties.comments = ""
    made.core_properties.language = LOCALES[language]
    said = OxmlElement("w:lang")
    said.set(qn("w:val"), LOCALES[language])
    made.styles["Normal"].element.get_or_add_rPr().append(said)
    page = made.sections[0]
    page.page_width, page.page_height = PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN


def repeat(row: Any) -> None:
    """Let a row stand again at the top of each page, and never alone at the bottom of one."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # python-docx has no other door
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def keep_whole(row: Any) -> None:
    """Never part a row between two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # as above


def widen(table: Any, shares: tuple[int, ...]) -> None:
    """Give each column its share of the page."""
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = ROOM * share // sum(shares)
    for row in table.rows:
        cells = row._tr.tc_lst  # noqa: SLF001  # a cell that spans the others keeps its own width
        for cell, column in zip(cells, table.columns, strict=False):
            if len(cells) == len(table.columns):
                # Programs look at the cells as much as at their column.
                cell.width = column.width
