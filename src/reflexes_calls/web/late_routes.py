"""Routes whose modules are read late: when first asked for, or a moment after the start.

A service answers its first visitor sooner when what a first visit does not ask for is read a moment
later. Nothing is hidden by it: what cannot be read is said in the log as
soon as it is tried, a moment after the start, and whoever asks for it meets the error each time.
"""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cached_property

from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send

LOG = logging.getLogger(__name__)
A_MOMENT = 2.0
"""Seconds between the start and the reading of the rest: the first visitors come before."""


class LateRoutes(BaseRoute):
    """All routes, made when one is first asked for that those read at the start do not answer."""

    def __init__(self, make: Callable[[], list[BaseRoute]]) -> None:
        """Answer with the routes that `make` gives.

        Those read at the start are to be among them: what they refuse (a method, a slash too many)
        is then answered as if no route were late.
        """
        self._make = make

    @cached_property
    def routes(self) -> list[BaseRoute]:
        """The routes; the modules are read if they were not yet."""
        return self._make()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take any address: its route is looked up later."""
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the route that fits."""
        # Reading takes a moment: meanwhile the others are answered.
        router = self._router if "_router" in vars(self) else await asyncio.to_thread(self.ready)
        await router(scope, receive, send)

    def ready(self) -> Router:
        """Read the modules, if nobody asked for them yet."""
        return self._router

    @cached_property
    def _router(self) -> Router:
        return Router(self.routes)


@asynccontextmanager
async def read_soon(late: LateRoutes) -> AsyncIterator[None]:
    """Read what is late a moment after the start, unless it ends before."""
    reading = asyncio.create_task(_read(late))
    try:
        yield
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


async def _read(late: LateRoutes) -> None:
    await asyncio.sleep(A_MOMENT)
    try:
        await asyncio.to_thread(late.ready)
    except Exception:
        LOG.exception("The pages that are read late cannot be read")
    # What was just read stays, as what was read at the start does.
    gc.freeze()
