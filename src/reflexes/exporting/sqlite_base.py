"""SQLite: one table a shelf and a list of parts, foreign keys, views, and full-text search.

The file is made in memory, in one order, from nothing: the same edition gives the same bytes, with
the same release of SQLite. Datasette opens it, and finds the search index of each shelf and of
`texts`, where every text stands with the place it comes from and who says it.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

from reflexes.catalogue import Catalogue
from reflexes.exporting.tables import Cell, Column, Path, Row, Table, layout, rows

TOKENIZER = "unicode61 remove_diacritics 2"
TYPES = {int: "INTEGER", float: "REAL", bool: "INTEGER", dt.date: "TEXT"}
TEXTS = """
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    record TEXT NOT NULL REFERENCES records (code),
    place TEXT NOT NULL,
    fr TEXT NOT NULL,
    en TEXT,
    says TEXT NOT NULL,
    sources TEXT NOT NULL
)
"""
VIEWS = {
    "texts_attested": "SELECT * FROM texts WHERE says <> 'ours'",
    "texts_ours": "SELECT * FROM texts WHERE says = 'ours'",
    "answers": """
        SELECT pistes.code AS piste, pistes.title_fr AS piste_fr, records.shelf,
               records.code AS answers, records.title_fr AS answers_fr, pistes_answers.says
        FROM pistes_answers
        JOIN pistes ON pistes.code = pistes_answers.record
        JOIN records ON records.code = pistes_answers."to"
    """,
    "citations": """
        SELECT sources.code, sources.title_fr, sources.published_on,
               count(links.record) AS times_cited
        FROM sources LEFT JOIN links ON links."to" = sources.code
        GROUP BY sources.code ORDER BY times_cited DESC, sources.code
    """,
}
"""The views, by name: what is attested, what is ours, what pistes answer, how often it is cited."""


def write(catalogue: Catalogue) -> bytes:
    """The bytes of the database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute("PRAGMA page_size = 4096")
        base.execute("BEGIN")
        found = rows(catalogue)
        for table in layout():
            base.execute(_create(table, found[table.name]))
            _fill(base, table, found[table.name])
        base.execute(TEXTS)
        base.executemany(
            "INSERT INTO texts (record, place, fr, en, says, sources) VALUES (?, ?, ?, ?, ?, ?)",
            _texts(found),
        )
        for name, query in VIEWS.items():
            base.execute(f"CREATE VIEW {_name(name)} AS {query}")
        _index(base)
        base.execute("COMMIT")
        return base.serialize()


def _name(name: str) -> str:
    return f'"{name}"'


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))


def _create(table: Table, lines: list[Row]) -> str:
    said = [_column(column) for column in table.columns]
    said.append(f"PRIMARY KEY ({_names(table.key)})")
    said += [
        f"FOREIGN KEY ({_names(here)}) REFERENCES {_name(other)} ({_names(there)})"
        for here, other, there in table.foreign_keys(lines)
    ]
    inside = ",\n    ".join(said)
    return f"CREATE TABLE {_name(table.name)} (\n    {inside}\n)"


def _column(column: Column) -> str:
    said = f"{_name(column.name)} {TYPES.get(column.kind, 'TEXT')}"
    if column.required or column.many:
        said += " NOT NULL"
    if column.is_choice and not column.many:
        values = ", ".join(f"'{member.value}'" for member in column.kind)
        said += f" CHECK ({_name(column.name)} IN ({values}))"
    return said


def _fill(base: sqlite3.Connection, table: Table, lines: Iterable[Row]) -> None:
    marks = ", ".join("?" * len(table.columns))
    base.executemany(
        f"INSERT INTO {_name(table.name)} VALUES ({marks})",  # noqa: S608 - a name of our own
        [tuple(map(_value, line)) for line in lines],
    )


def _value(cell: Cell) -> str | float | None:
    """The cell as SQLite keeps it: several values are a JSON array, which Datasette counts."""
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, tuple) else cell


def _texts(found: dict[str, list[Row]]) -> Iterator[tuple[str | float | None, ...]]:
    for table in layout():
        if not table.shelf:
            continue
        positions = {column.name: place for place, column in enumerate(table.columns)}
        for row in found[table.name]:
            for path in table.texts:
                fr, en, says, sources = (
                    _value(row[positions["_".join((*path, name))]])
                    for name in ("fr", "en", "says", "sources")
                )
                if fr is not None:
                    yield (str(row[0]), _place(table, row, path), fr, en, says, sources)


def _place(table: Table, row: Row, path: Path) -> str:
    """Where a text stands in its record, as refusals say it: `poles[0].argument`."""
    ranks = [int(str(rank)) - 1 for rank in row[1 : len(table.key)]]
    lists = [f"{'.'.join(step)}[{rank}]" for step, rank in zip(table.path, ranks, strict=True)]
    return ".".join((*lists, *path))


def _index(base: sqlite3.Connection) -> None:
    """Full-text search over the words of each shelf and over all texts."""
    indexed = {
        table.name: [column.name for column in table.columns if column.is_words]
        for table in layout()
        if table.shelf == table.name
    }
    for name, columns in {**indexed, "texts": ["fr", "en"]}.items():
        base.execute(
            f"CREATE VIRTUAL TABLE {_name(name + '_fts')} USING FTS5 "
            f'({_names(columns)}, content="{name}", tokenize="{TOKENIZER}")'
        )
        # The index reads the table itself; the table is never written again.
        base.execute(
            f"INSERT INTO {_name(name + '_fts')} ({_name(name + '_fts')}) VALUES ('rebuild')"  # noqa: S608 - a name of our own
        )
