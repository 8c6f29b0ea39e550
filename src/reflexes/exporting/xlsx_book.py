"""XLSX: the workbook for Excel, with the headings frozen and nothing that is ever computed."""

import datetime as dt
import io
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it says no types

from reflexes.catalogue import Catalogue
from reflexes.exporting.sheets import Sheet, Value, sheets

UNDATED = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no time zone
INK, GROUND, OURS_GROUND = "#FFFFFF", "#1F3A5F", "#FFF6E0"


def write(catalogue: Catalogue, language: str = "fr") -> bytes:
    """The bytes of the workbook; its only date is the day of the edition."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    day = catalogue.day
    book.set_properties(
        {
            "title": f"{catalogue.description.title.in_language(language)} · {catalogue.edition}",
            "created": UNDATED if day is None else dt.datetime.combine(day, dt.time()),
        }
    )
    styles = {
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "ours": book.add_format(
            {"text_wrap": True, "valign": "top", "italic": True, "bg_color": OURS_GROUND}
        ),
        "heading": book.add_format(
            {"text_wrap": True, "bold": True, "font_color": INK, "bg_color": GROUND}
        ),
    }
    for sheet in sheets(catalogue, language):
        _write_sheet(book, sheet, styles)
    book.close()
    return written.getvalue()


def _write_sheet(book: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.repeat_rows(0)
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    for place, heading in enumerate(sheet.headings):
        page.write_string(0, place, heading, styles["heading"])
    for line, row in enumerate(sheet.rows):
        for place, value in enumerate(row):
            words = styles["ours" if (line, place) in sheet.ours else "plain"]
            _write_cell(page, (line + 1, place), value, words, styles["day"])


def _write_cell(page: Any, at: tuple[int, int], value: Value, words: Any, day: Any) -> None:
    if isinstance(value, dt.date):
        page.write_datetime(*at, value, day)
    elif isinstance(value, int | float):
        page.write_number(*at, value, words)
    elif value:
        page.write_string(*at, value, words)
