"""Letters leave after the answer: a thread of the service sends them while people go on."""

import logging
import threading

import attrs

from reflexes_calls.actions.desk import Desk

LOG = logging.getLogger(__name__)
QUIET = 1.0
"""Seconds between two looks at what waits: a rush is served first, its letters leave together."""


@attrs.define
class Courier:
    """Sends what waits, one batch after another, until it is told to stop."""

    desk: Desk
    _over: threading.Event = attrs.field(factory=threading.Event)
    _thread: threading.Thread | None = None

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
            while self.desk.send_letters():
                if self._over.wait(QUIET / 10):
                    return
        except Exception:
            # Whatever happened, the letters wait: the next round tries again.
            LOG.exception("Letters could not be sent; they wait")
