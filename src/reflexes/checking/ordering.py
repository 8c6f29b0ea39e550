"""Rules of what follows what: ranks on a shelf, days within a record, ends of an interval."""

from collections.abc import Iterator, Mapping
from typing import Any

from reflexes.errors import Refusal
from reflexes.timeline import Former

Shelves = Mapping[str, Mapping[str, Any]]

SPANS = (("published_on", "seen_on"), ("known_on", "seen_on"), ("started", "ended"))
"""Pairs of fields of which the second may not come before the first."""


def check_order(shelves: Shelves) -> Iterator[Refusal]:
    """Every refusal of ranks held twice, of days that come before others, of intervals astray.

    Days are compared with each other and never with today's: what was right once stays right, on
    every machine.
    """
    for name, records in shelves.items():
        yield from _ranks_held_twice(name, records)
        for code, record in records.items():
            file = f"{name}/{code}.toml"
            yield from _spans(record, file)
            yield from _former_days(record, file)
            yield from _withdrawal(record, file)
            yield from _intervals(record, file)


def _ranks_held_twice(name: str, records: Mapping[str, Any]) -> Iterator[Refusal]:
    """A rank is held once on a shelf; for phenomena, once on the line of their controversy."""
    seen: dict[tuple[str, int], str] = {}
    for code, record in records.items():
        rank = getattr(record, "rank", None)
        if rank is None or getattr(record, "withdrawn", None) is not None:
            continue
        place = (getattr(record, "controversy", ""), rank)
        if place in seen:
            yield Refusal(
                kind="rank-used-twice",
                file=f"{name}/{code}.toml",
                path="rank",
                met=str(rank),
                expected=f"{name}/{seen[place]}.toml",
            )
        seen.setdefault(place, code)


def _spans(record: Any, file: str) -> Iterator[Refusal]:
    for before, after in SPANS:
        first, then = getattr(record, before, None), getattr(record, after, None)
        if first and then and _is_before(str(then), str(first)):
            yield _day_before(file, after, then, first)


def _is_before(day: str, other: str) -> bool:
    """Whether `day` is surely before `other`, each as precise as it is known."""
    precision = min(len(day), len(other))
    return day[:precision] < other[:precision]


def _former_days(record: Any, file: str) -> Iterator[Refusal]:
    """Former words of a field stand from the oldest to the newest."""
    last: dict[str, Former] = {}
    for place, former in enumerate(getattr(record, "formerly", ())):
        before = last.get(former.field)
        if before is not None and former.known_on < before.known_on:
            path = f"formerly[{place}].known_on"
            yield _day_before(file, path, former.known_on, before.known_on)
        last[former.field] = former


def _withdrawal(record: Any, file: str) -> Iterator[Refusal]:
    withdrawn = getattr(record, "withdrawn", None)
    if withdrawn is not None and withdrawn.known_on < record.known_on:
        yield _day_before(file, "withdrawn.known_on", withdrawn.known_on, record.known_on)


def _intervals(record: Any, file: str) -> Iterator[Refusal]:
    """The interval of an estimate holds its value."""
    for place, result in enumerate(getattr(record, "results", ())):
        if (found := result.estimate) is None:
            continue
        path = f"results[{place}].estimate"
        for end, kind, is_astray in (
            ("low", "too-large", found.low > found.value),
            ("high", "too-small", found.high < found.value),
        ):
            if is_astray:
                met, expected = f"{getattr(found, end):g}", f"{found.value:g}"
                yield Refusal(
                    kind=kind, file=file, path=f"{path}.{end}", met=met, expected=expected
                )


def _day_before(file: str, path: str, met: object, expected: object) -> Refusal:
    return Refusal(kind="day-before", file=file, path=path, met=str(met), expected=str(expected))
