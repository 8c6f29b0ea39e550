"""The flat tables lose nothing, whichever the edition."""

from typing import Any

import pytest

import reflexes
from reflexes import editions
from reflexes.exporting.tables import (
    CATALOGUE,
    LINKS,
    OWNER,
    RECORDS,
    Column,
    Row,
    Table,
    joined,
    layout,
    plain_of,
    rows,
)
from reflexes.kinds import KINDS
from reflexes.links import pointers

TABLES = {table.name: table for table in layout()}


def unflattened(found: dict[str, list[Row]], table: Table, key: tuple[Any, ...]) -> Any:
    """The plain forms that the rows of `table` tell, those whose key begins by `key` alone."""
    mine = [row for row in found[table.name] if row[: len(key)] == key]
    return [_record(found, table, row) for row in mine]


def _record(found: dict[str, list[Row]], table: Table, row: Row) -> dict[str, Any]:
    said: dict[str, Any] = {}
    keys = len(table.key) if table.path else 0
    for cell, column in list(zip(row, table.columns, strict=True))[keys:]:
        if cell not in {None, ()}:
            _put(said, column.path, list(cell) if isinstance(cell, tuple) else cell)
    for child in layout():
        if child.parent == table.name:
            inner = unflattened(found, child, row[: len(table.key)])
            if inner:
                _put(said, child.path[-1], inner)
    return said


def _put(said: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        said = said.setdefault(step, {})
    said[path[-1]] = value


@pytest.mark.parametrize("name", editions.names())
def test_tables_give_the_whole_edition_back(name: str) -> None:
    catalogue = reflexes.load(name)
    found = rows(catalogue)
    plain = plain_of(catalogue)

    assert {s: unflattened(found, TABLES[s], ()) for s in KINDS} == plain["shelves"]

    said = unflattened(found, TABLES[CATALOGUE], ())[0]
    head = {key: said.pop(key) for key in ("edition", "day", "digest", "schema")}
    assert said == plain["description"]
    assert (head["edition"], head["digest"]) == (name, catalogue.digest)
    assert head["day"] == plain["day"]


def test_tables_of_a_tree_have_no_day_and_a_digest(tree: Any) -> None:
    catalogue = reflexes.load(tree)
    found = rows(catalogue)
    said = dict(zip([c.name for c in TABLES[CATALOGUE].columns], found[CATALOGUE][0], strict=True))

    assert (said["edition"], said["day"]) == (None, None)
    assert len(said["digest"]) == 64
    assert [row[0] for row in found["pistes_answers"]] == ["telephoner"]


def test_tables_hold_every_record_and_every_link(shipped: reflexes.Catalogue) -> None:
    found = rows(shipped)
    everything = [
        (code, name, record)
        for name in KINDS
        for code, record in shipped.shelf(name).everything.items()
    ]

    assert [(row[0], row[1]) for row in found[RECORDS]] == [(c, n) for c, n, _ in everything]
    links = {(row[0], row[2], row[3]) for row in found[LINKS]}
    assert {(c, p.path, p.code) for c, _, record in everything for p in pointers(record)} <= links


@pytest.mark.parametrize("table", layout(), ids=lambda table: table.name)
def test_tables_have_sound_keys_and_columns(table: Table, shipped: reflexes.Catalogue) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert tuple(names[: len(table.key)]) == table.key
    assert all(TABLES[other].key[: len(there)] == there for _, other, there in table.foreign_keys())

    found = rows(shipped)[table.name]
    keys = [row[: len(table.key)] for row in found]
    assert len(set(keys)) == len(keys)
    assert all(len(row) == len(names) for row in found)
    required = [place for place, column in enumerate(table.columns) if column.required]
    assert all(row[place] is not None for row in found for place in required)


def test_tables_of_lists_inside_lists_point_to_their_part() -> None:
    levels = TABLES["principles_questions_levels"]
    assert levels.key == (OWNER, "rank", "rank_2")
    assert list(levels.foreign_keys())[-1] == (
        (OWNER, "rank"),
        "principles_questions",
        (OWNER, "rank"),
    )


def test_values_that_could_not_be_told_apart_are_refused() -> None:
    column = next(c for c in TABLES["sources"].columns if c.name == "addresses")
    assert isinstance(column, Column)
    assert joined(("https://a.example/", "https://b.example/"), column).count("\n") == 1
    with pytest.raises(ValueError, match="addresses"):
        joined(("https://a.example/\nhttps://b.example/",), column)
