"""The catalogue as flat tables, described once for every format that is made of rows.

A shelf is a table, one row a record. A text is several columns (`title_fr`, `title_en`,
`title_says`, `title_sources`); a list of parts is a table of its own, keyed by the code of its
record and the rank of the part. Two more tables help to join: `records`, every record in short, and
`links`, every code that a record names. What equals its default is an empty cell.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

import attrs

from reflexes.catalogue import Catalogue
from reflexes.describing import Described, described, purpose_of, shelf_words
from reflexes.description import Description
from reflexes.digests import digest_of
from reflexes.editions import to_plain
from reflexes.fields import CODE_PATTERN, POINTER_PATTERN, Spec
from reflexes.kinds import KINDS
from reflexes.texts import Status, Text, Title

Cell = str | float | bool | tuple[str, ...] | None
"""One value: days are ISO text, several values a tuple, nothing is None."""
Row = tuple[Cell, ...]
Path = tuple[str, ...]

Children = tuple[tuple[Path, Described], ...]
"""The lists of parts of a record, with their paths."""

CATALOGUE, RECORDS, LINKS = "catalogue", "records", "links"
OWNER = "record"
"""The first column of a table of parts: the code of the record that holds them."""
PARTS_KEY = 2
"""How many columns make the key of a list of parts: the record and the rank."""
WORDS: tuple[Any, ...] = (Title, Text)


@attrs.frozen(kw_only=True)
class Column:
    """One column: where its value stands in a record's plain form, and what the field says of it.

    `labels` are English message ids from the outer field to the inner one. `refers` names the table
    whose first column holds this column's values. `required` is true where every row has a value.
    """

    path: Path
    labels: tuple[str, ...]
    spec: Spec
    kind: Any = str
    many: bool = False
    required: bool = False
    refers: str = ""

    @property
    def name(self) -> str:
        """The heading: `title_fr`."""
        return "_".join(self.path)

    @property
    def separator(self) -> str:
        """What parts several values in one cell: a space, or a line break where words may be."""
        return " " if self.is_choice or self.spec.kind == "references" else "\n"

    @property
    def is_choice(self) -> bool:
        """Whether values come from a closed list."""
        return isinstance(self.kind, type) and issubclass(self.kind, StrEnum)

    @property
    def is_words(self) -> bool:
        """Whether values are words to search, not codes."""
        return self.kind is str and not self.many and self.spec.kind in {"line", "prose"}


@attrs.frozen(kw_only=True)
class Table:
    """One table: its columns, the first of which are its key, and where its rows come from.

    `shelf` is the shelf whose records it holds, whole or in part; `path` the way to the list of
    parts inside them, one step for each list; `texts` the paths of the titles and texts that are
    spread over columns (an empty path is the row itself).
    """

    name: str
    labels: tuple[str, ...]
    purpose: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    shelf: str = ""
    path: tuple[Path, ...] = ()
    parent: str = ""
    texts: tuple[Path, ...] = ()

    def foreign_keys(
        self, lines: Sequence[Row] = ()
    ) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
        """Each foreign key: its columns, the other table, and the columns there.

        A column that points to another catalogue in one of `lines` (`name:code`) is no key.
        """
        for place, column in enumerate(self.columns):
            if column.refers and not any(":" in str(line[place]) for line in lines):
                first = "name" if column.refers == CATALOGUE else "code"
                yield (column.name,), column.refers, (first,)
        if len(self.key) > PARTS_KEY:
            # A list inside a list points to the part that holds it.
            yield self.key[:-1], self.parent, self.key[:-1]


def joined(values: tuple[str, ...], column: Column) -> str:
    """Several values in one cell; `ValueError` where they could not be told apart again."""
    if any(column.separator in value for value in values):
        raise ValueError(f"A value of {column.name} holds what parts values: {values}")
    return column.separator.join(values)


def plain_of(catalogue: Catalogue) -> dict[str, Any]:
    """The plain form of `catalogue`; a tree of files has no day and an empty `edition`."""
    plain = to_plain(catalogue, catalogue.edition, catalogue.day or dt.date.min)
    if catalogue.day is None:
        del plain["day"]
    return plain


def digest_said(catalogue: Catalogue, plain: Mapping[str, Any]) -> str:
    """The digest of the edition; for a tree of files, that of its plain form."""
    return catalogue.digest or digest_of(plain)


@cache
def layout() -> tuple[Table, ...]:
    """Every table, in reading order; the same for every catalogue."""
    return (
        *_catalogue_tables(),
        _records_table(),
        *(table for shelf, kind in KINDS.items() for table in _shelf_tables(shelf, kind)),
        _links_table(),
    )


def rows(catalogue: Catalogue) -> dict[str, list[Row]]:
    """The rows of every table of `layout`, by the table's name."""
    plain = plain_of(catalogue)
    said = {
        **plain["description"],
        "edition": plain["edition"],
        "day": plain.get("day"),
        "digest": digest_said(catalogue, plain),
        "schema": plain["schema"],
    }
    found: dict[str, list[Row]] = {}
    for table in layout():
        if table.name == RECORDS:
            found[RECORDS] = list(_records_rows(plain["shelves"], table))
        elif table.name == LINKS:
            found[LINKS] = list(_links_rows(plain["shelves"]))
        else:
            records = plain["shelves"][table.shelf] if table.shelf else [said]
            found[table.name] = [row for record in records for row in _rows_of(record, table)]
    return found


# What the tables are.

_CODE = Spec(label="Code", kind="line", max_length=80, pattern=CODE_PATTERN)
_POINTER = Spec(label="Code", kind="line", max_length=160, pattern=POINTER_PATTERN)
_RANK = Spec(label="Rank in the list", kind="whole", minimum=1)


def _line(label: str) -> Spec:
    return Spec(label=label, kind="line")


def _column(name: str, spec: Spec, **said: Any) -> Column:
    return Column(path=(name,), labels=(spec.label,), spec=spec, **said)


def _catalogue_tables() -> Iterator[Table]:
    own = (
        _column("name", _line("Name"), required=True),
        _column("edition", _line("Edition")),
        _column("day", Spec(label="Last day of which it tells", kind="day"), kind=dt.date),
        _column("digest", _line("Digest"), required=True),
        _column("schema", Spec(label="Number of the schema", kind="whole"), kind=int),
    )
    columns, texts, children = _spread(Description, (), (), required=True)
    table = Table(
        name=CATALOGUE,
        labels=("The catalogue",),
        purpose=purpose_of(Description),
        key=("name",),
        columns=own + tuple(column for column in columns if column.name != "name"),
        texts=texts,
    )
    yield table
    key = _column(OWNER, _line("Catalogue"), required=True, refers=CATALOGUE)
    yield from _child_tables(children, table, (key,))


def _records_table() -> Table:
    return Table(
        name=RECORDS,
        labels=("Every record in short",),
        purpose="Every record of every shelf, by its code.",
        key=("code",),
        columns=(
            _column("code", _CODE, required=True),
            _column("shelf", _line("Shelf"), required=True),
            Column(path=("title", "fr"), labels=("Title", "French"), spec=_line("French")),
            Column(path=("title", "en"), labels=("Title", "English"), spec=_line("English")),
            _column("status", Spec(label="Status", kind="choice"), kind=Status),
            _column("known_on", Spec(label="Day it became known", kind="day"), kind=dt.date),
        ),
    )


def _links_table() -> Table:
    return Table(
        name=LINKS,
        labels=("Every link",),
        purpose="Every code that a record names, with the place where it names it.",
        key=(OWNER, "rank"),
        columns=(
            _column(OWNER, attrs.evolve(_CODE, label="Record"), required=True, refers=RECORDS),
            _column("rank", _RANK, kind=int, required=True),
            _column("place", _line("Place in the record"), required=True),
            _column("to", attrs.evolve(_POINTER, label="Names"), required=True, refers=RECORDS),
        ),
    )


def _shelf_tables(shelf: str, kind: Any) -> Iterator[Table]:
    code = _column("code", _CODE, required=True, refers=RECORDS)
    columns, texts, children = _spread(kind, (), (), required=True)
    table = Table(
        name=shelf,
        labels=(shelf_words(shelf),),
        purpose=purpose_of(kind),
        key=("code",),
        columns=(code, *(column for column in columns if column.name != "code")),
        shelf=shelf,
        texts=texts,
    )
    yield table
    owner = _column(OWNER, attrs.evolve(_CODE, label="Record"), required=True, refers=shelf)
    yield from _child_tables(children, table, (owner,))


def _child_tables(children: Children, parent: Table, keys: tuple[Column, ...]) -> Iterator[Table]:
    """The tables of the lists of parts of `parent`, and of the lists inside them."""
    for path, field in children:
        rank = "rank" if len(keys) == 1 else f"rank_{len(keys)}"
        own = (*keys, _column(rank, _RANK, kind=int, required=True))
        columns, texts, inner = _spread(field.kind, (), (), required=True)
        made = Table(
            name="_".join((parent.name, *path)),
            labels=(*parent.labels, field.spec.label),
            purpose=purpose_of(field.kind),
            key=tuple(column.name for column in own),
            columns=own + columns,
            shelf=parent.shelf,
            path=(*parent.path, path),
            parent=parent.name,
            texts=texts,
        )
        yield made
        yield from _child_tables(inner, made, own)


def _spread(
    kind: Any, path: Path, labels: tuple[str, ...], *, required: bool
) -> tuple[tuple[Column, ...], tuple[Path, ...], Children]:
    """The columns of a record and of its parts, the paths of its texts, and its lists of parts."""
    columns: list[Column] = []
    texts: list[Path] = []
    children: list[tuple[Path, Described]] = []
    for field in described(kind):
        here = (*path, field.name)
        words = (*labels, field.spec.label)
        has_value = required and field.required
        if field.is_record and field.many:
            children.append((here, field))
        elif field.is_record:
            if field.kind in WORDS:
                texts.append(here)
            inner = _spread(field.kind, here, words, required=has_value)
            columns += inner[0]
            texts += inner[1]
            children += inner[2]
        else:
            columns.append(
                Column(
                    path=here,
                    labels=words,
                    spec=field.spec,
                    kind=field.kind,
                    many=field.many,
                    required=has_value,
                    refers=_table_referred(field),
                )
            )
    if not path and kind in WORDS:
        # A list of texts: the row itself is the text.
        texts.append(())
    return tuple(columns), tuple(texts), tuple(children)


def _table_referred(field: Described) -> str:
    """The table where the one code of a field is found: its shelf, or every record."""
    if field.many or not field.spec.refers:
        return ""
    return field.spec.refers[0] if len(field.spec.refers) == 1 else RECORDS


# What the tables hold.


def _rows_of(record: Mapping[str, Any], table: Table) -> Iterator[Row]:
    if not table.path:
        yield tuple(_cell(record, column) for column in table.columns)
        return
    owner = record["code" if table.shelf else "name"]
    columns = table.columns[len(table.key) :]
    for ranks, item in _items(record, table.path):
        yield (owner, *ranks, *(_cell(item, column) for column in columns))


def _items(
    record: Mapping[str, Any], path: tuple[Path, ...]
) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The parts at the end of `path`, each with its rank in every list on the way."""
    for rank, item in enumerate(_at(record, path[0]) or (), start=1):
        if len(path) == 1:
            yield (rank,), item
        else:
            for ranks, inner in _items(item, path[1:]):
                yield (rank, *ranks), inner


def _cell(record: Mapping[str, Any], column: Column) -> Cell:
    value = _at(record, column.path)
    if column.many:
        return tuple(map(str, value or ()))
    if isinstance(value, str):
        # A member of a closed list is a text here.
        return str(value) or None
    known: Cell = value
    return known


def _at(record: Mapping[str, Any], path: Path) -> Any:
    value: Any = record
    for step in path:
        value = value.get(step) if value is not None else None
    return value


def _records_rows(shelves: Mapping[str, list[dict[str, Any]]], table: Table) -> Iterator[Row]:
    for shelf, records in shelves.items():
        for record in records:
            said = {**record, "shelf": shelf}
            yield tuple(_cell(said, column) for column in table.columns)


def _links_rows(shelves: Mapping[str, list[dict[str, Any]]]) -> Iterator[Row]:
    for shelf, records in shelves.items():
        for record in records:
            found = _links_of(record, KINDS[shelf], "")
            for rank, (place, code) in enumerate(found, start=1):
                yield (record["code"], rank, place, code)


def _links_of(plain: Mapping[str, Any], kind: Any, path: str) -> Iterator[tuple[str, str]]:
    for field in described(kind):
        value = plain.get(field.name)
        if value is None:
            continue
        items = (
            [(f"{path}{field.name}[{place}]", item) for place, item in enumerate(value)]
            if field.many
            else [(f"{path}{field.name}", value)]
        )
        for here, item in items:
            if field.is_record:
                yield from _links_of(item, field.kind, f"{here}.")
            elif field.spec.kind in {"reference", "references"}:
                yield here, item
