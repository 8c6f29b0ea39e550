"""Where a record points: every code inside it, with its path and the shelves it may be found on."""

from collections.abc import Iterator
from typing import Any

import attrs

from reflexes.fields import spec_of


@attrs.frozen
class Pointer:
    """A code met inside a record, at `path`, to be found on one of `shelves`."""

    path: str
    code: str
    shelves: tuple[str, ...]


def pointers(record: Any, path: str = "") -> Iterator[Pointer]:
    """Every code inside `record`, its parts included."""
    for attribute in attrs.fields(type(record)):
        value = getattr(record, attribute.name)
        spec = spec_of(attribute)
        here = f"{path}{attribute.name}"
        if spec is not None and spec.refers:
            yield from _codes(value, here, spec.refers)
        else:
            yield from _parts(value, here)


def _codes(value: Any, here: str, shelves: tuple[str, ...]) -> Iterator[Pointer]:
    if isinstance(value, str):
        yield Pointer(here, value, shelves)
        return
    for place, code in enumerate(value):
        yield Pointer(f"{here}[{place}]", code, shelves)


def _parts(value: Any, here: str) -> Iterator[Pointer]:
    if isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _parts(item, f"{here}[{place}]")
    elif attrs.has(type(value)):
        yield from pointers(value, f"{here}.")


def parts(record: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every record inside `record`, itself excepted, with its path."""
    for attribute in attrs.fields(type(record)):
        value = getattr(record, attribute.name)
        here = f"{path}{attribute.name}"
        items = (
            [(f"{here}[{place}]", item) for place, item in enumerate(value)]
            if isinstance(value, tuple)
            else [(here, value)]
        )
        for place_path, item in items:
            if attrs.has(type(item)):
                yield place_path, item
                yield from parts(item, f"{place_path}.")
