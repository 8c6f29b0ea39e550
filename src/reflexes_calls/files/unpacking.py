"""Unpacking: what a zipped document really holds, whatever it says of its own size."""

import copy
import struct
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from reflexes_calls.domain.attachment import MEGABYTE, FileKind, FileRefused, megabytes

CHUNK = 64 * 1024
MOST_EXPANDED = 200 * MEGABYTE
MOST_RATIO = 200
SMALL = 10 * MEGABYTE
"""Below this, the ratio does not matter: an empty workbook may well be packed a thousand times."""
MOST_ENTRIES = 5000
DEEPEST = 2
"""A document, and the workbook that a chart of it keeps; nothing inside that."""

ZIP_START, ZIP_ENTRY = b"PK\x03\x04", b"PK\x01\x02"
ENCRYPTED = 0x1
TYPES, MANIFEST, MIMETYPE = "[Content_Types].xml", "META-INF/manifest.xml", "mimetype"
MOST_SAID = MEGABYTE
_OPEN_DOCUMENTS = (FileKind.ODT, FileKind.ODS, FileKind.ODP)
_MAIN_PARTS = {
    FileKind.DOCX: b"wordprocessingml.document.main+xml",
    FileKind.XLSX: b"spreadsheetml.sheet.main+xml",
    FileKind.PPTX: b"presentationml.presentation.main+xml",
}
_MACROS_SAID = (b"vbaProject", b"macroEnabled")
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/")
_NO_MACROS = ("script-lb.xml", "script-lc.xml")
"""The lists of libraries that an OpenDocument file keeps even when they are empty."""
_BROKEN = (BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, ValueError)


class Budget:
    """How much may still be expanded, over a document and what is inside it."""

    def __init__(self, weight: int) -> None:
        """Allow what a document of this weight may reasonably hold."""
        self.most = min(MOST_EXPANDED, max(SMALL, MOST_RATIO * weight))
        self.spent = 0

    def check(self, more: int) -> None:
        """Raise `FileRefused` if `more` bytes are too many."""
        if self.spent + more > self.most:
            met = megabytes(self.spent + more)
            raise FileRefused("file-bomb", met=met, expected=megabytes(self.most))

    def spend(self, more: int) -> None:
        """Count bytes that were expanded."""
        self.check(more)
        self.spent += more


def office_kind(path: Path) -> FileKind | None:
    """The kind of a zipped document, None for another zip; it was expanded whole to be sure."""
    try:
        with path.open("rb") as stream:
            return _kind_in(stream, Budget(path.stat().st_size), depth=1)
    except _BROKEN:
        raise FileRefused("file-broken") from None


def _kind_in(stream: IO[bytes], budget: Budget, *, depth: int) -> FileKind | None:
    _check_entries(stream)
    with ZipFile(stream) as archive:
        entries = archive.infolist()
        _check_directory(entries, budget)
        for entry in entries:
            _expand(archive, entry, budget, depth)
        names = {entry.filename for entry in entries}
        if len(names) < len(entries):
            # Of two parts of one name, what we look at might not be what others open.
            raise FileRefused("file-broken")
        _check_macros(names)
        return _open_document(archive, names) or _office_document(archive, names)


def _check_entries(stream: IO[bytes]) -> None:
    """Count before listing: a list of a million names would fill the memory."""
    found, kept = 0, b""
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        found += (kept + chunk).count(ZIP_ENTRY)
        kept = chunk[1 - len(ZIP_ENTRY) :]
        if found > MOST_ENTRIES:
            raise FileRefused("file-packed")
    stream.seek(0)


def _check_directory(entries: Iterable[ZipInfo], budget: Budget) -> None:
    known = tuple(entries)
    if any(entry.flag_bits & ENCRYPTED for entry in known):
        raise FileRefused("file-locked")
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in known):
        raise FileRefused("file-broken")
    budget.check(sum(entry.file_size for entry in known))


def _expand(archive: ZipFile, entry: ZipInfo, budget: Budget, depth: int) -> None:
    """Read an entry to its real end, whatever size the directory says."""
    trusted_less = copy.copy(entry)
    # Beyond the budget by more than one reading: it is the budget that stops it, not this.
    trusted_less.file_size = budget.most + 2 * CHUNK
    size = 0
    with SpooledTemporaryFile(max_size=MEGABYTE) as inside, archive.open(trusted_less) as content:
        first = content.read(len(ZIP_START))
        is_zip = first == ZIP_START
        chunk = first
        while chunk:
            budget.spend(len(chunk))
            size += len(chunk)
            if is_zip:
                inside.write(chunk)
            chunk = content.read(CHUNK)
        if size != entry.file_size:
            raise FileRefused("file-broken")
        if is_zip:
            _look_inside(inside, budget, depth)


def _look_inside(inside: IO[bytes], budget: Budget, depth: int) -> None:
    if depth >= DEEPEST:
        raise FileRefused("file-packed")
    _kind_in(inside, budget, depth=depth + 1)


def _check_macros(names: Collection[str]) -> None:
    for name in names:
        lower = name.lower()
        last = lower.rpartition("/")[2]
        in_folder = lower.startswith(_MACRO_FOLDERS) and last and last not in _NO_MACROS
        if last in _MACRO_PARTS or in_folder:
            raise FileRefused("file-macros")


def _open_document(archive: ZipFile, names: Collection[str]) -> FileKind | None:
    said = _read(archive, names, MIMETYPE).strip().decode("ascii", "replace")
    if b"encryption-data" in _read(archive, names, MANIFEST):
        raise FileRefused("file-locked")
    return next((kind for kind in _OPEN_DOCUMENTS if kind.media_type == said), None)


def _office_document(archive: ZipFile, names: Collection[str]) -> FileKind | None:
    said = _read(archive, names, TYPES)
    if any(mark in said for mark in _MACROS_SAID):
        raise FileRefused("file-macros")
    return next((kind for kind, mark in _MAIN_PARTS.items() if mark in said), None)


def _read(archive: ZipFile, names: Collection[str], name: str) -> bytes:
    """The beginning of an entry, where everything that is looked for stands; nothing if absent."""
    if name not in names:
        return b""
    with archive.open(name) as content:
        return content.read(MOST_SAID)
