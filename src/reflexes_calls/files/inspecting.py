"""Inspecting: what a file really is, by its content; what cannot be read safely is refused.

No library is used to tell the kinds: they are a closed list, each has a signature that its
standard fixes, and what general ones say of a zipped document rests on its first bytes alone.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from reflexes_calls.domain.attachment import (
    FileKind,
    FileLimits,
    FileRefused,
    check_ending,
    check_weight,
    ending_of,
    told_endings,
)
from reflexes_calls.files.unpacking import office_kind

CHUNK = 64 * 1024
HEAD = 8
TAIL = 4096
PDF_START, PDF_END = b"%PDF-", b"%%EOF"
PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_LOCKED = "EncryptedPackage".encode("utf-16-le")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
TEXTS = (FileKind.CSV, FileKind.TXT)
CONTROLS = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r\f")


def inspect(path: Path, name: str, limits: FileLimits) -> FileKind:
    """The kind of a file; `FileRefused` when it is none of those taken, broken, or not safe.

    Its name must say the same as its content, or say nothing.
    """
    check_weight(path.stat().st_size, limits)
    check_ending(name, limits)
    kind = _kind_of(path, ending_of(name).lower())
    ending, expected = ending_of(name), told_endings(limits.kinds)
    if kind is not None and kind in limits.kinds and ending.lower() in {"", *kind.endings}:
        return kind
    if ending:
        raise FileRefused("file-misnamed", met=ending, expected=expected)
    raise FileRefused("file-unknown", expected=expected)


def _kind_of(path: Path, ending: str) -> FileKind | None:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(PDF_START):
        _check_pdf(path)
        return FileKind.PDF
    if head.startswith(PNG_START):
        return FileKind.PNG
    if head.startswith(JPEG_START):
        return FileKind.JPEG
    if head.startswith(ZIP_START):
        return office_kind(path)
    if head.startswith(OLE_START):
        _check_lock(path)
        return None
    return _text_kind(path, ending)


def _check_pdf(path: Path) -> None:
    """A download that was cut short is the usual broken PDF: it has no end."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL))
        if PDF_END not in stream.read():
            raise FileRefused("file-broken")


def _check_lock(path: Path) -> None:
    """A document with a password is wrapped in the format of older Office programs."""
    kept = b""
    for chunk in _chunks(path):
        if OLE_LOCKED in kept + chunk:
            raise FileRefused("file-locked")
        kept = chunk[1 - len(OLE_LOCKED) :]


def _text_kind(path: Path, ending: str) -> FileKind | None:
    """CSV or plain text, in UTF-8; a table is told from a text by its name alone."""
    said_text = ending in {each for kind in TEXTS for each in kind.endings}
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf_8 = True
    for rank, chunk in enumerate(_chunks(path)):
        if said_text and rank == 0 and chunk.startswith(UTF_16):
            raise FileRefused("file-encoding")
        if len(chunk.translate(None, CONTROLS)) != len(chunk):
            return None
        is_utf_8 = is_utf_8 and _decodes(decoder, chunk)
    if is_utf_8 and _decodes(decoder, b"", final=True):
        return FileKind.CSV if ending == ".csv" else FileKind.TXT
    if said_text:
        raise FileRefused("file-encoding")
    return None


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
