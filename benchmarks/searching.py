"""Search with the index of `reflexes` beside SQLite FTS5, over 20, 2,000 and 100,000 records.

The records are made up: words of the shipped catalogue, drawn as often as Zipf's law has it, on
shelves and with ties like the real ones. Both engines are given the same stems, facets and
passages; each builds in an interpreter of its own, on the same records, from the same seed:

    python benchmarks/searching.py [--sizes 20 2000 100000] [--queries 400] [--seed 2020]

What is timed for a query is the whole of `search`: reading the query, finding, ranking, counting
all facets over the whole result, and cutting the passages of the first twenty. Half of the queries
take their words from one record, half at random, common words included but never alone; one in four
is narrowed by a facet. Memory is what the process holds more after the index is built than before.
"""

import argparse
import gc
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import reflexes
from reflexes.kinds import KINDS
from reflexes.rebuilding import rebuild
from reflexes.searching import Index
from reflexes.searching.building import Gathered
from reflexes.searching.gathering import texts_of
from reflexes.searching.index import MOST_WORDS, _Word
from reflexes.searching.normalising import LANGUAGES, WORD, asked_words
from reflexes.searching.weighing import as_set

SIZES = (20, 2_000, 100_000)
MOST_MILLISECONDS = 20
NAME_SHARE, TEXT_SHARE = 8.0, 1.0
SHELVES = (("observations", 0.65), ("pistes", 0.2), ("organisations", 0.15))
FIRST = """
import time
import reflexes
catalogue = reflexes.load()
began = time.perf_counter()
catalogue.search("réaffectation agents crèche")
first = time.perf_counter()
catalogue.search("masques distribution")
print(1000 * (first - began), 1000 * (time.perf_counter() - first), len(catalogue))
"""
MOST_FIRST = 100
STATM = Path("/proc/self/statm")


class Making:
    """Makes records from the words of a catalogue."""

    def __init__(self, seed: int) -> None:
        """Count the words of the shipped catalogue."""
        self.random = random.Random(seed)  # noqa: S311 - made-up records, no secret
        self.catalogue = reflexes.load()
        self.words: dict[str, list[str]] = {}
        self.weights: dict[str, list[float]] = {}
        for language in LANGUAGES:
            counts: Counter[str] = Counter()
            for record in self.catalogue:
                for said in texts_of(record):
                    if said.language == language:
                        counts.update(word.lower() for word in WORD.findall(said.text))
            self.words[language] = [word for word, _ in counts.most_common()]
            cumulated, total = [], 0.0
            for rank in range(1, len(counts) + 1):
                total += 1 / rank
                cumulated.append(total)
            self.weights[language] = cumulated

    def sentence(self, language: str, length: int) -> str:
        """`length` words, more or less."""
        count = max(1, round(self.random.gauss(length, length / 4)))
        drawn = self.random.choices(
            self.words[language], cum_weights=self.weights[language], k=count
        )
        return " ".join(drawn).capitalize()

    def text(self, length: int) -> dict[str, Any]:
        """A text in both languages."""
        said = {language: self.sentence(language, length) for language in LANGUAGES}
        return {**said, "says": "ours", "translated": ["en"]}

    def shelves(self, size: int) -> dict[str, Sequence[Any]]:
        """Shelves of `size` records in all, the controversies, phenomena and principles kept."""
        kept = ("controversies", "phenomena", "principles")
        made: dict[str, list[Any]] = {name: [] for name in KINDS}
        for name in kept if size > MOST_MILLISECONDS else ():
            made[name] = list(self.catalogue.shelf(name))
        names, shares = zip(*SHELVES, strict=True)
        for number in range(size - sum(map(len, made.values()))):
            name = self.random.choices(names, shares)[0]
            made[name].append(rebuild(KINDS[name], self.plain(name, number)))
        return dict(made)

    def plain(self, shelf: str, number: int) -> dict[str, Any]:
        """The plain form of a made-up record."""
        common = {
            "code": f"{shelf}-{number}",
            "rank": 1,
            "title": self.text(7),
            "short": self.text(2),
            "status": self.random.choice(("attested", "ours")),
            "known_on": "2020-05-28",
        }
        if shelf == "organisations":
            kind = self.random.choice(("city", "state", "region", "network"))
            return {**common, "kind": kind, "roles": []}
        phenomenon = self.random.choice(self.catalogue.phenomena.codes)
        if shelf == "observations":
            return {**common, "about": [phenomenon], "fact": self.text(25), "place": ""}
        principle = self.random.choice(self.catalogue.principles.codes)
        return {
            **common,
            "problem": self.text(60),
            "proposition": self.text(60),
            "answers": [{"to": phenomenon, "says": "ours"}],
            "strengthens": [{"principle": principle, "how": self.text(20)}],
            "risks": [self.text(15), self.text(15)],
        }


class Rows(Gathered):
    """The same stems and facets, with the stems given to a table of FTS5."""

    def __init__(self, shelves: Mapping[str, Iterable[Any]], table: sqlite3.Connection) -> None:
        """Fill the table while the records are read."""
        self._table = table
        super().__init__(shelves)

    def _keep(self, number: int, names: list[str], body: list[str], _: int) -> None:
        self._table.execute(
            "INSERT INTO words (rowid, name, body) VALUES (?, ?, ?)",
            (number, " ".join(dict.fromkeys(names)), " ".join(body)),
        )

    def _weigh(self) -> dict[str, Any]:
        return {}


class FullText(Index):
    """The same search over SQLite FTS5: all the words, then any of the two rarest."""

    __slots__ = ("_table",)

    def __init__(self, shelves: Mapping[str, Iterable[Any]]) -> None:
        """Fill a table in memory that keeps no text, as the passages come from the records."""
        self._table = sqlite3.connect(":memory:", isolation_level=None)
        self._table.execute("CREATE VIRTUAL TABLE words USING fts5 (name, body, content='')")
        self._table.execute("BEGIN")
        self._gathered = Rows(shelves, self._table)
        self._table.execute("COMMIT")
        self._table.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._table.execute("CREATE VIRTUAL TABLE held USING fts5vocab (words, 'row')")
        self._size = len(self._gathered.records)

    def _word(self, said: str, stems: tuple[str, ...]) -> _Word:
        asked = "SELECT doc FROM held WHERE term = ?"
        rows = [self._table.execute(asked, (stem,)).fetchone() for stem in stems]
        rarities = tuple(0 if row is None else self._rarity(row[0]) for row in rows)
        return _Word(said, stems, rarities, (), 0)

    def _ranked(
        self, _: str, sought: Sequence[Any], among: int, most: int
    ) -> tuple[int, list[tuple[int, int]]]:
        groups = [" OR ".join(f'"{stem}"' for stem in word.stems) for word in sought]
        if not groups:
            return 0, []
        found = self._matching(" AND ".join(f"({group})" for group in groups)) & among
        asked = " AND ".join(f"({group})" for group in groups)
        if not found:
            rare = sorted(zip(sought, groups, strict=True), key=lambda one: -max(one[0].rarities))
            asked = " OR ".join(f"({group})" for _, group in rare[:2])
            found = self._matching(asked) & among
        return found, list(self._best(asked, among, most))

    def _matching(self, asked: str) -> int:
        rows = self._table.execute("SELECT rowid FROM words WHERE words MATCH ?", (asked,))
        return as_set((row[0] for row in rows), self._size)

    def _best(self, asked: str, among: int, most: int) -> Iterator[tuple[int, int]]:
        # A narrowed query reads on until it has enough, so no LIMIT is said to the engine then.
        limit = most if among.bit_count() == self._size else -1
        rows = self._table.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, ?, ?) LIMIT ?",
            (asked, NAME_SHARE, TEXT_SHARE, limit),
        )
        for row in rows:
            if among >> row[0] & 1:
                yield 0, row[0]
                most -= 1
            if not most:
                return

    def _all_held(self, _: Sequence[Any], found: int) -> bool:
        return bool(found)


ENGINES = {"reflexes": Index, "fts5": FullText}


def queries(making: Making, shelves: Mapping[str, Sequence[Any]], count: int) -> list[Any]:
    """Words and facets, as people would ask."""
    draw = making.random
    records = [record for shelf in shelves.values() for record in shelf]
    made: list[Any] = []
    while len(made) < count:
        number = len(made)
        length = draw.choices((1, 2, 3, 4, 5), (25, 35, 20, 12, 8))[0]
        if number % 2:
            said = draw.choice([s for s in texts_of(draw.choice(records)) if s.language])
            words = draw.sample(found := WORD.findall(said.text), min(length, len(found)))
        else:
            words = making.sentence("fr" if number % 4 else "en", length).split()[:length]
        facets = {}
        if number % 4 == 1:
            facets = draw.choice(({"shelf": "pistes"}, {"status": "attested"}))
        if list(asked_words(" ".join(words), MOST_WORDS)):
            made.append((" ".join(words), facets))
    return made


def held() -> float:
    """The megabytes that this process holds; the most it ever held where Linux does not say."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def measure(engine: str, size: int, count: int, seed: int) -> dict[str, float]:
    """Build one engine over `size` records and ask it `count` queries."""
    making = Making(seed)
    shelves = making.shelves(size)
    asked = queries(making, shelves, count)
    gc.collect()
    before = held()
    began = time.perf_counter()
    index = ENGINES[engine](shelves)
    built = time.perf_counter() - began
    gc.collect()
    memory = held() - before
    times, worked, found = [], [], 0
    for words, facets in asked:
        began, busy = time.perf_counter(), time.process_time()
        result = index.search(words, **facets)
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
        found += bool(result.total)
    cuts = statistics.quantiles(times, n=20)
    return {
        "build": built,
        "memory": memory,
        "records": before,
        "p50": cuts[9],
        "p95": cuts[18],
        "most": max(times),
        "worked": statistics.quantiles(worked, n=20)[18],
        "found": found,
    }


def first_search(runs: int) -> None:
    """Print how long the first search of the shipped catalogue takes, in a fresh interpreter."""
    # Compiled modules are kept, as an installed package keeps them.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    taken = []
    for _ in range(runs + 1):
        done = subprocess.run(  # noqa: S603 - the lines above
            [sys.executable, "-c", FIRST],
            check=True,
            capture_output=True,
            text=True,
            env=surroundings,
        )
        taken.append([float(figure) for figure in done.stdout.split()])
    first, second, records = (statistics.median(column) for column in zip(*taken[1:], strict=True))
    print(f"shipped catalogue, {records:.0f} records, medians of {runs} fresh interpreters:")
    print(f"first search, records and index made  {first:7.1f} ms   wanted: about {MOST_FIRST}")
    print(f"second search                         {second:7.1f} ms")


def main() -> None:
    """Measure each engine at each size, one after the other, and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--alone", choices=tuple(ENGINES), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(measure(asked.alone, asked.sizes[0], asked.queries, asked.seed)))
        return
    print(f"{asked.queries} queries each; SQLite {sqlite3.sqlite_version}; seed {asked.seed}")
    print(
        "records  engine    build s  index MB    p50 ms    p95 ms   most ms  p95 of CPU ms   found"
    )
    for size in asked.sizes:
        for engine in ENGINES:
            command = [sys.executable, __file__, "--alone", engine, "--sizes", str(size)]
            command += ["--queries", str(asked.queries), "--seed", str(asked.seed)]
            done = subprocess.run(  # noqa: S603 - this very file
                command, check=True, capture_output=True, text=True
            )
            said = json.loads(done.stdout)
            print(
                f"{size:>7}  {engine:<8} {said['build']:>8.2f} {said['memory']:>9.1f} "
                f"{said['p50']:>9.2f} {said['p95']:>9.2f} {said['most']:>9.2f} "
                f"{said['worked']:>14.2f} {said['found']:>7}",
                flush=True,
            )
    print(f"wanted: p95 under {MOST_MILLISECONDS} ms at 100,000 records")
    first_search(asked.runs)


if __name__ == "__main__":
    main()
