"""The journal: append and read; nothing here changes or removes an entry."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from reflexes.digests import digest_of
from reflexes.records import values_of
from reflexes_calls.domain.journal import Entry, chain
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of

_J = t.journal_entries.c
_LAST = (
    select(t.journal_entries)
    .where(_J.call_id == bindparam("call"))
    .order_by(_J.seq.desc())
    .limit(1)
)


def append(connection: Connection, call_id: int, facts: object, **said: Any) -> Entry:
    """Add the next entry of a call; the call's row must be locked."""
    row = one(connection, _LAST, {"call": call_id})
    entry = chain(record_of(Entry, row) if row else None, facts, **said)
    keep(connection, t.journal_entries, call_id=call_id, **values_of(entry))
    return entry


def entries_of(connection: Connection, call_id: int) -> tuple[Entry, ...]:
    """The entries of a call, in their order."""
    asked = select(t.journal_entries).where(_J.call_id == call_id).order_by(_J.seq)
    return tuple(record_of(Entry, row) for row in connection.execute(asked))


def entries_after(connection: Connection, call_id: int, after: int, most: int) -> tuple[Entry, ...]:
    """Some entries of a call, from the one that comes after a number."""
    asked = select(t.journal_entries).where(_J.call_id == call_id, _J.seq > after)
    rows = connection.execute(asked.order_by(_J.seq).limit(most))
    return tuple(record_of(Entry, row) for row in rows)


def entries_about(connection: Connection, call_id: int, subject_id: str) -> tuple[Entry, ...]:
    """The entries of a call about one thing, known by its public id, in their order."""
    asked = select(t.journal_entries).where(_J.call_id == call_id, _J.subject_id == subject_id)
    return tuple(record_of(Entry, row) for row in connection.execute(asked.order_by(_J.seq)))


def last_of(connection: Connection, call_id: int, kind: str, facts: object) -> Entry | None:
    """The last entry of a kind with these very facts, whose digest alone is kept."""
    asked = select(t.journal_entries).where(
        _J.call_id == call_id, _J.kind == kind, _J.facts_digest == digest_of(facts)
    )
    row = one(connection, asked.order_by(_J.seq.desc()).limit(1))
    return record_of(Entry, row) if row else None


def get_entry(connection: Connection, call_id: int, seq: int) -> Entry:
    """The entry of a number, in the journal of a call."""
    asked = select(t.journal_entries).where(_J.call_id == call_id, _J.seq == seq)
    return record_of(Entry, connection.execute(asked).one())
