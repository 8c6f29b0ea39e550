"""The descriptor beside the CSV: a Frictionless data package, which says what each column is."""

import json
from collections.abc import Sequence
from typing import Any

from reflexes_calls.exports.columns import CellKind, Column, Marks
from reflexes_calls.exports.csv_table import guarded

MEDIA_TYPE = "application/json"
_FORMATS = {CellKind.DATETIME: "%Y-%m-%dT%H:%M:%S%z", CellKind.DATE: "%Y-%m-%d"}


def descriptor_of(
    columns: Sequence[Column], marks: Marks, *, title: str, path: str, note: str
) -> bytes:
    """The data package of the table that stands at `path`."""
    resource = {
        "name": "files",
        "title": title,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"csv": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'}},
        "schema": {
            "fields": [_field(each) for each in columns],
            "missingValues": marks.missing(),
        },
    }
    said = {"name": "call-files", "title": title, "description": note, "resources": [resource]}
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _field(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": guarded(column.title),
        "title": column.title,
        "type": column.kind.value,
        "code": column.code,
    }
    if column.kind in _FORMATS:
        said["format"] = _FORMATS[column.kind]
    if column.help:
        said["description"] = column.help
    return said
