"""What a record gives to search: its texts, each with its field, language and weight; its ties."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import attrs

from reflexes.fields import spec_of
from reflexes.texts import Language, Says, Text, Title
from reflexes.timeline import Former

TITLE_WEIGHT, NAME_WEIGHT, TEXT_WEIGHT = 8, 4, 1
"""How much a word counts in the record's title, in another name or its code, in a text."""
CODE, FORMER, NAME, BODY = range(4)
"""Which passage comes first, of those that hold the same words: names are seen anyway."""
WRITTEN = frozenset({"line", "prose", "part", "many"})


class Said(NamedTuple):
    """One text of a record in one language; `language` is empty for what has none.

    `weight` is how much its words count, `preference` one of `CODE`, `FORMER`, `NAME`
    and `BODY`.
    """

    field: str
    label: str
    language: str
    text: str
    weight: int
    preference: int
    says: Says | None = None
    translated: bool = False


@cache
def _plan(kind: Any) -> tuple[tuple[str, str], ...]:
    """The fields of a class that may hold words, with their labels."""
    found = []
    for attribute in attrs.fields(kind):
        spec = spec_of(attribute)
        if spec is not None and spec.kind in WRITTEN and not spec.refers:
            found.append((attribute.name, spec.label))
    return tuple(found)


def texts_of(record: Any, path: str = "") -> Iterator[Said]:
    """Every text inside `record`, its parts included, in the order of the fields."""
    for name, label in _plan(record.__class__):
        value = getattr(record, name)
        if isinstance(value, str):
            if value:
                is_code = name == "code" and not path
                weight, preference = (NAME_WEIGHT, CODE) if is_code else (TEXT_WEIGHT, NAME)
                yield Said(f"{path}{name}", label, "", value, weight, preference)
        elif value is not None:
            yield from _inside(value, f"{path}{name}", label)


def _inside(value: Any, here: str, label: str) -> Iterator[Said]:
    if isinstance(value, Title):
        weight = TITLE_WEIGHT if here == "title" else NAME_WEIGHT
        yield from _both(value, here, label, weight, NAME)
    elif isinstance(value, Text):
        yield from _both(value, here, label, TEXT_WEIGHT, BODY)
    elif isinstance(value, Former):
        weight = NAME_WEIGHT if value.field == "title" else TEXT_WEIGHT
        yield from _both(value.said, here, label, weight, FORMER)
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            # Plain strings in a list are addresses and names of languages: nothing to search.
            if not isinstance(item, str):
                yield from _inside(item, f"{here}[{place}]", label)
    elif attrs.has(type(value)):
        yield from texts_of(value, f"{here}.")


def _both(
    said: Title | Text, here: str, label: str, weight: int, preference: int
) -> Iterator[Said]:
    for language in Language:
        text: str = getattr(said, language.value)
        if text:
            ours = language in said.translated
            yield Said(here, label, language.value, text, weight, preference, said.says, ours)


@cache
def _tie_plan(kind: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The fields of a class that hold codes or parts, with the shelves of the codes."""
    found = []
    for attribute in attrs.fields(kind):
        spec = spec_of(attribute)
        if spec is not None and (spec.refers or spec.kind in {"part", "many"}):
            found.append((attribute.name, spec.refers))
    return tuple(found)


def ties_of(record: Any) -> Iterator[tuple[str, str, str]]:
    """The field, the shelf and the code of each tie, sources left aside.

    `links.pointers` says more (paths, sources) and takes longer, which counts over many records.
    """
    for name, shelves in _tie_plan(record.__class__):
        value = getattr(record, name)
        for item in value if isinstance(value, tuple) else (value,):
            if item is None or isinstance(item, Title | Text):
                continue
            if not shelves:
                yield from ties_of(item) if attrs.has(type(item)) else ()
            elif shelves != ("sources",):
                for shelf in shelves:
                    yield name, shelf, item
