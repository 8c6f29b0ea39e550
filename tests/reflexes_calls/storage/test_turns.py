"""Writers to one SQLite file: in the order they came, and told in time when they cannot."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import Engine, text

from reflexes_calls.domain.errors import Busy
from reflexes_calls.storage import demo_clock, turns
from reflexes_calls.storage.engine import make_engine, reading, writing
from reflexes_calls.storage.migrating import migrate
from reflexes_calls.storage.turns import Turns

pytestmark = pytest.mark.storage
MANY = 12
ADDS = 40
ADDING = """
import sys
from reflexes_calls.storage import demo_clock
from reflexes_calls.storage.engine import make_engine, writing
engine = make_engine(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with writing(engine) as connection:
        demo_clock.set_offset(connection, (demo_clock.offset(connection) or 0) + 1)
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ten seconds in a test."""
    monkeypatch.setattr(turns, "PATIENCE", 0.2)


def test_writers_go_in_the_order_they_came(tmp_path: Path) -> None:
    queue, came, went = Turns(str(tmp_path / "x")), [], []

    def write(rank: int) -> None:
        with queue.one():
            went.append(rank)
            time.sleep(0.01)

    with queue.one():
        threads = []
        for rank in range(MANY):
            threads.append(Thread(target=write, args=(rank,)))
            threads[-1].start()
            until = time.monotonic() + 5
            while len(queue._waiting) <= rank:
                assert time.monotonic() < until
                time.sleep(0.001)
            came.append(rank)
    for each in threads:
        each.join()
    assert went == came


@pytest.mark.usefixtures("impatient")
def test_a_turn_that_does_not_come_is_said_and_the_queue_goes_on(tmp_path: Path) -> None:
    queue = Turns(str(tmp_path / "x"))
    with queue.one(), pytest.raises(Busy), queue.one():
        pass
    with queue.one():
        assert not queue._waiting


@pytest.mark.usefixtures("impatient")
def test_a_file_that_someone_else_holds_is_busy_and_nothing_is_half_done(sqlite_url: str) -> None:
    migrate(sqlite_url)
    engine = make_engine(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy), writing(engine) as connection:
        demo_clock.set_offset(connection, 1)
    with reading(engine) as connection:  # whoever reads is not disturbed
        assert demo_clock.offset(connection) is None

    other.execute("ROLLBACK")
    other.close()
    with writing(engine) as connection:
        demo_clock.set_offset(connection, 2)
    with reading(engine) as connection:
        assert demo_clock.offset(connection) == 2
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() > 0
    engine.dispose()


def test_processes_and_threads_that_write_to_one_file_lose_nothing(sqlite_url: str) -> None:
    migrate(sqlite_url)
    engine = make_engine(sqlite_url)
    apart = [
        subprocess.Popen([sys.executable, "-c", ADDING, sqlite_url, str(ADDS)]) for _ in range(2)
    ]
    together = Barrier(4)

    def add(_: int) -> None:
        together.wait()
        for _ in range(ADDS):
            with writing(engine) as connection:
                demo_clock.set_offset(connection, (demo_clock.offset(connection) or 0) + 1)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(4)))
    assert [each.wait(60) for each in apart] == [0, 0]
    with reading(engine) as connection:
        assert demo_clock.offset(connection) == 6 * ADDS
    engine.dispose()


def test_a_process_that_waits_comes_between_two_writers_of_another(sqlite_url: str) -> None:
    """Without turns, who has just written writes again, and the other may wait for ever."""
    migrate(sqlite_url)
    engine = make_engine(sqlite_url)
    # Another engine on the same file is what another process is: it has a queue of its own.
    other = make_engine(sqlite_url)
    over, taken = Event(), []

    def write_on_and_on() -> None:
        while not over.is_set():
            with writing(engine):
                taken.append(time.monotonic())
                time.sleep(0.005)

    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(write_on_and_on) for _ in range(3)]
        while len(taken) < 5:
            time.sleep(0.01)
        before = len(taken)
        for _ in range(20):
            with writing(other):
                pass
        between = len(taken) - before
        over.set()
        for each in running:
            each.result()
    assert between < 20 * 3
    engine.dispose()
    other.dispose()


def _write_impatiently(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("SET LOCAL lock_timeout = 100"))
        demo_clock.set_offset(connection, 2)


def test_a_row_that_someone_else_holds_is_busy_on_postgresql(postgresql: str) -> None:
    migrate(postgresql)
    engine = make_engine(postgresql)
    with writing(engine) as connection:
        demo_clock.set_offset(connection, 1)
    with writing(engine) as holder:
        holder.execute(text("SELECT * FROM demo_clock FOR UPDATE"))
        with pytest.raises(Busy):
            _write_impatiently(engine)
    with reading(engine) as connection:
        assert demo_clock.offset(connection) == 1
    engine.dispose()
