"""The last evening: many administrations open a draft, save it and submit it at the same moment.

Real HTTP over loopback against `reflexes-calls serve`, clients and server sharing the machine; each
client is a signed-in person of an administration of its own, and sends whole forms with the token
that its first page gave, as a browser does:

    python benchmarks/last_evening.py [--database sqlite|postgresql] [--clients 20 100 500]

`--pages` follows every redirection and opens every page, as a person at a screen does; without it a
submission is the requests that write: begin, save, submit.
"""

import argparse
import asyncio
import os
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
from rush_clients import REQUEST, REVISION, TOKEN, Answer, Browser, LostConnectionError
from rush_scene import (
    ROOT,
    Account,
    Instance,
    Served,
    add_accounts,
    answers,
    machine_seconds,
    make_desk,
    make_instance,
    serving,
)
from sqlalchemy import Engine, func, select

from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading

sys.path.insert(0, str(ROOT))
SEE, OK = 303, 200
LETTERS_WITHIN = 120
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=200")


@attrs.define
class Rush:
    """What befell the submissions of one rush."""

    instance: Instance
    port: int
    pages: bool
    sections: bool
    times: dict[str, list[float]] = attrs.field(factory=dict)
    whole: list[float] = attrs.field(factory=list)
    wrong: Counter[str] = attrs.field(factory=Counter)
    promised: list[str] = attrs.field(factory=list)
    """The public ids of the applications whose submission was answered."""

    async def run(self, served: Served, accounts: list[Account], clients: int) -> "Spent":
        """Let so many clients submit for all the accounts; gives what it took."""
        left = iter([await self.ready(each) for each in accounts])
        self.times.clear()
        before = _spent(served)
        await asyncio.gather(*(self.client(left) for _ in range(clients)))
        return _spent(served).since(before)

    async def ready(self, account: Account) -> tuple[Account, Browser, str]:
        """Someone who has opened the call and reads its form: the token stands on the page."""
        browser = Browser(self.port, f"reflexes-session={account.token}", self.times)
        page = await browser.ask("first page", f"/appels/{self.instance.call}/candidater")
        browser.close()
        return account, browser, TOKEN.search(page.body)[1].decode()

    async def client(self, left: "Iterator[tuple[Account, Browser, str]]") -> None:
        """Submit one application after another."""
        for account, browser, token in left:
            began = time.perf_counter()
            try:
                await self.submit(account, browser, token)
            except LostConnectionError:
                self.wrong["connection lost"] += 1
            except TimeoutError:
                self.wrong["unanswered"] += 1
            except UnexpectedError as error:
                self.wrong[str(error)] += 1
            else:
                self.whole.append(time.perf_counter() - began)
            finally:
                browser.close()

    async def submit(self, account: Account, browser: Browser, token: str) -> None:
        """Begin, save, submit."""
        typed = answers(account.rank)
        begun = await browser.ask(
            "begin",
            f"/appels/{self.instance.call}/candidater",
            {"csrf": token, "organisation": account.town.public_id},
        )
        address = _expected("begin", begun).partition("?")[0]
        if self.pages:
            await self._open(browser, address)
        sections = typed if self.sections else {"publication": _together(typed)}
        revision = 0
        for code, said in sections.items():
            path = f"{address}/rubriques/{code}"
            if self.pages:
                page = await self._open(browser, path)
                revision = int(REVISION.search(page.body)[1])
            form = {"csrf": token, "revision": str(revision), **said, "do": "continue"}
            saved = await browser.ask("save", path, form)
            _expected("save", saved)
            revision += 1
        key = f"{account.rank:032x}"
        if self.pages:
            page = await self._open(browser, f"{address}/verifier")
            key = REQUEST.search(page.body)[1].decode()
        form = {"csrf": token, "_request": key, "do": "submit"}
        sent = await browser.ask("submit", f"{address}/verifier", form)
        where = _expected("submit", sent)
        if "/recepisse" not in where:
            raise UnexpectedError(f"submit led to {where}")
        self.promised.append(address.rpartition("/")[2])
        if self.pages:
            await self._open(browser, where)

    async def _open(self, browser: Browser, path: str) -> Answer:
        page = await browser.ask("page", path)
        if page.status != OK:
            raise UnexpectedError(f"page: {page.status}")
        return page


@attrs.frozen
class Spent:
    """An instant, and the processor time spent until then: server, clients, the whole machine."""

    time: float
    server: float
    clients: float
    machine: float

    def since(self, before: "Spent") -> "Spent":
        """What was spent in between."""
        pairs = zip(attrs.astuple(self), attrs.astuple(before), strict=True)
        return Spent(*(now - then for now, then in pairs))


def _spent(served: Served) -> Spent:
    return Spent(time.perf_counter(), served.seconds(), time.process_time(), machine_seconds())


class UnexpectedError(Exception):
    """An answer that is not the one a browser waits for."""


def _expected(name: str, answer: Answer) -> str:
    if answer.status != SEE:
        raise UnexpectedError(f"{name}: {answer.status}")
    return answer.location


def _together(typed: dict[str, dict[str, str]]) -> dict[str, str]:
    return {key: text for said in typed.values() for key, text in said.items()}


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty, durable database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'calls.sqlite3'}"
        return
    from tests.postgres_server import find_programs, running_server  # noqa: PLC0415  # only here

    with (
        running_server(find_programs(), DURABLE) as server,
        server.fresh_database() as url,
    ):
        yield url


def main() -> None:
    """Print what each number of clients obtained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--clients", type=int, nargs="+", default=[20, 100, 500])
    parser.add_argument("--submissions", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--sections", action="store_true")
    parser.add_argument("--processes", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rush-", dir=Path.cwd()) as name:
        folder = Path(name)
        with a_database(asked.database, folder) as url:
            instance = make_instance(url, folder, one_section=not asked.sections)
            desk = make_desk(url, folder)
            # Letters leave by the same command on both databases.
            more = {"REFLEXES_CALLS_WORKER": "yes"}
            if asked.processes:
                more["REFLEXES_CALLS_PROCESSES"] = str(asked.processes)
            first = 1
            with serving(instance, more) as served:
                for clients in asked.clients:
                    found = []
                    for _ in range(asked.rounds):
                        accounts = add_accounts(desk, first, max(asked.submissions, clients))
                        first += len(accounts)
                        rush = Rush(instance, served.port, asked.pages, asked.sections)
                        found.append(_measure(rush, served, accounts, clients))
                        _check(rush, desk.engine)
                        _wait_for_letters(desk.engine)
                    _tell(clients, found)
                print(f"load of the machine: {os.getloadavg()[0]:.1f}")


@attrs.frozen
class Obtained:
    """What one rush obtained."""

    rate: float
    whole: float
    """The 95th percentile of a whole submission, in seconds."""
    answer: float
    """That of one answer."""
    server: float
    """Processor of the server for one submission, in milliseconds."""


def _measure(rush: Rush, served: Served, accounts: list[Account], clients: int) -> Obtained:
    spent = asyncio.run(rush.run(served, accounts, clients))
    done = len(rush.whole)
    print(f"\n{clients} clients, {len(accounts)} submissions: {done / spent.time:.1f} a second")
    print(f"  wrong: {dict(rush.wrong) or 'nothing'}")
    for name, times in [*rush.times.items(), ("whole submission", rush.whole)]:
        if len(times) > 1:
            print(
                f"  {name:<18} p50 {1000 * statistics.median(times):>7.0f} ms   "
                f"p95 {1000 * _p95(times):>7.0f} ms   longest {1000 * max(times):>7.0f} ms"
            )
    if not done:
        raise SystemExit("Nothing was submitted.")
    print(
        f"  processor: server {1000 * spent.server / done:.1f} ms a submission,"
        f" clients {1000 * spent.clients / done:.1f} ms;"
        f" {_others(spent):.1f} of {os.cpu_count()} processors did other work; clients"
        f" held {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )
    answers = [each for times in rush.times.values() for each in times]
    return Obtained(
        rate=done / spent.time,
        whole=_p95(rush.whole),
        answer=_p95(answers),
        server=1000 * spent.server / done,
    )


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def _others(spent: Spent) -> float:
    return max(0.0, spent.machine - spent.server - spent.clients) / spent.time


def _tell(clients: int, found: list[Obtained]) -> None:
    """The least, the median and the most of several rushes."""
    print(f"\n{clients} clients, {len(found)} rushes (least, median, most)")
    for name, factor, unit in (
        ("rate", 1, "a second"),
        ("whole", 1000, "ms: 95 of 100 whole submissions within"),
        ("answer", 1000, "ms: 95 of 100 answers within"),
        ("server", 1, "ms of processor in the server for one"),
    ):
        values = [factor * getattr(each, name) for each in found]
        median = statistics.median(values)
        print(f"  {min(values):>7.1f} {median:>7.1f} {max(values):>7.1f}  {unit}")


def _wait_for_letters(engine: Engine) -> None:
    """Wait until the last letter has left: a rush is served first, and owes them."""
    began, waiting = time.perf_counter(), select(func.count()).where(t.letters.c.sent_at.is_(None))
    left = -1
    while left and time.perf_counter() - began < LETTERS_WITHIN:
        with reading(engine) as connection:
            left = connection.execute(waiting).scalar_one()
        time.sleep(0.2)
    print(f"  letters: the last left {time.perf_counter() - began:.0f} s later, {left} wait")


def _check(rush: Rush, engine: Engine) -> None:
    a, v = t.applications.c, t.application_versions.c
    with reading(engine) as connection:
        kept = connection.execute(
            select(a.public_id, a.receipt).where(a.receipt.is_not(None))
        ).all()
        versions = connection.execute(
            select(a.public_id).join(t.application_versions, v.application_id == a.id)
        ).all()
    receipts = [row.receipt for row in kept]
    known = {row.public_id for row in kept}
    lost = sum(each not in known for each in rush.promised)
    double = len(receipts) - len(set(receipts)) + len(versions) - len(kept)
    print(f"  lost {lost}, double {double}, receipts {len(receipts)}")


if __name__ == "__main__":
    main()
