"""Tasks: each done by one worker, left to another by one that was killed, never lost."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any

import attrs
import pytest
from sqlalchemy import select

from reflexes_calls.actions import watching, working
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.working import HELD, Work
from reflexes_calls.storage import tables as t
from reflexes_calls.storage import tasks
from reflexes_calls.storage import watching as kept
from reflexes_calls.storage.engine import reading, writing
from tests.makers import DURING, ToldClock, World

pytestmark = pytest.mark.storage
ADDRESS = "https://appels.essai.example"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def wall(world: World) -> ToldClock:
    """The real time of the world, told."""
    clock = ToldClock(DURING)
    world.desk = attrs.evolve(world.desk, wall_clock=clock)
    return clock


def add(desk: Desk, *keys: str, at: dt.datetime = DURING) -> None:
    with writing(desk.engine) as connection:
        for key in keys:
            tasks.add(connection, "essai", key, at, {"for": key})


def known(desk: Desk) -> list[Any]:
    with reading(desk.engine) as connection:
        return list(connection.execute(select(t.tasks).order_by(t.tasks.c.id)))


class Doing:
    """Notes what was done, and fails when it is told to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fails = False
        self.lock = Lock()

    def __call__(self, _desk: Desk, _address: str, task: tasks.Task) -> None:
        if self.fails:
            raise ConnectionError("a name that no log should hold")
        with self.lock:
            self.done.append(task.key)


def test_a_task_is_done_once_and_forgotten(world: World, wall: ToldClock) -> None:
    doing = Doing()
    add(world.desk, "a", "b", "a")
    assert working.work(world.desk, ADDRESS, {"essai": Work(run=doing)}) == 2
    assert doing.done == ["a", "b"]
    assert known(world.desk) == []
    assert wall.instant == DURING


def test_a_task_is_not_done_before_its_time(world: World, wall: ToldClock) -> None:
    doing = Doing()
    add(world.desk, "a", at=DURING + MINUTE)
    kinds = {"essai": Work(run=doing)}
    assert working.work(world.desk, ADDRESS, kinds) == 0
    wall.instant += MINUTE
    assert working.work(world.desk, ADDRESS, kinds) == 1


def test_a_task_that_fails_is_tried_again_later_and_later(world: World, wall: ToldClock) -> None:
    doing, waits = Doing(), []
    doing.fails = True
    kinds = {"essai": Work(run=doing)}
    add(world.desk, "a")
    for _ in range(9):
        assert working.work(world.desk, ADDRESS, kinds) == 0
        (row,) = known(world.desk)
        waits.append(round((row.due_at - wall.instant) / MINUTE))
        wall.instant = row.due_at
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert (row.tries, row.failure) == (9, "ConnectionError")
    assert working.describe(world.desk) == {"due": 1, "failed": 1}
    doing.fails = False
    assert working.work(world.desk, ADDRESS, kinds) == 1


def test_what_a_killed_worker_held_is_taken_by_another(world: World, wall: ToldClock) -> None:
    doing = Doing()
    add(world.desk, "a")
    with writing(world.desk.engine) as connection:
        assert tasks.take(connection, DURING, DURING + HELD) is not None
    assert working.work(world.desk, ADDRESS, {"essai": Work(run=doing)}) == 0
    wall.instant += HELD
    assert working.work(world.desk, ADDRESS, {"essai": Work(run=doing)}) == 1


def test_several_workers_share_the_tasks_out(world: World, wall: ToldClock) -> None:
    doing, together = Doing(), Barrier(4)
    names = [f"{rank:02}" for rank in range(40)]
    add(world.desk, *names)

    def work(_: int) -> int:
        together.wait()
        return working.work(world.desk, ADDRESS, {"essai": Work(run=doing)})

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) == 40
    assert sorted(doing.done) == names
    assert wall.instant == DURING


def test_what_comes_back_waits_for_its_turn_whatever_the_clock_did(
    world: World, wall: ToldClock
) -> None:
    working.plan(world.desk)
    assert {row.kind for row in known(world.desk)} == set(working.WORK)
    assert working.work(world.desk, ADDRESS) == len(working.WORK)
    assert working.work(world.desk, ADDRESS) == 0
    wall.instant += MINUTE
    assert working.work(world.desk, ADDRESS) == 1  # the reminders
    # The clock is put two hours back: nothing waits two hours for it.
    wall.instant -= dt.timedelta(hours=2)
    working.plan(world.desk)
    assert working.work(world.desk, ADDRESS) == len(working.WORK)


def test_a_clock_put_back_or_forward_is_no_outage(world: World, wall: ToldClock) -> None:
    beat, hour = watching.beat, dt.timedelta(hours=1)
    since = dt.timedelta(seconds=30)
    assert beat(world.desk) is None
    wall.instant -= 2 * hour
    assert beat(world.desk, since) is None
    wall.instant += 2 * hour
    assert beat(world.desk, since) is None
    wall.instant += 3 * hour
    assert beat(world.desk, since) is None
    with world.desk.look() as connection:
        assert kept.outages_known(connection) == ()
        assert kept.last_beat(connection) == DURING + 3 * hour
    # A machine that slept for an hour was not there: the clock that nobody sets counts that.
    wall.instant += hour
    assert beat(world.desk, hour) is not None
