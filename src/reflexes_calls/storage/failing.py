"""What keeps a database or a disk from answering, as every floor above can tell it."""

import errno
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DISK_FULL = "53100"
GONE = ("08", "28", "3D", "57P", "53300")
"""What PostgreSQL says when it leaves, is not reached, or takes nobody more."""


def is_full(error: BaseException) -> bool:
    """Whether the disk is full, for the database or for a file."""
    for one in causes_of(error):
        if isinstance(one, OSError) and one.errno in FULL:
            return True
        if (getattr(one, "sqlite_errorcode", 0) or 0) & 0xFF == sqlite3.SQLITE_FULL:
            return True
        if getattr(one, "sqlstate", None) == DISK_FULL:
            return True
    return False


def is_away(error: BaseException) -> bool:
    """Whether the database was not reached, or left while it was asked."""
    if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    if error.connection_invalidated:
        return True
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return state.startswith(GONE) or (
        not state and isinstance(error, OperationalError | InterfaceError)
    )


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those it came from."""
    while error is not None:
        yield error
        inner = getattr(error, "orig", None)
        if isinstance(inner, BaseException):
            yield inner
        error = error.__cause__ or error.__context__
