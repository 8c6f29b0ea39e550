"""Exports such as démarches-simplifiées gives, made by us in that shape, as CSV, XLSX and ODS."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

TOWN, VILLAGE = "21350238800019", "21590350100017"
"""Two SIRET numbers that hold: those of Rennes and of Lille."""
Cell = object
HEADINGS = (
    "ID",
    "Email",
    "FranceConnect ?",
    "Établissement SIRET",
    "Entreprise raison sociale",
    "Archivé",
    "État du dossier",
    "Dernière mise à jour le",
    "Déposé le",
    "Passé en instruction le",
    "Traité le",
    "Motivation de la décision",
    "Instructeurs",
    "Titre de votre essai",
    "Résumé",
    "Durée, en semaines",
    "Montant demandé, en euros",
    "Une règle devrait-elle être assouplie ?",
    "Jour où vous commenceriez",
    "Commentaire libre",
)


def row(number: str, siret: str = TOWN, **said: Cell) -> tuple[Cell, ...]:
    """A row of the main sheet; `said` gives other cells, by the names below."""
    cells: dict[str, Cell] = {
        "email": f"usager{number}@essai.example",
        "state": "En instruction",
        "sent": dt.datetime(2026, 12, 5, 14, 30),  # noqa: DTZ001  # a sheet knows no zone
        "title": f"Un renfort n° {number}",
        "summary": "Des agents de crèche renforcent l’Ehpad voisin.",
        "weeks": 20,
        "budget": 12500.5,
        "norms": "",
        "start": dt.date(2027, 4, 1),
    } | said
    return (
        number,
        cells["email"],
        "Non",
        siret,
        "Une administration",
        "Non",
        cells["state"],
        dt.datetime(2026, 12, 6, 9, 0),  # noqa: DTZ001  # as above
        cells["sent"],
        "",
        "",
        "",
        "agent@essai.example",
        cells["title"],
        cells["summary"],
        cells["weeks"],
        cells["budget"],
        cells["norms"],
        cells["start"],
        "Rien à signaler",
    )


Sheets = Mapping[str, Sequence[Sequence[Cell]]]


def export(*rows: Sequence[Cell], **others: Sequence[Sequence[Cell]]) -> Sheets:
    """The sheets of an export."""
    return {"Dossiers": (HEADINGS, *rows), **others}


def spending(*lines: Sequence[Cell]) -> Sequence[Sequence[Cell]]:
    """The sheet of a repeated block: the lines of a table, by the number of their application."""
    return (("Dossier ID", "Ligne", "Dépense", "Montant", "Payée par"), *lines)


def as_csv(
    path: Path, sheets: Sheets, *, separator: str = ";", encoding: str = "utf-8-sig"
) -> Path:
    """The main sheet alone."""
    text = io.StringIO(newline="")
    main = next(iter(sheets.values()))
    csv.writer(text, delimiter=separator).writerows(
        [_text(cell) for cell in cells] for cells in main
    )
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def _text(cell: Cell) -> str:
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S} +0100"
    return str(cell)


def as_workbook(path: Path, sheets: Sheets) -> Path:
    """All the sheets, as XLSX."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append([cell if cell != "" else None for cell in cells])
    book.save(path)
    return path


def as_open_document(path: Path, sheets: Sheets) -> Path:
    """All the sheets, as ODS."""
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for cells in rows:
            line = TableRow()
            for cell in cells:
                line.addElement(_cell(cell))
            line.addElement(TableCell(numbercolumnsrepeated=900))
            table.addElement(line)
        table.addElement(TableRow(numberrowsrepeated=1_000_000))
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def _cell(cell: Cell) -> TableCell:
    if isinstance(cell, dt.date):
        return TableCell(valuetype="date", datevalue=cell.isoformat())
    if isinstance(cell, int | float):
        return TableCell(valuetype="float", value=str(cell))
    made = TableCell(valuetype="string")
    for part in str(cell).split("\n"):
        made.addElement(P(text=part))
    return made
