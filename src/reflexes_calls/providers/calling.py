"""Calling an address that someone gave us: never within our own walls, and never for long.

The name is looked up here, every address that it leads to is checked, and the connection goes to
one that was checked: a name that changes meanwhile leads nowhere else. Redirections are not
followed. `http.client` is the standard library's; what is added is where it may connect.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from reflexes.records import record
from reflexes_calls.domain.webhook import is_public

LOOPBACK = frozenset({"127.0.0.1", "::1"})


@record
class Answer:
    """What an address answered: its status, or why there was none."""

    status: int | None
    failure: str


def post(  # noqa: PLR0913  # what is sent, to whom, and within which limits
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    patience: float,
    on_loopback: bool = False,
    trusted: ssl.SSLContext | None = None,
) -> Answer:
    """Send a body to an address, within `patience` seconds in all; never raises for what it meets.

    `on_loopback` allows addresses of this machine; `trusted` are the certificates believed.
    """
    parts = urlsplit(address)
    host, secure = parts.hostname or "", parts.scheme == "https"
    try:
        met = _looked_up(host, parts.port or (443 if secure else 80), on_loopback=on_loopback)
    except OSError:
        return Answer(status=None, failure="unknown-host")
    if met is None:
        return Answer(status=None, failure="within-walls")
    connection = _Connection(met, host, secure=secure, patience=patience, trusted=trusted)
    target = parts.path or "/"
    if parts.query:
        target = f"{target}?{parts.query}"
    # Each wait has its limit; the watch ends those that a slow trickle would prolong.
    watch = threading.Timer(patience, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target, body, dict(headers) | {"Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(status=None, failure=_failure_of(error, cut=connection.is_cut))
    finally:
        watch.cancel()
        connection.close()
    return Answer(status=status, failure="")


def _looked_up(host: str, port: int, *, on_loopback: bool) -> tuple[str, int] | None:
    """The first address of a host, when every one of them may be called."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    allowed = [is_public(each) or (on_loopback and each in LOOPBACK) for each in addresses]
    return (addresses[0], port) if addresses and all(allowed) else None


def _failure_of(error: Exception, *, cut: bool) -> str:
    if cut or isinstance(error, TimeoutError):
        return "no-answer"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "untrusted-certificate"
    return "refused" if isinstance(error, ConnectionRefusedError) else "broken-off"


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever the name now leads to."""

    def __init__(
        self,
        met: tuple[str, int],
        host: str,
        *,
        secure: bool,
        patience: float,
        trusted: ssl.SSLContext | None,
    ) -> None:
        """Say where to connect, and as which name."""
        usual = met[1] == (443 if secure else 80)
        super().__init__(host, None if usual else met[1], timeout=patience)
        self._met, self._name, self._secure = met, host, secure
        self._trusted = trusted
        self.is_cut = False

    def connect(self) -> None:
        """Connect to the address that was checked; the certificate is that of the name."""
        self.sock = socket.create_connection(self._met, self.timeout)
        if self._secure:
            trusted = self._trusted or ssl.create_default_context()
            self.sock = trusted.wrap_socket(self.sock, server_hostname=self._name)

    def cut(self) -> None:
        """End now, whatever is under way."""
        self.is_cut = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
