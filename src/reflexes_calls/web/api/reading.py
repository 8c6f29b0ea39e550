"""Reading what a program sends: the body, bounded; JSON, strictly; each field of its own type."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from reflexes.fields import Spec, shortened
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.web.api.describing import specs_of
from reflexes_calls.web.api.operations import Operation
from reflexes_calls.web.api.problems import ApiRefusedError, raise_all
from reflexes_calls.web.visitor import desk_of

MOST_BODY = 1024 * 1024
"""The bytes of a JSON body; the largest application is a fifth of that."""
READ = frozenset({"application/json", "application/merge-patch+json"})
PAGING = ("limit", "cursor")
TYPES: Mapping[str, tuple[Any, str]] = {
    "line": (str, "text"),
    "prose": (str, "text"),
    "day": (str, "2026-12-01"),
    "choice": (str, "text"),
    "whole": (int, "12"),
    "money": (int, "1250000"),
    "yes": (bool, "true, false"),
}
"""What each kind of field is in JSON, and how that is told. Amounts are whole cents."""


@attrs.frozen
class Sent:
    """The bytes of a body, or the file that they were put in.

    `is_whole` is false when there were too many to be read.
    """

    content: bytes = b""
    is_whole: bool = True
    file: Path | None = None
    digest: str = ""


async def read_body(request: Request) -> Sent:
    """The body of a request, no more of it than may be taken."""
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BODY:
            return Sent(is_whole=False)
        parts.append(chunk)
    content = b"".join(parts)
    return Sent(content, digest=hashlib.sha256(content).hexdigest())


@asynccontextmanager
async def received_file(request: Request) -> AsyncIterator[Sent]:
    """The body of a request in a file of its own, removed at the end."""
    files = desk_of(request).files
    part = await run_in_threadpool(files.receiving.private, most=files.most_bytes)
    counted = hashlib.sha256()
    try:
        with part:
            async for chunk in request.stream():
                if part.offset + len(chunk) > part.most:
                    yield Sent(is_whole=False)
                    return
                counted.update(chunk)
                await run_in_threadpool(part.write, chunk)
        yield Sent(file=part.path, digest=counted.hexdigest())
    finally:
        part.path.unlink(missing_ok=True)


def check_query(operation: Operation, request: Request) -> dict[str, str]:
    """What the address asks, every name of it known."""
    known = set(PAGING) if operation.listed else set()
    if operation.query is not None:
        known |= {name for name, _ in specs_of(operation.query)}
    query = {name: value.replace("\x00", "") for name, value in request.query_params.items()}
    raise_all(
        FieldRefusal(field=name, kind="unknown-field", met=shortened(name))
        for name in query
        if name not in known
    )
    return query


def check_object(operation: Operation, request: Request, sent: Sent) -> dict[str, Any]:
    """The JSON object of a body; an operation that asks for none may come without."""
    if not operation.writes or operation.sends_file:
        return {}
    if not sent.is_whole:
        raise ApiRefusedError(413, "body-too-long", expected=MOST_BODY)
    if not sent.content and operation.body is None:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in READ:
        accepted = {
            "Accept-Patch" if operation.method == "PATCH" else "Accept-Post": ", ".join(
                sorted(READ)
            )
        }
        raise ApiRefusedError(415, "not-json-type", accepted, expected="application/json")
    read = _read_json(sent.content)
    if not isinstance(read, dict):
        raise ApiRefusedError(422, "not-an-object")
    if operation.body is None:
        raise_all(
            FieldRefusal(field=name, kind="unknown-field", met=shortened(name)) for name in read
        )
    return read


def _read_json(content: bytes) -> Any:
    try:
        text = content.decode()
        read = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_only_once)
        # Half of a pair of surrogates is no text that can be kept.
        json.dumps(read, ensure_ascii=False).encode()
    except RecursionError:
        raise ApiRefusedError(400, "not-json", met="…[[[[") from None
    except ValueError as error:
        raise ApiRefusedError(400, "not-json", met=shortened(error)) from None
    return read


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(next(name for name in names if names.count(name) > 1))
    return said


def raw_of(cls: type[Any], body: Mapping[str, Any]) -> dict[str, str]:
    """What a form of people would hold for the same fields; raises `Invalid` with every refusal.

    The limits of each field are those of the form: nothing is said twice.
    """
    specs = dict(specs_of(cls))
    refusals = [
        FieldRefusal(field=name, kind="unknown-field", met=shortened(name))
        for name in body
        if name not in specs
    ]
    raw: dict[str, str] = {}
    for name, spec in specs.items():
        try:
            raw[name] = text_of(spec, body.get(name))
        except TypeError as error:
            refusals.append(wrong_type(name, body[name], str(error)))
    if refusals:
        refused = {each.field for each in refusals}
        raise Invalid((*refusals, *_refused_by_form(cls, raw, refused)))
    return raw


def _refused_by_form(
    cls: type[Any], raw: Mapping[str, str], but: set[str]
) -> Iterator[FieldRefusal]:
    try:
        read_form(cls, raw)
    except Invalid as invalid:
        yield from (each for each in invalid.refusals if each.field not in but)


def wrong_type(field: str, met: Any, expected: str) -> FieldRefusal:
    """The refusal of a value of another type than expected."""
    told = shortened(json.dumps(met, ensure_ascii=False))
    return FieldRefusal(field=field, kind="wrong-type", met=told, expected=expected)


def text_of(spec: Spec, value: Any) -> str:
    """A value as it would be typed; `TypeError` says what was expected."""
    if value is None:
        return ""
    kind, expected = TYPES[spec.kind]
    if type(value) is not kind:
        raise TypeError(expected)
    if spec.kind == "money":
        return money_text(int(value))
    if spec.kind == "yes":
        return "yes" if value else ""
    return str(value).replace("\x00", "")


def money_text(cents: int) -> str:
    """An amount as it would be typed."""
    sign, (whole, rest) = ("-" if cents < 0 else ""), divmod(abs(cents), 100)
    return f"{sign}{whole},{rest:02}" if rest else f"{sign}{whole}"


def raw_query(cls: type[Any], query: Mapping[str, str]) -> dict[str, str]:
    """What a form would hold for what an address asks; amounts are cents there too."""
    raw = {}
    for name, spec in specs_of(cls):
        text = query.get(name, "")
        if spec.kind == "money" and text.isascii() and text.lstrip("-").isdecimal():
            text = money_text(int(text[:20]))
        if spec.kind == "yes":
            text = "yes" if text == "true" else "" if text == "false" else text
        raw[name] = text
    return raw
