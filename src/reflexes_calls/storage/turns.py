"""One writer at a time for an SQLite file, each in their turn.

SQLite lets one connection write; whoever comes meanwhile asks again at random intervals, and the
unlucky wait for ever in a rush. Here threads of one process write in the order they came, and
processes of one machine take turns: each queues with one thread only, on a lock file beside the
database. The file is a courtesy: what keeps two from writing at once is SQLite's own lock.
"""

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

try:
    import fcntl
except ImportError:  # pragma: no cover  # elsewhere than on Unix, processes do without turns
    fcntl = None  # type: ignore[assignment]  # said by `_GATES`
import sqlite3

from reflexes_calls.domain.errors import Busy

PATIENCE = 10.0
"""Seconds after which a writer gives up: its page says so, and gives back what was typed."""
BETWEEN_TRIES = 0.0005


class Turns:
    """The queue of those who want to write to one file."""

    def __init__(self, path: str) -> None:
        """Queue for the database of `path`; an empty path is a database in memory."""
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()
        self._gate = Path(f"{path}-turns") if path and fcntl is not None else None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold the turn of this process; raise `Busy` when it does not come in time."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def begin(self, connection: sqlite3.Connection) -> None:
        """Begin the write transaction, as soon as no other process writes."""
        until = time.monotonic() + PATIENCE
        with self._first_in_line(until):
            # The driver's own waiting sleeps up to a tenth of a second between two tries.
            connection.execute("PRAGMA busy_timeout=0")
            try:
                while not _begun(connection):
                    _pause(until)
            finally:
                connection.execute(f"PRAGMA busy_timeout={int(1000 * PATIENCE)}")

    def _enter(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=PATIENCE):
            return
        with self._guard:
            # The turn may have come between the last instant of patience and now.
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise Busy

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False

    @contextmanager
    def _first_in_line(self, until: float) -> Iterator[None]:
        """Be the one of all processes that tries next: who has just written goes behind."""
        gate = self._open_gate()
        try:
            while gate is not None and not _locked(gate):
                _pause(until)
            yield
        finally:
            if gate is not None:
                os.close(gate)

    def _open_gate(self) -> int | None:
        if self._gate is None:
            return None
        with suppress(OSError):
            return os.open(self._gate, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return None


def _locked(gate: int) -> bool:
    try:
        fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without such locks: go on without turns.
        return True
    return True


def _begun(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_locked(error):
            return False
        raise
    return True


def _pause(until: float) -> None:
    if time.monotonic() > until:
        raise Busy
    time.sleep(BETWEEN_TRIES)


def is_locked(error: Any) -> bool:
    """Whether SQLite says that someone else is writing."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
