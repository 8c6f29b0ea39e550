"""Documents of the API: each field is said once, and gives the JSON, its schema and its page.

A document is an attrs record. What it becomes in JSON is cattrs' affair; its JSON Schema is read
from the same class: types from the annotations, words and limits from the `Spec` of each field.
"""

import datetime as dt
import types
import typing
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, dataclass_transform

import attrs
import cattrs

from reflexes.fields import SPEC, Spec, make_field, spec_of

T = TypeVar("T")
Schema = dict[str, Any]
PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
    Any: {},
}
OF_TEXT = frozenset({"line", "prose"})
LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact."""


def said(label: str) -> Any:
    """A field of a document, with the words that describe it (a message id)."""
    return attrs.field(metadata={SPEC: Spec(label=label, kind="")})


def maybe(label: str) -> Any:
    """A field of what a program sends that may be left out."""
    return attrs.field(metadata={SPEC: Spec(label=label, kind="", optional=True)})


def as_in(record_class: type[Any], name: str) -> Any:
    """A field of a document that is the one of a record: its words are said there."""
    spec = spec_of(getattr(attrs.fields(record_class), name))
    if spec is None:
        raise LookupError(name)
    return attrs.field(metadata={SPEC: attrs.evolve(spec, kind="")})


def optional_as(record_class: type[Any], name: str) -> Any:
    """A field of a form that is the one of a record, and may be left empty here."""
    spec = spec_of(getattr(attrs.fields(record_class), name))
    if spec is None:
        raise LookupError(name)
    return make_field(attrs.evolve(spec, optional=True), "")


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(said, as_in, maybe)
)
def document(cls: type[T]) -> type[T]:
    """Make a document: a frozen attrs class whose fields are given by name."""
    return attrs.frozen(kw_only=True)(cls)


@cache
def _converter() -> cattrs.Converter:
    made = cattrs.Converter()
    made.register_unstructure_hook(dt.datetime, instant_text)
    made.register_unstructure_hook_func(lambda kind: kind is dt.date, dt.date.isoformat)
    # By what each thing is: a record may say that it holds others of its own kind.
    made.register_unstructure_hook_func(
        lambda kind: _origin(kind) is tuple,
        lambda values: [made.unstructure(value) for value in values],
    )
    return made


def instant_text(at: dt.datetime) -> str:
    """An instant as JSON holds it: UTC, to the second or the microsecond."""
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def plain(item: object) -> Any:
    """A document as plain data."""
    return _converter().unstructure(item)


def name_of(cls: type[Any]) -> str:
    """What a class is called in the description of the API."""
    return cls.__name__.removesuffix("Document")


@attrs.define
class Schemas:
    """The schemas of some classes, gathered as they are spoken of; `words` says message ids."""

    words: typing.Callable[[str], str] = str
    known: dict[str, Schema] = attrs.field(factory=dict)

    def of(self, kind: Any) -> Schema:
        """The schema of a type; that of a record stands apart, and is referred to."""
        if kind in PLAIN:
            return dict(PLAIN[kind])
        origin = _origin(kind)
        if origin in {typing.Union, types.UnionType}:
            return self._one_of(typing.get_args(kind))
        if origin is tuple:
            return {"type": "array", "items": self.of(typing.get_args(kind)[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(typing.get_args(kind)[1])}
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return {"type": "string", "enum": [each.value for each in kind]}
        return self._record(kind)

    def _one_of(self, kinds: tuple[Any, ...]) -> Schema:
        """A type or nothing."""
        (kind,) = (each for each in kinds if each is not type(None))
        known = self.of(kind)
        if isinstance(known.get("type"), str):
            listed = {"enum": [*known["enum"], None]} if "enum" in known else {}
            return known | {"type": [known["type"], "null"]} | listed
        return {"anyOf": [known, {"type": "null"}]} if known else {}

    def _record(self, kind: type[Any]) -> Schema:
        name = name_of(kind)
        if name not in self.known:
            # There before its fields are read, as a record may hold others of its kind.
            self.known[name] = {}
            hints = typing.get_type_hints(kind)
            fields = {each.name: self._field(each, hints[each.name]) for each in attrs.fields(kind)}
            self.known[name].update(
                type="object",
                description=_first_line(kind),
                properties=fields,
                required=list(fields),
                additionalProperties=False,
            )
        return {"$ref": f"#/components/schemas/{name}"}

    def _field(self, attribute: "attrs.Attribute[Any]", hint: Any) -> Schema:
        spec = spec_of(attribute)
        return self.of(hint) | self._words_of(spec) if spec else self.of(hint)

    def _words_of(self, spec: Spec) -> Schema:
        told = " – ".join(self.words(text) for text in (spec.label, spec.help) if text)
        return {"description": told} if told else {}

    def asked(self, cls: type[Any]) -> Schema:
        """The schema of what a program may send: the form that people fill, as JSON."""
        name = name_of(cls)
        if name not in self.known:
            fields = dict(self.asked_fields(cls))
            needed = list(self.needed(cls))
            self.known[name] = {
                "type": "object",
                "description": _first_line(cls),
                "properties": fields,
                "additionalProperties": False,
            }
            if needed:
                self.known[name]["required"] = needed
        return {"$ref": f"#/components/schemas/{name}"}

    def needed(self, cls: type[Any]) -> Iterator[str]:
        """The names of the fields that must be sent."""
        return (name for name, spec in specs_of(cls) if not spec.optional)

    def asked_fields(self, cls: type[Any]) -> Iterator[tuple[str, Schema]]:
        """Each field that may be sent, with its limits."""
        hints = typing.get_type_hints(cls)
        for name, spec in specs_of(cls):
            yield name, self._asked_field(spec, hints[name]) | self._words_of(spec)

    def _asked_field(self, spec: Spec, hint: Any) -> Schema:
        if spec.kind in OF_TEXT:
            return _of_text(spec)
        if spec.kind in {"whole", "money"}:
            return {"type": "integer"} | _bounds(spec)
        is_union = typing.get_origin(hint) in {typing.Union, types.UnionType}
        kinds = typing.get_args(hint) if is_union else (hint,)
        return self.of(next(each for each in kinds if each is not type(None)))


def _origin(kind: Any) -> Any:
    return typing.get_origin(kind)


def _first_line(cls: type[Any]) -> str:
    return (cls.__doc__ or "").strip().partition("\n")[0]


def _of_text(spec: Spec) -> Schema:
    told: Schema = {"type": "string"}
    if spec.max_length is not None:
        told["maxLength"] = spec.max_length
    if not spec.optional:
        told["minLength"] = 1
    if spec.pattern is not None:
        told["pattern"] = spec.pattern
    return told


def _bounds(spec: Spec) -> Schema:
    known = {"minimum": spec.minimum, "maximum": spec.maximum}
    return {name: value for name, value in known.items() if value is not None}


def specs_of(cls: type[Any]) -> Iterator[tuple[str, Spec]]:
    """Each field of a form, with its `Spec`."""
    for each in attrs.fields(cls):
        spec = spec_of(each)
        if spec is not None:
            yield each.name, spec
