"""A paper as a DOCX document, to be signed or amended in an office program."""

from io import BytesIO

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from reflexes_calls.domain.sayable import sayable
from reflexes_calls.papers.tree import Block, Facts, Heading, Items, Paper, Prose

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
MOST_TITLE = 255
"""What the properties of a document hold."""


def write_paper(paper: Paper) -> bytes:
    """The document of a paper."""
    made = docx.Document()
    _settle(made, paper)
    if paper.banner:
        made.sections[0].header.paragraphs[0].text = sayable(paper.banner)
    made.sections[0].footer.paragraphs[0].text = sayable(paper.foot)
    made.add_heading(sayable(paper.title), level=0)
    made.add_paragraph(sayable(paper.subtitle))
    for block in paper.blocks:
        _add(made, block)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _settle(made: Document, paper: Paper) -> None:
    made.core_properties.title = sayable(paper.title)[:MOST_TITLE]
    made.core_properties.author = sayable(paper.author)[:MOST_TITLE]
    made.core_properties.comments = ""
    made.core_properties.language = LOCALES[paper.language]
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LOCALES[paper.language])
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)


def _add(made: Document, block: Block) -> None:
    if isinstance(block, Heading):
        made.add_heading(sayable(block.text), level=block.level)
    elif isinstance(block, Prose):
        for each in block.paragraphs:
            made.add_paragraph(sayable(each))
    elif isinstance(block, Items):
        for each in block.texts:
            made.add_paragraph(sayable(each), style="List Bullet")
    elif isinstance(block, Facts):
        _add_rows(made, block.rows)
    else:
        _add_rows(made, (block.headings, *block.rows), has_headings=True)


def _add_rows(
    made: Document, rows: tuple[tuple[str, ...], ...], *, has_headings: bool = False
) -> None:
    table = made.add_table(rows=0, cols=max(map(len, rows), default=1), style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = sayable(text)
    if has_headings:
        marked = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(marked)  # noqa: SLF001  # python-docx has no other door
