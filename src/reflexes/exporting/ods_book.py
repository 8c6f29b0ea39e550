"""ODS: the workbook for LibreOffice, with the headings frozen and nothing that is ever computed."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

# odfpy says no types.
from odf import (  # type: ignore[import-untyped]  # see above
    config,
    dc,
    number,
    style,
    table,
    teletype,
    text,
)
from odf.element import Element  # type: ignore[import-untyped]  # see above
from odf.namespaces import nsdict  # type: ignore[import-untyped]  # see above
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]  # see above

from reflexes.catalogue import Catalogue
from reflexes.exporting.placing import pack
from reflexes.exporting.sheets import Sheet, Value, sheets

INK, GROUND, OURS_GROUND = "#FFFFFF", "#1F3A5F", "#FFF6E0"
CHARACTER = 0.2
"""The width of a character, in centimetres."""
SPLIT = {
    "HorizontalSplitMode": ("short", "2"),
    "VerticalSplitMode": ("short", "2"),
    "HorizontalSplitPosition": ("int", "1"),
    "VerticalSplitPosition": ("int", "1"),
    "PositionRight": ("int", "1"),
    "PositionBottom": ("int", "1"),
}
"""What freezes the first row and the first column, in the words of LibreOffice."""


def write(catalogue: Catalogue, language: str = "fr") -> bytes:
    """The bytes of the workbook, put again in an archive without the time of writing."""
    _declare_all()
    book = OpenDocumentSpreadsheet()
    book.meta.addElement(
        dc.Title(text=f"{catalogue.description.title.in_language(language)} · {catalogue.edition}")
    )
    book.meta.addElement(dc.Language(text=language))
    made = sheets(catalogue, language)
    _add_styles(book, {width for sheet in made for width in sheet.widths})
    for sheet in made:
        book.spreadsheet.addElement(_page(sheet))
    book.settings.addElement(_frozen(made))
    written = io.BytesIO()
    book.write(written)
    with zipfile.ZipFile(written) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})


def _declare_all() -> None:
    """Declare every namespace of the format, in the library's own order.

    The library keeps those that it has met in one place for the whole process: what was written or
    read before would otherwise change the bytes. Those that it names itself (`ns44`) came from
    elsewhere.
    """
    Element.namespaces = {
        address: prefix for address, prefix in nsdict.items() if not prefix[-1].isdigit()
    }


def _add_styles(book: Any, widths: set[int]) -> None:
    days = number.DateStyle(name="iso-day")
    for part in (
        number.Year(style="long"),
        number.Text(text="-"),
        number.Month(style="long"),
        number.Text(text="-"),
        number.Day(style="long"),
    ):
        days.addElement(part)
    book.automaticstyles.addElement(days)
    for name, words, ground, more in (
        ("plain", {}, None, {}),
        ("day", {}, None, {"datastylename": "iso-day"}),
        ("ours", {"fontstyle": "italic"}, OURS_GROUND, {}),
        ("heading", {"fontweight": "bold", "color": INK}, GROUND, {}),
    ):
        cell = style.Style(name=name, family="table-cell", **more)
        filled = {"backgroundcolor": ground} if ground else {}
        cell.addElement(style.TableCellProperties(wrapoption="wrap", verticalalign="top", **filled))
        cell.addElement(style.TextProperties(**words))
        book.automaticstyles.addElement(cell)
    for width in sorted(widths):
        column = style.Style(name=f"width-{width}", family="table-column")
        column.addElement(style.TableColumnProperties(columnwidth=f"{width * CHARACTER:.2f}cm"))
        book.automaticstyles.addElement(column)


def _page(sheet: Sheet) -> Any:
    page = table.Table(name=sheet.name)
    for width in sheet.widths:
        page.addElement(table.TableColumn(stylename=f"width-{width}"))
    headings = table.TableHeaderRows()
    headings.addElement(_line([(heading, "heading") for heading in sheet.headings]))
    page.addElement(headings)
    for place, row in enumerate(sheet.rows):
        styles = ("ours" if (place, here) in sheet.ours else "plain" for here in range(len(row)))
        page.addElement(_line(list(zip(row, styles, strict=True))))
    return page


def _line(cells: list[tuple[Value, str]]) -> Any:
    made = table.TableRow()
    for value, named in cells:
        made.addElement(_cell(value, named))
    return made


def _cell(value: Value, named: str) -> Any:
    if value is None or value == "":
        return table.TableCell()
    if isinstance(value, dt.date):
        cell = table.TableCell(valuetype="date", datevalue=value.isoformat(), stylename="day")
    elif isinstance(value, int | float):
        cell = table.TableCell(valuetype="float", value=str(value), stylename=named)
    else:
        cell = table.TableCell(valuetype="string", stylename=named)
    for paragraph in str(value).split("\n"):
        said = text.P()
        teletype.addTextToElement(said, paragraph)
        cell.addElement(said)
    return cell


def _frozen(made: tuple[Sheet, ...]) -> Any:
    settings = config.ConfigItemSet(name="ooo:view-settings")
    views = config.ConfigItemMapIndexed(name="Views")
    view = config.ConfigItemMapEntry()
    view.addElement(config.ConfigItem(name="ViewId", type="string", text="view1"))
    pages = config.ConfigItemMapNamed(name="Tables")
    for sheet in made:
        page = config.ConfigItemMapEntry(name=sheet.name)
        for item in _split():
            page.addElement(item)
        pages.addElement(page)
    view.addElement(pages)
    view.addElement(config.ConfigItem(name="ActiveTable", type="string", text=made[0].name))
    views.addElement(view)
    settings.addElement(views)
    return settings


def _split() -> Iterator[Any]:
    for name, (kind, value) in SPLIT.items():
        yield config.ConfigItem(name=name, type=kind, text=value)
