"""Receiving: files that arrive by parts, over several tries, never longer than announced."""

import datetime as dt
import os
import re
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from reflexes_calls.domain.attachment import FileRefused
from reflexes_calls.domain.errors import Conflict

_UPLOAD = re.compile(r"[0-9a-z]{1,64}")
_PARTIAL, _PRIVATE = ".part", ".whole"


class Part:
    """An open place at the end of what has arrived; nothing is written beyond `most` bytes.

    What was written stays when the part is cut short: the sender goes on from there.
    """

    def __init__(self, path: Path, stream: BinaryIO, *, most: int) -> None:
        """Write to `stream` from where it stands."""
        self.path = path
        self.most = most
        self.offset = stream.tell()
        self._stream = stream

    def __enter__(self) -> Self:
        """Be written to."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Have what arrived reach the disk, whatever ended the part."""
        self.close()

    def write(self, chunk: bytes) -> None:
        """Add bytes; `FileRefused` rather than one byte more than `most`."""
        if self.offset + len(chunk) > self.most:
            raise FileRefused("file-longer")
        self._stream.write(chunk)
        # Handed over at once: a process that is killed leaves on the disk all that it was given.
        self._stream.flush()
        self.offset += len(chunk)

    def close(self) -> None:
        """Have what arrived survive a power cut too."""
        if not self._stream.closed:
            with self._stream:
                os.fsync(self._stream.fileno())


class Receiving:
    """A folder of files on their way: some sent by parts, known by the id of their upload."""

    def __init__(self, folder: Path) -> None:
        """Receive in `folder`, which is made when first needed."""
        self.folder = folder

    def start(self, upload: str) -> None:
        """Make the place of an upload."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._place(upload).touch()

    def offset(self, upload: str) -> int | None:
        """How many bytes have arrived; None when nothing is known of the upload any longer."""
        try:
            return self._place(upload).stat().st_size
        except FileNotFoundError:
            return None

    def part(self, upload: str, *, at: int, most: int) -> Part:
        """Where to write from the offset `at`; `Conflict` tells the present one if it is another.

        Two parts at one offset, as after a cut that the server has not seen, write the same bytes
        at the same place.
        """
        present = self.offset(upload)
        if present is None or present != at:
            raise Conflict("file-offset", met=at, expected=present or 0)
        stream = self._place(upload).open("r+b")
        stream.seek(at)
        return Part(self._place(upload), stream, most=most)

    def copy(self, upload: str) -> Path:
        """A copy of what has arrived, to be looked into and kept; whoever asked removes it.

        A copy, because a forgotten part may still be writing to what was received.
        """
        path = self._private()
        shutil.copyfile(self._place(upload), path)
        return path

    def private(self, *, most: int) -> Part:
        """A place for a file that comes in one go; whoever asked removes it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._private()
        return Part(path, path.open("xb"), most=most)

    def forget(self, upload: str) -> None:
        """Remove what has arrived of an upload."""
        self._place(upload).unlink(missing_ok=True)

    def sweep(self, before: dt.datetime) -> int:
        """Remove what received nothing more since an instant; says how many."""
        old = [
            each
            for each in self.folder.glob("*.*")
            if each.suffix in {_PARTIAL, _PRIVATE} and each.stat().st_mtime < before.timestamp()
        ]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)

    def _place(self, upload: str) -> Path:
        if not _UPLOAD.fullmatch(upload):
            raise ValueError(upload)
        return self.folder / f"{upload}{_PARTIAL}"

    def _private(self) -> Path:
        return self.folder / f"{secrets.token_hex(16)}{_PRIVATE}"
