"""The versions of a call's form, and the drafts that were carried from one to another."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, select, update

from reflexes_calls.domain.carrying import DraftMove
from reflexes_calls.domain.form import Form, form_of
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, record_of


def form_versions_of(connection: Connection, call: int) -> tuple[Form, ...]:
    """Every version that a call's form has had, the first one first."""
    c = t.form_versions.c
    asked = select(c.document, c.number).where(c.call_id == call).order_by(c.number)
    return tuple(form_of(row.document, row.number) for row in connection.execute(asked))


def add_move(connection: Connection, **values: Any) -> DraftMove:
    """Keep that a draft was carried."""
    key = keep(connection, t.draft_moves, undone_at=None, **values)
    return DraftMove(id=key, undone_at=None, **values)


def moves_of(connection: Connection, application: int) -> tuple[DraftMove, ...]:
    """How a draft was carried, the first time first."""
    c = t.draft_moves.c
    asked = select(t.draft_moves).where(c.application_id == application).order_by(c.id)
    return tuple(record_of(DraftMove, row) for row in connection.execute(asked))


def mark_undone(connection: Connection, key: int, at: dt.datetime) -> None:
    """Keep that a move was undone; it stays on record."""
    c = t.draft_moves.c
    connection.execute(update(t.draft_moves).where(c.id == key).values(undone_at=at))
