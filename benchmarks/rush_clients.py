"""Cheap clients for a rush: raw sockets, one connection each, forms as a browser sends them."""

import asyncio
import re
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import attrs

TOKEN = re.compile(rb'name="csrf" value="([0-9a-f]+)"')
REVISION = re.compile(rb'name="revision" value="(\d+)"')
REQUEST = re.compile(rb'name="_request" value="([0-9a-f]+)"')
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
LOCATION = re.compile(rb"(?i)\r\nlocation: *([^\r]+)")
PATIENCE = 60
"""Seconds after which a request counts as unanswered."""


@attrs.frozen
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes


class LostConnectionError(Exception):
    """The server closed the connection instead of answering."""


@attrs.define
class Browser:
    """One connection kept open, with the cookie of one session; times each request."""

    port: int
    cookie: str
    times: dict[str, list[float]]
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, name: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        """Send one request and wait for the whole answer."""
        body = b"" if form is None else urlencode(form).encode()
        head = (
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}"
            f"\r\nCookie: {self.cookie}\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n"
        )
        if form is not None:
            head += (
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
        began = time.perf_counter()
        answer = await asyncio.wait_for(self._exchange(head.encode() + b"\r\n" + body), PATIENCE)
        self.times.setdefault(name, []).append(time.perf_counter() - began)
        return answer

    async def _exchange(self, sent: bytes) -> Answer:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(sent)
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            body = await self.reader.readexactly(int(length[1])) if length else b""
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise LostConnectionError from error
        location = LOCATION.search(head)
        if b"connection: close" in head.lower():
            self.close()
        return Answer(int(head[9:12]), location[1].decode() if location else "", body)

    def close(self) -> None:
        """Leave."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None
