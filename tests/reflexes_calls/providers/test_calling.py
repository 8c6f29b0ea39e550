"""Calling an address someone gave: within its time, outside our walls, never further."""

import socket
import time

import pytest

from reflexes_calls.providers import calling
from reflexes_calls.providers.calling import Answer, post
from tests.webhook_receiver import receiver, silent


def call(address: str, *, patience: float = 5.0, on_loopback: bool = True) -> Answer:
    headers = {"Content-Type": "application/json"}
    return post(address, b"{}", headers, patience=patience, on_loopback=on_loopback)


def test_what_is_sent_arrives_whole_with_its_headers() -> None:
    with receiver() as program:
        assert call(program.address) == Answer(status=200, failure="")
    headers, body = program.received[0]
    assert body == b"{}"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == program.address.split("/")[2]


def test_a_redirection_is_an_answer_and_is_not_followed() -> None:
    with receiver() as program, receiver() as other:
        program.status, program.location = 307, other.address
        assert call(program.address).status == 307
        assert other.received == []


@pytest.mark.parametrize("dripping", [False, True])
def test_whoever_never_answers_is_left_in_time(dripping) -> None:
    begun = time.monotonic()
    with silent(dripping=dripping) as address:
        answer = call(address, patience=0.5)
    assert answer == Answer(status=None, failure="no-answer")
    assert time.monotonic() - begun < 3


def test_nobody_there_and_no_such_name_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert call(f"http://127.0.0.1:{port}/").failure == "refused"
    assert call("http://no-such-name.invalid/").failure == "unknown-host"


def test_our_own_walls_are_never_called() -> None:
    with receiver() as program:
        assert call(program.address, on_loopback=False).failure == "within-walls"
        assert program.received == []
    assert call("http://10.0.0.1/").failure == "within-walls"


def test_a_name_that_leads_within_walls_is_not_called(monkeypatch) -> None:
    def looked_up(*_: object, **__: object) -> list:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80)),
        ]

    monkeypatch.setattr(calling.socket, "getaddrinfo", looked_up)
    assert call("http://example.org/").failure == "within-walls"


def test_whoever_does_not_speak_tls_is_left_too() -> None:
    with silent() as address:
        answer = call(address.replace("http:", "https:"), patience=0.5)
    assert answer.status is None
    assert answer.failure in {"no-answer", "broken-off"}
