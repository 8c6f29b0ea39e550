"""How a jury reads: in which order, for how long, and how far it is."""

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256

from reflexes.records import record

LONGEST_SITTING = dt.timedelta(minutes=45)
"""Beyond, a page was left open rather than read."""


def shuffled(files: Iterable[str], *, call: str, reader: str) -> tuple[str, ...]:
    """Files in the order of one reader: whoever knows the public ids finds the same one.

    Nobody reads in the order of receipts, so that no file is always read by tired eyes.
    """

    def place(file: str) -> bytes:
        return sha256(f"{call}:{reader}:{file}".encode()).digest()

    return tuple(sorted(files, key=place))


def seconds_between(opened: dt.datetime, saved: dt.datetime) -> int:
    """About how long someone read, from the page being opened to its being saved."""
    spent = min(max(saved - opened, dt.timedelta(0)), LONGEST_SITTING)
    return int(spent.total_seconds())


@record
class Progress:
    """How far a reader is: how many files there are, begun and submitted; `seconds` is rough."""

    asked: int
    begun: int
    done: int
    seconds: int

    @property
    def left(self) -> int:
        """How many files are still to be read."""
        return self.asked - self.done
