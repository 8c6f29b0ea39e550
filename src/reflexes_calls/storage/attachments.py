"""Attached files and files on their way: their rows; contents are elsewhere, by digest."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, union, update

from reflexes_calls.domain.attachment import Attachment, Scan, Upload
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_A = t.attachments.c
_U = t.uploads.c
_STANDING = (
    select(t.attachments)
    .where(_A.application_id == bindparam("application"), _A.removed_at.is_(None))
    .order_by(_A.id)
)


def _attachment(row: "Row[Any]") -> Attachment:
    return record_of(Attachment, row, scan=Scan(row.scan))


def add_attachment(connection: Connection, **values: Any) -> Attachment:
    """Keep a new attachment; `values` are its columns without its ids."""
    public_id = new_public_id()
    key = keep(connection, t.attachments, public_id=public_id, **values)
    return Attachment(id=key, public_id=public_id, **values)


def attachments_of(
    connection: Connection, application: int, question: str | None = None
) -> tuple[Attachment, ...]:
    """The files of an application that were not removed, in the order they came."""
    asked = _STANDING if question is None else _STANDING.where(_A.question == question)
    return tuple(map(_attachment, connection.execute(asked, {"application": application})))


def find_attachment(connection: Connection, application: int, public_id: str) -> Attachment | None:
    """The file of a public id in an application, removed or not."""
    if not is_public_id(public_id):
        return None
    asked = select(t.attachments).where(_A.application_id == application, _A.public_id == public_id)
    row = one(connection, asked)
    return _attachment(row) if row else None


def mark_removed(connection: Connection, key: int, at: dt.datetime) -> None:
    """Take an attachment out of its application; what was submitted with it still finds it."""
    connection.execute(update(t.attachments).where(_A.id == key).values(removed_at=at))


def digests_known(connection: Connection, digests: tuple[str, ...]) -> frozenset[str]:
    """Which of these contents some row speaks of, removed or not."""
    asked = union(*(select(each).where(each.in_(digests)) for each in _SPOKEN_OF))
    return frozenset(connection.execute(asked).scalars())


def every_digest(connection: Connection) -> tuple[str, ...]:
    """Every content that some row speaks of, in order."""
    return tuple(sorted(connection.execute(union(*map(select, _SPOKEN_OF))).scalars()))


_SPOKEN_OF = (_A.digest, t.signed_copies.c.digest)
"""The columns that name contents of the store."""


def add_upload(connection: Connection, **values: Any) -> Upload:
    """Keep what is announced; `values` are its columns without its ids."""
    public_id = new_public_id()
    key = keep(connection, t.uploads, public_id=public_id, **values)
    return Upload(id=key, public_id=public_id, **values)


def uploads_of(connection: Connection, application: int) -> tuple[Upload, ...]:
    """The files on their way to an application, the oldest first."""
    asked = select(t.uploads).where(_U.application_id == application).order_by(_U.id)
    return tuple(record_of(Upload, row) for row in connection.execute(asked))


def find_upload(connection: Connection, application: int, public_id: str) -> Upload | None:
    """The file on its way of a public id, to an application."""
    if not is_public_id(public_id):
        return None
    asked = select(t.uploads).where(_U.application_id == application, _U.public_id == public_id)
    row = one(connection, asked)
    return record_of(Upload, row) if row else None


def forget_upload(connection: Connection, key: int) -> None:
    """Forget a file on its way: it has arrived, or it never will."""
    connection.execute(delete(t.uploads).where(_U.id == key))


def uploads_before(connection: Connection, instant: dt.datetime) -> tuple[Upload, ...]:
    """The files on their way since before an instant."""
    asked = select(t.uploads).where(_U.started_at < instant)
    return tuple(record_of(Upload, row) for row in connection.execute(asked))
