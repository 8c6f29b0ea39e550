"""Refusals as problem details (RFC 9457): all of them at once, in the language that was asked."""

import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import attrs
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.access_tokens import TokenRefused
from reflexes_calls.domain.errors import Busy, FieldRefusal, Invalid, Refused
from reflexes_calls.storage.failing import is_away, is_full
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.api.describing import document, plain, said
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.translating import DEFAULT_LANGUAGE, LANGUAGES, translations
from reflexes_calls.wording import sentence

LOG = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
RETRY_AFTER = 5
TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: N_("The request cannot be read"),
        401: N_("A token is needed"),
        403: N_("This is not yours to do"),
        404: N_("Nothing is there"),
        405: N_("This cannot be done here"),
        406: N_("Only JSON is given"),
        409: N_("This cannot be done now"),
        410: N_("This link no longer works"),
        412: N_("It has changed since you read it"),
        413: N_("What was sent is too long"),
        415: N_("Only JSON is read"),
        422: N_("Something is to mend"),
        428: N_("Say which state you have read"),
        429: N_("Too many tries"),
        500: N_("Something broke on our side"),
        503: N_("The service is busy"),
        507: N_("There is no room left on this server"),
    }
)
OWN: Mapping[str, str] = MappingProxyType(
    {
        "no-such-address": N_("The API has nothing at this address. The reference lists them all."),
        "method": N_("This address takes %(expected)s."),
        "token-missing": N_("Send a token: “Authorization: Bearer …”."),
        "not-acceptable": N_("The API gives application/json. Ask for it, or for anything."),
        "not-json-type": N_("The API reads %(expected)s. Say so in Content-Type."),
        "not-json": N_("This is no JSON that can be read: %(met)s."),
        "not-an-object": N_("An object is expected here."),
        "body-too-long": N_("At most %(expected)s bytes are read at once."),
        "unknown-field": N_("There is no field “%(met)s” here."),
        "wrong-type": N_("Of another type than expected: %(expected)s."),
        "key-missing": N_(
            "Give this request a key of its own, in Idempotency-Key: sent again with it, it is"
            " done once."
        ),
        "key-malformed": N_("A key has from 1 to 200 visible ASCII characters."),
        "match-missing": N_(
            "Say in If-Match which state you have read: it is the ETag of your last reading."
        ),
        "no-longer": N_(
            "It has changed since you read it, and nothing was done. Read it again, then send"
            " what still holds. Its ETag is now %(met)s."
        ),
        "bad-limit": N_("“limit” is a whole number from 1 to %(expected)s."),
        "page-lost": N_("This cursor is none of this list. Begin again without it."),
        "broken": N_(
            "It is not your doing, and nothing half done was kept. Try again in a moment."
        ),
        "busy": N_("Very many are writing at this moment. Nothing was done: send it again."),
        "away": N_("The database does not answer. Nothing was done: send it again in a minute."),
        "full": N_("Nothing was done. The team that runs this site must free some room."),
        "no-such-question": N_(
            "The form of this call has no question “%(met)s” to be answered so."
        ),
        "no-reasons-needed": N_("Reasons are written only when the file is not admissible."),
        "no-organisation": N_(
            "You belong to no administration of this id. /me lists those that are yours."
        ),
        "bad-figure": N_("Cell %(met)s: %(expected)s"),
        "table-or-figures": N_("Send a table or figures one by one, not both."),
        "file-elsewhere": N_("Files are sent to the attachments of the application."),
    }
)
"""What the API refuses by itself; everything else is refused by the domain, in its own words."""


@document
class PointedDocument:
    """One of the things to mend."""

    code: str = said(N_("A stable key of the refusal"))
    detail: str = said(N_("What was met, what was expected, how to mend it"))
    pointer: str | None = said(N_("Where in the body it is, as a JSON Pointer"))
    parameter: str | None = said(N_("The parameter of the address in question"))
    header: str | None = said(N_("The header in question"))
    met: str = said(N_("What was met"))
    expected: str = said(N_("What was expected"))


@document
class ProblemDocument:
    """What was refused, and why (RFC 9457)."""

    type: str = said(N_("The kind of problem, as an address"))
    title: str = said(N_("The kind of problem, in words"))
    status: int = said(N_("The status of the answer"))
    detail: str = said(N_("What happened this time, and how to mend it"))
    instance: str = said(N_("The address that was asked"))
    code: str = said(N_("A stable key of the refusal"))
    request_id: str = said(N_("The id of the request in the log of the service"))
    errors: tuple[PointedDocument, ...] = said(N_("Everything to mend, at once"))


class ApiRefusedError(Exception):
    """The API itself refuses: a status, a key of `OWN`, and the facts of its sentence."""

    def __init__(
        self, status: int, code: str, headers: Mapping[str, str] | None = None, **facts: object
    ) -> None:
        """Keep what makes the answer."""
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        self.facts = facts
        super().__init__(code)


@attrs.frozen(kw_only=True)
class Told:
    """A refusal on its way to become an answer."""

    status: int
    code: str
    detail: str
    errors: tuple[PointedDocument, ...] = ()
    headers: Mapping[str, str] = MappingProxyType({})


Translate = Callable[[str], str]
Pointing = Callable[[str], str]


def language_asked(request: Request) -> str:
    """The language of Accept-Language that the service speaks, French at first."""
    best, weight = DEFAULT_LANGUAGE, 0.0
    for each in request.headers.get("accept-language", "").split(","):
        name, _, rest = each.strip().partition(";")
        code = name.strip().lower().partition("-")[0]
        known = re.search(r"q=([01](?:\.[0-9]{1,3})?)", rest)
        given = float(known[1]) if known else 1.0
        if code in LANGUAGES and given > weight:
            best, weight = code, given
    return best


def told_of(raised: Exception, words: Translate, point: Pointing) -> Told:
    """What an exception says; one that nobody foresaw goes to the log."""
    if isinstance(raised, ApiRefusedError):
        facts = {name: str(value) for name, value in raised.facts.items()}
        detail = words(OWN[raised.code]) % facts
        return Told(status=raised.status, code=raised.code, detail=detail, headers=raised.headers)
    if isinstance(raised, Invalid):
        return _told_of_invalid(raised, words, point)
    if isinstance(raised, Refused):
        return _told_of_refused(raised, words)
    return _told_of_failure(raised, words)


def _told_of_refused(raised: Refused, words: Translate) -> Told:
    detail, headers, status = sentence(raised, words), {}, status_of(raised)
    if isinstance(raised, TokenRefused):
        status, headers = 401, {"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'}
    elif raised.kind == "scope-missing":
        scope = raised.facts["scope"]
        told = f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'
        headers = {"WWW-Authenticate": told}
    elif raised.kind == "too-many-attempts":
        status = 429
        headers = {"Retry-After": str(_seconds_until(raised.facts["until"]))}
    elif raised.kind in {"changed-elsewhere", "changed-since"}:
        status = 412
    elif raised.kind == "builders-busy":
        status, headers = 503, {"Retry-After": str(RETRY_AFTER)}
    elif raised.kind == "request-under-way":
        headers = {"Retry-After": str(RETRY_AFTER)}
    return Told(status=status, code=raised.kind, detail=detail, headers=headers)


def _seconds_until(instant: object) -> int:
    if not isinstance(instant, dt.datetime):
        return RETRY_AFTER
    return max(1, int((instant - dt.datetime.now(dt.UTC)).total_seconds()))


def _told_of_invalid(raised: Invalid, words: Translate, point: Pointing) -> Told:
    errors = tuple(pointed(each, words, point(each.field)) for each in raised.refusals)
    kinds = {each.kind for each in raised.refusals}
    return Told(
        status=422,
        code=kinds.pop() if len(kinds) == 1 else "invalid",
        detail=" ".join(each.detail for each in errors),
        errors=errors,
    )


def pointed(refusal: FieldRefusal, words: Translate, place: str) -> PointedDocument:
    """One refusal; its place is `pointer:…`, `parameter:…` or `header:…`."""
    if refusal.kind in OWN:
        detail = words(OWN[refusal.kind]) % {"met": refusal.met, "expected": refusal.expected}
    else:
        detail = sentence(refusal, words)
    sort, _, name = place.partition(":")
    return PointedDocument(
        code=refusal.kind,
        detail=detail,
        pointer=name if sort == "pointer" else None,
        parameter=name if sort == "parameter" else None,
        header=name if sort == "header" else None,
        met=refusal.met,
        expected=refusal.expected,
    )


def _told_of_failure(raised: Exception, words: Translate) -> Told:
    again = {"Retry-After": str(RETRY_AFTER)}
    if isinstance(raised, Busy):
        return Told(status=503, code="busy", detail=words(OWN["busy"]), headers=again)
    if isinstance(raised, OSError | DBAPIError):
        if is_full(raised):
            LOG.error("The disk is full")
            return Told(status=507, code="full", detail=words(OWN["full"]), headers=again)
        if is_away(raised):
            LOG.error("The database does not answer: %s", type(raised).__name__)
            return Told(status=503, code="away", detail=words(OWN["away"]), headers=again)
    LOG.error("A request of the API broke", exc_info=raised)
    return Told(status=500, code="broken", detail=words(OWN["broken"]))


def problem(request: Request, raised: Exception, point: Pointing | None = None) -> Response:
    """The answer that tells a refusal."""
    language = language_asked(request)
    told = told_of(raised, translations(language).gettext, point or _nowhere)
    address = service_address(request)
    anchor = told.code if told.code in OWN else "refusals"
    shown = ProblemDocument(
        type=f"{address}/api#{anchor}",
        title=translations(language).gettext(TITLES[told.status]),
        status=told.status,
        detail=told.detail,
        instance=request.url.path,
        code=told.code,
        request_id=str(getattr(request.state, "request_id", "")),
        errors=told.errors,
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language", **told.headers}
    return Response(
        json.dumps(plain(shown), ensure_ascii=False),
        told.status,
        headers=headers,
        media_type=PROBLEM,
    )


def _nowhere(field: str) -> str:
    return f"parameter:{field}"


def raise_all(refusals: Iterable[FieldRefusal]) -> None:
    """Raise `Invalid` when there is something to refuse."""
    if known := tuple(refusals):
        raise Invalid(known)
