"""Building the files of a module: one at a time, a few kept at hand, nobody taking all the turns.

A build holds a processor for a second or two and some hundred megabytes: two at once would stop a
small server from answering anyone else. It is done by a process of its own, which gives its memory
back, and one at a time over all the processes of a service. Whoever asks too often is counted in
the database.
"""

import fcntl
import io
import os
import tempfile
import threading
import time
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reflexes import RefusedError, training
from reflexes.digests import digest_of
from reflexes.records import record
from reflexes.training import Module
from reflexes_calls.actions.composing_modules import catalogue_of
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.throttling import begin_try
from reflexes_calls.domain.errors import NotFound, Refused
from reflexes_calls.domain.modules import BUILDS
from reflexes_calls.domain.signing_in import range_of

MOST_WAITING = 3
"""How many may wait for their turn; the next one is told to come back."""
PATIENCE = 15.0
"""Seconds that one waits for one's turn."""
LOOKS_AGAIN = 0.1
"""Seconds between two looks at whether another process still builds."""
AT_HAND, AT_HAND_BYTES = 12, 24 * 1024 * 1024


class BuildersBusy(Refused):
    """Others have their files built at this moment."""

    def __init__(self) -> None:
        """Say that one may come back in a moment."""
        super().__init__("builders-busy")


class DoesNotHold(Refused):
    """The module cannot be built as it is; `refusals` are those of the library."""

    def __init__(self, refused: RefusedError) -> None:
        """Keep every refusal."""
        self.refusals = refused.refusals
        super().__init__("module-does-not-hold", count=len(self.refusals))


@record
class BuiltFile:
    """A file of a module, as lists show it."""

    name: str
    size: int


class Workshop:
    """The files built last, and the turn of whoever builds."""

    def __init__(self) -> None:
        """Nothing is at hand yet."""
        self._turn = threading.Lock()
        self._seats = threading.BoundedSemaphore(MOST_WAITING + 1)
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._looking = threading.Lock()

    def archive(self, desk: Desk, module: Module, source: str) -> bytes:
        """The zip of a module: at hand, or built when the turn comes.

        Raises `BuildersBusy`, `DoesNotHold`, or `Refused` for whoever had too many built.
        """
        key = digest_of([training.plain_module(module), desk.catalogue.digest])
        if (known := self._at_hand(key)) is not None:
            return known
        if not self._seats.acquire(blocking=False):
            raise BuildersBusy
        try:
            return self._built(desk, module, source, key)
        finally:
            self._seats.release()

    def _built(self, desk: Desk, module: Module, source: str, key: str) -> bytes:
        if source:
            begin_try(desk, {f"modules:{range_of(source)}": BUILDS})
        if not self._turn.acquire(timeout=PATIENCE):
            raise BuildersBusy
        try:
            # Another may have built the same meanwhile.
            if (known := self._at_hand(key)) is not None:
                return known
            with only_builder(desk):
                made = training.archive_apart(module, catalogue_of(desk, module.edition))
        except RefusedError as refused:
            raise DoesNotHold(refused) from refused
        finally:
            self._turn.release()
        self._keep(key, made)
        return made

    def _at_hand(self, key: str) -> bytes | None:
        with self._looking:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: str, made: bytes) -> None:
        with self._looking:
            self._kept[key] = made
            while len(self._kept) > AT_HAND or (
                len(self._kept) > 1 and sum(map(len, self._kept.values())) > AT_HAND_BYTES
            ):
                self._kept.popitem(last=False)


@contextmanager
def only_builder(desk: Desk, *, patience: float = PATIENCE) -> Iterator[None]:
    """The turn among all the processes of one service on this machine; `BuildersBusy` if too long.

    The turn ends with the process that holds it, whatever befalls it.
    """
    whose = digest_of([str(desk.engine.url), os.getuid()])[:16]
    path = Path(tempfile.gettempdir()) / f"reflexes-builds-{whose}"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + patience
        while not _taken(handle):
            if time.monotonic() > until:
                raise BuildersBusy
            time.sleep(LOOKS_AGAIN)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


WORKSHOP = Workshop()
"""That of this process: one builds at a time, whoever asks."""


def archive_of(desk: Desk, module: Module, source: str) -> bytes:
    """The zip of all files of a module; `source` is the address that asks."""
    return WORKSHOP.archive(desk, module, source)


def files_of(desk: Desk, module: Module, source: str) -> tuple[BuiltFile, ...]:
    """The files of a module, in their order."""
    with zipfile.ZipFile(io.BytesIO(archive_of(desk, module, source))) as opened:
        return tuple(BuiltFile(name=each.filename, size=each.file_size) for each in opened.filelist)


def file_of(desk: Desk, module: Module, name: str, source: str) -> bytes:
    """One file of a module."""
    with zipfile.ZipFile(io.BytesIO(archive_of(desk, module, source))) as opened:
        if name not in opened.namelist():
            raise NotFound("file", name)
        return opened.read(name)
