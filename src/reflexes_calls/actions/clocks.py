"""The demonstration's clock: it can be moved, and keeps its offset in the database."""

import datetime as dt

from sqlalchemy import Engine

from reflexes_calls.storage import demo_clock
from reflexes_calls.storage.engine import reading, writing


class DemoClock:
    """The machine's clock and an offset; only a demonstration has one."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine whose database holds the offset."""
        self.engine = engine

    def now(self) -> dt.datetime:
        """The present instant of the demonstration."""
        with reading(self.engine) as connection:
            seconds = demo_clock.offset(connection) or 0
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)

    def move_to(self, instant: dt.datetime) -> None:
        """Make it `instant` now."""
        seconds = round((instant - dt.datetime.now(dt.UTC)).total_seconds())
        with writing(self.engine) as connection:
            demo_clock.set_offset(connection, seconds)
