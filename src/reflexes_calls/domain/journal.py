"""The journal of a call: each entry holds the digest of the one before.

It keeps ids of people and digests of facts, never names or texts: erasing a person breaks no chain.
"""

import datetime as dt
from collections.abc import Iterable
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
