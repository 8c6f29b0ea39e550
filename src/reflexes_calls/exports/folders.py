"""Files packed whole: a folder for each, its answers to be read, its data, and its documents.

The archive leaves as it is made: documents pass through, a piece at a time, and none is kept.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from reflexes.records import record
from reflexes_calls.exports.columns import Column, ExportedFile, plain

MEDIA_TYPE = "application/zip"
PIECE = 256 * 1024
LONGEST_NAME = 80
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


@record
class Document:
    """A document of a file: its name, and the digest under which it is kept."""

    name: str
    digest: str


@record
class Entry:
    """One entry of an archive; its content is given piece by piece."""

    name: str
    pieces: Iterable[bytes]


class _Outlet:
    """What the archive writes to: pieces to be taken, never to be gone back to."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def seek(self, place: int, whence: int = 0) -> int:
        """There is no going back: the archive is then written forwards alone."""
        raise OSError(place, whence)

    def tell(self) -> int:
        """Where it stands is not asked of what cannot be gone back to."""
        raise OSError

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing to close."""

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> Iterator[bytes]:
        taken, self.pieces = self.pieces, []
        yield from taken


def packed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive of some entries, as it is made."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            with archive.open(zipfile.ZipInfo(entry.name, _EPOCH), "w", force_zip64=True) as inside:
                for piece in entry.pieces:
                    inside.write(piece)
                    yield from outlet.take()
            yield from outlet.take()
    yield from outlet.take()


_EPOCH = (1980, 1, 1, 0, 0, 0)
"""No archive bears the hour at which it was made: the same files give the same bytes."""


def folder_name(receipt: str, organisation: str) -> str:
    """The name of the folder of a file, which every system takes."""
    return safe_name(f"{receipt} {organisation}")


def safe_name(text: str) -> str:
    """A name without what some system refuses; never empty, never going upwards."""
    bare = " ".join(_UNSAFE.sub(" ", text).split()).strip(" .")
    return bare[:LONGEST_NAME].strip(" .") or "sans-nom"


def answers_text(columns: Sequence[Column], file: ExportedFile) -> bytes:
    """A file to be read: each question with its answer."""
    said = [f"{each.title}\n    {_indented(plain(each.read(file)))}\n" for each in columns]
    return "\n".join(said).encode()


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ") or "–"


def file_data(file: ExportedFile) -> bytes:
    """What was submitted, as it is kept, with what is known of the file."""
    said = {
        "file": {code: plain(cell) for code, cell in file.facts.items()},
        "submitted": file.documents,
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def documents_of(said: object) -> Iterator[Document]:
    """The documents that submitted answers name, wherever they do."""
    if isinstance(said, dict):
        if {"public_id", "digest", "name"} <= said.keys():
            yield Document(name=str(said["name"]), digest=str(said["digest"]))
            return
        for each in said.values():
            yield from documents_of(each)
    elif isinstance(said, list):
        for each in said:
            yield from documents_of(each)


def pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    """A content, piece by piece; the stream is closed at the end."""
    with stream:
        while piece := stream.read(PIECE):
            yield piece
