"""A paper as a DOCX document, to be signed or amended in an office program."""

from io import BytesIO

import docx
from docx.document import Document

from reflexes_calls.domain.sayable import sayable
from reflexes_calls.papers.columns import shares_of
from reflexes_calls.papers.tree import Block, Facts, Grid, Heading, Items, Paper, Prose
from reflexes_calls.papers.word_page import repeat, settle, widen


def write_paper(paper: Paper) -> bytes:
    """The document of a paper."""
    made = docx.Document()
    settle(made, title=paper.title, language=paper.language, author=paper.author)
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
    elif isinstance(block, Grid):
        _add_rows(made, (block.headings, *block.rows), has_headings=True)
    else:
        made.add_page_break()  # type: ignore[no-untyped-call]  # the library says no types


def _add_rows(
    made: Document, rows: tuple[tuple[str, ...], ...], *, has_headings: bool = False
) -> None:
    table = made.add_table(rows=0, cols=max(map(len, rows), default=1), style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            cell.text = sayable(text)
    if has_headings:
        widen(table, shares_of(rows[0], rows[1:]))
        repeat(table.rows[0])
