"""Reading a document that came back, whichever program it went through."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from reflexes_calls.domain.attachment import MEGABYTE, FileKind, FileRefused, megabytes
from reflexes_calls.domain.working_copy import Returned
from reflexes_calls.papers import plain_text
from reflexes_calls.papers.offices import read_docx, read_odt

MOST_TEXT = 6 * MEGABYTE
"""How much XML the text of a document may be: some ten whole applications."""
_READERS = {
    FileKind.DOCX: read_docx,
    FileKind.ODT: read_odt,
    FileKind.TXT: plain_text.read,
}


def read_copy(path: Path, kind: FileKind) -> Returned:
    """What a document says; it was looked into before. `FileRefused` when it cannot be read."""
    if kind is not FileKind.TXT:
        _check_text(path)
    try:
        return _READERS[kind](path)
    except FileRefused:
        raise
    # Two libraries read what people send: whatever one of them stumbles on, the file is broken.
    except Exception as error:
        raise FileRefused("file-broken") from error


def _check_text(path: Path) -> None:
    try:
        with ZipFile(path) as archive:
            size = sum(each.file_size for each in archive.infolist() if _is_text(each.filename))
    except BadZipFile:
        raise FileRefused("file-broken") from None
    if size > MOST_TEXT:
        met, expected = megabytes(size), megabytes(MOST_TEXT)
        raise FileRefused("file-bomb", met=met, expected=expected)


def _is_text(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))
