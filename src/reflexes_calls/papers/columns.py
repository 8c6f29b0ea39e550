"""How wide the columns of a table are, from what stands in them; the same on every paper."""

from collections.abc import Sequence

NARROWEST, WIDEST = 18, 40
"""In characters: a date stands on one line, and no long text takes all the room."""


def shares_of(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The part of the width that each column takes: their sum is that of the table."""
    columns = zip(headings, *rows, strict=True)
    return tuple(min(WIDEST, max(NARROWEST, *map(_longest, cells))) for cells in columns)


WHOLE = 1200
"""A row of so few characters at most stays on one page; a longer one may be parted."""


def is_kept_whole(row: Sequence[str]) -> bool:
    """Whether a row is short enough never to be parted between two pages."""
    return sum(map(len, row)) <= WHOLE


def _longest(text: str) -> int:
    return max(map(len, text.split("\n")))
