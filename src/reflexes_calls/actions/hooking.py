"""The webhooks of a call: adding an address, trying it, changing its secret, taking it away."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.clocks import DemoClock
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.sealing import seal, unseal
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotFound
from reflexes_calls.domain.lifecycle import HOOKING_STEPS, Step, find_step
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.webhook import (
    BOTH_SECRETS,
    MOST,
    TRIAL,
    Delivery,
    Webhook,
    new_secret,
    read_webhook,
    trial_body,
)
from reflexes_calls.storage import webhooks


@record
class HookShown:
    """An address as its page shows it: how much waits, how much was given up."""

    webhook: Webhook
    waiting: int
    given_up: int
    deliveries: tuple[Delivery, ...]


@record
class HooksPage:
    """The addresses of a call."""

    call: Call
    hooks: tuple[HookShown, ...]
    room: int


def hooks_page(desk: Desk, actor: Person, call_id: str) -> HooksPage:
    """The addresses that a call tells what happens, for its managers."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        _check(connection, actor, call, "add_webhook")
        known = webhooks.of_call(connection, call.id)
        counts = webhooks.counted(connection, [each.id for each in known])
        return HooksPage(
            call=call,
            hooks=tuple(
                HookShown(
                    webhook=each,
                    waiting=counts.get(each.id, (0, 0))[0],
                    given_up=counts.get(each.id, (0, 0))[1],
                    deliveries=webhooks.deliveries_of(connection, each.id),
                )
                for each in known
            ),
            room=MOST - len(known),
        )


def add_webhook(
    desk: Desk, actor: Person, call_id: str, address: str, kinds: Collection[str]
) -> tuple[str, str]:
    """Have an address told of some kinds of events; gives its id, and its secret, shown once."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        step = _check(taking.connection, actor, call, "add_webhook")
        told, wanted = read_webhook(address, kinds, on_loopback=on_trial(desk))
        if len(webhooks.of_call(taking.connection, call.id)) >= MOST:
            raise Conflict("too-many-webhooks", expected=str(MOST))
        secret = new_secret()
        made = webhooks.add_webhook(
            taking.connection,
            call_id=call.id,
            address=told,
            kinds=list(wanted),
            secret=seal(desk.secrets_key, secret),
            made_by=actor.id,
            made_at=taking.now,
        )
        taking.note(step, call, call.public_id, {"webhook": made.public_id, "kinds": list(wanted)})
    return made.public_id, secret


def remove_webhook(desk: Desk, actor: Person, call_id: str, public_id: str) -> None:
    """Tell an address nothing more; what is on its way is given up."""
    with desk.take(actor) as taking:
        call, hook, step = _hook(taking, actor, call_id, public_id, "remove_webhook")
        webhooks.change_webhook(
            taking.connection, hook.id, off_at=taking.now, off_why="removed", secret=""
        )
        webhooks.stop_deliveries(taking.connection, hook.id, taking.now)
        taking.note(step, call, call.public_id, {"webhook": hook.public_id})


def turn_secret(desk: Desk, actor: Person, call_id: str, public_id: str) -> str:
    """Give an address a new secret, shown once; the former one signs beside it for a day."""
    with desk.take(actor) as taking:
        call, hook, step = _hook(taking, actor, call_id, public_id, "turn_webhook_secret")
        secret = new_secret()
        webhooks.change_webhook(
            taking.connection,
            hook.id,
            secret=seal(desk.secrets_key, secret),
            former_secret=hook.secret,
            former_until=desk.wall_clock.now() + BOTH_SECRETS,
        )
        taking.note(step, call, call.public_id, {"webhook": hook.public_id})
    return secret


def try_webhook(desk: Desk, actor: Person, call_id: str, public_id: str) -> None:
    """Send an address a trial; one that was given up is told again from now on."""
    with desk.take(actor) as taking:
        call, hook, _ = _hook(taking, actor, call_id, public_id, "add_webhook")
        now = desk.wall_clock.now()
        webhooks.change_webhook(
            taking.connection, hook.id, off_at=None, off_why="", failing_since=None
        )
        webhooks.add_delivery(
            taking.connection,
            hook.id,
            kind=TRIAL,
            body=trial_body(call.public_id, now),
            happened_at=now,
            due_at=now,
        )


def tell_again(desk: Desk, actor: Person, call_id: str, public_id: str, delivery: str) -> None:
    """Have an event told again, which had been told or given up."""
    with desk.take(actor) as taking:
        _, hook, _ = _hook(taking, actor, call_id, public_id, "add_webhook")
        now = desk.wall_clock.now()
        if not webhooks.tell_again(taking.connection, hook.id, delivery, now):
            raise NotFound("delivery", delivery)
        webhooks.change_webhook(
            taking.connection, hook.id, off_at=None, off_why="", failing_since=None
        )


def on_trial(desk: Desk) -> bool:
    """Whether the service is only tried out: then it may tell programs of the same machine."""
    return isinstance(desk.clock, DemoClock)


def secrets_of(desk: Desk, hook: Webhook, now: dt.datetime) -> tuple[str, ...]:
    """The secrets that sign for an address now."""
    kept = [hook.secret]
    if hook.former_secret and hook.former_until is not None and now < hook.former_until:
        kept.append(hook.former_secret)
    return tuple(unseal(desk.secrets_key, each) for each in kept)


def _check(connection: Connection, actor: Person, call: Call, name: str) -> Step:
    return find_step(HOOKING_STEPS, name, call.stage, roles_on(connection, actor, call))


def _hook(
    taking: Taking, actor: Person, call_id: str, public_id: str, step: str
) -> tuple[Call, Webhook, Step]:
    call = taking.call(call_id)
    taken = _check(taking.connection, actor, call, step)
    hook = webhooks.find_webhook(taking.connection, call.id, public_id, lock=True)
    if hook is None:
        raise NotFound("webhook", public_id)
    return call, hook, taken
