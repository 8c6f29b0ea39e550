"""A working copy as an ODT document, and back: written and opened by odfpy.

What LibreOffice tracks as deleted stands apart in the file, and is left out; so are comments.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

# odfpy says no types.
from odf import dc, meta, style, table, text  # type: ignore[import-untyped]  # see above
from odf.namespaces import (  # type: ignore[import-untyped]  # see above
    DRAWNS,
    OFFICENS,
    TABLENS,
    TEXTNS,
)
from odf.opendocument import (  # type: ignore[import-untyped]  # see above
    OpenDocumentText,
    load,
)
from odf.teletype import addTextToElement  # type: ignore[import-untyped]  # see above

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

Q = tuple[str, str]
LEFT_OUT: frozenset[Q] = frozenset(
    {(TEXTNS, "tracked-changes"), (OFFICENS, "annotation"), (TEXTNS, "note")}
)
PARAGRAPHS: frozenset[Q] = frozenset({(TEXTNS, "p"), (TEXTNS, "h")})
LISTS: frozenset[Q] = frozenset({(TEXTNS, "list"), (TEXTNS, "numbered-paragraph")})
TABLE, ROW, CELL = (TABLENS, "table"), (TABLENS, "table-row"), (TABLENS, "table-cell")
SPACES, TAB, BREAK = (TEXTNS, "s"), (TEXTNS, "tab"), (TEXTNS, "line-break")
PICTURE = (DRAWNS, "image")
MOST_SPACES = 240


def write(copy: WorkingCopy) -> bytes:
    """The document."""
    made = OpenDocumentText()
    made.meta.addElement(dc.Title(text=sayable(copy.title)))
    made.meta.addElement(dc.Language(text="fr-FR" if copy.language == "fr" else "en-GB"))
    made.meta.addElement(meta.Generator(text="Réflexes"))
    looks = _looks(made, copy.language)
    _say(made.text, text.H(outlinelevel=1, stylename=looks["title"]), copy.title)
    for line in (*copy.intro, copy.mark):
        _say(made.text, text.P(stylename=looks["plain"]), line)
    for rank, section in enumerate(copy.sections):
        _add_section(made, section, copy.language, looks, rank)
    content = BytesIO()
    made.write(content)
    return content.getvalue()


def _looks(made: Any, language: str) -> dict[str, Any]:
    country = "FR" if language == "fr" else "GB"
    settled = {"language": language, "country": country}
    standard = style.Style(name="Standard", family="paragraph")
    standard.addElement(style.TextProperties(fontsize="11pt", **settled))
    standard.addElement(style.ParagraphProperties(marginbottom="0.15cm"))
    made.styles.addElement(standard)
    found: dict[str, Any] = {"plain": standard}
    for name, size, weight, colour in (
        ("title", "20pt", "bold", "#1b1f2a"),
        ("section", "15pt", "bold", "#1b1f2a"),
        ("question", "12pt", "bold", "#1b1f2a"),
        ("soft", "9pt", "normal", "#565c6d"),
        ("heading", "11pt", "bold", "#1b1f2a"),
    ):
        look = style.Style(name=name, family="paragraph", parentstylename=standard)
        look.addElement(style.TextProperties(fontsize=size, fontweight=weight, color=colour))
        above = "0.4cm" if name in {"section", "question"} else "0cm"
        look.addElement(style.ParagraphProperties(margintop=above, keepwithnext="always"))
        made.styles.addElement(look)
        found[name] = look
    _set_page(made)
    border = style.Style(name="zone", family="table-cell")
    border.addElement(style.TableCellProperties(border="0.5pt solid #8a8577", padding="0.12cm"))
    made.automaticstyles.addElement(border)
    found["zone"] = border
    whole = style.Style(name="whole", family="table-row")
    whole.addElement(style.TableRowProperties(keeptogether="always"))
    made.automaticstyles.addElement(whole)
    found["whole"] = whole
    return found


def _set_page(made: Any) -> None:
    """A4, whatever the program that opens it prints on by default."""
    layout = style.PageLayout(name="page")
    sides = {f"margin{side}": "2.2cm" for side in ("top", "bottom", "left", "right")}
    size = {"pagewidth": "21cm", "pageheight": "29.7cm"}
    layout.addElement(style.PageLayoutProperties(**size, **sides))
    made.automaticstyles.addElement(layout)
    made.masterstyles.addElement(style.MasterPage(name="Standard", pagelayoutname=layout))


def _add_section(
    made: Any, section: CopySection, language: str, looks: dict[str, Any], rank: int
) -> None:
    _say(made.text, text.H(outlinelevel=1, stylename=looks["section"]), section.title)
    for line in filter(None, (section.intro, *section.notes)):
        _say(made.text, text.P(stylename=looks["plain"]), line)
    for place, zone in enumerate(section.zones):
        _say(made.text, text.H(outlinelevel=2, stylename=looks["question"]), zone.label)
        for line in zone.notes:
            _say(made.text, text.P(stylename=looks["soft"]), line)
        _add_zone(made, zone, language, looks, f"zone-{rank}-{place}")
        # Without a paragraph in between, two tables become one.
        made.text.addElement(text.P(stylename=looks["plain"]))


def _add_zone(made: Any, zone: Zone, language: str, looks: dict[str, Any], name: str) -> None:
    width = max(1, len(zone.headings))
    drawn = table.Table(name=name)
    for share in shares_of(zone.headings, zone.rows) if zone.headings else (1,):
        drawn.addElement(table.TableColumn(stylename=_column(made, looks, share)))
    first = table.TableRow()
    spanned = {"numbercolumnsspanned": width} if width > 1 else {}
    cell = table.TableCell(stylename=looks["zone"], **spanned)
    _say(cell, text.P(stylename=looks["soft"]), f"{GUARD.said(language)} {zone.mark}")
    first.addElement(cell)
    for _ in range(width - 1):
        first.addElement(table.CoveredTableCell())
    head = table.TableHeaderRows()
    head.addElement(first)
    if zone.headings:
        _add_row(head, zone.headings, looks, "heading")
    drawn.addElement(head)
    for row in (*zone.rows, *(("",) * width for _ in range(zone.room))):
        _add_row(drawn, row, looks, "plain")
    made.text.addElement(drawn)


def _column(made: Any, looks: dict[str, Any], share: int) -> Any:
    """The style of a column that takes a share of the width."""
    name = f"column-{share}"
    if name not in looks:
        looks[name] = style.Style(name=name, family="table-column")
        looks[name].addElement(style.TableColumnProperties(relcolumnwidth=f"{share}*"))
        made.automaticstyles.addElement(looks[name])
    return looks[name]


def _add_row(drawn: Any, texts: tuple[str, ...], looks: dict[str, Any], look: str) -> None:
    row = table.TableRow(**({"stylename": looks["whole"]} if is_kept_whole(texts) else {}))
    for said in texts:
        cell = table.TableCell(stylename=looks["zone"])
        for line in said.split("\n"):
            _say(cell, text.P(stylename=looks[look]), line)
        row.addElement(cell)
    drawn.addElement(row)


def _say(parent: Any, element: Any, said: str) -> None:
    addTextToElement(element, sayable(said))
    parent.addElement(element)


def read(path: Path) -> Returned:
    """The zones of a document that came back, and all that it says beside them."""
    document = load(str(path))
    pictures = sum(1 for _ in _every(document.text, PICTURE))
    return returned_from(_pieces(document.text), pictures=pictures)


def _children(parent: Any) -> Iterator[tuple[Q | None, Any]]:
    """The nodes that count, each with its name; a text has none."""
    for node in parent.childNodes:
        name: Q | None = getattr(node, "qname", None)
        if name not in LEFT_OUT:
            yield name, node


def _every(parent: Any, wanted: Q) -> Iterator[Any]:
    for name, node in _children(parent):
        if name == wanted:
            yield node
        elif name is not None:
            yield from _every(node, wanted)


def _pieces(parent: Any, before: str = "") -> Iterator[Piece]:
    for name, node in _children(parent):
        if name in PARAGRAPHS:
            said = "".join(_said(node))
            yield Piece(text=before + said if said.strip() else said)
        elif name == TABLE:
            yield Piece(rows=tuple(_rows(node)))
        elif name in LISTS:
            yield from _pieces(node, "- ")
        elif name is not None:
            yield from _pieces(node, before)


def _rows(drawn: Any) -> Iterator[tuple[str, ...]]:
    for name, node in _children(drawn):
        if name == ROW:
            yield tuple(_cell(cell) for kind, cell in _children(node) if kind == CELL)
        elif name is not None and name != TABLE:
            # Rows may stand in the head of a table, or in a group.
            yield from _rows(node)


def _cell(cell: Any) -> str:
    return "\n".join(
        piece.text if not piece.rows else "\n".join(" | ".join(row) for row in piece.rows)
        for piece in _pieces(cell)
    )


def _said(parent: Any) -> Iterator[str]:
    for name, node in _children(parent):
        if name is None:
            yield node.data
        elif name == SPACES:
            asked = node.getAttribute("c")
            yield " " * min(int(asked or 1), MOST_SPACES)
        elif name == TAB:
            yield "\t"
        elif name == BREAK:
            yield "\n"
        else:
            yield from _said(node)
