"""FileStore: contents in a folder, each under its SHA-256 digest, so that none is kept twice."""

import datetime as dt
import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reflexes.records import record

CHUNK = 64 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".new-"


@record
class Kept:
    """What was kept: its digest, by which it is asked for again, and its size."""

    digest: str
    size: int


class FileStore:
    """A folder of contents, laid out as `ab/cdef…`. What it gives was whole when it was put in.

    Another store need only offer the same few functions.
    """

    def __init__(self, folder: Path) -> None:
        """Keep in `folder`, which is made when first needed."""
        self.folder = folder
        # A content must not be swept between the moment it is found here and told to be kept.
        self._lock = threading.Lock()

    def put(self, source: Path | BinaryIO) -> Kept:
        """Keep a content; one that is here already is not written again."""
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self.put(stream)
        # Readable by the service alone; a scanner is handed the open file.
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # In the same folder: a rename is atomic within one file system alone.
        new = self.folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            kept = _copy(source, new)
            self._settle(new, self._path(kept.digest))
        finally:
            new.unlink(missing_ok=True)
        return kept

    def open(self, digest: str) -> BinaryIO:
        """The content, as a stream; `FileNotFoundError` if it is not here."""
        return self._path(digest).open("rb")

    def has(self, digest: str) -> bool:
        """Whether the content is here."""
        return self._path(digest).is_file()

    def remove(self, digest: str, *, put_before: dt.datetime | None = None) -> bool:
        """Forget a content, unless it was put again since `put_before`; says whether it did."""
        path = self._path(digest)
        with self._lock:
            if not path.is_file() or (put_before and not _is_older(path, put_before)):
                return False
            path.unlink()
            return True

    def put_before(self, instant: dt.datetime) -> Iterator[str]:
        """The digests of what was last put before an instant."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            digest = path.parent.name + path.name
            if _DIGEST.fullmatch(digest) and _is_older(path, instant):
                yield digest

    def sweep_unfinished(self, before: dt.datetime) -> int:
        """Remove what an interrupted `put` left before an instant; says how many."""
        left = [each for each in self.folder.glob(f"{_UNFINISHED}*") if _is_older(each, before)]
        for each in left:
            each.unlink(missing_ok=True)
        return len(left)

    def _settle(self, new: Path, path: Path) -> None:
        with self._lock:
            if path.is_file():
                # As if it had just been put: what nobody asks for is swept by its age.
                path.touch()
                return
            path.parent.mkdir(exist_ok=True)
            new.replace(path)
            _sync_folder(path.parent)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(digest)
        return self.folder / digest[:2] / digest[2:]


def _copy(source: BinaryIO, new: Path) -> Kept:
    told, size = hashlib.sha256(), 0
    with new.open("xb") as copy:
        while chunk := source.read(CHUNK):
            told.update(chunk)
            size += len(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return Kept(digest=told.hexdigest(), size=size)


def _sync_folder(folder: Path) -> None:
    """Have the new name survive a power cut as the content does."""
    if os.name != "posix":
        return
    known = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)


def _is_older(path: Path, instant: dt.datetime) -> bool:
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        # Another sweep was quicker.
        return False
