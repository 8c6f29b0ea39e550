"""Letters that wait to be sent, and those that were."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select, update

from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id

_L = t.letters.c


def queue(  # noqa: PLR0913  # the parts of a letter
    connection: Connection,
    *,
    kind: str,
    person: int | None,
    recipient: str,
    subject: str,
    body: str,
    at: dt.datetime,
) -> None:
    """Keep a letter that waits; `person` is None when nobody here bears the address."""
    keep(
        connection,
        t.letters,
        public_id=new_public_id(),
        kind=kind,
        person_id=person,
        recipient=recipient,
        subject=subject,
        body=body,
        queued_at=at,
    )


def waiting(connection: Connection) -> tuple["Row[Any]", ...]:
    """The letters that wait, the oldest first."""
    asked = select(t.letters).where(_L.sent_at.is_(None)).order_by(_L.id)
    return tuple(connection.execute(asked))


def mark_sent(connection: Connection, key: int, at: dt.datetime) -> None:
    """Note that a letter has left."""
    connection.execute(update(t.letters).where(_L.id == key).values(sent_at=at))
