"""What is done by time, by whichever worker takes it: reminders, sweeping, tasks of others.

Several workers share one PostgreSQL: each takes a task that no other holds. On SQLite they take
turns. What a task does must bear being done twice, as a worker may be killed in the midst of it.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from typing import Any

from reflexes.records import record
from reflexes_calls.actions.attaching import sweep_daily
from reflexes_calls.actions.calling_days_to_mind import call_days_to_mind
from reflexes_calls.actions.delivering import forget_deliveries
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.forgetting_drafts import forget_old_drafts
from reflexes_calls.actions.reminding import remind
from reflexes_calls.actions.reminding_readers import remind_readers
from reflexes_calls.actions.repeating import forget_answers
from reflexes_calls.actions.revisiting import remind_follow_ups
from reflexes_calls.storage import tasks
from reflexes_calls.storage.engine import reading, writing
from reflexes_calls.storage.tasks import Task

LOG = logging.getLogger(__name__)
HELD = dt.timedelta(minutes=10)
"""How long a task is held; whoever is killed leaves it to another after that."""
SOONEST, LATEST = dt.timedelta(minutes=1), dt.timedelta(hours=1)
EACH_TURN = 50
"""How many tasks a worker does before it looks whether it is to stop."""


@record
class Work:
    """A kind of task: what it does, and how often if it comes back."""

    run: Callable[[Desk, str, Task], object]
    every: dt.timedelta | None = None


WORK: Mapping[str, Work] = {
    "remind": Work(
        run=lambda desk, address, _: remind(desk, address), every=dt.timedelta(minutes=1)
    ),
    "remind_readers": Work(
        run=lambda desk, address, _: remind_readers(desk, address), every=dt.timedelta(minutes=10)
    ),
    "remind_follow_ups": Work(
        run=lambda desk, address, _: remind_follow_ups(desk, address), every=dt.timedelta(hours=1)
    ),
    "call_days_to_mind": Work(
        run=lambda desk, address, _: call_days_to_mind(desk, address), every=dt.timedelta(hours=1)
    ),
    "forget_answers": Work(
        run=lambda desk, _address, _: forget_answers(desk), every=dt.timedelta(hours=1)
    ),
    "forget_deliveries": Work(
        run=lambda desk, _address, _: forget_deliveries(desk), every=dt.timedelta(hours=1)
    ),
    "sweep": Work(run=lambda desk, _address, _: sweep_daily(desk), every=dt.timedelta(hours=1)),
    "forget_trainee_drafts": Work(
        run=lambda desk, _address, _: forget_old_drafts(desk), every=dt.timedelta(hours=12)
    ),
}
"""Every kind of task. Another part of the service adds its own here."""


def plan(desk: Desk) -> None:
    """Have every kind that comes back wait for its turn, and none for longer than it may."""
    now = desk.wall_clock.now()
    with writing(desk.engine) as connection:
        for kind, work in WORK.items():
            if work.every is not None:
                tasks.add(connection, kind, "", now)
                tasks.bring_forward(connection, kind, now, now + work.every)


def work(desk: Desk, address: str, kinds: Mapping[str, Work] = WORK) -> int:
    """Do what is due, a turn at a time; gives how many tasks were done.

    `address` is where the service is reached, for the links of letters.
    """
    done = 0
    for _ in range(EACH_TURN):
        task = _take(desk)
        if task is None:
            break
        done += _do(desk, address, task, kinds)
    return done


def _take(desk: Desk) -> Task | None:
    now = desk.wall_clock.now()
    with reading(desk.engine) as connection:
        if not tasks.has_due(connection, now):
            return None
    with writing(desk.engine) as connection:
        return tasks.take(connection, now, now + HELD)


def _do(desk: Desk, address: str, task: Task, kinds: Mapping[str, Work]) -> bool:
    try:
        kind = kinds[task.kind]
        kind.run(desk, address, task)
    except Exception as error:
        LOG.exception("A task failed, and will be tried again: %s", task.kind)
        now = desk.wall_clock.now()
        with writing(desk.engine) as connection:
            tasks.put_off(connection, task.id, now + _patience(task), type(error).__name__)
        return False
    now = desk.wall_clock.now()
    with writing(desk.engine) as connection:
        tasks.finish(connection, task.id, now + kind.every if kind.every else None)
    return True


def _patience(task: Task) -> dt.timedelta:
    doubled: int = 2 ** min(task.tries, 10)
    return min(SOONEST * doubled, LATEST)


def describe(desk: Desk) -> dict[str, Any]:
    """How much waits: tasks that are due, and those that failed."""
    with reading(desk.engine) as connection:
        due, failed = tasks.counted(connection, desk.wall_clock.now())
    return {"due": due, "failed": failed}
