"""A paper as an OpenDocument text: headings, lists and heads of tables that programs tell aloud."""

from io import BytesIO
from typing import Any

# odfpy says no types.
from odf import dc, meta, style, table, text  # type: ignore[import-untyped]  # see above
from odf.opendocument import OpenDocumentText  # type: ignore[import-untyped]  # see above
from odf.teletype import addTextToElement  # type: ignore[import-untyped]  # see above

from reflexes_calls.domain.sayable import sayable
from reflexes_calls.papers.columns import is_kept_whole, shares_of
from reflexes_calls.papers.tree import Block, Facts, Grid, Heading, Items, Paper, Prose

LOCALES = {"fr": ("fr", "FR"), "en": ("en", "GB")}
LOOKS = (
    ("Title", "20pt", "bold"),
    ("Subtitle", "11pt", "normal"),
    ("Heading_20_1", "15pt", "bold"),
    ("Heading_20_2", "12pt", "bold"),
    ("Head", "11pt", "bold"),
)
"""The styles that office programs know by name, and that of the head of a table."""
DEEPEST = 2
MARGIN = "2.2cm"


def write_paper(paper: Paper) -> bytes:
    """The document of a paper."""
    made = OpenDocumentText()
    language, country = LOCALES[paper.language]
    made.meta.addElement(dc.Title(text=sayable(paper.title)))
    made.meta.addElement(dc.Creator(text=sayable(paper.author)))
    made.meta.addElement(dc.Language(text=f"{language}-{country}"))
    made.meta.addElement(meta.Generator(text="Réflexes"))
    looks = _looks(made, language, country)
    _set_page(made, paper)
    _say(made.text, text.P(stylename=looks["Title"]), paper.title)
    _say(made.text, text.P(stylename=looks["Subtitle"]), paper.subtitle)
    for rank, block in enumerate(paper.blocks, start=1):
        _add(made, block, looks, rank)
    content = BytesIO()
    made.write(content)
    return content.getvalue()


def _looks(made: Any, language: str, country: str) -> dict[str, Any]:
    standard = style.Style(name="Standard", family="paragraph")
    standard.addElement(
        style.TextProperties(
            fontsize="11pt",
            language=language,
            country=country,
            hyphenate="false",
        )
    )
    standard.addElement(style.ParagraphProperties(marginbottom="0.2cm"))
    made.styles.addElement(standard)
    found: dict[str, Any] = {"Standard": standard}
    for name, size, weight in LOOKS:
        shown = name.replace("_20_", " ")
        look = style.Style(
            name=name, displayname=shown, family="paragraph", parentstylename=standard
        )
        look.addElement(style.TextProperties(fontsize=size, fontweight=weight))
        above = "0.5cm" if name.startswith("Heading") else "0cm"
        look.addElement(style.ParagraphProperties(margintop=above, keepwithnext="always"))
        made.styles.addElement(look)
        found[name] = look
    bullets = text.ListStyle(name="Bullets")
    point = text.ListLevelStyleBullet(level="1", bulletchar="•")
    point.addElement(style.ListLevelProperties(spacebefore="0.3cm", minlabelwidth="0.5cm"))
    bullets.addElement(point)
    made.automaticstyles.addElement(bullets)
    cell = style.Style(name="Cell", family="table-cell")
    cell.addElement(style.TableCellProperties(border="0.5pt solid #8a8577", padding="0.12cm"))
    whole = style.Style(name="Whole", family="table-row")
    whole.addElement(style.TableRowProperties(keeptogether="always"))
    made.automaticstyles.addElement(cell)
    made.automaticstyles.addElement(whole)
    return found | {"Bullets": bullets, "Cell": cell, "Whole": whole}


def _set_page(made: Any, paper: Paper) -> None:
    """A4 whatever the program prints on, with what stands above and below every page."""
    layout = style.PageLayout(name="Page")
    sides = {f"margin{side}": MARGIN for side in ("top", "bottom", "left", "right")}
    layout.addElement(style.PageLayoutProperties(pagewidth="21cm", pageheight="29.7cm", **sides))
    made.automaticstyles.addElement(layout)
    master = style.MasterPage(name="Standard", pagelayoutname=layout)
    if paper.banner:
        above = style.Header()
        _say(above, text.P(), paper.banner)
        master.addElement(above)
    below = style.Footer()
    line = text.P()
    addTextToElement(line, f"{sayable(paper.foot)} – {paper.page_of[0]} ")
    line.addElement(text.PageNumber(selectpage="current"))
    addTextToElement(line, f" {paper.page_of[1]} ")
    line.addElement(text.PageCount())
    below.addElement(line)
    master.addElement(below)
    made.masterstyles.addElement(master)


def _add(made: Any, block: Block, looks: dict[str, Any], rank: int) -> None:
    if isinstance(block, Heading):
        level = min(block.level, DEEPEST)
        heading = text.H(outlinelevel=level, stylename=looks[f"Heading_20_{level}"])
        _say(made.text, heading, block.text)
    elif isinstance(block, Prose):
        for each in block.paragraphs:
            _say(made.text, text.P(stylename=looks["Standard"]), each)
    elif isinstance(block, Items):
        _add_items(made, block, looks)
    elif isinstance(block, Facts):
        _add_rows(made, block.rows, (), looks, f"table-{rank}")
    elif isinstance(block, Grid):
        _add_rows(made, block.rows, block.headings, looks, f"table-{rank}")
    else:
        _add_break(made, looks, rank)


def _add_items(made: Any, items: Items, looks: dict[str, Any]) -> None:
    drawn = text.List(stylename=looks["Bullets"])
    for each in items.texts:
        item = text.ListItem()
        _say(item, text.P(stylename=looks["Standard"]), each)
        drawn.addElement(item)
    made.text.addElement(drawn)


def _add_break(made: Any, looks: dict[str, Any], rank: int) -> None:
    name = f"break-{rank}"
    look = style.Style(name=name, family="paragraph", parentstylename=looks["Standard"])
    look.addElement(style.ParagraphProperties(breakbefore="page"))
    made.automaticstyles.addElement(look)
    made.text.addElement(text.P(stylename=look))


def _add_rows(
    made: Any,
    rows: tuple[tuple[str, ...], ...],
    headings: tuple[str, ...],
    looks: dict[str, Any],
    name: str,
) -> None:
    drawn = table.Table(name=name)
    width = len(headings) or max(map(len, rows), default=1)
    shares = shares_of(headings, rows) if headings else (1,) * width
    for place, share in enumerate(shares):
        column = style.Style(name=f"{name}-{place}", family="table-column")
        column.addElement(style.TableColumnProperties(relcolumnwidth=f"{share}*"))
        made.automaticstyles.addElement(column)
        drawn.addElement(table.TableColumn(stylename=column))
    if headings:
        head = table.TableHeaderRows()
        head.addElement(_row(headings, looks, "Head"))
        drawn.addElement(head)
    for said in rows:
        drawn.addElement(_row(said, looks, "Standard"))
    made.text.addElement(drawn)
    # Without a paragraph in between, two tables become one.
    made.text.addElement(text.P(stylename=looks["Standard"]))


def _row(texts: tuple[str, ...], looks: dict[str, Any], look: str) -> Any:
    row = table.TableRow(**({"stylename": looks["Whole"]} if is_kept_whole(texts) else {}))
    for said in texts:
        cell = table.TableCell(stylename=looks["Cell"])
        for line in said.split("\n"):
            _say(cell, text.P(stylename=looks[look]), line)
        row.addElement(cell)
    return row


def _say(parent: Any, element: Any, said: str) -> None:
    addTextToElement(element, sayable(said))
    parent.addElement(element)
