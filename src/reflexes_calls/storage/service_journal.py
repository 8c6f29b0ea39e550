"""The journal of the service itself: append and read; nothing here changes an entry.

What happens to accounts, organisations and the roles of the instance belongs to no call, so it has
a chain of its own, under the same rules as that of a call.
"""

from typing import Any

from sqlalchemy import Connection, select

from reflexes.records import values_of
from reflexes_calls.domain.journal import Entry, chain
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of
from reflexes_calls.storage.signing_in import hold

_E = t.service_entries.c


def append(connection: Connection, facts: object, **said: Any) -> Entry:
    """Add the next entry."""
    # Each entry holds the digest of the one before: they are written one at a time.
    hold(connection, t.service_entries)
    row = one(connection, select(t.service_entries).order_by(_E.seq.desc()).limit(1))
    entry = chain(record_of(Entry, row) if row else None, facts, call="", **said)
    keep(connection, t.service_entries, **values_of(entry))
    return entry


def entries(connection: Connection) -> tuple[Entry, ...]:
    """Every entry, in their order."""
    asked = select(t.service_entries).order_by(_E.seq)
    return tuple(record_of(Entry, row) for row in connection.execute(asked))


def entries_about(connection: Connection, subject_id: str) -> tuple[Entry, ...]:
    """The entries about one thing, known by its public id, in their order."""
    asked = select(t.service_entries).where(_E.subject_id == subject_id).order_by(_E.seq)
    return tuple(record_of(Entry, row) for row in connection.execute(asked))
