"""Fills what could not be read, so that one reading tells all that there is to mend.

Nothing that is filled is ever kept: the module it makes is checked, then thrown away.
"""

import types
import typing
from enum import StrEnum
from typing import Any

import attrs

from reflexes.conversion import structure
from reflexes.errors import RefusedError
from reflexes.fields import Spec, spec_of

FILLER = "x"


def mended(kind: Any, said: Any) -> dict[str, Any]:
    """The plain data of `kind` with known keys only, and a filler where a value cannot be read."""
    given = said if isinstance(said, dict) else {}
    attrs.resolve_types(kind)
    found: dict[str, Any] = {}
    for attribute in attrs.fields(kind):
        spec = spec_of(attribute)
        if attribute.name not in given:
            if attribute.default is attrs.NOTHING:
                found[attribute.name] = _filler(attribute.type, spec)
            continue
        found[attribute.name] = _value(attribute.type, given[attribute.name], spec)
        if not _is_read(kind, attribute.name, found[attribute.name]):
            found[attribute.name] = _filler(attribute.type, spec)
    return found


def _is_read(kind: Any, name: str, value: Any) -> bool:
    """Whether a value can be read as that field; the other fields do not matter."""
    try:
        structure(kind, {name: value})
    except RefusedError as error:
        return not any(
            one.path == name or one.path.startswith((f"{name}.", f"{name}["))
            for one in error.refusals
        )
    return True


def _value(kind: Any, value: Any, spec: Spec | None) -> Any:
    inner = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list):
            return _filler(kind, spec)
        return [_value(inner[0], each, None) for each in value]
    if isinstance(kind, types.UnionType):
        return _value(next(each for each in inner if each is not type(None)), value, spec)
    return mended(kind, value) if attrs.has(kind) else value


def _filler(kind: Any, spec: Spec | None) -> Any:
    inner = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        least = spec.minimum if spec and spec.minimum else 0
        return [_filler(inner[0], None) for _ in range(least)]
    if isinstance(kind, types.UnionType):
        return _filler(inner[0], spec)
    return mended(kind, {}) if attrs.has(kind) else _plain_filler(kind, spec)


def _plain_filler(kind: Any, spec: Spec | None) -> Any:
    if issubclass(kind, StrEnum):
        return next(iter(kind)).value
    if kind is bool:
        return False
    if kind is int:
        return spec.minimum if spec and spec.minimum is not None else 1
    return "09:00" if spec and spec.pattern and ":" in spec.pattern else FILLER
