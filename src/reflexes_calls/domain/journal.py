"""The journal of a call: each entry holds the digest of the one before.

It keeps ids of people and digests of facts, never names or texts: erasing a person breaks no chain.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from reflexes.digests import digest_of
from reflexes.records import changed, record, values_of

START = "0" * 64


@record
class Entry:
    """One step taken: by whom, on what, from which stage to which."""

    seq: int
    call: str
    at: dt.datetime
    actor: str
    kind: str
    subject: str
    subject_id: str
    source: str
    target: str
    facts_digest: str
    previous: str
    digest: str


def chain(previous: Entry | None, facts: object, **said: Any) -> Entry:
    """The entry that comes after `previous`, with its digest."""
    entry = Entry(
        seq=previous.seq + 1 if previous else 1,
        previous=previous.digest if previous else START,
        facts_digest=digest_of(facts),
        digest="",
        **said,
    )
    return changed(entry, digest=entry_digest(entry))


def entry_digest(entry: Entry) -> str:
    """The digest an entry must bear."""
    said = values_of(entry)
    del said["digest"]
    said["at"] = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return digest_of(said)


def verify(entries: Iterable[Entry]) -> int | None:
    """The number of the first entry that does not follow from the ones before; None when all do."""
    before = START
    for rank, entry in enumerate(entries, start=1):
        if entry.seq != rank or entry.previous != before or entry.digest != entry_digest(entry):
            return rank
        before = entry.digest
    return None


class Break(StrEnum):
    """How an entry does not follow from the ones before."""

    ALTERED = "altered"
    """It does not bear its own digest: what it says was changed after it was written."""
    MISSING = "missing"
    """An entry that was there before it is gone."""
    UNTIED = "untied"
    """It bears its own digest, and does not hold that of the entry before: one was put in."""
    ANOTHER_CALL = "another-call"
    """It says that it belongs to another journal."""


@record
class Fault:
    """The first entry of a journal that does not hold; `seq` is its number."""

    kind: Break
    seq: int
    at: dt.datetime | None = None
    said: str = ""


def first_fault(entries: Iterable[Entry], call: str) -> Fault | None:
    """The first entry of the journal of `call` that does not follow from the ones before."""
    before = START
    for rank, entry in enumerate(entries, start=1):
        kind = _break_of(entry, rank, before, call)
        if kind is not None:
            seq = rank if kind is Break.MISSING else entry.seq
            return Fault(kind=kind, seq=seq, at=entry.at, said=entry.kind)
        before = entry.digest
    return None


def _break_of(entry: Entry, rank: int, before: str, call: str) -> Break | None:
    if entry.seq > rank:
        return Break.MISSING
    if entry.digest != entry_digest(entry):
        return Break.ALTERED
    if entry.seq != rank or entry.previous != before:
        return Break.UNTIED
    return None if entry.call == call else Break.ANOTHER_CALL
