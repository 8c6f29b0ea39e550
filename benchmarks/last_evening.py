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
from sqlalchemy import select

from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading

sys.path.insert(0, str(ROOT))
SEE, OK = 303, 200
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
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--sections", action="store_true")
    parser.add_argument("--processes", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rush-", dir=Path.cwd()) as name:
        folder = Path(name)
        with a_database(asked.database, folder) as url:
            instance = make_instance(url, folder, one_section=not asked.sections)
            desk = make_desk(url, folder)
            more = {"REFLEXES_CALLS_PROCESSES": str(asked.processes)} if asked.processes else {}
            first = 1
            with serving(instance, more) as served:
                for clients in asked.clients:
                    count = max(asked.submissions, clients)
                    accounts = add_accounts(desk, first, count)
                    first += count
                    rush = Rush(instance, served.port, asked.pages, asked.sections)
                    _measure(rush, served, accounts, clients)
                    _check(rush, desk.engine)


def _measure(rush: Rush, served: Served, accounts: list[Account], clients: int) -> None:
    spent = asyncio.run(rush.run(served, accounts, clients))
    done = len(rush.whole)
    print(f"\n{clients} clients, {len(accounts)} submissions: {done / spent.time:.1f} a second")
    print(f"  wrong: {dict(rush.wrong) or 'nothing'}")
    for name, times in [*rush.times.items(), ("whole submission", rush.whole)]:
        if len(times) > 1:
            cuts = statistics.quantiles(times, n=20)
            print(
                f"  {name:<18} p50 {1000 * cuts[9]:>7.0f} ms   p95 {1000 * cuts[18]:>7.0f} ms"
                f"   longest {1000 * max(times):>7.0f} ms"
            )
    if done:
        print(
            f"  processor: server {1000 * spent.server / done:.1f} ms a submission,"
            f" clients {1000 * spent.clients / done:.1f} ms;"
            f" {_others(spent):.1f} of {os.cpu_count()} processors did other work; clients"
            f" held {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        )


def _others(spent: Spent) -> float:
    return max(0.0, spent.machine - spent.server - spent.clients) / spent.time


def _check(rush: Rush, engine: object) -> None:
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
