"""Where a record points: every code inside it, with its path and the shelves it may be found on."""

import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs

from reflexes.fields import spec_of


@attrs.frozen
class Pointer:
    """A code met inside a record, at `path`, to be found on one of `shelves`."""

    path: str
    code: str
    shelves: tuple[str, ...]

    @property
    def is_abroad(self) -> bool:
        """Whether the record is of another catalogue: its code is written `name:code`."""
        return ":" in self.code


def pointers(record: Any, path: str = "") -> Iterator[Pointer]:
    """Every code inside `record`, its parts included."""
    kind: Any = type(record)
    for name, shelves in _pointing(kind):
        value = getattr(record, name)
        if not value:
            continue
        if shelves:
            yield from _codes(value, f"{path}{name}", shelves)
            continue
        for here, item in _items(value, f"{path}{name}"):
            yield from pointers(item, f"{here}.")


def _codes(value: Any, here: str, shelves: tuple[str, ...]) -> Iterator[Pointer]:
    if isinstance(value, str):
        yield Pointer(here, value, shelves)
        return
    for place, code in enumerate(value):
        yield Pointer(f"{here}[{place}]", code, shelves)


def parts(record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every record inside `record`, itself excepted, with its path."""
    found: list[tuple[str, Any]] = []
    _gather(record, path, found)
    return iter(found)


def _gather(record: Any, path: str, found: list[tuple[str, Any]]) -> None:
    kind: Any = type(record)
    for name in _holding(kind):
        value = getattr(record, name)
        if value:
            for here, item in _items(value, f"{path}{name}"):
                found.append((here, item))
                _gather(item, f"{here}.", found)


def _items(value: Any, here: str) -> list[tuple[str, Any]]:
    """A part, or each of several, with its path."""
    if isinstance(value, tuple):
        return [(f"{here}[{place}]", item) for place, item in enumerate(value)]
    return [(here, value)]


# These are asked for every part of every record: the answer for each class is kept.


@cache
def _pointing(kind: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The fields of a class that hold codes, with their shelves; or parts, without."""
    found = []
    for attribute in attrs.fields(kind):
        spec = spec_of(attribute)
        refers = spec.refers if spec is not None else ()
        if refers or attribute.name in _holding(kind):
            found.append((attribute.name, refers))
    return tuple(found)


@cache
def _holding(kind: Any) -> tuple[str, ...]:
    """The names of the fields of a class that hold records."""
    return tuple(a.name for a in attrs.fields(kind) if _holds_records(a.type))


def _holds_records(said: Any) -> bool:
    inner = typing.get_args(said)
    return any(map(_holds_records, inner)) if inner else attrs.has(said)
