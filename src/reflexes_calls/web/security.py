"""What keeps a page safe: headers, the token of forms, the names of cookies, the way back."""

import hashlib
import hmac
import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " script-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SESSION_COOKIE = "reflexes-session"
VISIT_COOKIE = "reflexes-visit"
CSRF_FIELD = "csrf"


class ForgedFormError(Exception):
    """A form came without the token that its page had given."""


class SecurityHeaders:
    """Put the security headers on every answer, errors and files included."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """Wrap `app`; `secure` says that the service is reached over HTTPS alone."""
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the wrapped application does, with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        for name, value in HEADERS.items():
            # A page may be stricter: what people sent is given in a sandbox.
            headers.setdefault(name, value)
        if self.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if path.startswith("/static/"):
            headers["Cache-Control"] = "public, max-age=86400"
        else:
            headers.setdefault("Cache-Control", "no-store")


def cookie_name(name: str, *, secure: bool) -> str:
    """The name of a cookie; over HTTPS its prefix forbids that a sister domain sets it."""
    return f"__Host-{name}" if secure else name


def is_secure(request: Request) -> bool:
    """Whether this instance promises HTTPS."""
    return bool(request.app.state.settings.secure_cookies)


def read_cookie(request: Request, name: str) -> str:
    """The value of one of our cookies, or the empty string.

    A session that this very request opened is known before the browser has its cookie.
    """
    if name == SESSION_COOKIE and hasattr(request.state, "new_session"):
        return str(request.state.new_session)
    return request.cookies.get(cookie_name(name, secure=is_secure(request)), "")


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Give a cookie that no script can read and that other sites do not send."""
    secure = is_secure(request)
    response.set_cookie(
        cookie_name(name, secure=secure),
        value,
        max_age=seconds,
        httponly=True,
        secure=secure,
        samesite="lax",
    )


def forget_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie back."""
    secure = is_secure(request)
    response.delete_cookie(
        cookie_name(name, secure=secure), httponly=True, secure=secure, samesite="lax"
    )


def visit_key(request: Request) -> str:
    """What binds a form to its reader: the session, or a random visit before sign-in.

    A new visit is kept on the request; `remember_visit` gives it to the browser.
    """
    known = read_cookie(request, SESSION_COOKIE) or read_cookie(request, VISIT_COOKIE)
    if known:
        return known
    if not hasattr(request.state, "new_visit"):
        request.state.new_visit = secrets.token_urlsafe(32)
    return str(request.state.new_visit)


def remember_visit(request: Request, response: Response) -> None:
    """Give the browser the visit that a form on the page was bound to."""
    visit = getattr(request.state, "new_visit", None)
    if visit is not None:
        set_cookie(request, response, VISIT_COOKIE, visit)


def csrf_token(request: Request) -> str:
    """The token of the forms of this visit.

    The cookie itself is the key: no other site can read it, so none can compute the token.
    """
    return _token(visit_key(request))


def _token(key: str) -> str:
    return hmac.new(key.encode(), b"a form of this visit", hashlib.sha256).hexdigest()


def check_csrf(request: Request, given: str) -> None:
    """Raise `ForgedFormError` unless the form carries the token of this visit."""
    known = read_cookie(request, SESSION_COOKIE) or read_cookie(request, VISIT_COOKIE)
    if not known or not hmac.compare_digest(_token(known).encode(), given.encode()):
        raise ForgedFormError


def safe_next(address: str, default: str = "/") -> str:
    """A way back inside this site, whatever the address pretends."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside and address.isprintable() and "\\" not in address else default
