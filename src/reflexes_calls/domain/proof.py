"""Proof: what a receipt holds, so that anyone can check it without asking the service.

A receipt file carries the answers as they are kept, the facts of the submission, and the entry of
the journal that holds the digest of these facts. What it also names in plain words, such as the
title of the call, is there to be read: no digest covers it.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from reflexes.digests import SCHEMA, digest_of
from reflexes.records import record, values_of
from reflexes_calls.domain.application import Version
from reflexes_calls.domain.errors import Refused
from reflexes_calls.domain.journal import START, Entry, entry_digest

RECEIPT, JOURNAL = "reflexes-receipt", "reflexes-journal"
MOST_BYTES = 64 * 1024 * 1024
"""Far beyond any application; a file larger than this is something else."""
SUBMIT = "submit"
HOLDING = frozenset({SUBMIT, "import"})
"""The steps whose entry holds the answers of a version: of a team, or brought from elsewhere."""


class Unprovable(Refused):
    """A file that cannot be read as a receipt or as a journal."""


class Part(StrEnum):
    """What is checked of a receipt, in this order; the last three need the journal."""

    ANSWERS = "answers"
    FACTS = "facts"
    ENTRY = "entry"
    SHOWN = "shown"
    SAME_CALL = "same-call"
    CHAIN = "chain"
    HELD = "held"


@record
class Check:
    """One thing checked. `facts` fill its sentence, whose kind is `kind`."""

    part: Part
    holds: bool
    kind: str
    facts: Mapping[str, object] = attrs.field(factory=dict)


@record
class Receipt:
    """A receipt file, read. `shown` is what it says in plain words."""

    shown: Mapping[str, Any]
    facts: Mapping[str, Any]
    answers: Mapping[str, Any]
    entry: Entry


@record
class Withheld:
    """The place of an entry that its reader may not read: the chain still goes through it."""

    seq: int
    previous: str
    digest: str


@record
class JournalFile:
    """The entries of a call's journal, from the first to some later one."""

    call: str
    entries: tuple[Entry | Withheld, ...]

    @property
    def head(self) -> str:
        """The digest of the last entry: whoever kept it can tell later if one was changed."""
        return self.entries[-1].digest if self.entries else START


def submission_facts(digest: str, receipt: str, version: int) -> dict[str, Any]:
    """The facts of a submission, whose digest the journal keeps."""
    return {"answers": digest, "receipt": receipt, "version": version}


def receipt_document(
    version: Version, entry: Entry, *, receipt: str, call_title: str, organisation: str
) -> dict[str, Any]:
    """The content of a receipt file."""
    return {
        "schema": SCHEMA,
        "kind": RECEIPT,
        "receipt": receipt,
        "version": version.number,
        "submitted_at": _written(entry.at),
        "call": {"public_id": entry.call, "title": call_title},
        "application": {"public_id": entry.subject_id, "title": version.said.get("title")},
        "organisation": organisation,
        "facts": submission_facts(version.digest, receipt, version.number),
        "entry": entry_document(entry),
        "answers": version.answers,
    }


def withhold(entry: Entry) -> Withheld:
    """What is left of an entry for whoever may not read it."""
    return Withheld(seq=entry.seq, previous=entry.previous, digest=entry.digest)


def is_same(entry: Entry, kept: Entry | Withheld) -> bool:
    """Whether an entry is the one that a file holds, or the one withheld at its place."""
    return (withhold(entry) if isinstance(kept, Withheld) else entry) == kept


def journal_document(call: str, title: str, entries: Iterable[Entry | Withheld]) -> dict[str, Any]:
    """The content of a journal file."""
    known = tuple(entries)
    return {
        "schema": SCHEMA,
        "kind": JOURNAL,
        "call": {"public_id": call, "title": title},
        "head": JournalFile(call=call, entries=known).head,
        "entries": [entry_document(each) for each in known],
    }


def entry_document(entry: Entry | Withheld) -> dict[str, Any]:
    """All that an entry holds, as plain data; its digest is that of the rest."""
    if isinstance(entry, Withheld):
        return values_of(entry) | {"withheld": True}
    return values_of(entry) | {"at": _written(entry.at)}


def _written(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds")


def read_receipt(content: bytes) -> Receipt:
    """The receipt in a file; raises `Unprovable`."""
    said = _read(content, RECEIPT)
    try:
        return Receipt(
            shown={
                "receipt": said["receipt"],
                "version": said["version"],
                "submitted_at": dt.datetime.fromisoformat(said["submitted_at"]),
                "call": said["call"]["public_id"],
                "application": said["application"]["public_id"],
            },
            facts=_mapping(said["facts"]),
            answers=_mapping(said["answers"]),
            entry=_entry_of(said["entry"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unprovable("proof-incomplete") from None


def read_journal(content: bytes) -> JournalFile:
    """The journal in a file; raises `Unprovable`."""
    said = _read(content, JOURNAL)
    try:
        entries = tuple(map(_entry_or_place, said["entries"]))
        return JournalFile(call=str(said["call"]["public_id"]), entries=entries)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unprovable("proof-incomplete") from None


def _read(content: bytes, kind: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Unprovable("proof-not-json")
    try:
        said = json.loads(content, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unprovable("proof-not-json") from None
    met = said.get("kind") if isinstance(said, dict) else None
    if met in {RECEIPT, JOURNAL} and met != kind:
        raise Unprovable("proof-journal-given" if kind == RECEIPT else "proof-receipt-given")
    if met != kind:
        raise Unprovable("proof-another-file" if kind == RECEIPT else "proof-not-a-journal")
    if said.get("schema") != SCHEMA:
        raise Unprovable("proof-newer", met=str(said.get("schema"))[:20], expected=SCHEMA)
    return dict(said)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that says a key twice would be read differently by different programs."""
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a key is said twice")
    return said


def _no_constant(said: str) -> Any:
    raise ValueError(said)


def _mapping(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise TypeError(said)
    return said


def _entry_or_place(said: Any) -> Entry | Withheld:
    kept = dict(_mapping(said))
    if kept.pop("withheld", False) is not True:
        return _entry_of(said)
    if type(kept["seq"]) is not int or not isinstance(kept["previous"] + kept["digest"], str):
        raise TypeError(kept)
    return Withheld(**kept)


def _entry_of(said: Any) -> Entry:
    kept = dict(_mapping(said))
    at = dt.datetime.fromisoformat(kept.pop("at"))
    if at.tzinfo is None:
        raise ValueError(at)
    texts = all(isinstance(value, str) for name, value in kept.items() if name != "seq")
    if not texts or type(kept["seq"]) is not int:
        raise TypeError(kept)
    return Entry(at=at, **kept)


def check_receipt(receipt: Receipt, journal: JournalFile | None = None) -> tuple[Check, ...]:
    """Everything that can be checked, each thing told whether it holds or not."""
    checks = list(_own_checks(receipt))
    if journal is not None:
        checks.extend(_journal_checks(receipt.entry, journal))
    return tuple(checks)


def _own_checks(receipt: Receipt) -> Iterator[Check]:
    entry = receipt.entry
    yield _check(Part.ANSWERS, holds=_agrees(receipt.answers, receipt.facts.get("answers")))
    yield _check(Part.FACTS, holds=_agrees(receipt.facts, entry.facts_digest))
    yield _check(Part.ENTRY, holds=_is_whole(entry), seq=entry.seq)
    told = receipt.shown
    yield _check(
        Part.SHOWN,
        holds=(
            entry.kind in HOLDING
            and (told["receipt"], told["version"])
            == (receipt.facts.get("receipt"), receipt.facts.get("version"))
            and (told["submitted_at"], told["call"], told["application"])
            == (entry.at, entry.call, entry.subject_id)
        ),
        receipt=receipt.facts.get("receipt", ""),
        version=receipt.facts.get("version", ""),
        at=entry.at,
    )


def _journal_checks(entry: Entry, journal: JournalFile) -> Iterator[Check]:
    read = (each for each in journal.entries if isinstance(each, Entry))
    if {journal.call, *(each.call for each in read)} != {entry.call}:
        yield Check(part=Part.SAME_CALL, holds=False, kind="same-call-not")
        return
    yield Check(part=Part.SAME_CALL, holds=True, kind="same-call-holds")
    broken, count = _first_broken(journal.entries), len(journal.entries)
    if broken is not None:
        yield Check(part=Part.CHAIN, holds=False, kind="chain-not", facts={"seq": broken})
    else:
        withheld = sum(isinstance(each, Withheld) for each in journal.entries)
        facts = {"count": count, "head": journal.head, "withheld": withheld}
        kind = "chain-holds-in-part" if withheld else "chain-holds"
        yield Check(part=Part.CHAIN, holds=True, kind=kind, facts=facts)
    if not 1 <= entry.seq <= count:
        facts = {"seq": entry.seq, "count": count}
        yield Check(part=Part.HELD, holds=False, kind="held-cut", facts=facts)
        return
    yield _check(Part.HELD, holds=is_same(entry, journal.entries[entry.seq - 1]), seq=entry.seq)


def _first_broken(entries: tuple[Entry | Withheld, ...]) -> int | None:
    """As `journal.verify`, of entries that may hold anything."""
    before = START
    for rank, entry in enumerate(entries, start=1):
        if (entry.seq, entry.previous) != (rank, before) or not _is_whole(entry):
            return rank
        before = entry.digest
    return None


def _check(part: Part, *, holds: bool, **facts: object) -> Check:
    kind = f"{part}-holds" if holds else f"{part}-not"
    return Check(part=part, holds=holds, kind=kind, facts=facts)


def _agrees(said: object, digest: object) -> bool:
    try:
        return digest_of(said) == digest
    except (ValueError, RecursionError):
        # Half a character, for instance: nothing that was ever digested holds one.
        return False


def _is_whole(entry: Entry | Withheld) -> bool:
    if isinstance(entry, Withheld):
        # Nothing of it can be looked at; the entries on both sides hold its place.
        return True
    try:
        return entry_digest(entry) == entry.digest
    except ValueError:
        return False
