"""Rules of what time does to records: who may still be pointed to, what former words are of."""

from collections.abc import Iterator, Mapping
from typing import Any

from reflexes.errors import Refusal
from reflexes.links import pointers
from reflexes.texts import Text, Title
from reflexes.timeline import Fate

Shelves = Mapping[str, Mapping[str, Any]]


def check_over_time(shelves: Shelves) -> Iterator[Refusal]:
    """Every refusal of withdrawals and of former words, over all the records."""
    gone = {
        code: record
        for records in shelves.values()
        for code, record in records.items()
        if record.withdrawn is not None
    }
    for name, records in shelves.items():
        for code, record in records.items():
            file = f"{name}/{code}.toml"
            yield from _former_words(record, file)
            if code in gone:
                yield from _replacements(record, file, records)
            elif gone:
                yield from _points_to_gone(record, file, gone)


def _former_words(record: Any, file: str) -> Iterator[Refusal]:
    """Former words are of a field of the record, and were known before those of today."""
    for place, former in enumerate(record.formerly):
        value = getattr(record, former.field, None)
        if not isinstance(value, Title | Text):
            yield Refusal(
                kind="former-of-nothing",
                file=file,
                path=f"formerly[{place}].field",
                met=former.field,
                expected="title",
            )


def _replacements(record: Any, file: str, shelf: Mapping[str, Any]) -> Iterator[Refusal]:
    """What takes the place of a record is on its shelf; only what is withdrawn has nothing."""
    withdrawn = record.withdrawn
    if withdrawn.fate is not Fate.WITHDRAWN and not withdrawn.replaced_by:
        yield Refusal(
            kind="replacement-missing",
            file=file,
            path="withdrawn.replaced_by",
            met=withdrawn.fate.value,
            expected=Fate.WITHDRAWN.value,
        )
    for place, code in enumerate(withdrawn.replaced_by):
        if code not in shelf or record.code in _leads_to(code, shelf):
            yield Refusal(
                kind="replacement-unknown",
                file=file,
                path=f"withdrawn.replaced_by[{place}]",
                met=code,
                expected=file.partition("/")[0],
            )


def _leads_to(code: str, shelf: Mapping[str, Any]) -> set[str]:
    """Every code met by going from `code` to what replaces it, itself included."""
    met: set[str] = set()
    waiting = [code]
    while waiting:
        here = waiting.pop()
        if here not in met and here in shelf:
            met.add(here)
            withdrawn = shelf[here].withdrawn
            waiting += withdrawn.replaced_by if withdrawn is not None else ()
    return met


def _points_to_gone(record: Any, file: str, gone: Mapping[str, Any]) -> Iterator[Refusal]:
    """What stands on a shelf points to nothing that was taken off."""
    for pointer in pointers(record):
        if pointer.code in gone:
            instead = gone[pointer.code].withdrawn.replaced_by
            yield Refusal(
                kind="points-to-withdrawn",
                file=file,
                path=pointer.path,
                met=pointer.code,
                expected=", ".join(instead) or "—",
            )
