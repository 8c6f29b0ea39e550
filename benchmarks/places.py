"""What the list of territories costs: its size, its first use, each look-up, what it holds.

Each figure of a first use is the median of fresh interpreters; look-ups are measured in one. Beside
it, the same rows as a dictionary of tuples and as an SQLite file, the two other ways to ship them:

    python benchmarks/places.py [--runs 11]

Memory is what the process holds more afterwards, where Linux says it.
"""

import argparse
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

from reflexes_calls.places.administration import name_of_siren
from reflexes_calls.places.listing import COLUMNS, FILE, listing
from reflexes_calls.places.registers import OfficialRegisters
from reflexes_calls.places.searching import search_territories
from reflexes_calls.places.territory import find_territory

STATM = Path("/proc/self/statm")
MOST_MILLISECONDS, MOST_MEGABYTES = 100, 50
MEASURED = """
import json, sys, time
from pathlib import Path
from reflexes_calls.places.administration import name_of_siren
from reflexes_calls.places.searching import search_territories
from reflexes_calls.places.territory import find_territory
sys.path.insert(0, {here!r})
from places import held
before, began = held(), time.perf_counter()
{what}
print(json.dumps([1000 * (time.perf_counter() - began), held() - before]))
"""
FIRST = {
    "first code": "find_territory('35238')",
    "first SIREN": "name_of_siren('213502388')",
    "first search": "search_territories('Saint-Denis')",
}
CODES = ("01001", "35238", "2A004", "97411", "75115", "93059", "20004", "243500139", "35", "R-53")
SIRENS = ("210100012", "213502388", "219740115", "243500139", "356000000")
WORDS = ("saint denis", "Rennes", "sa", "mont", "Pierrefitte-sur-Seine", "Paris 15", "35000", "zz")


def held() -> float:
    """The megabytes that this process holds; the most it ever held where Linux does not say."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def first_uses(runs: int) -> None:
    """Print what a first use takes and holds, in fresh interpreters."""
    here = str(Path(__file__).parent)
    for name, what in FIRST.items():
        measured = []
        for _ in range(runs + 1):
            done = subprocess.run(  # noqa: S603 - the lines above
                [sys.executable, "-c", MEASURED.format(here=here, what=what)],
                check=True,
                capture_output=True,
                text=True,
            )
            measured.append(json.loads(done.stdout))
        took, memory = (statistics.median(column) for column in zip(*measured[1:], strict=True))
        print(f"{name:<24}{took:>9.1f} ms{memory:>9.1f} MB")


def each(name: str, ask: Callable[[str], object], asked: Iterable[str]) -> None:
    """Print how long one look-up takes, and the longest."""
    times = []
    for one in asked:
        ask(one)
        for _ in range(20):
            began = time.perf_counter()
            ask(one)
            times.append(1000 * (time.perf_counter() - began))
    print(f"{name:<24}{statistics.median(times):>9.2f} ms, at most {max(times):.1f} ms")


def other_ways() -> None:
    """Print what a dictionary and an SQLite file would cost."""
    lines = listing().rows[1:-1].decode().split("\n")
    before, began = held(), time.perf_counter()
    rows = {(cells[0], cells[1]): cells for cells in (tuple(line.split("\t")) for line in lines)}
    took = 1000 * (time.perf_counter() - began)
    print(f"{'as a dictionary':<24}{took:>9.1f} ms{held() - before:>9.1f} MB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "territories.sqlite3"
        database = sqlite3.connect(path)
        database.execute(f"CREATE TABLE rows ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        database.executemany(f"INSERT INTO rows VALUES ({marks})", rows.values())  # noqa: S608 - marks alone
        for column in ("code", "siren", "name"):
            database.execute(f"CREATE INDEX by_{column} ON rows ({column})")
        database.commit()
        database.execute("VACUUM")
        database.close()
        print(f"{'as an SQLite file':<24}{path.stat().st_size / 1e6:>9.2f} MB on disk")


def main() -> None:
    """Print all that was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    asked = parser.parse_args()
    print(listing().told)
    size = len((files("reflexes_calls.places") / FILE).read_bytes()) / 1e6
    print(f"\n{'on disk':<24}{size:>9.2f} MB, {listing().rows.count(bytes([10])) - 1} rows")
    first_uses(asked.runs)
    each("a code", find_territory, CODES)
    each("a SIREN", name_of_siren, SIRENS)
    each("a search", search_territories, WORDS)
    each("an answer read", OfficialRegisters().territory, ("35238", "2A004", "R-53"))
    other_ways()
    print(f"wanted: under {MOST_MILLISECONDS} ms and {MOST_MEGABYTES} MB")


if __name__ == "__main__":
    main()
