"""A document as ODT, by odfpy."""

from typing import Any

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
from reflexes.training.open_document import (
    COUNTRIES,
    SHADES,
    describe,
    paragraph_style,
    parts,
    saved,
    speak,
)
from reflexes.training.typesetting import painted

SIZES = {1: "18pt", 2: "14pt", 3: "12pt", 4: "11pt"}
WIDTH, HEIGHT, MARGIN = 21.0, 29.7, 2.0


def write(document: Document) -> bytes:
    """The bytes of the ODT."""
    odf = parts()
    book = odf.opendocument.OpenDocumentText()
    describe(
        book, f"{document.title} — {document.subtitle}", document.description, document.language
    )
    speak(book, document.language, document.font, ("paragraph", "table"))
    _styles(book)
    _page(book, document)
    writer = _Writer(book, document)
    writer.paragraph(document.title, "Title")
    writer.paragraph(document.subtitle, "Subtitle")
    for block in document.blocks:
        writer.write(block)
    return saved(book)


def _styles(book: Any) -> None:
    odf = parts()
    band, soft = SHADES["band"], SHADES["soft"]
    paragraph_style(book, "Standard", marginbottom="0.2cm")
    paragraph_style(
        book, "Title", fontsize="24pt", fontweight="bold", color=band, marginbottom="0.2cm"
    )
    paragraph_style(book, "Subtitle", fontsize="13pt", color=soft, marginbottom="0.6cm")
    for level, size in SIZES.items():
        paragraph_style(
            book,
            f"Heading_20_{level}",
            display=f"Heading {level}",
            level=level,
            parent="Standard",
            fontsize=size,
            fontweight="bold",
            color=band,
            margintop="0.5cm",
            marginbottom="0.2cm",
            keepwithnext="always",
        )
    paragraph_style(
        book,
        "Aloud",
        parent="Standard",
        backgroundcolor=SHADES["paper"],
        borderleft=f"0.1cm solid {band}",
        padding="0.2cm",
        marginleft="0.3cm",
        marginbottom="0cm",
    )
    paragraph_style(book, "Foot", parent="Standard", fontsize="9pt", color=soft)
    paragraph_style(book, "After", parent="Standard", fontsize="6pt")
    paragraph_style(book, "NewPage", parent="Standard", breakbefore="page")
    for name, said in (
        ("Strong", {"fontweight": "bold"}),
        ("Mark", {"fontsize": "9pt", "color": soft}),
        ("OnBand", {"fontweight": "bold", "color": SHADES["on-band"]}),
        *((f"In_{code}", {"language": code, "country": land}) for code, land in COUNTRIES.items()),
    ):
        style = odf.style.Style(name=name, family="text")
        style.addElement(odf.style.TextProperties(**said))
        book.styles.addElement(style)
    for name, ground in (("Head", band), ("Cell", "")):
        style = odf.style.Style(name=name, family="table-cell")
        filled = {"backgroundcolor": ground} if ground else {}
        style.addElement(
            odf.style.TableCellProperties(border=f"0.02cm solid {soft}", padding="0.12cm", **filled)
        )
        book.automaticstyles.addElement(style)
    for name, more in (("Tall", {"minrowheight": "1.2cm"}), ("Whole", {})):
        row = odf.style.Style(name=name, family="table-row")
        row.addElement(odf.style.TableRowProperties(keeptogether="always", **more))
        book.automaticstyles.addElement(row)


def _page(book: Any, document: Document) -> None:
    odf = parts()
    width, height = (HEIGHT, WIDTH) if document.wide else (WIDTH, HEIGHT)
    layout = odf.style.PageLayout(name="Layout")
    layout.addElement(
        odf.style.PageLayoutProperties(
            pagewidth=f"{width}cm",
            pageheight=f"{height}cm",
            printorientation="landscape" if document.wide else "portrait",
            margin=f"{MARGIN}cm",
        )
    )
    book.automaticstyles.addElement(layout)
    master = odf.style.MasterPage(name="Standard", pagelayoutname="Layout")
    foot = odf.style.Footer()
    line = odf.text.P(stylename="Foot", text=f"{document.foot} · ")
    line.addElement(odf.text.PageNumber(selectpage="current"))
    foot.addElement(line)
    master.addElement(foot)
    book.masterstyles.addElement(master)


class _Writer:
    """Writes the blocks of one document, in order."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book = book
        self.document = document
        self.odf = parts()
        self.tables = 0
        self.drawings = 0
        self.fresh = False

    def write(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Said):
            self._said(block)
        elif isinstance(block, Aloud):
            self.paragraph(block.label, "Aloud", inside="Strong")
            for line in block.text.split("\n"):
                self.paragraph(line, "Aloud")
            self.paragraph("", "After")
        elif isinstance(block, Items):
            self._items(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Drawing):
            self._drawing(block)
        elif isinstance(block, NewPage):
            self.paragraph("", "NewPage")

    def paragraph(self, text: str, style: str, inside: str = "") -> None:
        made = self.odf.text.P(stylename=style)
        if inside:
            made.addElement(self.odf.text.Span(stylename=inside, text=text))
        else:
            made.addText(text)
        self.book.text.addElement(made)

    def _heading(self, block: Heading) -> None:
        style = f"Heading_20_{block.level}"
        self.book.text.addElement(
            self.odf.text.H(outlinelevel=str(block.level), stylename=style, text=block.text)
        )

    def _said(self, block: Said) -> None:
        made = self.odf.text.P(stylename="Standard")
        if block.label:
            made.addElement(self.odf.text.Span(stylename="Strong", text=f"{block.label} "))
        holder = made
        if block.language:
            holder = self.odf.text.Span(stylename=f"In_{block.language}")
            made.addElement(holder)
        self._lines(holder, block.text)
        if block.mark:
            made.addElement(self.odf.text.Span(stylename="Mark", text=f" ({block.mark})"))
        self.book.text.addElement(made)

    def _lines(self, holder: Any, text: str) -> None:
        for place, line in enumerate(text.split("\n")):
            if place:
                holder.addElement(self.odf.text.LineBreak())
            holder.addText(line)

    def _items(self, block: Items) -> None:
        name = "Numbered" if block.ordered else "Bulleted"
        if not any(
            style.getAttribute("name") == name
            for style in self.book.automaticstyles.childNodes
            if style.qname[1] == "list-style"
        ):
            self._list_style(name, ordered=block.ordered)
        made = self.odf.text.List(stylename=name)
        for text in block.texts:
            item = self.odf.text.ListItem()
            item.addElement(self.odf.text.P(stylename="Standard", text=text))
            made.addElement(item)
        self.book.text.addElement(made)

    def _list_style(self, name: str, *, ordered: bool) -> None:
        style = self.odf.text.ListStyle(name=name)
        level = (
            self.odf.text.ListLevelStyleNumber(level="1", numformat="1", numsuffix=".")
            if ordered
            else self.odf.text.ListLevelStyleBullet(level="1", bulletchar="•")
        )
        level.addElement(
            self.odf.style.ListLevelProperties(spacebefore="0.4cm", minlabelwidth="0.6cm")
        )
        style.addElement(level)
        self.book.automaticstyles.addElement(style)

    def _table(self, block: Table) -> None:
        self.tables += 1
        name = f"Table{self.tables}"
        room = (HEIGHT if self.document.wide else WIDTH) - 2 * MARGIN
        made = self.odf.table.Table(name=name)
        for place, part in enumerate(block.parts):
            style = self.odf.style.Style(name=f"{name}.{place}", family="table-column")
            width = f"{room * part / sum(block.parts):.2f}cm"
            style.addElement(self.odf.style.TableColumnProperties(columnwidth=width))
            self.book.automaticstyles.addElement(style)
            made.addElement(self.odf.table.TableColumn(stylename=f"{name}.{place}"))
        heads = self.odf.table.TableHeaderRows()
        heads.addElement(self._row(block.headings, "Head", tall=False))
        made.addElement(heads)
        for row in block.rows:
            made.addElement(self._row(row, "Cell", tall=block.tall))
        self.book.text.addElement(made)
        self.paragraph("", "Standard")

    def _drawing(self, block: Drawing) -> None:
        self.drawings += 1
        picture = painted(without_style(block.alone))
        # The width and the height stand in a PNG, from its sixteenth octet.
        wide, tall = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
        width = WIDTH - 2 * MARGIN
        frame = self.odf.draw.Frame(
            name=f"Drawing{self.drawings}",
            width=f"{width:.2f}cm",
            height=f"{width * tall / wide:.2f}cm",
            anchortype="as-char",
        )
        stands = self.book.addPicture(f"Pictures/drawing{self.drawings}.png", "image/png", picture)
        frame.addElement(self.odf.draw.Image(href=stands, type="simple", show="embed"))
        frame.addElement(self.odf.svg.Title(text=block.alt))
        made = self.odf.text.P(stylename="Standard")
        made.addElement(frame)
        self.book.text.addElement(made)

    def _row(self, texts: tuple[str, ...], style: str, *, tall: bool) -> Any:
        row = self.odf.table.TableRow(stylename="Tall" if tall else "Whole")
        for text in texts:
            cell = self.odf.table.TableCell(stylename=style, valuetype="string")
            made = self.odf.text.P(stylename="Standard")
            holder = made
            if style == "Head":
                holder = self.odf.text.Span(stylename="OnBand")
                made.addElement(holder)
            self._lines(holder, text)
            cell.addElement(made)
            row.addElement(cell)
        return row
