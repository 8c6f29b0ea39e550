"""The shipped file of territories: read once and kept as its bytes, which are sorted.

Its 41,000 rows weigh 0.6 MB on disk and 2.3 MB in memory; as a dictionary they would hold 30 MB,
as an SQLite file 4.4 MB on disk. `benchmarks/places.py` measures it.
"""

import gzip
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files

from reflexes.records import record

FILE = "territories.tsv.gz"
COLUMNS = ("kind", "code", "name", "siren", "within", "day", "nature", "size", "postal")
"""`within` is the EPCI of a commune, the commune of a district or of what ceased, the départements
of an EPCI, the région of a département. `size` is the number of figures of the population."""
SIREN_LENGTH = 9
SIREN_OF_ROW = re.compile(rb"\n(?:[^\t\n]*\t){%d}([0-9 ]+)\t" % COLUMNS.index("siren"))
PLACE_BITS = 32
LOOKED_FOR = re.compile(r"[0-9A-Z]{1,9}")


@record
class Row:
    """A row of the file, its columns as they are written."""

    kind: str
    code: str
    name: str
    siren: str
    within: str
    day: str
    nature: str
    size: str
    postal: str


class Listing:
    """The rows of the file, found by what stands in a column."""

    def __init__(self, content: bytes) -> None:
        """Keep the rows apart from what the file says of itself."""
        lines = content.split(b"\n# ")
        last, _, rows = lines[-1].partition(b"\n")
        told = b"\n".join((lines[0].removeprefix(b"# "), *lines[1:-1], last))
        self.told = told.decode()
        """What the file says of itself: vintage, sources, licence."""
        # A line break on both sides of each row, so that a row can be looked for as a whole.
        self.rows = b"\n" + rows

    @property
    def vintage(self) -> int:
        """The year of the list; its first lines say where a part of it is of another year."""
        return int(self.told.partition("Vintage: ")[2][:4])

    def row(self, kind: str, code: str) -> Row | None:
        """The row of a code among those of a kind."""
        if not LOOKED_FOR.fullmatch(code):
            return None
        sought = f"\n{kind}\t{code}\t".encode()
        # Any byte of a row stands for the row: the first that is not before is where it begins.
        at = bisect_left(
            range(len(self.rows) - 1),
            sought,
            key=lambda byte: self.rows[(start := self._start(byte)) : start + len(sought)],
        )
        return self.row_at(at + 1) if self.rows.startswith(sought, at) else None

    def _start(self, byte: int) -> int:
        return self.rows.rindex(b"\n", 0, byte + 1)

    def row_at(self, start: int) -> Row:
        """The row that begins at this byte."""
        said = self.rows[start : self.rows.index(b"\n", start)].decode().split("\t")
        return Row(**dict(zip(COLUMNS, said, strict=True)))

    def row_of_siren(self, siren: str) -> Row | None:
        """The first row that bears a SIREN.

        By bisection: a search through all the rows takes a millisecond and a half, and a file of
        applications asks for thousands.
        """
        if not (siren.isascii() and siren.isdecimal() and len(siren) == SIREN_LENGTH):
            return None
        sought = int(siren) << PLACE_BITS
        at = bisect_left(self._sirens, sought)
        if at == len(self._sirens) or self._sirens[at] >> PLACE_BITS != int(siren):
            return None
        return self.row_at(self._sirens[at] & ((1 << PLACE_BITS) - 1))

    @cached_property
    def _sirens(self) -> "array[int]":
        """Each SIREN with the place of its row in one number, sorted: 0.3 MB."""
        rows = SIREN_OF_ROW.finditer(self.rows)
        found = [
            int(number) << PLACE_BITS | row.start() + 1 for row in rows for number in row[1].split()
        ]
        return array("Q", sorted(found))

    def rows_saying(self, said: str, column: str) -> Iterator[Row]:
        """Every row that has `said` among the words of a column."""
        sought = said.encode()
        at = self.rows.find(sought) if LOOKED_FOR.fullmatch(said) else -1
        while at >= 0:
            found = self.row_at(self._start(at) + 1)
            if said in getattr(found, column).split():
                yield found
            at = self.rows.find(sought, self.rows.index(b"\n", at))


@cache
def listing() -> Listing:
    """The shipped file, read when it is first asked for."""
    return Listing(gzip.decompress((files(__package__) / FILE).read_bytes()))


def department_of(code: str) -> str:
    """The département, or the overseas collectivity, of a commune's code."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]
