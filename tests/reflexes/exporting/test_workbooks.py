"""The workbooks, read back by others and compared with the catalogue cell by cell."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from odf import table, teletype, text
from odf.opendocument import load

import reflexes
from reflexes import editions
from reflexes.exporting import FORMATS
from reflexes.exporting.sheets import NAME_LENGTH, Sheet, sheets
from reflexes.exporting.tables import layout, rows

Grid = list[list[Any]]
MEASURE = "{urn:oasis:names:tc:opendocument:xmlns:config:1.0}"


def from_xlsx(content: bytes) -> dict[str, Grid]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [[_day(c.value) for c in row] for row in page] for page in book}


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) else value


def from_ods(content: bytes) -> dict[str, Grid]:
    book = load(io.BytesIO(content))
    return {
        page.getAttribute("name"): [
            [_ods_value(cell) for cell in row.getElementsByType(table.TableCell)]
            for row in page.getElementsByType(table.TableRow)
        ]
        for page in book.spreadsheet.getElementsByType(table.Table)
    }


def _ods_value(cell: Any) -> Any:
    kind = cell.getAttribute("valuetype")
    if kind == "date":
        return dt.date.fromisoformat(cell.getAttribute("datevalue"))
    if kind == "float":
        return int(cell.getAttribute("value"))
    said = [teletype.extractText(paragraph) for paragraph in cell.getElementsByType(text.P)]
    return "\n".join(said) or None


def written(name: str, catalogue: reflexes.Catalogue, language: str) -> bytes:
    content = FORMATS[name].write(catalogue, language)
    assert isinstance(content, bytes)
    return content


READ = {"xlsx": from_xlsx, "ods": from_ods}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", READ)
def test_workbooks_give_every_cell_back(
    name: str, language: str, shipped: reflexes.Catalogue
) -> None:
    found = READ[name](written(name, shipped, language))
    expected = sheets(shipped, language)
    assert list(found) == [sheet.name for sheet in expected]
    for sheet in expected:
        lines = found[sheet.name]
        assert lines[0] == list(sheet.headings)
        assert lines[1:] == [
            [None if value == "" else value for value in row] for row in sheet.rows
        ], sheet.name


@pytest.mark.parametrize("name", editions.names())
def test_sheets_hold_every_text_of_the_edition(name: str) -> None:
    catalogue = reflexes.load(name)
    found = rows(catalogue)
    shown = {value for sheet in sheets(catalogue, "fr") for row in sheet.rows for value in row}
    words = {
        cell
        for made in layout()
        if made.name != "links"
        for row in found[made.name]
        for cell, column in zip(row, made.columns, strict=True)
        if column.is_words and cell is not None and column.name != "shelf"
    }
    assert words <= shown
    assert len(words) > 50


def test_sheets_of_a_shelf_have_one_row_a_record(shipped: reflexes.Catalogue) -> None:
    by_title = {sheet.title: sheet for sheet in sheets(shipped, "fr")}
    pistes = by_title["Pistes"]
    assert [row[0] for row in pistes.rows] == list(shipped.pistes.everything)
    assert pistes.headings[:4] == ("Code", "Rang", "Titre · Français", "Titre · Anglais")
    assert pistes.rows[0][pistes.headings.index("Statut")] == "attesté"
    assert pistes.rows[0][pistes.headings.index("Connu depuis le")] == dt.date(2020, 9, 21)


def test_names_of_sheets_are_short_and_their_own(shipped: reflexes.Catalogue) -> None:
    for language in ("fr", "en"):
        names = [sheet.name for sheet in sheets(shipped, language)]
        assert len({name.lower() for name in names}) == len(names)
        assert all(0 < len(name) <= NAME_LENGTH for name in names)
        assert not any(set(name) & set("[]:*?/\\") for name in names)


def test_the_cover_says_which_edition_and_what_is_ours(shipped: reflexes.Catalogue) -> None:
    said = {row[0]: row[1] for row in sheets(shipped, "fr")[0].rows}
    assert said["Édition"] == shipped.edition
    assert said["Empreinte"] == shipped.digest
    assert said["Licence"] == shipped.description.licence
    assert said["Fiches, par statut\u00a0: attesté"] == sum(
        record.status.value == "attested"
        for shelf in shipped.shelves
        for record in shipped.shelf(shelf).everything.values()
    )
    assert "italique" in str(said["Ce qui est à nous"])


def test_what_is_ours_is_in_another_style(shipped: reflexes.Catalogue) -> None:
    sheet = next(sheet for sheet in sheets(shipped, "fr") if sheet.title == "Pistes")
    assert sheet.ours
    page = openpyxl.load_workbook(io.BytesIO(written("xlsx", shipped, "fr")))["Pistes"]
    slanted = {
        (line - 2, place - 1)
        for line in range(2, page.max_row + 1)
        for place in range(1, page.max_column + 1)
        if page.cell(line, place).font.italic and page.cell(line, place).value
    }
    assert slanted == {at for at in sheet.ours if sheet.rows[at[0]][at[1]]}

    first = next(iter(slanted))
    said_by = sheet.headings[first[1]].rpartition(" · ")[0] + " · Qui le dit"
    assert sheet.rows[first[0]][sheet.headings.index(said_by)] == "de ce projet"


def test_headings_are_frozen(shipped: reflexes.Catalogue) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", shipped, "fr")))
    assert {page.freeze_panes for page in book} == {"B2"}

    with zipfile.ZipFile(io.BytesIO(written("ods", shipped, "fr"))) as archive:
        settings = ET.fromstring(archive.read("settings.xml"))  # noqa: S314 - made above
    frozen = [
        item
        for item in settings.iter(f"{MEASURE}config-item")
        if item.get(f"{MEASURE}name") == "VerticalSplitPosition" and item.text == "1"
    ]
    assert len(frozen) == len(sheets(shipped, "fr"))


@pytest.mark.parametrize("name", READ)
def test_a_text_that_looks_like_a_formula_stays_a_text(name: str, tree: Path) -> None:
    path = tree / "pistes" / "telephoner.toml"
    wrong = '=HYPERLINK(\\"https://example.org\\")  deux  espaces\\n\\n+1'
    spoilt = path.read_text(encoding="utf-8").replace('fr = "Téléphoner."', f'fr = "{wrong}"')
    path.write_text(spoilt, encoding="utf-8")
    content = written(name, reflexes.load(tree), "fr")
    cells = [value for row in READ[name](content)["Pistes"] for value in row]
    assert '=HYPERLINK("https://example.org")  deux  espaces\n\n+1' in cells
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = b"".join(archive.read(part) for part in archive.namelist())
    # A reader of ODF drops a second space that is not written as an element.
    assert {"ods": b"deux <text:s", "xlsx": b"deux  espaces"}[name] in inside
    assert b"<f>" not in inside
    assert b"table:formula" not in inside


def test_sheets_without_a_row_are_left_out(tree: Path) -> None:
    made = sheets(reflexes.load(tree), "en")
    titles = [sheet.title for sheet in made]
    assert "Pistes" in titles
    assert "Experiments" in titles
    assert "Pistes · What it answers" in titles
    assert "Pistes · Risks" not in titles
    assert all(isinstance(sheet, Sheet) for sheet in made)


def test_ods_does_not_depend_on_what_was_written_before(shipped: reflexes.Catalogue) -> None:
    before = written("ods", shipped, "fr")
    table.Table(name="x").get_nsprefix("https://example.org/elsewhere")
    assert written("ods", shipped, "fr") == before
