"""How long a page of a list takes: 100, 10,000 and 1,000,000 files, on both databases.

Each measure is one page of fifty as its action gives it, from the question to the records: who
asks, what they see, the page, the bounded count, the names around it. Beside it stands the same
page asked for by OFFSET, as lists are usually turned, in the same run.

    python benchmarks/listing.py                      # 100, 10,000 and 1,000,000
    python benchmarks/listing.py --counts 100,10000   # smaller
"""

import argparse
import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

from sqlalchemy import Engine, select

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import reflexes
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.finding import files_of_call
from reflexes_calls.actions.people import create_organisation, create_person, give_role, join
from reflexes_calls.actions.publishing import draft_call, publish
from reflexes_calls.domain.finding import PAGE, Cursor, Order, Sort, write_cursor
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import make_engine, reading
from reflexes_calls.storage.migrating import migrate
from tests.makers import PISTE, ToldClock, call_form
from tests.many_files import RARE, ManyFiles, make_many
from tests.postgres_server import find_programs, running_server

COUNTS = (100, 10_000, 1_000_000)
ROUNDS = 60
GOAL = 50
"""Milliseconds."""
ASKED: Mapping[str, Mapping[str, str]] = {
    "first page, by receipt": {},
    "first page, ranked by mean": {"sort": "mean", "descending": "yes"},
    "first page, by title": {"sort": "title"},
    "of one stage": {"stage": "selected"},
    "of one territory": {"territory": "35017"},
    "a rare word": {"words": RARE},
    "a common word, ranked": {"words": "crèche", "sort": "mean", "descending": "yes"},
    "three filters": {"stage": "submitted", "completeness": "incomplete", "readers": "done"},
}
DEEP = {
    "half-way, by receipt": Order(sort=Sort.RECEIPT, descending=False),
    "half-way, ranked by mean": Order(sort=Sort.MEAN, descending=True),
}


class Bench:
    """One call with so many files, on one database."""

    def __init__(self, url: str, folder: Path, count: int) -> None:
        """Fill it."""
        migrate(url)
        clock = ToldClock()
        self.engine: Engine = make_engine(url)
        self.desk = Desk(
            self.engine, clock, reflexes.load(), folder / "outbox", folder / "outgoing"
        )
        self.count = count
        root = self._person(None, "Iris")
        self.manager = self._person(root, "Maud")
        give_role(self.desk, root, self.manager, Role.MANAGER)
        # Bound to one administration, as many managers are: the condition is part of the cost.
        join(self.desk, root, self.manager, create_organisation(self.desk, root, name="Ville"))
        drafted = draft_call(self.desk, self.manager, PISTE, call_form())
        self.call = publish(self.desk, self.manager, drafted.public_id)
        started = time.perf_counter()
        make_many(self.engine, self.call.id, root.id, ManyFiles(count=count))
        self.filled = time.perf_counter() - started

    def _person(self, actor: Person | None, name: str) -> Person:
        email = f"{name.lower()}@essai.example"
        return create_person(
            self.desk,
            actor,
            name=name,
            email=email,
            password="une phrase assez longue",  # noqa: S106  # nobody signs in
        )

    def page(self, asked: Mapping[str, str]) -> int:
        """Ask for a page as a manager does; gives how many files it holds."""
        found = files_of_call(self.desk, self.manager, self.call.public_id, asked)
        return len(found.files)

    def deep(self, order: Order, chance: random.Random) -> dict[str, str]:
        """What the address of a page in the middle of the list holds."""
        key = {Sort.RECEIPT: t.applications.c.rank, Sort.MEAN: t.applications.c.mean}[order.sort]
        rank = max(1, self.count // 2 - chance.randint(0, max(1, self.count // 10)))
        asked = select(key, t.applications.c.public_id).where(
            t.applications.c.call_id == self.call.id, t.applications.c.rank >= rank
        )
        with reading(self.engine) as connection:
            found = connection.execute(asked.where(key.is_not(None)).limit(1)).one()
        cursor = Cursor(order=order, key=found[0], file=found[1], backwards=False)
        said = {"sort": order.sort.value, "page": write_cursor(cursor)}
        return said | ({"descending": "yes"} if order.descending else {})

    def deep_pages(self, order: Order) -> Callable[[], int]:
        """Ask for one page after another around the middle of the list, found beforehand."""
        chance = random.Random(7)  # noqa: S311  # pages taken alike from one run to the next
        places = cycle([self.deep(order, chance) for _ in range(10)])
        return lambda: self.page(next(places))

    def by_offset(self, order: Order) -> None:
        """The same rows half-way by OFFSET, nothing around them."""
        known = t.applications.c
        key = {Sort.RECEIPT: known.rank, Sort.MEAN: known.mean}[order.sort]
        ways = (key.desc(), known.id.desc()) if order.descending else (key, known.id)
        asked = select(known.public_id, known.title, key).where(
            known.call_id == self.call.id, known.receipt.is_not(None), key.is_not(None)
        )
        with reading(self.engine) as connection:
            connection.execute(asked.order_by(*ways).limit(PAGE).offset(self.count // 2)).all()


def timed(act: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """The median and the 95th percentile of an act, in milliseconds."""
    act()
    told = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        told.append((time.perf_counter() - started) * 1000)
    return statistics.median(told), statistics.quantiles(told, n=20)[-1]


@contextmanager
def benches(engine: str, counts: tuple[int, ...], folder: Path) -> Iterator[list[Bench]]:
    """One filled database for each count."""
    with ExitStack() as stack:
        server = (
            stack.enter_context(running_server(find_programs())) if engine != "SQLite" else None
        )
        made = []
        for count in counts:
            if server is None:
                url = f"sqlite:///{folder / f'{count}.sqlite3'}"
            else:
                url = stack.enter_context(server.fresh_database())
            bench = Bench(url, folder, count)
            stack.callback(bench.engine.dispose)
            print(f"  {count:>9,} files written in {bench.filled:.0f} s", flush=True)
            made.append(bench)
        yield made


def measure(engine: str, counts: tuple[int, ...], folder: Path) -> float:
    """Print what each page takes on one database; gives the highest p95 at the highest count."""
    print(f"\n{engine}: median and p95 in ms, a page of {PAGE}")
    worst = 0.0
    with benches(engine, counts, folder) as made:
        print(f"  {'':32}" + "".join(f"{bench.count:>22,}" for bench in made) + f"{'ratio':>9}")
        for name, asked in ASKED.items():
            worst = max(worst, _line(name, [timed(partial(b.page, asked)) for b in made]))
        for name, order in DEEP.items():
            kept = [timed(b.deep_pages(order)) for b in made]
            worst = max(worst, _line(name, kept))
            _line(
                "  the same by OFFSET, bare",
                [timed(partial(b.by_offset, order), 12) for b in made],
            )
    return worst


def _line(name: str, told: list[tuple[float, float]]) -> float:
    ratio = told[-1][0] / told[0][0] if told[0][0] else 0.0
    said = "".join(f"{median:>13.1f} {p95:>8.1f}" for median, p95 in told)
    print(f"  {name:32}{said}{ratio:>8.1f}×", flush=True)
    return told[-1][1]


def main() -> int:
    """Measure both databases and say whether the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", default=",".join(map(str, COUNTS)))
    parser.add_argument("--engine", choices=("SQLite", "PostgreSQL"))
    given = parser.parse_args()
    counts = tuple(int(each) for each in given.counts.split(","))
    print(f"{dt.date.today():%Y-%m-%d}, {sys.platform}")  # noqa: DTZ011  # the day of whoever measures
    met = True
    for engine in (given.engine,) if given.engine else ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(prefix="reflexes-listing-") as folder:
            worst = measure(engine, counts, Path(folder))
        met &= worst < GOAL
        print(f"  highest p95 at {counts[-1]:,} files: {worst:.1f} ms (goal: under {GOAL})")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
