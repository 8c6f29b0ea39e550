"""What happens on a call is kept for the addresses that are to be told, with the step itself."""

import datetime as dt

from sqlalchemy import Connection

from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.webhook import EVENTS, event_body
from reflexes_calls.storage import webhooks


def announce(connection: Connection, call: int, entry: Entry, now: dt.datetime) -> None:
    """Keep what each address of a call is to be told of an entry; most entries are not told.

    `now` is the time of the machines: a demonstration may live on another day.
    """
    kind = EVENTS.get(entry.kind)
    if kind is None:
        return
    for hook in webhooks.listening(connection, call):
        if kind in hook.kinds:
            webhooks.add_delivery(
                connection,
                hook.id,
                kind=kind,
                body=event_body(entry, entry.call),
                happened_at=entry.at,
                due_at=now,
            )
