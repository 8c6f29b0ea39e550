"""CSV: one file a table (UTF-8, RFC 4180), with a Frictionless Data Package that describes them.

Cells are left faithful: a text that begins with `=` is written so, since a CSV file is data for
programs. Someone who opens one in a spreadsheet should ask for text columns, or take the workbooks,
whose cells are never formulas.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from typing import Any

from reflexes.catalogue import Catalogue
from reflexes.exporting.placing import DESCRIPTOR
from reflexes.exporting.tables import Cell, Column, Row, Table, joined, layout, rows
from reflexes.wording import Translate, translator

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
LICENCES = {
    "etalab-2.0": {
        "name": "etalab-2.0",
        "title": "Licence Ouverte 2.0",
        "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    }
}
"""What a descriptor says of a licence; another is told by its name alone."""


def write(catalogue: Catalogue, language: str = "fr") -> dict[str, bytes]:
    """The files by their names, the descriptor first; its titles are in `language`."""
    found = rows(catalogue)
    files = {f"{table.name}.csv": _csv(table, found[table.name]) for table in layout()}
    described = json.dumps(
        _package(catalogue, found, translator(language)), ensure_ascii=False, indent=2
    )
    return {DESCRIPTOR: f"{described}\n".encode(), **files}


def _csv(table: Table, lines: Iterable[Row]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([column.name for column in table.columns])
    writer.writerows(
        [_text(cell, column) for cell, column in zip(line, table.columns, strict=True)]
        for line in lines
    )
    return written.getvalue().encode()


def _text(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return joined(cell, column) if isinstance(cell, tuple) else str(cell)


def _package(
    catalogue: Catalogue, found: dict[str, list[Row]], translate: Translate
) -> dict[str, Any]:
    description = catalogue.description
    licence = LICENCES.get(description.licence, {"name": description.licence})
    return {
        "$schema": PROFILE,
        "name": catalogue.name,
        "title": description.title.fr,
        "description": description.description.fr,
        "version": catalogue.edition or "0",
        "languages": ["fr", "en"],
        "licenses": [licence],
        "sources": [
            {"title": source.title.fr, "path": source.addresses[0]} for source in catalogue.sources
        ],
        "resources": [_resource(table, found[table.name], translate) for table in layout()],
    }


def _resource(table: Table, lines: list[Row], translate: Translate) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "title": " · ".join(map(translate, table.labels)),
        "description": translate(table.purpose),
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "$schema": TABLE_PROFILE,
            "fields": [_field(column, table, translate) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": list(_foreign_keys(table, lines)),
        },
    }


def _foreign_keys(table: Table, lines: list[Row]) -> Iterable[dict[str, Any]]:
    for names, other, there in table.foreign_keys(lines):
        yield {"fields": list(names), "reference": {"resource": other, "fields": list(there)}}


def _field(column: Column, table: Table, translate: Translate) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "title": " · ".join(map(translate, column.labels)),
        "type": _type(column),
    }
    remark = " ".join(_remarks(column, translate))
    if remark:
        said["description"] = remark
    constraints = _constraints(column)
    if table.key == (column.name,):
        constraints["unique"] = True
    return said | ({"constraints": constraints} if constraints else {})


def _type(column: Column) -> str:
    if column.many or column.is_choice:
        return "string"
    known = {int: "integer", float: "number", bool: "boolean", dt.date: "date"}
    return known.get(column.kind, "string")


def _remarks(column: Column, translate: Translate) -> Iterable[str]:
    if column.spec.help:
        yield translate(column.spec.help)
    if column.many and column.separator == " ":
        yield translate("Several values, separated by a space.")
    elif column.many:
        yield translate("Several values, one a line.")


def _constraints(column: Column) -> dict[str, Any]:
    spec = column.spec
    said: dict[str, Any] = {"required": True} if column.required else {}
    if column.many:
        return said
    if column.is_choice:
        return said | {"enum": [member.value for member in column.kind]}
    limits = {
        "maxLength": spec.max_length,
        "pattern": spec.pattern,
        "minimum": spec.minimum,
        "maximum": spec.maximum,
    }
    return said | {key: value for key, value in limits.items() if value is not None}
