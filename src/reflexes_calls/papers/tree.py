"""A paper before it is printed: its words, in blocks. Nothing in it is markup."""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

from reflexes.records import record, values_of
from reflexes_calls.papers.columns import shares_of


@record
class Heading:
    """A heading; the title of the paper is above level 1."""

    text: str
    level: int = 1
    kind: str = "heading"


@record
class Prose:
    """Some paragraphs. `tone` is `soft` for what may be skipped, `strong` for what may not."""

    paragraphs: tuple[str, ...]
    tone: str = ""
    kind: str = "prose"


@record
class Facts:
    """Some labels, each with what it says."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "facts"


@record
class Items:
    """A list."""

    texts: tuple[str, ...]
    kind: str = "items"


@record
class Grid:
    """A table under its headings; `numbers` are the ranks of columns set to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    kind: str = "grid"


@record
class Break:
    """What follows begins a page."""

    kind: str = "break"


Block = Heading | Prose | Facts | Items | Grid | Break


@record
class Paper:
    """All that a paper says. `banner` stands above everything, on every page."""

    title: str
    subtitle: str
    language: str
    author: str
    foot: str
    page_of: tuple[str, str]
    blocks: tuple[Block, ...]
    banner: str = ""


def plain(paper: Paper) -> dict[str, object]:
    """The paper as plain data, its long words made breakable."""
    said = {
        name: drawable(text) if isinstance(text, str) else text
        for name, text in values_of(paper).items()
    }
    return {**said, "blocks": [_plain_block(each) for each in paper.blocks]}


def _plain_block(block: Block) -> dict[str, object]:
    said: dict[str, object] = {**values_of(block)}
    if isinstance(block, Prose):
        said["paragraphs"] = [_lines(each, WIDE) for each in block.paragraphs]
    elif isinstance(block, Facts):
        said["rows"] = [[drawable(label), _lines(text, WIDE)] for label, text in block.rows]
    elif isinstance(block, Items):
        said["texts"] = [_lines(each, WIDE) for each in block.texts]
    elif isinstance(block, Grid):
        said |= _plain_grid(block)
    elif isinstance(block, Heading):
        said["text"] = breakable(block.text, WIDE)
    return said


def _plain_grid(grid: Grid) -> dict[str, object]:
    shares = shares_of(grid.headings, grid.rows)
    rooms = [max(LEAST_ROOM, CELLS * share // sum(shares)) for share in shares]
    rows = [list(map(_lines, row, rooms)) for row in grid.rows]
    return {
        "headings": list(map(breakable, grid.headings, rooms)),
        "shares": shares,
        "rows": [{"cells": row, "is_whole": _height(row, rooms) <= WHOLE} for row in rows],
    }


def _height(row: list[list[str]], rooms: list[int]) -> int:
    """About how many lines a row takes, rather more than fewer."""
    return max(
        sum(1 + len(line) // room for line in lines) for lines, room in zip(row, rooms, strict=True)
    )


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of what was typed: an empty line parts them."""
    known = text.replace("\r\n", "\n").split("\n")
    runs = (tuple(lines) for is_text, lines in groupby(known, key=_has_text) if is_text)
    return tuple("\n".join(run) for run in runs)


def _has_text(line: str) -> bool:
    return bool(line.strip())


WIDE, CELLS, LEAST_ROOM = 66, 60, 6
WHOLE = 24
"""A row of so many lines at most stays on one page; a longer one may be parted."""
UNSEEN = frozenset({"Cc", "Cs"})
BREAK = "\u200b"
"""Where a word may be cut: it has no width, and readers do not say it."""
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make letters be shown in another order than they are written in."""


def _lines(text: str, room: int) -> list[str]:
    return [breakable(line, room) for line in text.split("\n")]


def drawable(text: str) -> str:
    """The text without what no paper can show: controls, halves of characters."""
    return "".join(letter for letter in text if _is_seen(letter))


def _is_seen(letter: str) -> bool:
    return letter not in OVERRIDES and unicodedata.category(letter) not in UNSEEN


def breakable(text: str, room: int) -> str:
    """The text on one line, its words too long for a line made breakable."""
    words = drawable(text.replace("\t", " ")).split(" ")
    return " ".join(BREAK.join(_pieces(word, room)) for word in words)


def _pieces(word: str, room: int) -> Iterator[str]:
    if len(word) <= room:
        yield word
        return
    for start in range(0, len(word), room):
        yield word[start : start + room]
