"""Webhooks: what is signed, what may be called, and when it is tried again."""

import datetime as dt
import json

import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.lifecycle import ALL_STEPS
from reflexes_calls.domain.webhook import (
    DELAYS,
    EVENTS,
    JITTER,
    is_public,
    new_secret,
    next_try,
    read_webhook,
    signed,
    written,
)
from reflexes_calls.web.pages.webhooks import KINDS

pytestmark = pytest.mark.unit
NOW = dt.datetime(2027, 1, 4, 8, tzinfo=dt.UTC)


def test_a_program_written_for_the_standard_checks_our_signature() -> None:
    secret, former, now = new_secret(), new_secret(), dt.datetime.now(dt.UTC)
    body = written("application.submitted", now, {"call": "c", "id": "é"})
    headers = signed((secret, former), "msg1", now, body)
    for known in (secret, former):
        assert Verifier(known).verify(body, headers) == json.loads(body)
    with pytest.raises(WebhookVerificationError):
        Verifier(new_secret()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body.replace("submitted", "selected"), headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body, headers | {"webhook-id": "msg2"})


def test_every_event_is_a_step_and_has_its_words() -> None:
    assert set(EVENTS) <= {step.name for step in ALL_STEPS}
    assert set(EVENTS.values()) | {"trial"} == set(KINDS)


def test_tries_grow_apart_and_end() -> None:
    waits = [next_try(tries, NOW, 0.5) for tries in range(1, len(DELAYS) + 2)]
    assert [each - NOW for each in waits[:-1] if each] == list(DELAYS)
    assert waits[-1] is None
    assert sum(DELAYS, dt.timedelta()) > dt.timedelta(days=3)
    for chance in (0.0, 1.0):
        early = next_try(2, NOW, chance)
        assert early is not None
        assert abs((early - NOW) / DELAYS[1] - 1) == pytest.approx(JITTER)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/reflexes",
        "https://example.org:8443/a?b=c",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/",
    ],
)
def test_what_anyone_may_reach_is_taken(address) -> None:
    assert read_webhook(f" {address} ", {"call.published"}, on_loopback=False) == (
        address,
        ("call.published",),
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://localhost/",
        "https://intranet/",
        "https://printer.local/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://user:pass@example.org/",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "javascript:alert(1)",
    ],
)
def test_what_lies_within_walls_is_refused(address) -> None:
    with pytest.raises(Invalid) as refused:
        read_webhook(address, {"call.published"}, on_loopback=False)
    assert [each.kind for each in refused.value.refusals] == ["not-a-webhook"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        read_webhook("", {"dance"}, on_loopback=False)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        ("address", "missing"),
        ("kinds", "none-chosen"),
    ]
    with pytest.raises(Invalid) as refused:
        read_webhook("https://example.org/" + "a" * 500, {"call.published"}, on_loopback=False)
    assert refused.value.refusals[0].kind == "too-long"


def test_a_trial_of_the_service_may_tell_the_same_machine() -> None:
    told, _ = read_webhook("http://127.0.0.1:8123/", {"call.published"}, on_loopback=True)
    assert told == "http://127.0.0.1:8123/"
    with pytest.raises(Invalid):
        read_webhook("http://10.0.0.1/", {"call.published"}, on_loopback=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("::ffff:127.0.0.1", False),
        ("224.0.0.1", False),
        ("172.16.0.1", False),
        ("fe80::1", False),
        ("fd00::1", False),
    ],
)
def test_which_addresses_anyone_may_reach(address, public) -> None:
    assert is_public(address) is public
