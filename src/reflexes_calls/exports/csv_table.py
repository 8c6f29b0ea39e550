"""The table as CSV: commas, UTF-8 with its mark, lines as RFC 4180 ends them.

The mark (BOM) is there because spreadsheets of offices read accents wrongly without it; readers of
data pass over it under the name `utf-8-sig`, which the descriptor says. A text that a spreadsheet
would take for a formula bears an apostrophe before it, which the descriptor says too: whoever
types `=HYPERLINK(…)` in an application runs nothing on the machine of whoever opens the export.
Figures and days are never marked so: they come from no typed text.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from reflexes_calls.exports.columns import Cell, Column, ExportedFile, plain

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
MARK = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What begins a formula, in one spreadsheet or another; the wide forms are folded by some."""
GUARD = "'"
LOT = 64


def csv_lines(columns: Sequence[Column], files: Iterable[ExportedFile]) -> Iterator[bytes]:
    """The table, a lot of lines at a time."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    text.write(MARK)
    writer.writerow([guarded(each.title) for each in columns])
    for rank, file in enumerate(files, start=1):
        writer.writerow([_said(each.read(file)) for each in columns])
        if rank % LOT == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    said = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return said


def _said(cell: Cell) -> str:
    return guarded(cell) if isinstance(cell, str) else plain(cell)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    # A NUL ends the line for some readers, and nobody can have meant it.
    bare = text.replace("\x00", "")
    return f"{GUARD}{bare}" if bare.startswith(DANGEROUS) else bare
