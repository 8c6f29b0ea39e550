"""One line of the log for each request, and an id by which to find it again.

A line holds the route as it is written in the code (`/dossiers/{application_id}`), never the
address that was asked for: addresses hold tokens, and queries hold what people search for.
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("reflexes_calls.requests")
LINE = "request_line"
"""Where a record of the log holds the facts of a request."""
HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy before the service may give as an id; anything else is replaced."""
BROKEN = 500
QUIET = frozenset({"/static", "/health/live", "/sante/vie"})
"""Asked for all the time, and said at the lowest level."""

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestLines:
    """Give each request an id, and leave a line of the log for it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the wrapped application does, with the id in a header."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = id_of(scope)
        token, began, status = request_id.set(known), time.perf_counter(), BROKEN

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = known
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            _leave_line(scope, status, time.perf_counter() - began)
            request_id.reset(token)


def id_of(scope: Scope) -> str:
    """The id of a request: the one given by the proxy if it is plain, or a random one."""
    state = scope.setdefault("state", {})
    if "request_id" not in state:
        given = Headers(scope=scope).get(HEADER.lower(), "")
        state["request_id"] = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
    return str(state["request_id"])


def _leave_line(scope: Scope, status: int, seconds: float) -> None:
    route = _route(scope)
    facts = {
        "method": scope["method"],
        "route": route,
        "status": status,
        "ms": round(1000 * seconds, 1),
    }
    level = logging.DEBUG if route in QUIET and status < BROKEN else logging.INFO
    LOG.log(level, "request", extra={LINE: facts})


def _route(scope: Scope) -> str:
    """The route as the code writes it; what matches none is not repeated."""
    path = getattr(scope.get("route"), "path", "")
    if path:
        return str(path)
    return "/static" if str(scope.get("path", "")).startswith("/static/") else "(none)"
