"""How far the demonstration's clock was moved; its row is also the mark of a demonstration."""

from sqlalchemy import Connection, select, update

from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one


def offset(connection: Connection) -> int | None:
    """The offset in seconds, or None when this is no demonstration."""
    row = one(connection, select(t.demo_clock.c.offset_seconds))
    return int(row.offset_seconds) if row else None


def set_offset(connection: Connection, seconds: int) -> None:
    """Keep the offset, and with it the mark of a demonstration."""
    if offset(connection) is None:
        keep(connection, t.demo_clock, id=1, offset_seconds=seconds, is_demo=True)
    else:
        connection.execute(update(t.demo_clock).values(offset_seconds=seconds))
