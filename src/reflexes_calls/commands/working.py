"""`reflexes-calls worker`: letters, reminders, all that is done by time; `serve` may embed it."""

import argparse
import logging
import signal
import threading
from typing import TYPE_CHECKING

import attrs

from reflexes_calls.commands.watching import address_of
from reflexes_calls.settings import Settings

if TYPE_CHECKING:
    from reflexes_calls.actions.desk import Desk

LOG = logging.getLogger(__name__)
PAUSE = 2.0
"""Seconds between two looks at what is due."""
PLANNING = 60.0
"""Seconds between two looks at what comes back: a clock that was set back is met there."""


def fill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    said = "faire ce qui se fait à heure dite / do what is done by time"
    worker = commands.add_parser("worker", help=said)
    worker.add_argument(
        "--once",
        action="store_true",
        help="faire ce qui attend, puis finir / do what waits, then end",
    )
    worker.set_defaults(run=_work)


def _work(asked: argparse.Namespace, settings: Settings) -> int:
    from reflexes_calls.actions.desk import make_desk  # noqa: PLC0415  # late: mistakes answer now
    from reflexes_calls.commands.logs import set_up_logs  # noqa: PLC0415  # the same

    set_up_logs(settings)
    desk = attrs.evolve(make_desk(settings), has_courier=True)
    worker = Worker(desk, address_of(settings))
    if asked.once:
        worker.finish()
        desk.engine.dispose()
        return 0
    for known in (signal.SIGTERM, signal.SIGINT):
        signal.signal(known, lambda *_: worker.over.set())
    LOG.info("The worker is ready")
    worker.run()
    LOG.info("The worker ends; nothing was left half done")
    return 0


class Worker:
    """Does what waits, turn after turn, until it is told to stop."""

    def __init__(self, desk: "Desk", address: str) -> None:
        """Work for a desk; `address` is where the service is reached."""
        self.desk = desk
        self.address = address
        self.over = threading.Event()
        self._thread: threading.Thread | None = None
        self._until_planning = 0.0

    def start(self) -> "Worker":
        """Work in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End after what is under way."""
        self.over.set()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> None:
        """Work until `over` is set; letters leave meanwhile, in a thread of their own."""
        from reflexes_calls.actions.delivering import Messenger  # noqa: PLC0415  # the same
        from reflexes_calls.actions.posting import Courier  # noqa: PLC0415  # late, as above

        courier, messenger = Courier(self.desk).start(), Messenger(self.desk).start()
        while not self.over.is_set():
            self.turn()
            self.over.wait(PAUSE)
        messenger.stop()
        courier.stop()

    def finish(self) -> None:
        """Do what waits now, send the letters that it wrote, and tell the webhooks."""
        from reflexes_calls.actions.delivering import deliver  # noqa: PLC0415  # late, as above

        self.turn()
        while deliver(self.desk):
            pass
        while self.desk.send_letters():
            pass

    def turn(self) -> None:
        """Do what waits now; a failure is logged, and the next turn tries again."""
        from reflexes_calls.actions import working  # noqa: PLC0415  # late, as above

        try:
            if self._until_planning <= 0:
                working.plan(self.desk)
                self._until_planning = PLANNING
            self._until_planning -= PAUSE
            working.work(self.desk, self.address)
        except Exception:
            LOG.exception("The worker met a failure; it goes on")
