"""The table as a workbook: one sheet of files, one that says what the columns are.

Rows are written as they come and none is kept: `constant_memory` of XlsxWriter. Every text is
written as a text, so that none is ever a formula.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from reflexes.records import record
from reflexes_calls.exports.columns import Cell, CellKind, Column, ExportedFile

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
"""What a cell of a workbook can hold, in characters; a longer text is cut, and says so."""
CUT = " […]"
WIDTH, WIDE = 18, 40


@record
class SheetWords:
    """The names of the two sheets, and the heads of the second."""

    files: str
    columns: str
    title: str
    code: str
    kind: str
    help: str


def write_workbook(
    path: Path, columns: Sequence[Column], files: Iterable[ExportedFile], words: SheetWords
) -> int:
    """Write the workbook at `path`; gives how many files it holds."""
    # Late: forty modules, which the start of the service does without.
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415  # it has no types; as above

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(str(path), options) as book:
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            CellKind.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
            CellKind.DATETIME: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            CellKind.NUMBER: book.add_format({"num_format": "#,##0.00"}),
        }
        sheet = book.add_worksheet(words.files)
        sheet.freeze_panes(1, 1)
        for rank, column in enumerate(columns):
            sheet.set_column(rank, rank, WIDE if column.kind is CellKind.STRING else WIDTH)
        for rank, column in enumerate(columns):
            sheet.write_string(0, rank, column.title, styles["head"])
        number = 0
        for number, file in enumerate(files, start=1):
            for rank, column in enumerate(columns):
                _write(sheet, number, rank, column.read(file), styles)
        _write_columns(book.add_worksheet(words.columns), columns, words, styles["head"])
    return number


def _write(sheet: Any, row: int, rank: int, cell: Cell, styles: dict[Any, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        said = cell if len(cell) <= LONGEST else cell[: LONGEST - len(CUT)] + CUT
        sheet.write_string(row, rank, said)
    elif isinstance(cell, dt.datetime):
        sheet.write_datetime(row, rank, cell.replace(tzinfo=None), styles[CellKind.DATETIME])
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, rank, cell, styles[CellKind.DATE])
    elif isinstance(cell, Decimal):
        sheet.write_number(row, rank, float(cell), styles[CellKind.NUMBER])
    else:
        sheet.write_number(row, rank, cell)


def _write_columns(sheet: Any, columns: Sequence[Column], words: SheetWords, head: Any) -> None:
    for rank, said in enumerate((words.title, words.code, words.kind, words.help)):
        sheet.set_column(rank, rank, WIDE)
        sheet.write_string(0, rank, said, head)
    for row, column in enumerate(columns, start=1):
        for rank, said in enumerate((column.title, column.code, column.kind.value, column.help)):
            sheet.write_string(row, rank, said)
