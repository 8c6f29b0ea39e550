"""Contents under their SHA-256 digest, so that none is kept twice; here, in a folder."""

import datetime as dt
import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

try:
    import fcntl
except ImportError:  # pragma: no cover  # elsewhere than on Unix, one process alone keeps files
    fcntl = None  # type: ignore[assignment]  # looked at by `_alone`

from reflexes.records import record

CHUNK = 64 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".new-"


@record
class Kept:
    """What was kept: its digest, by which it is asked for again, and its size."""

    digest: str
    size: int


class ContentStore(Protocol):
    """What a store of contents offers. What it gives was whole when it was put in."""

    def put(self, source: Path | BinaryIO) -> Kept:
        """Keep a content; one that is here already is as young as new."""

    def open(self, digest: str) -> BinaryIO:
        """The content, as a stream; `FileNotFoundError` if it is not here."""

    def has(self, digest: str) -> bool:
        """Whether the content is here."""

    def remove(self, digest: str, *, put_before: dt.datetime | None = None) -> bool:
        """Forget a content, unless it was put again since `put_before`; says whether it did."""

    def put_before(self, instant: dt.datetime) -> Iterator[str]:
        """The digests of what was last put before an instant."""

    def sweep_unfinished(self, before: dt.datetime) -> int:
        """Remove what an interrupted `put` left before an instant; says how many."""

    def check(self) -> None:
        """Raise `OSError` unless contents can be kept here and read again."""


class FileStore:
    """A folder of contents, laid out as `ab/cdef…`."""

    def __init__(self, folder: Path) -> None:
        """Keep in `folder`, which is made when first needed."""
        self.folder = folder
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
        if not path.is_file():
            return False
        with self._alone():
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

    def check(self) -> None:
        """Raise `OSError` unless contents can be kept here and read again."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial = self.folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            trial.write_bytes(b"a trial")
            trial.read_bytes()
        finally:
            trial.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Act while no other process looks: a content found here must not be swept meanwhile."""
        if fcntl is None:  # pragma: no cover  # see above
            with self._lock:
                yield
            return
        known = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(known, fcntl.LOCK_EX)
            yield
        finally:
            os.close(known)

    def _settle(self, new: Path, path: Path) -> None:
        with self._alone():
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
    with new.open("xb") as copy:
        kept = copy_telling(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    return kept


def copy_telling(source: BinaryIO, copy: BinaryIO) -> Kept:
    """Copy a content, and tell its digest and its size."""
    told, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        told.update(chunk)
        size += len(chunk)
        copy.write(chunk)
    return Kept(digest=told.hexdigest(), size=size)


def is_digest(text: str) -> bool:
    """Whether a text may be the digest of a content."""
    return bool(_DIGEST.fullmatch(text))


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
