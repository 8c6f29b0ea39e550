"""A working copy as plain text, for any program, and back."""

import re
from collections.abc import Iterator
from pathlib import Path

from reflexes_calls.domain.working_copy import (
    COPY,
    GUARD,
    Piece,
    Returned,
    WorkingCopy,
    Zone,
    mark_in,
    on_one_line,
    returned_from,
)

END = "[[/]]"
_END = re.compile(r"\[\[\s*/\s*\]\]")


def write(copy: WorkingCopy) -> bytes:
    """The text, its lines ended as every program takes them."""
    lines = [copy.title.upper(), "", *copy.intro, "", copy.mark, ""]
    for section in copy.sections:
        lines += [section.title, "=" * len(section.title), *filter(None, (section.intro,))]
        lines += [*section.notes, ""]
        for zone in section.zones:
            lines += [zone.label, "-" * len(zone.label), *zone.notes]
            lines += [*_zone(zone, copy.language), ""]
    # With its first mark, editors know the encoding.
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _zone(zone: Zone, language: str) -> Iterator[str]:
    yield f"{GUARD.said(language)} {zone.mark}"
    if zone.headings:
        yield on_one_line(zone.headings)
    for row in zone.rows:
        yield from (on_one_line(row),) if zone.headings else row[0].split("\n")
    yield END


def read(path: Path) -> Returned:
    """The zones of a text that came back, and all that it says beside them."""
    said = path.read_text("utf-8-sig").replace("\r\n", "\n")
    return returned_from(_pieces(said.split("\n")))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    inside: list[str] | None = None
    for line in lines:
        if mark_in(line):
            if inside is not None:
                yield _zone_piece(inside)
            inside = [line]
        elif _END.search(line) and inside is not None:
            yield _zone_piece(inside)
            inside = None
        elif inside is not None:
            inside.append(line)
        elif COPY.search(line) or set(line.strip()) - set("=-"):
            yield Piece(text=line)
    if inside is not None:
        yield _zone_piece(inside)


def _zone_piece(lines: list[str]) -> Piece:
    """A zone. Bars part cells: what is no table is put together again where it is read."""
    mark, *rest = lines
    return Piece(rows=((mark,), *((line,) for line in rest)))
