"""Exports of a catalogue: one file per format, this table to find them, one way to put in place.

Every format gives the same bytes for the same edition, wherever and whenever it is written, and
nothing is put in place before it is whole.
"""

import os
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType

import attrs

from reflexes.catalogue import Catalogue
from reflexes.exporting.naming import Naming
from reflexes.exporting.placing import ExportError, pack, place

__all__ = ["FORMATS", "ExportError", "Format", "default_name", "export", "pack", "place"]

Content = bytes | Mapping[str, bytes]
"""What a format writes: one file, or several by their names."""


@attrs.frozen(kw_only=True)
class Format:
    """One way to write a catalogue.

    `module` holds `write(catalogue)`, or `write(catalogue, language)` when the format `speaks`,
    that is when it holds words for people around the data, or `write(catalogue, naming)` when it
    `names_files`, that is when it says where the files of an edition are had. `needs` maps each
    module that the format wants to the package that brings it; all come with the extra `export`.
    `is_text` says whether a terminal can show it.
    """

    name: str
    label: str
    media_type: str
    extension: str
    module: str
    needs: Mapping[str, str] = attrs.field(factory=dict)
    is_text: bool = True
    speaks: bool = False
    names_files: bool = False

    def write(
        self, catalogue: Catalogue, language: str = "fr", naming: Naming | None = None
    ) -> Content:
        """The content of `catalogue` in this format; `ExportError` when a package is missing.

        `naming` gives their addresses to what is had on a site; without one, things have names.
        """
        writer = self._writer()
        written: Content
        if self.speaks:
            written = writer.write(catalogue, language)
        elif self.names_files:
            written = writer.write(catalogue, naming)
        else:
            written = writer.write(catalogue)
        return written

    def _writer(self) -> ModuleType:
        try:
            return import_module(self.module)
        except ModuleNotFoundError as error:
            package = self.needs.get((error.name or "").partition(".")[0])
            if package is None:
                raise
            raise ExportError(
                "The format %(format)s needs the package %(package)s, which is not installed. "
                "Install it with: pip install 'reflexes-publics[export]'",
                format=self.name,
                package=package,
            ) from error


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        made.name: made
        for made in (
            Format(
                name="json",
                label="JSON, with its JSON Schema",
                media_type="application/json",
                extension="json",
                module="reflexes.exporting.plain_json",
            ),
            Format(
                name="csv",
                label="CSV tables, with a Frictionless descriptor",
                media_type="application/zip",
                extension="csv.zip",
                module="reflexes.exporting.csv_tables",
                is_text=False,
                speaks=True,
            ),
            Format(
                name="skos",
                label="SKOS, in Turtle",
                media_type="text/turtle",
                extension="ttl",
                module="reflexes.exporting.skos",
                needs={"rdflib": "rdflib"},
            ),
            Format(
                name="jsonld",
                label="SKOS, in JSON-LD",
                media_type="application/ld+json",
                extension="jsonld",
                module="reflexes.exporting.jsonld",
                needs={"rdflib": "rdflib"},
            ),
            Format(
                name="dcat",
                label="DCAT-AP record, in Turtle",
                media_type="text/turtle",
                extension="dcat.ttl",
                module="reflexes.exporting.dcat",
                needs={"rdflib": "rdflib"},
                names_files=True,
            ),
            Format(
                name="sqlite",
                label="SQLite, with full-text search",
                media_type="application/vnd.sqlite3",
                extension="sqlite",
                module="reflexes.exporting.sqlite_base",
                is_text=False,
            ),
            Format(
                name="xlsx",
                label="Excel workbook",
                media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                extension="xlsx",
                module="reflexes.exporting.xlsx_book",
                needs={"xlsxwriter": "XlsxWriter"},
                is_text=False,
                speaks=True,
            ),
            Format(
                name="ods",
                label="OpenDocument workbook",
                media_type="application/vnd.oasis.opendocument.spreadsheet",
                extension="ods",
                module="reflexes.exporting.ods_book",
                needs={"odf": "odfpy"},
                is_text=False,
                speaks=True,
            ),
        )
    }
)
"""Every format, by its name on the command line; a format's module is imported when it writes."""


def export(
    catalogue: Catalogue,
    format_name: str,
    path: str | os.PathLike[str],
    *,
    language: str = "fr",
    force: bool = False,
) -> bool:
    """Write `catalogue` in a format to `path`; gives whether anything had to be written.

    Several files go into one archive when `path` ends in `.zip`, into a folder otherwise. What
    stands at `path` is kept unless it holds the same bytes or `force` is said, and is replaced only
    once the new content is whole. Raises `ExportError` when the format is unknown, lacks a package,
    or cannot be put in place.
    """
    if format_name not in FORMATS:
        raise ExportError(
            "There is no format “%(format)s”. The formats are: %(known)s.",
            format=format_name,
            known=", ".join(FORMATS),
        )
    return place(FORMATS[format_name].write(catalogue, language), Path(path), force=force)


def default_name(catalogue: Catalogue, chosen: Format) -> str:
    """The file name proposed for an export: the catalogue's name, its edition, the extension."""
    said = "-".join(filter(None, (catalogue.name, catalogue.edition)))
    # Any catalogue may be loaded, and its name is no path.
    safe = re.sub(r"[^\w.-]+", "-", said).strip(".-")
    return f"{safe}.{chosen.extension}"
