"""Durable submissions a second, beside what the same disk does in the same run.

Three rates, each with every promise of durability kept: how often the disk flushes a page, how many
transactions of one row the database commits, how many whole submissions the service commits
(answers read, frozen and digested, receipt, journal entry, letter queued):

    python benchmarks/durable_writing.py [--database sqlite|postgresql] [--seconds 4] [--flush 5]

Where a disk says that it has written before it has, as most virtual ones do, the processor is the
limit, not the disk. `--flush` adds so many milliseconds to every commit of both, while its locks
are held, as an honest disk does: what is compared then is how many commits a submission needs.
"""

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from last_evening import a_database
from rush_scene import Instance, add_accounts, answers, make_desk, make_instance
from sqlalchemy import event

from reflexes_calls.actions.applying import save_draft, start_draft, submit
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.people import Person
from reflexes_calls.storage.engine import PRAGMAS

PAGE = 4096


def flushes(folder: Path, seconds: float) -> float:
    """How many times a second a page is written and flushed."""
    handle = os.open(folder / "flushed", os.O_CREAT | os.O_WRONLY)
    rate = _rate(seconds, lambda: (os.pwrite(handle, b"x" * PAGE, 0), os.fdatasync(handle)))
    os.close(handle)
    return rate


def bare_commits(kind: str, url: str, folder: Path, seconds: float, flush: float) -> float:
    """How many transactions of one row a second, one after another, with our settings."""
    if kind == "sqlite":
        connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        begin, row = "BEGIN IMMEDIATE", "INSERT INTO bare (said) VALUES ('x')"
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, said TEXT)")
    else:
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        connection = psycopg.connect(plain, autocommit=True)
        begin, row = "BEGIN", "INSERT INTO bare (said) VALUES ('x')"
        connection.execute("CREATE TABLE bare (id serial PRIMARY KEY, said text)")

    def commit() -> None:
        connection.execute(begin)
        connection.execute(row)
        time.sleep(flush)
        connection.execute("COMMIT")

    rate = _rate(seconds, commit)
    connection.close()
    return rate


def _rate(seconds: float, act: Callable[[], object]) -> float:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        act()
        done += 1
    return done / (time.perf_counter() - began)


def ready_drafts(desk: Desk, instance: Instance, many: int) -> list[tuple[Person, str]]:
    """So many whole drafts, each of an administration of its own: who submits it, and its id."""
    found = []
    for account in add_accounts(desk, 1, many):
        draft = start_draft(desk, account.person, instance.call, account.town)
        typed = {key: text for said in answers(account.rank).values() for key, text in said.items()}
        save_draft(desk, account.person, draft.public_id, typed, revision=0)
        found.append((account.person, draft.public_id))
    return found


def submissions(desk: Desk, drafts: list[tuple[Person, str]], threads: int) -> tuple[float, float]:
    """How many submissions a second, and the processor time of one, in milliseconds."""
    began, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda each: submit(desk, *each), drafts))
    took, spent = time.perf_counter() - began, time.process_time() - spent
    return len(drafts) / took, 1000 * spent / len(drafts)


def main() -> None:
    """Print the three rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--submissions", type=int, default=600)
    parser.add_argument("--flush", type=float, default=0, metavar="MILLISECONDS")
    parser.add_argument("--threads", type=int, default=6)
    asked = parser.parse_args()
    flush = asked.flush / 1000
    with tempfile.TemporaryDirectory(prefix="durable-", dir=Path.cwd()) as name:
        folder = Path(name)
        with a_database(asked.database, folder) as url:
            instance = make_instance(url, folder, one_section=True)
            desk = make_desk(url, folder)
            drafts = ready_drafts(desk, instance, asked.submissions)
            if flush:
                event.listen(desk.engine, "commit", lambda _: time.sleep(flush))
            print(f"{'flushes of the disk':<28}{flushes(folder, asked.seconds):>9.0f} a second")
            bare = bare_commits(asked.database, url, folder, asked.seconds, flush)
            print(f"{'commits of one row':<28}{bare:>9.0f} a second")
            rate, spent = submissions(desk, drafts, asked.threads)
            print(
                f"{'whole submissions':<28}{rate:>9.0f} a second: {rate / bare:.2f} of the commits"
            )
            print(f"{'processor for one':<28}{spent:>9.1f} ms")
            desk.engine.dispose()


if __name__ == "__main__":
    main()
