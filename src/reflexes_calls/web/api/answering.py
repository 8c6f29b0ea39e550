"""Answering a program: who asks, what they read, once or again, and the headers that say so."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.access_tokens import Caller, caller_of
from reflexes_calls.actions.repeating import Keyed, answer_once
from reflexes_calls.domain.access import KeptAnswer
from reflexes_calls.web.api.describing import plain
from reflexes_calls.web.api.operations import Asked, Operation
from reflexes_calls.web.api.problems import ApiRefusedError, problem
from reflexes_calls.web.api.reading import Sent, check_object, check_query, read_body, received_file
from reflexes_calls.web.api.turning import Page
from reflexes_calls.web.arriving import source_of
from reflexes_calls.web.visitor import desk_of

JSON = "application/json"
ACCEPTED = frozenset({"*/*", "application/*", JSON, "application/problem+json"})
BEARER = "bearer"
MOST_KEY = 200
TAG_LENGTH = 32
REPLAYED = "Idempotency-Replayed"
PUBLIC = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@attrs.frozen(kw_only=True)
class Made:
    """What an operation made that is not read where it was asked for: where it is read."""

    document: Any
    location: str


async def answer(operation: Operation, request: Request) -> Response:
    """The answer to a request: what it asks for, or a problem that says why not."""
    if operation.sends_file:
        # Nothing is written to the disk for whoever may not send it.
        refused = await run_in_threadpool(_refused, operation, request)
        if refused is not None:
            return refused
        async with received_file(request) as received:
            return await run_in_threadpool(_answer, operation, request, received)
    sent = await read_body(request) if operation.writes else Sent()
    return await run_in_threadpool(_answer, operation, request, sent)


def _refused(operation: Operation, request: Request) -> Response | None:
    try:
        _caller(operation, request)
    except Exception as raised:  # noqa: BLE001  # as below
        return problem(request, raised)
    return None


def _answer(operation: Operation, request: Request, sent: Sent) -> Response:
    def point(field: str) -> str:
        return _place_of(operation, field)

    try:
        return _answer_or_raise(operation, request, sent)
    except Exception as raised:  # noqa: BLE001  # every one of them has an answer, and a log
        return problem(request, raised, point)


def _place_of(operation: Operation, field: str) -> str:
    """Where a refused field stands: in the body, or in the address of what is only read."""
    if field == "Idempotency-Key":
        return f"header:{field}"
    if operation.writes and not operation.sends_file:
        return f"pointer:/{'/'.join(part for part in field.split('.') if part)}"
    return f"parameter:{field}"


def _answer_or_raise(operation: Operation, request: Request, sent: Sent) -> Response:
    caller = _caller(operation, request)
    _check_accepted(operation, request)
    query = check_query(operation, request)
    body = check_object(operation, request, sent)
    key = _key(operation, request)
    asked = Asked(request=request, caller=caller, query=query, body=body, key=key, file=sent.file)
    if operation.current is not None and not request.headers.get("if-match"):
        raise ApiRefusedError(428, "match-missing")
    if key is None or caller is None:
        return _given(operation, asked, _do(operation, asked))
    keyed = Keyed(key=key, digest=_digest_of(request, sent))
    kept, is_again = answer_once(
        asked.desk,
        caller.person,
        keyed,
        lambda: _kept(_given(operation, asked, _do(operation, asked))),
    )
    response = Response(kept.body, kept.status, headers=dict(kept.headers))
    if is_again:
        response.headers[REPLAYED] = "true"
    return response


def _caller(operation: Operation, request: Request) -> Caller | None:
    said = request.headers.get("authorization", "")
    if not said:
        if not operation.public:
            raise ApiRefusedError(401, "token-missing", {"WWW-Authenticate": 'Bearer realm="api"'})
        return None
    scheme, _, secret = said.partition(" ")
    if scheme.lower() != BEARER:
        raise ApiRefusedError(401, "token-missing", {"WWW-Authenticate": 'Bearer realm="api"'})
    caller = caller_of(desk_of(request), secret.strip(), source=source_of(request))
    if operation.scope is not None:
        caller.check_scope(operation.scope)
    return caller


def _check_accepted(operation: Operation, request: Request) -> None:
    asked = request.headers.get("accept", "") or "*/*"
    given = {each.partition(";")[0].strip().lower() for each in asked.split(",")}
    if operation.media_type == JSON and not given & ACCEPTED:
        raise ApiRefusedError(406, "not-acceptable")


def _key(operation: Operation, request: Request) -> str | None:
    if not operation.acts:
        return None
    key = request.headers.get("idempotency-key", "").strip()
    if not key:
        raise ApiRefusedError(400, "key-missing")
    if len(key) > MOST_KEY or not key.isascii() or not key.isprintable():
        raise ApiRefusedError(400, "key-malformed")
    return key


def _digest_of(request: Request, sent: Sent) -> str:
    told = [
        request.method,
        request.url.path,
        urlencode(sorted(request.query_params.multi_items())),
        request.headers.get("if-match", ""),
        sent.digest,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _do(operation: Operation, asked: Asked) -> Any:
    done = operation.already(asked) if operation.already else None
    if done is not None:
        return done
    if operation.current is not None:
        _check_match(asked, tag_of(_written(operation.current(asked))))
    return operation.do(asked)


def _check_match(asked: Asked, tag: str) -> None:
    given = {each.strip() for each in asked.request.headers.get("if-match", "").split(",")}
    if not given & {tag, "*"}:
        raise ApiRefusedError(412, "no-longer", {"ETag": tag}, met=tag)


def tag_of(content: bytes) -> str:
    """The strong tag of some bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:TAG_LENGTH]}"'


def _written(told: Any) -> bytes:
    return json.dumps(plain(told), ensure_ascii=False, separators=(",", ":")).encode()


def _given(operation: Operation, asked: Asked, done: Any) -> Response:
    """What was done or read, as an answer."""
    if isinstance(done, Response):
        return done
    headers: dict[str, str] = {"Cache-Control": "no-store" if asked.caller else "no-cache"}
    if asked.caller is None and operation.public:
        headers |= PUBLIC
    headers["Vary"] = "Authorization, Accept-Language"
    if isinstance(done, Made):
        headers["Location"] = done.location
        done = done.document
    if isinstance(done, Page) and done.next:
        headers["Link"] = f'<{done.next}>; rel="next"'
    content = _written(done)
    tag = tag_of(content)
    if not operation.acts or operation.current is not None:
        headers["ETag"] = tag
    if not operation.writes and _holds(asked.request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, operation.status, headers=headers, media_type=JSON)


def _holds(request: Request, tag: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    given = {each.strip().removeprefix("W/") for each in asked.split(",")}
    return bool(given & {tag, "*"})


def _kept(response: Response) -> KeptAnswer:
    names: Mapping[str, str] = response.headers
    headers = {name: value for name, value in names.items() if name != "content-length"}
    body = bytes(response.body).decode()
    return KeptAnswer(status=response.status_code, headers=headers, body=body)
