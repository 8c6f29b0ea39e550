"""Saved views: one's own, and those that other managers share."""

from typing import Any

from sqlalchemy import Connection, delete, or_, select

from reflexes_calls.domain.saved_view import SavedView
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_S = t.saved_views.c


def keep_view(connection: Connection, **values: Any) -> SavedView:
    """Keep a view, in place of the one of the same name."""
    connection.execute(
        delete(t.saved_views).where(
            _S.person_id == values["person_id"],
            _S.call_id == values["call_id"],
            _S.name == values["name"],
        )
    )
    public_id = new_public_id()
    key = keep(connection, t.saved_views, public_id=public_id, **values)
    return SavedView(id=key, public_id=public_id, **values)


def views_of(connection: Connection, person: int, call: int) -> tuple[SavedView, ...]:
    """The views of a person on a call, and those that are shared, by name."""
    asked = select(t.saved_views).where(
        _S.call_id == call, or_(_S.person_id == person, _S.shared.is_(True))
    )
    rows = connection.execute(asked.order_by(_S.name, _S.id))
    return tuple(record_of(SavedView, row) for row in rows)


def find_view(connection: Connection, public_id: str) -> SavedView | None:
    """The view of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.saved_views).where(_S.public_id == public_id))
    return record_of(SavedView, row) if row else None


def drop_view(connection: Connection, key: int) -> None:
    """Forget a view."""
    connection.execute(delete(t.saved_views).where(_S.id == key))
