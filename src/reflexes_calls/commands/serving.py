"""Serving an instance: one process, or several that share a port; the timed work beside them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import attrs
import uvicorn
from fastapi import FastAPI

from reflexes_calls.actions.desk import Desk, make_desk
from reflexes_calls.commands.logs import set_up_logs
from reflexes_calls.commands.watching import address_of, start_watching
from reflexes_calls.commands.working import Worker
from reflexes_calls.settings import FILE, PREFIX, Settings, read_settings
from reflexes_calls.web.app import create_app

ONE_OF_SEVERAL = "reflexes_calls.commands.serving:create_one_of_several"
QUIET = "warning"
"""What the server itself says: nothing of each request, which has a line of its own."""
GRACE = 30
"""Seconds given to the requests under way when the service is told to stop."""


def serve(settings: Settings, desk: Desk | None = None) -> None:
    """Serve until told to stop; `desk` is made from the settings unless it is given."""
    set_up_logs(settings)
    several = settings.processes > 1 and not settings.demo
    # Whoever does the timed work sends the letters: this process, or one of its own.
    desk = attrs.evolve(desk or make_desk(settings), has_courier=True)
    beating = start_watching(desk)
    try:
        with _working(desk, settings):
            _serve(ONE_OF_SEVERAL if several else create_app(settings, desk), settings)
    finally:
        beating.set()


@contextmanager
def _working(desk: Desk, settings: Settings) -> Iterator[None]:
    """Do the timed work beside the pages, where the settings say so."""
    if not settings.has_worker:
        yield
        return
    worker = Worker(desk, address_of(settings)).start()
    try:
        yield
    finally:
        worker.stop()


def _serve(app: FastAPI | str, settings: Settings) -> None:
    # Visitors share the processors: one thread computes a jury’s small matrices up to ten times
    # faster than several that wait for each other. numpy reads this when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with suppress(KeyboardInterrupt):
        uvicorn.run(
            app,
            factory=isinstance(app, str),
            workers=settings.processes if isinstance(app, str) else None,
            host=settings.host,
            port=settings.port,
            log_level=QUIET,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )


def tell_processes(file: str, changed: dict[str, str]) -> None:
    """Have the processes of `serve` read what this one read: the file, and what was asked here."""
    if file:
        os.environ[FILE] = file
    for name, value in changed.items():
        os.environ[PREFIX + name.upper()] = value


def create_one_of_several() -> FastAPI:
    """The same pages in one process among several, which reads the same settings again.

    It keeps nothing that another one would need: the database and the folders hold it all.
    """
    settings = read_settings()
    set_up_logs(settings)
    desk = make_desk(settings, is_migrated=True)
    return create_app(settings, attrs.evolve(desk, has_courier=True))
