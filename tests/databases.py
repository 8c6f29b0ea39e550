"""Databases of the present schema: migrated once for each process, then copied.

The migrations themselves are tested in `reflexes_calls/storage`, on databases that are not copies.
"""

import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from sqlite3 import connect

from sqlalchemy import make_url

from reflexes_calls.storage.migrating import migrate


@cache
def migrated_file() -> bytes:
    """An SQLite file on which every migration ran, and in which nobody stands."""
    with tempfile.TemporaryDirectory(prefix="reflexes-migrated-") as folder:
        path = Path(folder) / "calls.sqlite3"
        migrate(f"sqlite:///{path}")
        with closing(connect(path)) as connection:
            # What still lies in the log beside the file would not be copied with it.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes()


def lay_down(url: str) -> None:
    """Make the SQLite file of an address, of the present schema; it must not be there yet."""
    with Path(make_url(url).database or "").open("xb") as file:
        file.write(migrated_file())
