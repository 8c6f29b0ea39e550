"""The CSV export, checked by Frictionless."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import frictionless
import pytest

import reflexes
from reflexes.exporting.csv_tables import write
from reflexes.exporting.placing import DESCRIPTOR, place
from reflexes.exporting.tables import Cell, Column, layout, rows


def read(cell: str, column: Column) -> Cell:
    """The cell as it was before it was written."""
    if column.many:
        return tuple(cell.split(column.separator)) if cell else ()
    if not cell:
        return None
    return int(cell) if column.kind is int else cell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shipped: reflexes.Catalogue) -> Path:
    path: Path = tmp_path_factory.mktemp("csv") / "tables"
    place(write(shipped), path)
    return path


def test_csv_gives_every_cell_back(shipped: reflexes.Catalogue) -> None:
    files = write(shipped)
    expected = rows(shipped)
    assert set(files) == {DESCRIPTOR, *(f"{table.name}.csv" for table in layout())}
    for table in layout():
        text = files[f"{table.name}.csv"].decode()
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert lines[0] == [column.name for column in table.columns]
        assert [
            tuple(read(cell, column) for cell, column in zip(line, table.columns, strict=True))
            for line in lines[1:]
        ] == expected[table.name]
        assert text.endswith("\r\n")


def test_frictionless_finds_nothing_to_say(folder: Path) -> None:
    report = frictionless.validate(str(folder / DESCRIPTOR))
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert report.valid
    assert {task.name for task in report.tasks} == {table.name for table in layout()}


def test_frictionless_finds_what_is_broken(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "tables"
    place({file.name: file.read_bytes() for file in folder.iterdir()}, broken)
    _spoil(broken / "pistes.csv", 1, "rank", "un")
    _spoil(broken / "pistes.csv", 2, "status", "certain")
    _spoil(broken / "phenomena.csv", 1, "controversy", "nulle-part")
    _spoil(broken / "sources.csv", 1, "seen_on", "22/11/2026")
    _spoil(broken / "sources.csv", 2, "title_fr", "")
    _spoil(broken / "records.csv", 2, "code", "participation-citoyenne")
    _spoil(broken / "pistes_answers.csv", 2, "rank", "1")

    report = frictionless.validate(str(broken / DESCRIPTOR))

    found = {(task.name, error.type) for task in report.tasks for error in task.errors}
    assert found >= {
        ("pistes", "type-error"),
        ("pistes", "constraint-error"),
        ("phenomena", "foreign-key"),
        ("sources", "type-error"),
        ("sources", "constraint-error"),
        ("records", "unique-error"),
        ("pistes_answers", "primary-key"),
    }


def _spoil(path: Path, line: int, column: str, value: str) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    lines[line][lines[0].index(column)] = value
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)


def test_the_descriptor_says_where_the_data_come_from(
    folder: Path, shipped: reflexes.Catalogue
) -> None:
    said = json.loads((folder / DESCRIPTOR).read_bytes())
    assert said["licenses"][0]["title"] == "Licence Ouverte 2.0"
    assert (said["version"], said["languages"]) == (shipped.edition, ["fr", "en"])
    assert len(said["sources"]) == len(shipped.sources)
    pistes = next(resource for resource in said["resources"] if resource["name"] == "pistes")
    fields = {field["name"]: field for field in pistes["schema"]["fields"]}
    assert fields["title_fr"]["constraints"] == {"required": True, "maxLength": 240}
    assert fields["title_sources"]["description"] == "Plusieurs valeurs, séparées par une espace."
    assert fields["known_on"]["type"] == "date"
    assert (
        dt.date.fromisoformat("2020-09-21")
        == shipped.pistes.everything["micro-mobilite-professionnelle"].known_on
    )
    assert pistes["schema"]["foreignKeys"] == [
        {"fields": ["code"], "reference": {"resource": "records", "fields": ["code"]}}
    ]


def test_the_descriptor_speaks_the_language_asked_for(shipped: reflexes.Catalogue) -> None:
    french, english = (json.loads(write(shipped, said)[DESCRIPTOR]) for said in ("fr", "en"))
    assert french["resources"][1]["title"] == "Le catalogue · Jalons"
    assert english["resources"][1]["title"] == "The catalogue · Milestones"


def test_cells_are_left_faithful(tree: Path) -> None:
    path = tree / "pistes" / "telephoner.toml"
    spoilt = path.read_text(encoding="utf-8").replace(
        'fr = "Téléphoner."', 'fr = "=1+1, \\"oui\\""'
    )
    path.write_text(spoilt, encoding="utf-8")
    assert '"=1+1, ""oui"""' in write(reflexes.load(tree))["pistes.csv"].decode()
