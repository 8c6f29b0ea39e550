"""Two states of one module, side by side: what changed, where, in words."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import attrs

from reflexes.fields import spec_of
from reflexes.training.module import Module
from reflexes.wording import Translate, translator

NAMED_BY = ("title", "question", "what", "text", "file", "code")
"""The fields by which a thing of a module is called, the best first."""
LONGEST_NAME = 60
WITHOUT_WORDS = frozenset({"code"})
"""A code ties things together; whoever reads what changed is told of names."""


@attrs.frozen(kw_only=True)
class Difference:
    """One thing that differs: where it stands, and what it says before and after."""

    where: str
    before: str
    after: str


def differences(before: Module, after: Module, language: str) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the module."""
    said = translator(language)
    return tuple(_of_records(before, after, (), said))


def _of_records(
    before: Any, after: Any, trail: tuple[str, ...], said: Translate
) -> Iterator[Difference]:
    for field in attrs.fields(type(before)):
        spec = spec_of(field)
        one, other = getattr(before, field.name), getattr(after, field.name)
        if spec is None or field.name in WITHOUT_WORDS or one == other:
            continue
        here = (*trail, said(spec.label))
        if _are_records(one) or _are_records(other):
            yield from _of_lists(one, other, (*trail,), here, said)
        elif attrs.has(type(one)) and attrs.has(type(other)):
            yield from _of_records(one, other, here, said)
        else:
            yield _told(here, _words(one, said), _words(other, said))


def _of_lists(
    before: Sequence[Any],
    after: Sequence[Any],
    trail: tuple[str, ...],
    here: tuple[str, ...],
    said: Translate,
) -> Iterator[Difference]:
    """Things that bear a code are followed by it; others by their place."""
    if not _have_codes((*before, *after)):
        for one, other in zip_longest(before, after):
            yield from _of_pair(one, other, trail, here, said)
        return
    olds, news = ({each.code: each for each in side} for side in (before, after))
    for code, other in news.items():
        yield from _of_pair(olds.get(code), other, trail, here, said)
    for code, one in olds.items():
        if code not in news:
            yield from _of_pair(one, None, trail, here, said)
    stayed = [code for code in olds if code in news]
    if stayed != [code for code in news if code in olds]:
        order = [", ".join(_name(side[code]) for code in side) for side in (olds, news)]
        yield _told(here, *order)


def _of_pair(
    one: Any, other: Any, trail: tuple[str, ...], here: tuple[str, ...], said: Translate
) -> Iterator[Difference]:
    if one is not None and other is not None:
        yield from _of_records(one, other, (*trail, _name(one)), said)
    else:
        yield _told(here, *("" if each is None else _name(each) for each in (one, other)))


def _told(where: tuple[str, ...], before: str, after: str) -> Difference:
    return Difference(where=" – ".join(where), before=before, after=after)


def _are_records(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and attrs.has(type(value[0]))


def _have_codes(things: Sequence[Any]) -> bool:
    return all(hasattr(each, "code") for each in things)


def _name(thing: Any) -> str:
    said = next(filter(None, (str(getattr(thing, name, "") or "") for name in NAMED_BY)), "")
    return said if len(said) <= LONGEST_NAME else f"{said[:LONGEST_NAME]}…"


def _words(value: Any, said: Translate) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return said("yes") if value else said("no")
    if isinstance(value, tuple):
        return " · ".join(_words(each, said) for each in value)
    return _name(value) if attrs.has(type(value)) else str(value)
