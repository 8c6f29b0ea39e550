"""Letters leave after the answer: a thread of the service sends them while people go on."""

import logging
import threading
import time

import attrs

from reflexes_calls.actions.desk import Desk
from reflexes_calls.storage import letters

LOG = logging.getLogger(__name__)
QUIET = 1.0
"""Seconds between two looks at what waits: a rush is served first, its letters leave together."""
RUSH = 20
"""Letters written in a second that make a rush; composing them would slow down those who submit."""
LONGEST = 30.0
"""Seconds after which letters leave, however many people are still submitting."""


@attrs.define
class Pace:
    """How fast letters are being written, and since when those that wait have been put off."""

    _newest: int = 0
    _looked_at: float = 0.0
    _put_off_at: float | None = None

    def is_time(self, newest: int, now: float) -> bool:
        """Whether letters may leave, when `newest` is the last one written."""
        written, since = newest - self._newest, max(now - self._looked_at, 0.001)
        is_rush = self._looked_at > 0 and written / since > RUSH
        self._newest, self._looked_at = newest, now
        if not is_rush:
            self._put_off_at = None
            return True
        if self._put_off_at is None:
            self._put_off_at = now
        return now - self._put_off_at >= LONGEST


@attrs.define
class Courier:
    """Sends what waits, one batch after another, until it is told to stop."""

    desk: Desk
    _over: threading.Event = attrs.field(factory=threading.Event)
    _thread: threading.Thread | None = None
    _pace: Pace = attrs.field(factory=Pace)

    def start(self) -> "Courier":
        """Begin, in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="letters", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Send what waits now, and end."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(QUIET):
            self._send()
        self._send()

    def _send(self) -> None:
        try:
            while self._may_send() and self.desk.send_letters():
                if self._over.wait(QUIET / 10):
                    return
        except Exception:
            # Whatever happened, the letters wait: the next round tries again.
            LOG.exception("Letters could not be sent; they wait")

    def _may_send(self) -> bool:
        if self._over.is_set():
            return True
        with self.desk.look() as connection:
            newest = letters.newest(connection)
        return self._pace.is_time(newest, time.monotonic())
