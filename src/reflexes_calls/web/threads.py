"""How many threads answer: few, since they share one interpreter, and one more for each slow page.

Threads that compute hinder each other: with six of them a rush went a third slower than with two,
and whoever held the database held it longer. A page that takes long (a PDF, a spreadsheet, a wait
for the database) does not count: another thread answers in its place.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio.to_thread
from anyio import CapacityLimiter

USUAL, MOST = 2, 20
SLOW = 0.3
"""Seconds after which a page counts as slow."""
LOOK = 0.1
SWITCH = 0.0005
"""Seconds after which a busy thread lets another go on."""


@asynccontextmanager
async def few_threads() -> AsyncIterator[None]:
    """Answer with few threads, as long as this lasts."""
    limiter, before = anyio.to_thread.current_default_thread_limiter(), sys.getswitchinterval()
    limiter.total_tokens = USUAL
    sys.setswitchinterval(SWITCH)
    tending = asyncio.create_task(_tend(limiter))
    try:
        yield
    finally:
        tending.cancel()
        with suppress(asyncio.CancelledError):
            await tending
        sys.setswitchinterval(before)


async def _tend(limiter: CapacityLimiter) -> None:
    since: dict[object, float] = {}
    while True:
        await asyncio.sleep(LOOK)
        now = time.monotonic()
        since = {each: since.get(each, now) for each in limiter.statistics().borrowers}
        slow = sum(now - began > SLOW for began in since.values())
        limiter.total_tokens = min(USUAL + slow, MOST)
