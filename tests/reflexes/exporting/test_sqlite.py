"""The SQLite export: whole, searchable, and at home in Datasette."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

import reflexes
from reflexes import editions
from reflexes.exporting.sqlite_base import VIEWS, write
from reflexes.exporting.tables import layout, rows
from reflexes.links import parts
from reflexes.texts import Text, Title


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, shipped: reflexes.Catalogue) -> Path:
    path: Path = tmp_path_factory.mktemp("sqlite") / "catalogue.sqlite"
    path.write_bytes(write(shipped))
    return path


@pytest.fixture
def base(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as opened:
        yield opened


def test_sqlite_gives_every_cell_back(
    base: sqlite3.Connection, shipped: reflexes.Catalogue
) -> None:
    expected = rows(shipped)
    for table in layout():
        many = [column.many for column in table.columns]
        found = [
            tuple(
                tuple(json.loads(cell)) if several else cell
                for cell, several in zip(line, many, strict=True)
            )
            for line in base.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid')  # noqa: S608 - a name of our own
        ]
        assert found == expected[table.name], table.name


@pytest.mark.parametrize("name", editions.names())
def test_sqlite_of_every_edition_is_sound(name: str) -> None:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(write(reflexes.load(name)))
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("SELECT edition FROM catalogue").fetchall() == [(name,)]
        for view in VIEWS:
            base.execute(f'SELECT * FROM "{view}"').fetchall()  # noqa: S608 - a name of our own


def test_sqlite_refuses_what_the_records_refuse(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(copy)) as base:
        base.execute("PRAGMA foreign_keys = ON")
        for wrong in (
            "UPDATE pistes SET status = 'certain'",
            "UPDATE pistes SET title_fr = NULL",
            "UPDATE phenomena SET controversy = 'nulle-part'",
            "INSERT INTO records (code, shelf) SELECT code, shelf FROM records LIMIT 1",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                base.execute(wrong)


def test_sqlite_holds_every_text_with_its_place(
    base: sqlite3.Connection, shipped: reflexes.Catalogue
) -> None:
    expected = {
        (record.code, path, part.fr, part.en or None, part.says.value, part.sources)
        for shelf in shipped.shelves
        for record in shipped.shelf(shelf).everything.values()
        for path, part in parts(record)
        if isinstance(part, Title | Text)
    }
    found = base.execute("SELECT record, place, fr, en, says, sources FROM texts").fetchall()
    assert {(*line[:5], tuple(json.loads(line[5]))) for line in found} == expected
    assert len(found) == len(expected)
    ours, attested = (
        base.execute(f"SELECT count(*) FROM texts_{which}").fetchone()[0]  # noqa: S608 - two words of our own
        for which in ("ours", "attested")
    )
    assert ours == sum(line[4] == "ours" for line in expected)
    assert ours + attested == len(expected)


def test_search_hears_no_accent(base: sqlite3.Connection) -> None:
    query = """
        SELECT code FROM pistes
        WHERE rowid IN (SELECT rowid FROM pistes_fts WHERE pistes_fts MATCH ?)
    """
    with_accent, without = (
        base.execute(query, [word]).fetchall() for word in ("mobilité", "MOBILITE")
    )
    assert ("micro-mobilite-professionnelle",) in with_accent
    assert with_accent == without
    base.execute("INSERT INTO texts_fts (texts_fts, rank) VALUES ('integrity-check', 1)")
    base.execute("INSERT INTO pistes_fts (pistes_fts, rank) VALUES ('integrity-check', 1)")


def ask(file: Path, *paths: str) -> list[Any]:
    """What Datasette answers, in this very process, with nothing on the network."""

    async def answers() -> list[Any]:
        datasette = Datasette([str(file)], settings={"num_sql_threads": 0})
        await datasette.invoke_startup()
        said = []
        for path in paths:
            answer = await datasette.client.get(path)
            assert answer.status_code == 200, (path, answer.text[:300])
            said.append(answer.json() if ".json" in path else answer.text)
        return said

    # In a thread of its own: the browser of other tests keeps a loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, answers()).result()


def test_datasette_opens_it(file: Path, shipped: reflexes.Catalogue) -> None:
    base, row, found, texts, page = ask(
        file,
        "/catalogue.json",
        "/catalogue/pistes/micro-mobilite-professionnelle.json?_shape=array",
        "/catalogue/pistes.json?_search=mobilite&_shape=array",
        "/catalogue/texts.json?_search=guichet&_shape=array&_size=max",
        "/catalogue/phenomena",
    )
    shown = {table["name"]: table for table in base["tables"] if not table["hidden"]}
    assert {table.name for table in layout()} | {"texts"} == set(shown)
    assert {view["name"] for view in base["views"]} == set(VIEWS)
    assert shown["pistes"]["fts_table"] == "pistes_fts"
    assert shown["sources"]["count"] == len(shipped.sources)

    piste = shipped.pistes["micro-mobilite-professionnelle"]
    assert row[0]["title_fr"] == piste.title.fr
    assert piste.code in [line["code"] for line in found]
    assert 0 < len(found) < len(shipped.pistes)
    assert any("guichet" in line["fr"] for line in texts)
    # A foreign key becomes a link to the record.
    controversy = next(iter(shipped.phenomena)).controversy
    assert f'href="/catalogue/controversies/{controversy}"' in page
