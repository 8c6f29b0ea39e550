"""The sheets of a workbook, whichever program reads it: a cover, then one sheet a table.

Headings, closed lists and the cover are in the language asked for. Cells are text, numbers or days,
never formulas: a text that begins with `=` stays a text.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from reflexes.catalogue import Catalogue
from reflexes.exporting.tables import (
    CATALOGUE,
    LINKS,
    RECORDS,
    Cell,
    Column,
    Row,
    Table,
    joined,
    layout,
    rows,
)
from reflexes.texts import Says, Status
from reflexes.wording import Translate, translator

Value = str | float | dt.date | None
NAME_LENGTH = 31
"""How long a sheet's name may be, for Excel."""
WIDTHS = {"prose": 60, "line": 32, "reference": 28, "references": 28, "whole": 8, "day": 12}
"""Widths of columns, in characters, by the kind of the field."""
USUAL_WIDTH = 16
COVER_WIDTHS = (38, 100, 8)


@attrs.frozen(kw_only=True)
class Sheet:
    """One sheet: its headings, the widths of its columns in characters, and its rows.

    `title` says the whole of what `name`, which has to be short, may say in part.
    `ours` holds the places (row, column), from 0 under the headings, of the words that this project
    says; the reader shows them in another style.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Value, ...], ...]
    ours: frozenset[tuple[int, int]] = frozenset()


def sheets(catalogue: Catalogue, language: str) -> tuple[Sheet, ...]:
    """The cover, then the sheets that have a row or hold a whole shelf."""
    translate = translator(language)
    found = rows(catalogue)
    made = [
        _sheet(table, found[table.name], translate)
        for table in layout()
        if table.name not in {CATALOGUE, RECORDS, LINKS}
        and (found[table.name] or table.name == table.shelf)
    ]
    named = _with_names(made, translate("Cover"))
    return (_cover(found, named, translate), *named)


def _sheet(table: Table, lines: Iterable[Row], translate: Translate) -> Sheet:
    kept = tuple(lines)
    ends = dict.fromkeys((table.labels[0], table.labels[-1]))
    return Sheet(
        name=_shortened(" · ".join(map(translate, ends)), ""),
        title=" · ".join(map(translate, table.labels)),
        headings=tuple(" · ".join(map(translate, column.labels)) for column in table.columns),
        widths=tuple(WIDTHS.get(column.spec.kind, USUAL_WIDTH) for column in table.columns),
        rows=tuple(
            tuple(
                _value(cell, column, translate)
                for cell, column in zip(line, table.columns, strict=True)
            )
            for line in kept
        ),
        ours=frozenset(_ours(table, kept)),
    )


def _value(cell: Cell, column: Column, translate: Translate) -> Value:
    """The cell as people read it: closed lists in words, days as days when they are whole."""
    if isinstance(cell, tuple):
        words = tuple(map(translate, cell)) if column.is_choice else cell
        return ", ".join(words) if column.is_choice else joined(words, column)
    if cell is None or isinstance(cell, int | float):
        return cell
    if column.is_choice:
        return translate(cell)
    return dt.date.fromisoformat(cell) if column.kind is dt.date else cell


def _ours(table: Table, lines: tuple[Row, ...]) -> Iterator[tuple[int, int]]:
    positions = {column.name: place for place, column in enumerate(table.columns)}
    for path in table.texts:
        fr, en, says = (positions["_".join((*path, name))] for name in ("fr", "en", "says"))
        for place, line in enumerate(lines):
            if line[says] == Says.OURS:
                yield (place, fr)
                yield (place, en)


def _with_names(made: Iterable[Sheet], cover: str) -> tuple[Sheet, ...]:
    """Each sheet with a name of its own."""
    taken: set[str] = {cover}
    named = []
    for sheet in made:
        name = sheet.name
        number = 2
        while name in taken:
            name = _shortened(sheet.name, f" ({number})")
            number += 1
        taken.add(name)
        named.append(attrs.evolve(sheet, name=name))
    return tuple(named)


def _shortened(title: str, end: str) -> str:
    """A name that a workbook takes: without its forbidden signs, and cut between two words."""
    said = "".join("-" if sign in "[]:*?/\\" else sign for sign in title)
    room = NAME_LENGTH - len(end)
    if len(said) > room:
        words = said[:room].rpartition(" ")[0] or said[: room - 1]
        said = f"{words.rstrip(' ·,')[: room - 1]}…"
    return said + end


def _cover(found: Mapping[str, list[Row]], made: tuple[Sheet, ...], translate: Translate) -> Sheet:
    ours = translate(
        "The words of this project are in italics on a tinted ground, and the column “Who says "
        "it” says so. Every other text says, in our words, what the sources beside it attest."
    )
    lines: list[tuple[Value, ...]] = [
        *((*said, None) for said in _said_of_itself(found, translate)),
        *((*said, None) for said in _counts(found, translate)),
        (None, None, None),
        (translate("What is ours"), ours, None),
        (None, None, None),
        (translate("Sheets"), None, None),
        *((sheet.name, sheet.title, len(sheet.rows)) for sheet in made),
    ]
    return Sheet(
        name=translate("Cover"),
        title=translate("The catalogue"),
        headings=(translate("The catalogue"), translate("What it holds"), translate("Rows")),
        widths=COVER_WIDTHS,
        rows=tuple(lines),
    )


def _said_of_itself(
    found: Mapping[str, list[Row]], translate: Translate
) -> Iterator[tuple[Value, Value]]:
    """Every column of the catalogue's own table, one a line: edition, digest, licence, texts."""
    table = next(table for table in layout() if table.name == CATALOGUE)
    for cell, column in zip(found[CATALOGUE][0], table.columns, strict=True):
        value = _value(cell, column, translate)
        if value not in {None, ""}:
            yield " · ".join(map(translate, column.labels)), value


def _counts(found: Mapping[str, list[Row]], translate: Translate) -> Iterator[tuple[str, int]]:
    table = next(table for table in layout() if table.name == RECORDS)
    status = [column.name for column in table.columns].index("status")
    for one in Status:
        count = sum(row[status] == one for row in found[RECORDS])
        yield translate("Records, by status: %s") % translate(one.value), count
