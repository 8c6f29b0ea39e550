"""A mail server of the tests' own, on loopback: it takes letters, refuses some, or is silent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs


@attrs.define
class Mailbox:
    """What the server took; `refused` are addresses that it refuses for good."""

    port: int = 0
    letters: list[str] = attrs.field(factory=list)
    refused: frozenset[str] = frozenset()
    drops: bool = False
    """Whether it closes the link instead of taking a letter."""


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server that runs while the test does."""
    box = Mailbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _talk(self, box)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield box
        server.shutdown()


def _talk(handler: Any, box: Mailbox) -> None:
    def say(text: str) -> None:
        handler.wfile.write(f"{text}\r\n".encode())

    say("220 essai.example")
    while line := handler.rfile.readline().decode().strip():
        word = line.upper().partition(" ")[0]
        if word in {"EHLO", "HELO"}:
            say("250 essai.example")
        elif word == "RCPT" and any(one in line for one in box.refused):
            say("550 nobody here")
        elif word == "DATA":
            if box.drops:
                return
            say("354 go on")
            box.letters.append("".join(_until_dot(handler.rfile)))
            say("250 taken")
        elif word == "QUIT":
            say("221 bye")
            return
        else:
            say("250 well")


def _until_dot(lines: Any) -> Iterator[str]:
    for line in lines:
        if line in {b".\r\n", b".\n"}:
            return
        yield line.decode()
