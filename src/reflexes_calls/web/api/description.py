"""The description of the API (OpenAPI 3.1), made from its operations and its documents."""

from collections.abc import Callable, Iterator

from reflexes_calls.web.api.describing import Schema, Schemas, name_of
from reflexes_calls.web.api.nouns import NOUNS, OPERATIONS
from reflexes_calls.web.api.operations import MOST_ASKED, ROOT, USUALLY_ASKED, Operation
from reflexes_calls.web.api.problems import PROBLEM, TITLES, ProblemDocument
from reflexes_calls.web.api.reading import READ
from reflexes_calls.web.notices import N_

VERSION = "1.0.0"
JSON = "application/json"
TITLE = N_("The API of calls for experimentation")
ABOUT = N_(
    "What the pages do, for programs: the same nouns, the same rules, the same refusals. Amounts"
    " are whole cents, instants are UTC, texts are in French with their English when there is one."
)
TOKEN = N_("A token made on the page of one’s tokens; it never widens what one may see or do.")
LIMIT = N_("How many things a page holds")
CURSOR = N_("Where the page begins, as the page before said it in “next”")
KEY = N_("A key of your own for this request: sent again with it, it is done once.")
MATCH = N_("The ETag that was read: nothing is done when another stands.")
NONE_MATCH = N_("The ETag that is known already: 304 says that it still stands.")
TAG = N_("What tells this state from another")
LINK = N_("The next page, as rel=next")
REPEATED = N_("Whether this is the answer that was given before")
NEXT = N_("The whole address of the next page; null on the last one")
ITEMS = N_("The things of this page")
LANGUAGE = N_("The language of refusals: fr or en")
RETRY = N_("The seconds to wait before asking again")
LOCATION = N_("Where what was made is read")
AUTHENTICATE = N_("What a token lacks")
UNCHANGED = N_("It has not changed")
ALLOWED = N_("The methods that this address takes")
DONE = {200: N_("Done, or read"), 201: N_("Made")}
HEADERS = {
    401: {"WWW-Authenticate": AUTHENTICATE},
    412: {"ETag": TAG},
    429: {"Retry-After": RETRY},
    503: {"Retry-After": RETRY},
}

Translate = Callable[[str], str]


def describe(words: Translate, address: str) -> Schema:
    """The whole description; `address` is where the service is reached."""
    schemas = Schemas(words=words)
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        place = paths.setdefault(operation.path, {})
        place[operation.method.lower()] = _described(operation, schemas, words)
    schemas.of(ProblemDocument)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": words(TITLE),
            "version": VERSION,
            "description": words(ABOUT),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"{address}{ROOT}"}],
        "tags": [{"name": noun.name, "description": words(noun.about)} for noun in NOUNS],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.known.items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": words(TOKEN)}
            },
        },
    }


def _described(operation: Operation, schemas: Schemas, words: Translate) -> Schema:
    described: Schema = {
        "operationId": operation.name,
        "tags": [operation.noun],
        "summary": words(operation.summary),
        "parameters": list(_parameters(operation, schemas, words)),
        "responses": dict(_responses(operation, schemas, words)),
        "security": _security(operation),
    }
    if operation.scope is not None:
        described["x-scope"] = operation.scope.value
    if operation.sends_file:
        described["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    elif operation.body is not None:
        body = schemas.asked(operation.body)
        described["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": body} for kind in sorted(READ)},
        }
    return described


def _security(operation: Operation) -> list[Schema]:
    scopes = [operation.scope.value] if operation.scope else []
    return [{"token": scopes}, {}] if operation.public else [{"token": scopes}]


def _parameters(operation: Operation, schemas: Schemas, words: Translate) -> Iterator[Schema]:
    for name in operation.parts:
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if operation.query is not None:
        needed = set(schemas.needed(operation.query))
        for name, schema in schemas.asked_fields(operation.query):
            told = schema.pop("description", "")
            yield _parameter(name, "query", schema, told, required=name in needed)
    if operation.listed:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST_ASKED, "default": USUALLY_ASKED}
        yield _parameter("limit", "query", limit, words(LIMIT))
        yield _parameter("cursor", "query", {"type": "string"}, words(CURSOR))
    if operation.acts:
        key = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        yield _parameter("Idempotency-Key", "header", key, words(KEY), required=True)
    if operation.current is not None:
        yield _parameter("If-Match", "header", {"type": "string"}, words(MATCH), required=True)
    if not operation.writes and operation.media_type == JSON:
        yield _parameter("If-None-Match", "header", {"type": "string"}, words(NONE_MATCH))
    yield _parameter("Accept-Language", "header", {"type": "string"}, words(LANGUAGE))


def _parameter(
    name: str, place: str, schema: Schema, told: str, *, required: bool = False
) -> Schema:
    return {
        "name": name,
        "in": place,
        "required": required,
        "description": told,
        "schema": schema,
    }


def _responses(
    operation: Operation, schemas: Schemas, words: Translate
) -> Iterator[tuple[str, Schema]]:
    headers = _headers(operation, words)
    schema = _answer_schema(operation, schemas, words)
    content = {operation.media_type: {"schema": schema}}
    yield (
        str(operation.status),
        {"description": words(DONE[operation.status]), "headers": headers, "content": content},
    )
    if not operation.writes and operation.media_type == JSON:
        yield "304", {"description": words(UNCHANGED)}
    problem = schemas.of(ProblemDocument)
    for status in sorted(statuses_of(operation)):
        told: Schema = {
            "description": words(TITLES[status]),
            "content": {PROBLEM: {"schema": problem}},
        }
        if named := HEADERS.get(status):
            told["headers"] = {name: _header(words(said)) for name, said in named.items()}
        yield str(status), told


def statuses_of(operation: Operation) -> set[int]:
    """The statuses by which an operation may refuse."""
    known = {401, 403, 429, 500, 503}
    if operation.parts:
        known |= {404}
    if operation.media_type == JSON:
        known |= {406}
    known |= {422}
    if operation.writes:
        known |= {400, 404, 409, 413, 507}
    if operation.body is not None or (operation.acts and not operation.sends_file):
        known |= {415}
    if operation.current is not None:
        known |= {412, 428}
    return known


def _headers(operation: Operation, words: Translate) -> Schema:
    headers = {}
    if not operation.acts or operation.current is not None:
        headers["ETag"] = _header(words(TAG))
    if operation.listed:
        headers["Link"] = _header(words(LINK))
    if operation.acts:
        headers["Idempotency-Replayed"] = _header(words(REPEATED))
    if operation.status == 201 and not operation.sends_file:  # noqa: PLR2004  # Created
        headers["Location"] = _header(words(LOCATION))
    return headers


def _header(told: str) -> Schema:
    return {"description": told, "schema": {"type": "string"}}


def _answer_schema(operation: Operation, schemas: Schemas, words: Translate) -> Schema:
    if operation.answer is None:
        return {"type": "string"}
    one = schemas.of(operation.answer)
    if not operation.listed:
        return one
    name = f"{name_of(operation.answer)}Page"
    schemas.known[name] = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": one, "description": words(ITEMS)},
            "next": {"type": ["string", "null"], "description": words(NEXT)},
        },
        "required": ["items", "next"],
        "additionalProperties": False,
    }
    return {"$ref": f"#/components/schemas/{name}"}
