"""A working copy as a DOCX document, and back: written and opened by python-docx.

Back from an office program a document holds what python-docx does not tell: changes that were
tracked, boxes, fields. They are read from the elements themselves: what was deleted is left out,
what was inserted is there.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from reflexes_calls.domain.sayable import sayable
from reflexes_calls.domain.working_copy import (
    GUARD,
    CopySection,
    Piece,
    Returned,
    WorkingCopy,
    Zone,
    returned_from,
)
from reflexes_calls.papers.columns import is_kept_whole, shares_of
from reflexes_calls.papers.word_page import keep_whole, repeat, settle, widen

SOFT = RGBColor(0x56, 0x5C, 0x6D)
SMALL, TIGHT = Pt(9), Pt(2)
LEFT_OUT = frozenset(
    {
        *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText")),
        # The same text once more, for programs of another age.
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
TEXT, TAB, PARAGRAPH, TABLE = qn("w:t"), qn("w:tab"), qn("w:p"), qn("w:tbl")
ROW, CELL, PICTURE = qn("w:tr"), qn("w:tc"), qn("a:blip")
BREAKS = frozenset(map(qn, ("w:br", "w:cr")))


def write(copy: WorkingCopy) -> bytes:
    """The document."""
    made = docx.Document()
    settle(made, title=copy.title, language=copy.language)
    made.add_heading(sayable(copy.title), level=0)
    for line in (*copy.intro, copy.mark):
        made.add_paragraph(sayable(line))
    for section in copy.sections:
        _add_section(made, section, copy.language)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _add_section(made: Document, section: CopySection, language: str) -> None:
    made.add_heading(sayable(section.title), level=1)
    for line in filter(None, (section.intro, *section.notes)):
        made.add_paragraph(sayable(line))
    for zone in section.zones:
        made.add_heading(sayable(zone.label), level=2)
        for line in zone.notes:
            note = made.add_paragraph()
            note.paragraph_format.space_after = TIGHT
            _soft(note, line)
        _add_zone(made, zone, language)
        # Without a paragraph in between, two tables become one.
        made.add_paragraph()


def _add_zone(made: Document, zone: Zone, language: str) -> None:
    width = max(1, len(zone.headings))
    table = made.add_table(rows=1, cols=width, style="Table Grid")
    first = table.rows[0].cells[0].merge(table.rows[0].cells[-1])
    _soft(first.paragraphs[0], f"{GUARD.said(language)} {zone.mark}")
    repeat(table.rows[0])
    if zone.headings:
        _fill(table.add_row().cells, zone.headings, bold=True)
        repeat(table.rows[-1])
    empty = ("",) * width
    for row in (*zone.rows, *(empty for _ in range(zone.room))):
        _fill(table.add_row().cells, row)
        if is_kept_whole(row):
            keep_whole(table.rows[-1])
    if zone.headings:
        widen(table, shares_of(zone.headings, zone.rows))


def _fill(cells: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        lines = sayable(text).split("\n")
        for rank, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if rank == 0 else cell.add_paragraph()
            paragraph.add_run(line).bold = bold or None


def _soft(paragraph: Any, text: str) -> None:
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(sayable(text))
    run.font.size, run.font.color.rgb = SMALL, SOFT


def read(path: Path) -> Returned:
    """The zones of a document that came back, and all that it says beside them."""
    document = docx.Document(str(path))
    pictures = sum(1 for _ in document.element.body.iter(PICTURE))
    return returned_from(_pieces(document.element.body), pictures=pictures)


def _pieces(parent: Any) -> Iterator[Piece]:
    for element in parent:
        if element.tag == PARAGRAPH:
            yield Piece(text=_paragraph(element))
        elif element.tag == TABLE:
            yield Piece(rows=tuple(_rows(element)))
        elif element.tag not in LEFT_OUT:
            # What is held in a content control or a tracked insertion is a part of the text.
            yield from _pieces(element)


def _rows(table: Any) -> Iterator[tuple[str, ...]]:
    for row in _within(table, ROW):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield tuple(_cell(cell) for cell in _within(row, CELL))


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """The nearest elements of a tag, through what may wrap them."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag not in LEFT_OUT and element.tag != TABLE:
            yield from _within(element, tag)


def _cell(cell: Any) -> str:
    return "\n".join(
        piece.text if not piece.rows else "\n".join(" | ".join(row) for row in piece.rows)
        for piece in _pieces(cell)
    )


def _paragraph(paragraph: Any) -> str:
    text = "".join(_said(paragraph))
    return f"- {text}" if text.strip() and _is_item(paragraph) else text


def _is_item(paragraph: Any) -> bool:
    style = paragraph.style or ""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or style.startswith("List")


def _said(parent: Any) -> Iterator[str]:
    for element in parent:
        if element.tag == TEXT:
            yield element.text or ""
        elif element.tag == TAB:
            yield "\t"
        elif element.tag in BREAKS:
            yield "\n"
        elif element.tag not in LEFT_OUT:
            yield from _said(element)
