"""Sheets of a file that people send: CSV, XLSX, ODS. Cells are texts; no formula is worked out.

A workbook was expanded under a budget before it comes here (`files.unpacking`). CSV may be parted
by commas, semicolons or tabs, in UTF-8 or as older Windows programs write it.
"""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from reflexes_calls.domain.attachment import MEGABYTE, FileKind, FileLimits, FileRefused
from reflexes_calls.domain.importing import MOST_COLUMNS, MOST_LINES, MOST_ROWS, Sheet, unlike

LIMITS = FileLimits(
    most_bytes=30 * MEGABYTE, most_files=1, kinds=(FileKind.CSV, FileKind.XLSX, FileKind.ODS)
)
SEPARATORS = ";,\t"
LONGEST_CELL = 40_000
MOST_TEXT = 60 * MEGABYTE
"""How many characters all the cells may hold: what a workbook repeats is counted each time."""
MOST_SHEETS = 60
WIDEST = 2000
"""Cells that are empty but painted count too: some programs paint a little beyond the last."""
FORMULA = "import-formula"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
Line = tuple[int, tuple[str, ...]]


def read_sheets(path: Path, kind: FileKind) -> tuple[Sheet, ...]:
    """The sheets of a file that was looked into; raises `FileRefused`."""
    readers = {FileKind.CSV: _csv, FileKind.XLSX: _workbook, FileKind.ODS: _open_document}
    try:
        return tuple(readers[kind](path))
    except (ET.ParseError, KeyError, ValueError, csv.Error) as error:
        raise FileRefused("file-broken") from error


def _sheet(name: str, lines: Iterable[Line], budget: "_Budget") -> Sheet | None:
    """The sheet of some lines, the first with words being its headings; empty lines are left."""
    headings: tuple[str, ...] = ()
    rows: list[Line] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if not headings:
            headings = _without_end(cells)
            continue
        if len(_without_end(cells)) > len(headings):
            raise FileRefused("import-wider", met=number, expected=len(headings))
        kept = (*cells[: len(headings)], *[""] * (len(headings) - len(cells)))
        budget.spend(kept)
        rows.append((number, kept))
    if not headings:
        return None
    if len(headings) > MOST_COLUMNS:
        raise FileRefused("import-columns", met=len(headings), expected=MOST_COLUMNS)
    return Sheet(name=name, columns=unlike(headings), rows=tuple(rows))


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    last = max((rank for rank, each in enumerate(cells, start=1) if each), default=0)
    return cells[:last]


class _Budget:
    """How many rows and characters may still be read, over all the sheets of a file."""

    def __init__(self) -> None:
        self.rows = 0
        self.characters = 0

    def spend(self, cells: tuple[str, ...]) -> None:
        self.rows += 1
        self.characters += sum(map(len, cells))
        if self.rows > MOST_ROWS + MOST_LINES:
            raise FileRefused("import-rows", met=self.rows, expected=MOST_ROWS + MOST_LINES)
        if self.characters > MOST_TEXT or any(len(each) > LONGEST_CELL for each in cells):
            raise FileRefused("import-heavy", expected=LONGEST_CELL)


def _tidy(text: str) -> str:
    # Workbooks write a carriage return in this way.
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _csv(path: Path) -> Iterator[Sheet]:
    text = _decoded(path.read_bytes())
    if "\x00" in text:
        raise FileRefused("file-broken")
    head = text.lstrip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=lambda each: len(next(csv.reader([head], delimiter=each), [])))
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        found = _sheet("", _lines_of(reader), _Budget())
    finally:
        csv.field_size_limit(before)
    if found:
        yield found


def _lines_of(reader: "csv._reader") -> Iterator[Line]:  # type: ignore[name-defined]  # of its stub
    begins = 1
    for cells in reader:
        yield begins, tuple(map(_tidy, cells))
        # A cell may hold several lines: the next row begins after all of them.
        begins = reader.line_num + 1


def in_utf_8(content: bytes) -> bytes:
    """The text of a CSV in UTF-8, whatever it was written in; raises `FileRefused`."""
    return _decoded(content).encode()


def _decoded(content: bytes) -> str:
    # Spreadsheets say with their first bytes that they write in UTF-16.
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("import-letters")


def _workbook(path: Path) -> Iterator[Sheet]:
    # Late: a service that imports nothing starts without this library.
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415  # it has no types; see above

    # The stream is ours to close: a sheet that is refused half way still holds the archive.
    with path.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        if len(book.worksheets) > MOST_SHEETS:
            raise FileRefused("import-sheets", met=len(book.worksheets), expected=MOST_SHEETS)
        budget = _Budget()
        for each in book.worksheets:
            # What a workbook says of its own size is not believed.
            each.reset_dimensions()
            found = _sheet(each.title, _lines_in(each.iter_rows(), each.title), budget)
            if found:
                yield found


def _lines_in(rows: Iterable[tuple[object, ...]], sheet: str) -> Iterator[Line]:
    for number, cells in enumerate(rows, start=1):
        if len(cells) > WIDEST:
            raise FileRefused("import-columns", met=len(cells), expected=MOST_COLUMNS)
        yield number, tuple(_cell_said(cell, sheet, number) for cell in cells)


def _cell_said(cell: object, sheet: str, number: int) -> str:
    if getattr(cell, "data_type", "") == "f":
        raise FileRefused(FORMULA, met=f"{sheet}, {number}")
    return said(getattr(cell, "value", None))


def said(value: object) -> str:
    """The text of a value, as people would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return _tidy(str(value))


def _open_document(path: Path) -> Iterator[Sheet]:
    with ZipFile(path) as archive, archive.open("content.xml") as content:
        budget, name, lines = _Budget(), "", list[Line]()
        number, count = 1, 0
        guarded = _guarded(content.read())
        for event, element in ET.iterparse(guarded, ("start", "end")):  # noqa: S314  # guarded
            if event == "start" and element.tag == f"{_TABLE}table":
                name, lines, number = element.get(f"{_TABLE}name", ""), [], 1
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                again = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                cells = _cells_of(element, name, number)
                if any(cells):
                    if again > MOST_ROWS:
                        raise FileRefused("import-rows", met=again, expected=MOST_ROWS)
                    lines.extend((number + more, cells) for more in range(again))
                number += again
                element.clear()
            elif event == "end" and element.tag == f"{_TABLE}table":
                count += 1
                if count > MOST_SHEETS:
                    raise FileRefused("import-sheets", met=count, expected=MOST_SHEETS)
                found = _sheet(name, lines, budget)
                if found:
                    yield found


def _guarded(content: bytes) -> io.BytesIO:
    """A document that names no entity: none of those that programs write does."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused("file-broken")
    return io.BytesIO(content)


def _cells_of(row: ET.Element, sheet: str, number: int) -> tuple[str, ...]:
    found: list[str] = []
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        if cell.get(f"{_TABLE}formula"):
            raise FileRefused(FORMULA, met=f"{sheet}, {number}")
        text = _cell_text(cell)
        again = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        # What fills a row to its last column is nothing.
        found.extend([text] * min(again, MOST_COLUMNS + 1))
    return tuple(found)


def _cell_text(cell: ET.Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "boolean":
        return said(cell.get(f"{_OFFICE}boolean-value") == "true")
    if kind in {"float", "currency", "percentage"}:
        return said(float(cell.get(f"{_OFFICE}value", "nan")))
    return _tidy("\n".join(_words(each) for each in cell.iter(f"{_TEXT}p")))


def _words(element: ET.Element) -> str:
    parts = [element.text or ""]
    for each in element:
        if each.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif each.tag == f"{_TEXT}s":
            parts.append(" " * min(int(each.get(f"{_TEXT}c", "1")), LONGEST_CELL))
        else:
            parts.append(_words(each))
        parts.append(each.tail or "")
    return "".join(parts)
