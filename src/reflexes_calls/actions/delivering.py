"""Telling addresses what happened: several at once, and again after each failure."""

import datetime as dt
import logging
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import attrs

from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.hooking import on_trial, secrets_of
from reflexes_calls.domain.webhook import (
    GIVEN_UP_AFTER,
    GONE,
    PATIENCE,
    Delivery,
    Webhook,
    next_try,
    signed,
)
from reflexes_calls.providers.calling import Answer, post
from reflexes_calls.storage import webhooks
from reflexes_calls.storage.engine import reading, writing

LOG = logging.getLogger(__name__)
HELD = dt.timedelta(minutes=2)
"""How long a delivery is held; whoever is killed leaves it to another after that."""
AT_ONCE = 8
PAUSE = 2.0
KEPT = dt.timedelta(days=90)
"""How long deliveries that ended are shown."""
SAID = "Reflexes-Webhooks/1"
Call = Callable[[str, bytes, dict[str, str]], Answer]


def deliver(desk: Desk, call: Call | None = None) -> int:
    """Tell what is due, one delivery for each address; gives how many were tried.

    `call` sends: the tests' own, or the network.
    """
    now = desk.wall_clock.now()
    with reading(desk.engine) as connection:
        if not webhooks.has_due(connection, now):
            return 0
    with writing(desk.engine) as connection:
        taken = webhooks.take(connection, now, now + HELD)
    sending = call or _network(desk)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda pair: _tell(desk, pair[0], pair[1], sending), taken)
        for pair, answer in zip(taken, answers, strict=True):
            _keep(desk, *pair, answer)
    return len(taken)


def forget_deliveries(desk: Desk) -> int:
    """Forget what ended long ago."""
    with writing(desk.engine) as connection:
        return webhooks.forget_deliveries(connection, desk.wall_clock.now() - KEPT)


def _network(desk: Desk) -> Call:
    def sending(address: str, body: bytes, headers: dict[str, str]) -> Answer:
        return post(address, body, headers, patience=PATIENCE, on_loopback=on_trial(desk))

    return sending


def _tell(desk: Desk, delivery: Delivery, hook: Webhook, call: Call) -> Answer:
    now = desk.wall_clock.now()
    try:
        keys = secrets_of(desk, hook, now)
        headers = signed(keys, delivery.public_id, now, delivery.body)
        headers |= {"Content-Type": "application/json", "User-Agent": SAID}
        return call(hook.address, delivery.body.encode(), headers)
    except Exception as error:
        LOG.exception("A webhook could not be called")
        return Answer(status=None, failure=type(error).__name__)


def _keep(desk: Desk, delivery: Delivery, hook: Webhook, answer: Answer) -> None:
    """Keep how a try ended, and what follows from it."""
    now = desk.wall_clock.now()
    taken = answer.status is not None and 200 <= answer.status < 300  # noqa: PLR2004 - taken
    with writing(desk.engine) as connection:
        if taken:
            webhooks.change_delivery(
                connection,
                delivery.id,
                tries=delivery.tries + 1,
                status=answer.status,
                due_at=None,
                done_at=now,
            )
            webhooks.change_webhook(connection, hook.id, failing_since=None)
            return
        tries = delivery.tries + 1
        again = next_try(tries, now, secrets.randbelow(1001) / 1000)
        over = {"due_at": again, "gave_up_at": None if again else now}
        webhooks.change_delivery(
            connection,
            delivery.id,
            tries=tries,
            status=answer.status,
            failure=answer.failure,
            **over,
        )
        since = hook.failing_since or now
        webhooks.change_webhook(connection, hook.id, failing_since=since)
        why = "gone" if answer.status == GONE else "failing"
        if answer.status == GONE or now - since >= GIVEN_UP_AFTER:
            webhooks.change_webhook(connection, hook.id, off_at=now, off_why=why)
            webhooks.stop_deliveries(connection, hook.id, now)


@attrs.define
class Messenger:
    """Tells what is due, turn after turn, until it is told to stop."""

    desk: Desk
    _over: threading.Event = attrs.field(factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> "Messenger":
        """Begin, in a thread of its own: an address that never answers delays nothing else."""
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End after what is under way, which is never long."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                while deliver(self.desk) and not self._over.is_set():
                    pass
            except Exception:
                LOG.exception("Webhooks could not be told; they wait")
            self._over.wait(PAUSE)
