"""A table of measures is read: typed, pasted, or from CSV and spreadsheets, as people write them.

Long tables have a column for the unit, the group, the date and the value; wide ones a column for
each date. Headings may be French or English. Every refusal comes at once, with its cell.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from reflexes.errors import Refusal, RefusedError
from reflexes.evaluation.measures import Measure, Table
from reflexes.evaluation.plan import Group
from reflexes.fields import shortened
from reflexes.records import record

MOST_LINES, MOST_COLUMNS = 20_000, 1_000
MOST_FIGURES = 50_000
"""So many cells of a table are read, in about a second."""
BOOKS, TEXTS = (".xlsx", ".xlsm"), (".csv", ".tsv", ".txt")
HEADINGS = {
    "unit": (
        "unite", "service", "equipe", "site", "lieu", "commune", "departement", "territoire",
        "unit", "team", "place",
    ),
    "group": ("groupe", "group", "participe", "pilote", "takes part"),
    "on": (
        "date", "jour", "mois", "periode", "trimestre", "annee", "semaine", "day", "month",
        "period", "quarter", "year", "week",
    ),
    "value": ("valeur", "mesure", "chiffre", "nombre", "value", "measure", "figure", "number"),
    "measured_in": ("unite de mesure", "mesure en", "en", "unit of measure", "measured in"),
}  # fmt: skip
"""What a column may be headed, without accents or capitals."""
GROUPS = {
    Group.TREATED: ("pilote", "participe", "test", "oui", "1", "treated", "pilot", "yes"),
    Group.COMPARED: (
        "temoin", "comparaison", "compare", "a cote", "non", "0", "compared", "control", "no",
        "beside",
    ),
}  # fmt: skip
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre", "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009 '’"), None)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_WITH_UNIT = re.compile(r"([+\-−]?[\d\s\u00a0\u202f\u2009.,'’]*\d)\s*(%|[^\W\d_][\w²³/]*|€)?")
_THOUSAND = re.compile(r"[+-]?\d{1,3}\.\d{3}")
_DAYS = (
    (r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", "ymd"),
    (r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", "dmy"),
    (r"(\d{1,2})[/.](\d{4})", "my"),
    (r"(\d{4})", "y"),
    (r"(?:t|q)([1-4])[ -]?(\d{4})", "qy"),
    (r"(\d{4})[ -]?(?:t|q)([1-4])", "yq"),
    (r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})", "dny"),
)
"""How a day may be written, and what each part is: year, month, day, quarter, name of a month."""
EXAMPLES = "2026-03-01, 01/03/2026, 2026-03, mars 2026, T1 2026"


@record
class _Cell:
    """What stands in a cell, and where: `B3`."""

    value: Any
    place: str


def read_table(path: Path, *, unit: str = "") -> Table:
    """The measures of a CSV, TSV or XLSX file; `unit` is the one that the plan says.

    Raises `RefusedError` with every refusal, each with its cell.
    """
    file = path.name
    if path.suffix.lower() in {*BOOKS, *TEXTS}:
        try:
            return read_uploaded(path.read_bytes(), file, unit=unit)
        except FileNotFoundError as error:
            raise RefusedError([Refusal(kind="missing-file", file=file, expected=file)]) from error
    return read_uploaded(b"", file, unit=unit)


def read_uploaded(content: bytes, name: str, *, unit: str = "") -> Table:
    """The measures of a file that was sent, by its bytes and its name; refuses as `read_table`."""
    suffix = Path(name).suffix.lower()
    if suffix in BOOKS:
        return _table(_cells_of_book(io.BytesIO(content), name), unit, name)
    if suffix in TEXTS:
        return _table(_cells_of_text(_decoded(content)), unit, name)
    raise RefusedError(
        [Refusal(kind="not-a-spreadsheet", file=name, met=name, expected="CSV, XLSX")]
    )


def read_pasted(text: str, *, unit: str = "") -> Table:
    """The measures of a table typed or pasted, cells apart by tabs, semicolons or commas."""
    return _table(_cells_of_text(text.removeprefix("\ufeff")), unit, "")


def _decoded(content: bytes) -> str:
    """The text of a CSV: UTF-8, or what old spreadsheets of offices write (Windows-1252)."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _cells_of_text(text: str) -> list[list[_Cell]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    apart = next((sign for sign in "\t;" if sign in first), ",")
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=apart))
    except csv.Error as error:
        raise RefusedError(
            [Refusal(kind="not-a-spreadsheet", met=str(error)[:60], expected="CSV, XLSX")]
        ) from error
    return [
        [_Cell(value=value.strip(), place=_place(row, column)) for column, value in enumerate(line)]
        for row, line in enumerate(read)
        if any(value.strip() for value in line)
    ]


def _place(row: int, column: int) -> str:
    """A cell as spreadsheets name it: row and column from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _cells_of_book(book: io.BytesIO, file: str) -> list[list[_Cell]]:
    import zipfile  # noqa: PLC0415 - for spreadsheets alone

    # It has no types, is heavy, and serves spreadsheets alone.
    import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415  # see above

    try:
        shown = openpyxl.load_workbook(book, data_only=True)
        written = openpyxl.load_workbook(book)
    except (
        openpyxl.utils.exceptions.InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
    ) as error:
        raise RefusedError(
            [Refusal(kind="not-a-spreadsheet", file=file, met=file, expected="XLSX, CSV")]
        ) from error
    sheet, formulas = shown.active or shown.worksheets[0], written.active or written.worksheets[0]
    refusals = [
        Refusal(kind="merged-cells", file=file, path=str(merged), met=str(merged))
        for merged in sorted(map(str, sheet.merged_cells.ranges))
    ]
    # Never beyond what the sheet holds: openpyxl would make every cell that is asked for.
    rows, columns = min(sheet.max_row, MOST_LINES + 1), min(sheet.max_column, MOST_COLUMNS)
    cells = []
    for row, line in enumerate(sheet.iter_rows(max_row=rows, max_col=columns)):
        read = [_Cell(value=_shown(one), place=_place(row, n)) for n, one in enumerate(line)]
        for one, cell in zip(read, line, strict=True):
            behind = formulas.cell(row=cell.row, column=cell.column).value
            if one.value is None and isinstance(behind, str) and behind.startswith("="):
                refusals.append(
                    Refusal(
                        kind="formula-without-value",
                        file=file,
                        path=one.place,
                        met=shortened(behind),
                    )
                )
        if any(one.value not in {None, ""} for one in read):
            cells.append(_without_empty_end(read))
    if refusals:
        raise RefusedError(refusals)
    return cells


def _shown(cell: Any) -> Any:
    """What a reader sees in a cell: a share kept as 0.12 and shown in per cent is 12 %."""
    if isinstance(cell.value, int | float) and "%" in str(cell.number_format):
        return f"{100 * cell.value:.10g} %"
    return cell.value


def _without_empty_end(line: list[_Cell]) -> list[_Cell]:
    kept = list(line)
    while kept and kept[-1].value in {None, ""}:
        kept.pop()
    return kept


def _table(cells: list[list[_Cell]], unit: str, file: str) -> Table:
    if len(cells) < 2:  # noqa: PLR2004 - headings and a line
        raise RefusedError([Refusal(kind="table-empty", file=file)])
    refusals: list[Refusal] = []
    lines = list(_lines(cells, refusals))
    if len(lines) > MOST_FIGURES:
        told, most = str(len(lines)), str(MOST_FIGURES)
        raise RefusedError([Refusal(kind="table-too-large", file=file, met=told, expected=most)])
    units: dict[str, str] = {}
    measures: list[Measure] = []
    met: dict[tuple[str, dt.date], str] = {}
    grouped = _decimal_comma(lines)
    for line in lines:
        read = _measure(line, refusals, units, comma=grouped)
        if read is None:
            continue
        key = (read.unit, read.on)
        if key in met:
            refusals.append(
                Refusal(kind="measured-twice", path=line["value"].place,
                        met=read.unit or "—", expected=str(read.on))
            )  # fmt: skip
        met.setdefault(key, line["value"].place)
        measures.append(read)
    said = _one_unit(units, unit, refusals)
    refusals += _shares(measures, lines, said)
    if not refusals and not measures:
        refusals.append(Refusal(kind="table-empty"))
    if refusals:
        raise RefusedError([one._replace(file=file) for one in refusals])
    return Table(measures=tuple(measures), unit=said)


def _lines(cells: list[list[_Cell]], refusals: list[Refusal]) -> Iterator[dict[str, _Cell]]:
    """Each figure with what stands beside it, whether the table is long or wide."""
    head, *body = cells
    known = {place: name for place, cell in enumerate(head) if (name := _heading(cell.value))}
    if "unit" not in known.values() and 0 not in known and _day(head[0].value) is None:
        known[0] = "unit"  # « Région », « École »: whatever stands first names what is measured
    refusals.extend(
        Refusal(kind="too-many-cells", path=line[len(head)].place, met=str(len(line)),
                expected=str(len(head)))
        for line in body if len(line) > len(head)
    )  # fmt: skip
    body = [line[: len(head)] for line in body]
    if {"on", "value"} <= set(known.values()):
        yield from (
            {name: line[place] for place, name in known.items() if place < len(line)}
            for line in body
        )
        return
    dated = [place for place, cell in enumerate(head)
             if place not in known and _day(cell.value) is not None]  # fmt: skip
    if not dated:
        yield from _without_columns(head, known, refusals)
        return
    for line in body:
        beside = {name: line[place] for place, name in known.items() if place < len(line)}
        for place in dated:
            if place < len(line):
                yield {**beside, "on": head[place], "value": line[place]}


def _without_columns(
    head: list[_Cell], known: dict[int, str], refusals: list[Refusal]
) -> Iterable[dict[str, _Cell]]:
    met = ", ".join(str(cell.value) for cell in head)
    refusals.extend(
        Refusal(kind="column-missing", path=head[0].place, met=shortened(met),
                expected=", ".join(HEADINGS[name][:4]))
        for name in ("on", "value") if name not in known.values()
    )  # fmt: skip
    return ()


def _plain(said: object) -> str:
    """Words without accents, capitals, nor spaces around."""
    apart = unicodedata.normalize("NFKD", str(said).strip().lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace("’", "'")


def _heading(said: object) -> str | None:
    word = _plain(said)
    for name, words in HEADINGS.items():
        if word in words:
            return name
    return None


def _decimal_comma(lines: Sequence[dict[str, _Cell]]) -> bool:
    """Whether the figures of this table have a decimal comma anywhere."""
    return any("," in str(line["value"].value) for line in lines if "value" in line)


def _measure(
    line: dict[str, _Cell], refusals: list[Refusal], units: dict[str, str], *, comma: bool
) -> Measure | None:
    """One figure, or None where the cell is empty or anything in its line is refused."""
    cell = line.get("value")
    if cell is None or cell.value in {None, ""}:
        return None
    already = len(refusals)
    value = _number(cell, refusals, units, comma=comma)
    if (named := line.get("measured_in")) is not None and named.value:
        units.setdefault(str(named.value).strip(), named.place)
    when = line.get("on", cell)
    on = _day(when.value) if "on" in line else None
    if on is None:
        refusals.append(Refusal(kind="unreadable-day", path=when.place,
                                met=shortened(when.value), expected=EXAMPLES))  # fmt: skip
    group = _group(line.get("group"), refusals)
    if len(refusals) > already or value is None or on is None:
        return None
    of = line.get("unit")
    name = "" if of is None or of.value is None else str(of.value).strip()
    return Measure(unit=name, on=on, value=value, group=group)


def _number(
    cell: _Cell, refusals: list[Refusal], units: dict[str, str], *, comma: bool
) -> float | None:
    """A figure as people write it: spaces in thousands, a comma or a point, perhaps its unit."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return float(cell.value)  # a sheet holds no infinite number
    found = _WITH_UNIT.fullmatch(str(cell.value).strip())
    bare = "" if found is None else found[1].translate(_SPACES).replace("−", "-")
    if comma and _THOUSAND.fullmatch(bare):
        whole = bare.replace(".", "")
        refusals.append(
            Refusal(kind="ambiguous-number", path=cell.place, met=str(cell.value),
                    expected=f"{whole} / {bare.replace('.', ',')}")
        )  # fmt: skip
        return None
    if "," in bare and "." in bare:
        # Of two signs, the last one marks the decimals: 1.234,5 and 1,234.5.
        first = min(bare.index(","), bare.index("."))
        bare = bare.replace(bare[first], "")
    bare = bare.replace(",", ".")
    if found is None or not _NUMBER.fullmatch(bare) or not isfinite(float(bare)):
        refusals.append(
            Refusal(kind="unreadable-number", path=cell.place, met=shortened(cell.value))
        )
        return None
    if found[2]:
        units.setdefault(found[2], cell.place)
    return float(bare)


def _day(said: object) -> dt.date | None:
    """A day, or the first one of a month, a quarter or a year; None for anything else."""
    if isinstance(said, dt.datetime):
        return said.date()
    if isinstance(said, dt.date):
        return said
    return _day_of(_plain(said))


def _day_of(word: str) -> dt.date | None:
    for pattern, order in _DAYS:
        if found := re.fullmatch(pattern, word):
            parts = dict(zip(order, found.groups(), strict=True))
            month = parts.get("m")
            if quarter := parts.get("q"):
                month = str(3 * int(quarter) - 2)
            if (name := parts.get("n")) is not None:
                if name not in _MONTHS:
                    return None
                month = str(_MONTHS.index(name) % 12 + 1)
            return _calendar(parts["y"], month, parts.get("d"))
    return None


def _calendar(year: str, month: str | None, day: str | None) -> dt.date | None:
    try:
        return dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


def _group(cell: _Cell | None, refusals: list[Refusal]) -> Group | None:
    if cell is None or cell.value in {None, ""}:
        return None
    word = _plain(cell.value)
    for group, words in GROUPS.items():
        if word in words:
            return group
    refusals.append(
        Refusal(kind="unknown-group", path=cell.place, met=shortened(cell.value),
                expected=", ".join((*GROUPS[Group.TREATED][:2], *GROUPS[Group.COMPARED][:2])))
    )  # fmt: skip
    return None


def _one_unit(units: dict[str, str], planned: str, refusals: list[Refusal]) -> str:
    """The one unit of measure of a table; others are refused where they stand."""
    first = planned.strip() or next(iter(units), "")
    refusals.extend(
        Refusal(kind="units-mixed", path=place, met=unit, expected=first)
        for unit, place in units.items()
        if not _plain(first).startswith(_plain(unit)) and not _plain(unit).startswith(_plain(first))
    )
    return first


def _shares(
    measures: Sequence[Measure], lines: Sequence[dict[str, _Cell]], unit: str
) -> Iterator[Refusal]:
    """Shares of a hundred that pass it, or fall below nil."""
    if unit not in {"%", "pour cent", "percent"}:
        return
    worst = sorted(one.value for one in measures if not 0 <= one.value <= 100)  # noqa: PLR2004 - a share of a hundred
    for value in worst[:20]:
        place = next(
            (line["value"].place for line in lines
             if "value" in line and _same(line["value"].value, value)), ""
        )  # fmt: skip
        yield Refusal(kind="percentage-out-of-bounds", path=place, met=f"{value:g}", expected="%")


def _same(said: object, value: float) -> bool:
    text = str(said).translate(_SPACES).replace(",", ".").replace("−", "-").rstrip("%")
    try:
        return float(text) == value
    except ValueError:
        return False
