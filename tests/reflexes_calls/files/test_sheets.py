"""Sheets are read alike from CSV, XLSX and ODS; what is not safe is refused, no formula is run."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from reflexes_calls.domain.attachment import FileKind, FileRefused
from reflexes_calls.files.inspecting import inspect
from reflexes_calls.files.sheets import LIMITS, read_sheets
from tests.reflexes_calls.exported import (
    HEADINGS,
    as_csv,
    as_open_document,
    as_workbook,
    export,
    row,
    spending,
)

SHEETS = export(
    row("101", summary="Deux\nlignes ; et une virgule,"),
    row("102"),
    Depenses=spending(("101", 1, "Un vélo", 450.5, "Nous")),
)


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        read_sheets(path, inspect(path, path.name, LIMITS))
    return caught.value.kind


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_parts_and_encodes_it(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    path = as_csv(tmp_path / "d.csv", SHEETS, separator=separator, encoding=encoding)
    (sheet,) = read_sheets(path, FileKind.CSV)
    assert sheet.columns == HEADINGS
    assert [line for line, _ in sheet.rows] == [2, 4]
    first = dict(zip(sheet.columns, sheet.rows[0][1], strict=True))
    assert first["Résumé"] == "Deux\nlignes ; et une virgule,"
    assert first["Déposé le"] == "2026-12-05 14:30:00 +0100"
    assert first["Montant demandé, en euros"] == "12500.5"


def test_a_workbook_and_an_open_document_say_the_same(tmp_path: Path) -> None:
    book = as_workbook(tmp_path / "d.xlsx", SHEETS)
    document = as_open_document(tmp_path / "d.ods", SHEETS)
    first = read_sheets(book, inspect(book, book.name, LIMITS))
    second = read_sheets(document, inspect(document, document.name, LIMITS))
    assert [each.name for each in first] == ["Dossiers", "Depenses"]
    assert [each.columns for each in first] == [each.columns for each in second]
    cells = dict(zip(first[0].columns, first[0].rows[0][1], strict=True))
    other = dict(zip(second[0].columns, second[0].rows[0][1], strict=True))
    assert cells["Déposé le"] == "2026-12-05 14:30:00"
    assert other["Déposé le"] == "2026-12-05T14:30:00"
    assert cells | {"Déposé le": "", "Dernière mise à jour le": ""} == other | {
        "Déposé le": "",
        "Dernière mise à jour le": "",
    }
    assert first[1].rows == ((2, ("101", "1", "Un vélo", "450.5", "Nous")),)


def test_headings_that_are_the_same_are_told_apart_and_empty_lines_are_left(
    tmp_path: Path,
) -> None:
    path = tmp_path / "d.csv"
    path.write_text("\n\nID;Nom;Nom\n\n1;a;b\n;;\n2;c\n", "utf-8")
    (sheet,) = read_sheets(path, FileKind.CSV)
    assert sheet.columns == ("ID", "Nom", "Nom (2)")
    assert sheet.rows == ((5, ("1", "a", "b")), (7, ("2", "c", "")))


def test_a_formula_is_refused_and_never_worked_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["ID", "Titre"])
    book.active.append(["1", "=1+1"])
    book.save(tmp_path / "d.xlsx")
    assert refused(tmp_path / "d.xlsx") == "import-formula"
    path = tmp_path / "d.csv"
    path.write_text("ID;Titre\n1;=1+1\n", "utf-8")
    (sheet,) = read_sheets(path, FileKind.CSV)
    assert sheet.rows == ((2, ("1", "=1+1")),)


def test_a_row_wider_than_the_headings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("ID;Titre\n1;a;b\n", "utf-8")
    assert refused(path) == "import-wider"


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("ID;Titre\n1;" + "a" * 50_000 + "\n", "utf-8")
    assert refused(path) in {"file-broken", "import-heavy"}


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = as_workbook(tmp_path / "d.xlsx", SHEETS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 300_000_000)
    assert refused(path) == "file-bomb"


def test_a_document_that_names_entities_is_refused(tmp_path: Path) -> None:
    path = as_open_document(tmp_path / "d.ods", SHEETS)
    kept = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(kept, "w") as target:
        for each in source.infolist():
            content = source.read(each.filename)
            if each.filename == "content.xml":
                content = content.replace(
                    b"<office:document-content",
                    b'<!DOCTYPE a [<!ENTITY b "c">]><office:document-content',
                    1,
                )
            target.writestr(each, content)
    path.write_bytes(kept.getvalue())
    assert refused(path) == "file-broken"
