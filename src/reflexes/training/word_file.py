"""A document as DOCX, by python-docx: styles, languages, repeated table headings, no date."""

import io
from typing import Any

from reflexes.training.archives import describe, locale_of, packed
from reflexes.training.colours import BAND, INK, ON_BAND, PAPER, SOFT
from reflexes.training.document import (
    Aloud,
    Block,
    Document,
    Drawing,
    Heading,
    Items,
    NewPage,
    Said,
    Table,
    without_style,
)
from reflexes.training.typesetting import missing_package, painted

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 21.0, 29.7, 2.0
TABLE_STYLES = ("Normal Table", "Table Grid")
TALL = 1.2
"""The height of a line to write on, in centimetres."""


def write(document: Document) -> bytes:
    """The bytes of the DOCX."""
    try:
        # Late, because it comes with an extra and takes a while to import.
        import docx  # noqa: PLC0415 - see above
    except ModuleNotFoundError as error:
        raise missing_package("python-docx") from error
    made = docx.Document()
    language = locale_of(document.language)
    describe(
        made.core_properties,
        title=f"{document.title} — {document.subtitle}",
        subject=document.description,
        language=document.language,
    )
    _thin(made)
    _style(made, document, language)
    _page(made, document)
    made.add_paragraph(document.title, style="Title")
    made.add_paragraph(document.subtitle, style="Subtitle")
    for block in document.blocks:
        _write(made, block, document)
    return packed(made.save)


def _thin(made: Any) -> None:
    """Take out the table styles that nothing uses: a hundred, which weigh and are searched."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    root = made.styles.element
    for style in root.findall(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val"))
        if style.get(qn("w:type")) == "table" and name not in TABLE_STYLES:
            root.remove(style)


def _style(made: Any, document: Document, language: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - as above

    for name, size, colour in (
        ("Normal", 11, INK),
        ("Title", 24, BAND),
        ("Subtitle", 13, SOFT),
        ("Heading 1", 18, BAND),
        ("Heading 2", 14, BAND),
        ("Heading 3", 12, INK),
        ("Heading 4", 11, INK),
    ):
        style = made.styles[name]
        style.font.name = document.font
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for place in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{place}"), None)
        for place in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{place}"), document.font)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    normal = made.styles["Normal"].element.get_or_add_rPr()
    for old in normal.findall(qn("w:lang")):
        normal.remove(old)
    normal.append(spoken)
    for old in made.styles.element.iter(qn("w:lang")):
        old.set(qn("w:val"), language)


def _page(made: Any, document: Document) -> None:
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - as above
    from docx.shared import Cm  # noqa: PLC0415 - as above

    section = made.sections[0]
    width, height = (PAGE_HEIGHT, PAGE_WIDTH) if document.wide else (PAGE_WIDTH, PAGE_HEIGHT)
    section.orientation = WD_ORIENT.LANDSCAPE if document.wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(width), Cm(height)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN))
    foot = section.footer.paragraphs[0]
    _soft(foot.add_run(f"{document.foot} · "))
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    """The number of the page, which the program fills in."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("1")
    _soft(run)
    field.append(run._r)  # noqa: SLF001 - no public way
    paragraph._p.append(field)  # noqa: SLF001 - no public way


def _write(made: Any, block: Block, document: Document) -> None:
    if isinstance(block, Heading):
        made.add_heading(block.text, level=block.level)
    elif isinstance(block, Said):
        _said(made, block)
    elif isinstance(block, Aloud):
        _aloud(made, block)
    elif isinstance(block, Items):
        style = "List Number" if block.ordered else "List Bullet"
        for place, text in enumerate(block.texts):
            _numbered(made, made.add_paragraph(text, style=style), block, place)
    elif isinstance(block, Table):
        _table(made, block, document)
    elif isinstance(block, Drawing):
        _drawing(made, block)
    elif isinstance(block, NewPage):
        made.add_page_break()


def _drawing(made: Any, block: Drawing) -> None:
    from docx.shared import Cm  # noqa: PLC0415 - as above

    picture = painted(without_style(block.alone))
    shape = made.add_picture(io.BytesIO(picture), width=Cm(PAGE_WIDTH - 2 * MARGIN))
    shape._inline.docPr.set("descr", block.alt)  # noqa: SLF001 - no public way


def _numbered(made: Any, paragraph: Any, block: Items, place: int) -> None:
    """Each ordered list counts from 1: a number of its own, begun at its first paragraph."""
    if not block.ordered:
        return
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    numbering = made.part.numbering_part.element
    if place == 0:
        style = made.styles["List Number"].element
        asked = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
        known = next(n for n in numbering.num_lst if str(n.numId) == asked)
        number = numbering.add_num(known.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        made.part.reflexes_number = number.numId
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - no public way
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = made.part.reflexes_number


def _said(made: Any, block: Said) -> None:
    paragraph = made.add_paragraph()
    if block.label:
        paragraph.add_run(f"{block.label} ").bold = True
    run = paragraph.add_run(block.text)
    if block.language:
        _speak(run, locale_of(block.language))
    if block.mark:
        _soft(paragraph.add_run(f"  ({block.mark})"))


def _speak(run: Any, language: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    run._r.get_or_add_rPr().append(spoken)  # noqa: SLF001 - no public way


def _soft(run: Any) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - as above

    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor.from_string(SOFT)


def _aloud(made: Any, block: Aloud) -> None:
    """Words to read aloud, in a box of one cell's worth: a shaded paragraph with a bar."""
    for place, text in enumerate((block.label, *block.text.split("\n"))):
        paragraph = made.add_paragraph()
        run = paragraph.add_run(text)
        run.bold = place == 0
        _shade(paragraph._p.get_or_add_pPr(), PAPER)  # noqa: SLF001 - no public way


def _shade(properties: Any, colour: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    borders = OxmlElement("w:pBdr")
    bar = OxmlElement("w:left")
    for key, value in (("val", "single"), ("sz", "24"), ("space", "8"), ("color", BAND)):
        bar.set(qn(f"w:{key}"), value)
    borders.append(bar)
    shading = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{key}"), value)
    properties.append(borders)
    properties.append(shading)


def _table(made: Any, block: Table, document: Document) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE  # noqa: PLC0415 - as above
    from docx.shared import Cm  # noqa: PLC0415 - as above

    room = (PAGE_HEIGHT if document.wide else PAGE_WIDTH) - 2 * MARGIN
    widths = [Cm(room * part / sum(block.parts)) for part in block.parts]
    table = made.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _head_row(table.rows[0], block, widths)
    for texts in block.rows:
        row = table.add_row()
        _keep_whole(row)
        if block.tall:
            row.height, row.height_rule = Cm(TALL), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            cell.text = text
    made.add_paragraph()


def _keep_whole(row: Any) -> None:
    """A line is never cut between two pages."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no public way


def _head_row(row: Any, block: Table, widths: list[Any]) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import RGBColor  # noqa: PLC0415 - as above

    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - no public way
    for cell, text, width in zip(row.cells, block.headings, widths, strict=True):
        cell.width = width
        cell.text = ""
        run = cell.paragraphs[0].add_run(text)
        run.bold = True
        run.font.color.rgb = RGBColor.from_string(ON_BAND)
        shading = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", BAND)):
            shading.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 - no public way
