"""Records from an edition's JSON, fast: the edition was read strictly when it was cut.

Nothing is checked here but the digest (see `editions`): this is what keeps `load()` within the
time of a command line. Anything else goes through `conversion`.
"""

import datetime as dt
import types
import typing
from collections.abc import Callable
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar

import attrs

R = TypeVar("R")
Build = Callable[[Any], Any]


def rebuild(kind: type[R], plain: dict[str, Any]) -> R:
    """The record of class `kind` whose plain form is `plain`; nothing is validated."""
    made = object.__new__(kind)
    keep = object.__setattr__
    plan = _plan(kind)  # type: ignore[arg-type]  # a class is hashable, mypy doubts it
    for name, build, default in plan:
        value = plain.get(name, default)
        keep(made, name, value if build is None or value is default else build(value))
    return made


@cache
def _plan(kind: Any) -> tuple[tuple[str, Build | None, Any], ...]:
    return tuple((a.name, _builder(a.type), a.default) for a in attrs.fields(kind))


@cache
def _builder(said: Any) -> Build | None:
    if isinstance(said, types.UnionType):
        said = next(one for one in typing.get_args(said) if one is not type(None))
    if typing.get_origin(said) is tuple:
        inner = _builder(typing.get_args(said)[0])
        return tuple if inner is None else partial(_many, inner)
    if said is dt.date:
        return dt.date.fromisoformat
    if isinstance(said, type) and issubclass(said, StrEnum):
        return {member.value: member for member in said}.__getitem__
    if attrs.has(said):
        return partial(rebuild, said)
    return None


def _many(build: Build, values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(build, values))
