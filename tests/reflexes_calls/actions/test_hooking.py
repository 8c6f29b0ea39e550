"""Webhooks: kept with the step they tell of, told once, told again, and never in the way."""

import datetime as dt
import json
import threading
import time

import attrs
import pytest
from sqlalchemy import func, select
from standardwebhooks.webhooks import Webhook as Verifier

from reflexes_calls.actions import applying, delivering, hooking
from reflexes_calls.actions.delivering import Messenger, deliver
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotFound
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS
from reflexes_calls.domain.webhook import DELAYS, EVENTS, GIVEN_UP_AFTER, MOST, signed
from reflexes_calls.providers.calling import Answer, post
from reflexes_calls.storage import tables as t
from reflexes_calls.storage import webhooks
from reflexes_calls.storage.engine import writing
from tests.makers import ToldClock, World, a_call, a_draft, a_submitted
from tests.webhook_receiver import receiver, silent

ADDRESS = "https://example.org/reflexes"
ALL = tuple(EVENTS.values())


@attrs.define
class Network:
    """What was sent, and what each address answers."""

    status: int | None = 200
    sent: list[tuple[str, str, dict[str, str]]] = attrs.field(factory=list)

    def __call__(self, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        self.sent.append((address, body.decode(), headers))
        return Answer(status=self.status, failure="" if self.status else "no-answer")


@pytest.fixture
def timed(world: World) -> World:
    """The same world, on machines whose clock is told."""
    told = ToldClock()
    told.instant = dt.datetime(2027, 1, 4, 8, tzinfo=dt.UTC)
    return attrs.evolve(world, desk=attrs.evolve(world.desk, wall_clock=told))


def later(world: World, by: dt.timedelta) -> None:
    world.desk.wall_clock.instant += by


def a_hook(world: World, call: Call, *kinds: str, address: str = ADDRESS) -> tuple[str, str]:
    return hooking.add_webhook(world.desk, world.manager, call.public_id, address, kinds or ALL)


def shown(world: World, call: Call) -> hooking.HookShown:
    return hooking.hooks_page(world.desk, world.manager, call.public_id).hooks[0]


def test_a_submission_is_told_once_signed_and_thin(timed: World) -> None:
    call = a_call(timed)
    hook, secret = a_hook(timed, call, "application.submitted")
    sent = a_submitted(timed, call)
    network = Network()
    assert deliver(timed.desk, network) == 1
    assert deliver(timed.desk, network) == 0
    ((address, body, headers),) = network.sent
    assert address == ADDRESS
    told = json.loads(body)
    assert told["type"] == "application.submitted"
    assert told["data"]["id"] == sent.public_id
    assert told["data"]["resource"] == f"/api/v1/applications/{sent.public_id}"
    assert told["data"]["call"] == call.public_id
    for secret_word in ("Valette", "Val-d", timed.applicant.email, timed.applicant.public_id):
        assert secret_word not in body
    # The verifier looks at the real clock, and this one is told.
    stamped = signed_now(timed, hook, body, headers)
    assert Verifier(secret).verify(body, stamped)["type"] == "application.submitted"
    assert shown(timed, call).deliveries[0].status == 200


def signed_now(world: World, hook: str, body: str, headers: dict[str, str]) -> dict[str, str]:
    """The same delivery signed at the real instant, with the secret that is kept."""
    with world.desk.look() as connection:
        kept = connection.execute(
            select(t.webhooks.c.secret).where(t.webhooks.c.public_id == hook)
        ).scalar_one()
    return signed((kept,), headers["webhook-id"], dt.datetime.now(dt.UTC), body)


def test_only_what_was_asked_for_is_told(timed: World) -> None:
    call = a_call(timed)
    a_hook(timed, call, "application.withdrawn")
    sent = a_submitted(timed, call)
    network = Network()
    assert deliver(timed.desk, network) == 0
    applying.withdraw(timed.desk, timed.applicant, sent.public_id)
    assert deliver(timed.desk, network) == 1
    other = a_call(timed)
    a_submitted(timed, other)
    assert deliver(timed.desk, network) == 0


def test_what_is_rolled_back_is_told_to_nobody(timed: World) -> None:
    call = a_call(timed)
    a_hook(timed, call)
    draft = a_draft(timed, call)
    step = next(each for each in APPLICATION_STEPS if each.name == "submit")

    def broken_off() -> None:
        with timed.desk.take(timed.applicant) as taking:
            taking.note(step, call, draft.public_id, {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert deliver(timed.desk, Network()) == 0


def test_a_failure_is_tried_again_later_and_then_given_up(timed: World) -> None:
    call = a_call(timed)
    a_hook(timed, call, "application.submitted")
    a_submitted(timed, call)
    away = Network(status=None)
    ids = set()
    for delay in DELAYS:
        assert deliver(timed.desk, away) == 1
        assert deliver(timed.desk, away) == 0
        ids.add(away.sent[-1][2]["webhook-id"])
        later(timed, delay * 1.21)
    assert deliver(timed.desk, away) == 1
    assert len(ids) == 1
    met = shown(timed, call)
    assert met.deliveries[0].gave_up_at is not None
    assert met.deliveries[0].tries == len(DELAYS) + 1
    assert (met.waiting, met.given_up) == (0, 1)
    assert met.webhook.failing_since is not None


def test_an_answer_ends_the_failing_and_the_former_try_counts_no_more(timed: World) -> None:
    call = a_call(timed)
    a_hook(timed, call, "application.submitted")
    a_submitted(timed, call)
    network = Network(status=500)
    deliver(timed.desk, network)
    later(timed, DELAYS[0] * 1.3)
    network.status = 204
    assert deliver(timed.desk, network) == 1
    met = shown(timed, call)
    assert met.webhook.failing_since is None
    assert met.deliveries[0].done_at is not None


def test_an_address_that_wants_nothing_more_is_told_nothing_more(timed: World) -> None:
    call = a_call(timed)
    hook, _ = a_hook(timed, call)
    a_submitted(timed, call)
    gone = Network(status=410)
    deliver(timed.desk, gone)
    assert shown(timed, call).webhook.off_why == "gone"
    a_submitted(timed, call, neighbour=True)
    later(timed, DELAYS[-1] * 2)
    assert deliver(timed.desk, gone) == 0
    hooking.try_webhook(timed.desk, timed.manager, call.public_id, hook)
    back = Network()
    assert deliver(timed.desk, back) == 1
    assert json.loads(back.sent[0][1])["type"] == "trial"
    assert shown(timed, call).webhook.off_at is None


def test_an_address_that_fails_for_days_is_turned_off(timed: World) -> None:
    call = a_call(timed)
    a_hook(timed, call, "application.submitted")
    a_submitted(timed, call)
    away = Network(status=None)
    deliver(timed.desk, away)
    later(timed, GIVEN_UP_AFTER + DELAYS[0])
    deliver(timed.desk, away)
    met = shown(timed, call)
    assert met.webhook.off_why == "failing"
    assert met.waiting == 0


def test_a_new_secret_signs_beside_the_former_one_for_a_day(timed: World) -> None:
    call = a_call(timed)
    hook, former = a_hook(timed, call, "application.submitted")
    new = hooking.turn_secret(timed.desk, timed.manager, call.public_id, hook)
    assert new != former
    network = Network()
    a_submitted(timed, call)
    deliver(timed.desk, network)
    assert network.sent[0][2]["webhook-signature"].count("v1,") == 2
    later(timed, dt.timedelta(hours=25))
    a_submitted(timed, call, neighbour=True)
    deliver(timed.desk, network)
    assert network.sent[1][2]["webhook-signature"].count("v1,") == 1


def test_secrets_are_sealed_where_there_is_a_key(timed: World) -> None:
    desk = attrs.evolve(timed.desk, secrets_key="une clé de l’instance")
    call = a_call(timed)
    _, secret = hooking.add_webhook(desk, timed.manager, call.public_id, ADDRESS, ALL)
    with desk.look() as connection:
        (kept,) = webhooks.listening(connection, call.id)
    assert secret not in kept.secret
    assert hooking.secrets_of(desk, kept, desk.wall_clock.now()) == (secret,)


def test_what_was_told_may_be_told_again_by_hand(timed: World) -> None:
    call = a_call(timed)
    hook, _ = a_hook(timed, call, "application.submitted")
    a_submitted(timed, call)
    network = Network()
    deliver(timed.desk, network)
    first = shown(timed, call).deliveries[0]
    hooking.tell_again(timed.desk, timed.manager, call.public_id, hook, first.public_id)
    assert deliver(timed.desk, network) == 1
    assert network.sent[0][2]["webhook-id"] == network.sent[1][2]["webhook-id"]
    with pytest.raises(NotFound):
        hooking.tell_again(timed.desk, timed.manager, call.public_id, hook, "0" * 26)


def test_what_is_removed_is_told_nothing_and_its_secret_is_gone(timed: World) -> None:
    call = a_call(timed)
    hook, _ = a_hook(timed, call)
    a_submitted(timed, call)
    hooking.remove_webhook(timed.desk, timed.manager, call.public_id, hook)
    assert deliver(timed.desk, Network()) == 0
    assert hooking.hooks_page(timed.desk, timed.manager, call.public_id).hooks == ()
    with timed.desk.look() as connection:
        assert connection.execute(select(t.webhooks.c.secret)).scalars().all() == [""]
    with pytest.raises(NotFound):
        hooking.turn_secret(timed.desk, timed.manager, call.public_id, hook)


def test_managers_alone_and_ten_addresses_at_most(timed: World) -> None:
    call = a_call(timed)
    for other in (timed.applicant, timed.reviewers[0], timed.neighbour):
        with pytest.raises(NotAllowed):
            hooking.add_webhook(timed.desk, other, call.public_id, ADDRESS, ALL)
        with pytest.raises(NotAllowed):
            hooking.hooks_page(timed.desk, other, call.public_id)
    for _ in range(MOST):
        a_hook(timed, call)
    with pytest.raises(Conflict):
        a_hook(timed, call)


def test_several_workers_tell_each_event_once(world: World) -> None:
    call = a_call(world)
    for n in range(6):
        a_hook(world, call, "application.submitted", address=f"https://example.org/{n}")
    a_submitted(world, call)
    network = Network()

    def work() -> None:
        while deliver(world.desk, network):
            pass

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(address for address, *_ in network.sent) == [
        f"https://example.org/{n}" for n in range(6)
    ]


def test_one_who_never_answers_delays_nobody_else(small_world: World, monkeypatch) -> None:
    world = small_world
    monkeypatch.setattr(delivering, "PATIENCE", 1.0)
    call = a_call(world)
    with silent() as never, receiver() as program:
        desk = world.desk

        def network(address: str, body: bytes, headers: dict[str, str]) -> Answer:
            real = never if address.endswith("never") else program.address
            return post(real, body, headers, patience=1.0, on_loopback=True)

        a_hook(world, call, "application.submitted", address="https://example.org/never")
        a_hook(world, call, "application.submitted", address="https://example.org/there")
        a_submitted(world, call)
        begun = time.monotonic()
        assert deliver(desk, network) == 2
        assert time.monotonic() - begun < 4
        assert len(program.received) == 1
        a_submitted(world, call, neighbour=True)
        assert deliver(desk, network) == 2
        assert len(program.received) == 2
    hooks = hooking.hooks_page(desk, world.manager, call.public_id).hooks
    assert sorted(each.waiting for each in hooks) == [0, 2]


def test_what_a_killed_worker_held_is_told_by_another(timed: World) -> None:
    call = a_call(timed)
    a_hook(timed, call, "application.submitted")
    a_submitted(timed, call)
    now = timed.desk.wall_clock.now()
    with writing(timed.desk.engine) as connection:
        assert len(webhooks.take(connection, now, now + delivering.HELD)) == 1
    assert deliver(timed.desk, Network()) == 0
    later(timed, delivering.HELD)
    assert deliver(timed.desk, Network()) == 1


def test_the_thread_tells_by_itself_and_ends(small_world: World, monkeypatch) -> None:
    world, network = small_world, Network()
    monkeypatch.setattr(delivering, "_network", lambda _: network)
    monkeypatch.setattr(delivering, "PAUSE", 0.05)
    call = a_call(world)
    a_hook(world, call, "application.submitted")
    messenger = Messenger(world.desk).start()
    a_submitted(world, call)
    for _ in range(100):
        if network.sent:
            break
        time.sleep(0.05)
    messenger.stop()
    assert len(network.sent) == 1


def test_deliveries_that_ended_long_ago_are_forgotten(timed: World) -> None:
    call = a_call(timed)
    a_hook(timed, call, "application.submitted", "application.withdrawn")
    sent = a_submitted(timed, call)
    deliver(timed.desk, Network())
    later(timed, delivering.KEPT + dt.timedelta(days=400))
    applying.withdraw(timed.desk, timed.applicant, sent.public_id)
    delivering.forget_deliveries(timed.desk)
    with timed.desk.look() as connection:
        left = connection.execute(
            select(func.count()).select_from(t.webhook_deliveries)
        ).scalar_one()
    assert left == 1
