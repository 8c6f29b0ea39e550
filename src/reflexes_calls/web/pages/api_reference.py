"""The reference of the API, read by people: made from what its description is made from."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.domain.access import Scope
from reflexes_calls.web.access_words import SCOPES
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.api.description import describe
from reflexes_calls.web.api.nouns import NOUNS
from reflexes_calls.web.api.operations import ROOT, Noun, Operation
from reflexes_calls.web.api.problems import OWN
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, translator

router = APIRouter()

KINDS = {
    "string": N_("text"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "boolean": N_("true or false"),
    "object": N_("object"),
    "null": N_("nothing"),
}
LIST = N_("list: %(kind)s")
DAY, INSTANT = N_("day"), N_("instant")
REF = "#/components/schemas/"


@record
class FieldTold:
    """One field of a document, in words; `link` is the document that it holds, if any."""

    name: str
    kind: str
    link: str
    values: tuple[str, ...]
    about: str


@record
class Told:
    """One operation, in words."""

    operation: Operation
    address: str
    summary: str
    scope: str
    parameters: tuple[FieldTold, ...]
    body: str
    answer: str
    statuses: tuple[tuple[str, str], ...]


@router.get("/api")
def show(request: Request) -> Response:
    """Every operation, every document, what a token may be lent and how a refusal is told."""
    words = translator(request)
    known = describe(words, service_address(request))
    schemas = known["components"]["schemas"]
    return page(
        request,
        "api/reference.html",
        about=known["info"]["description"],
        version=known["info"]["version"],
        address=service_address(request),
        root=ROOT,
        nouns=[(noun.name, words(noun.about), _operations(noun, known, words)) for noun in NOUNS],
        documents=[(name, _fields(schemas[name], words)) for name in schemas],
        scopes=[(scope.value, words(SCOPES[scope])) for scope in Scope],
        own=[(code, words(said)) for code, said in OWN.items()],
    )


def _operations(noun: Noun, known: dict[str, Any], words: Translate) -> list[Told]:
    return [_told(each, known["paths"], words) for each in noun]


def _told(operation: Operation, paths: dict[str, Any], words: Translate) -> Told:
    said = paths[operation.path][operation.method.lower()]
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = said["responses"]
    given = answers[str(operation.status)]["content"][operation.media_type]["schema"]
    return Told(
        operation=operation,
        address=f"{ROOT}{operation.path}",
        summary=said["summary"],
        scope=operation.scope.value if operation.scope else "",
        parameters=tuple(
            _field(
                each["name"], each["schema"] | {"description": each.get("description", "")}, words
            )
            for each in said["parameters"]
            if each["in"] != "path"
        ),
        body=_name(body.get("schema", {})),
        answer=_name(given),
        statuses=tuple((code, each["description"]) for code, each in answers.items()),
    )


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).removeprefix(REF)


def _fields(schema: dict[str, Any], words: Translate) -> tuple[FieldTold, ...]:
    return tuple(_field(name, each, words) for name, each in schema["properties"].items())


def _field(name: str, schema: dict[str, Any], words: Translate) -> FieldTold:
    inner = next((each for each in schema.get("anyOf", ()) if "$ref" in each), schema)
    items = inner.get("items", {})
    return FieldTold(
        name=name,
        kind=_kind(inner, words),
        link=_name(inner) or _name(items),
        values=tuple(str(each) for each in inner.get("enum", items.get("enum", ())) if each),
        about=schema.get("description", ""),
    )


def _kind(schema: dict[str, Any], words: Translate) -> str:
    kinds = schema.get("type", "object")
    kind = (
        next((each for each in kinds if each != "null"), "") if isinstance(kinds, list) else kinds
    )
    if kind == "array":
        return words(LIST) % {"kind": _kind(schema["items"], words)}
    known = {"date": DAY, "date-time": INSTANT}
    said = words(known.get(schema.get("format", ""), KINDS[kind]))
    return f"{said} · {words(KINDS['null'])}" if isinstance(kinds, list) else said
