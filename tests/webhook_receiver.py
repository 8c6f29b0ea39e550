"""Programs that receive webhooks on loopback: one that answers, and some that never do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import attrs


@attrs.define
class Receiver:
    """What was received, and what is answered."""

    address: str = ""
    status: int = 200
    location: str = ""
    received: list[tuple[dict[str, str], bytes]] = attrs.field(factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A program that keeps what it is told, and answers its `status`."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(kept.status)
            if kept.location:
                self.send_header("Location", kept.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.address = f"http://127.0.0.1:{server.server_port}/hook?a=b"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent(*, dripping: bool = False) -> Iterator[str]:
    """A program that takes the call and never answers, or one letter at a time."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    held: list[socket.socket] = []

    def serve() -> None:
        while not over.is_set():
            try:
                met, _ = listener.accept()
            except OSError:
                return
            held.append(met)
            if dripping:
                threading.Thread(target=drip, args=(met,), daemon=True).start()

    def drip(met: socket.socket) -> None:
        try:
            while not over.wait(0.1):
                met.sendall(b"H")
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for each in held:
            each.close()
