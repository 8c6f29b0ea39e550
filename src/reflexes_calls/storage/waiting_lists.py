"""Waiting lists: the places of the files of a call."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from reflexes_calls.domain.waiting_list import WaitingPlace
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of

_W, _A = t.waiting_places.c, t.applications.c


def keep_list(connection: Connection, call: int, files: Sequence[int]) -> None:
    """Keep who waits, in this order, in place of who did; whoever was called up stays so."""
    theirs = select(_A.id).where(_A.call_id == call)
    connection.execute(
        delete(t.waiting_places).where(_W.application_id.in_(theirs), _W.called_at.is_(None))
    )
    called = {each.application_id for each in places_of(connection, call)}
    for rank, key in enumerate(files, start=1):
        if key not in called:
            keep(connection, t.waiting_places, application_id=key, rank=rank, declined_reasons="")


def places_of(connection: Connection, call: int) -> tuple[WaitingPlace, ...]:
    """The places of a call, the first one first."""
    asked = (
        select(t.waiting_places)
        .join(t.applications, _A.id == _W.application_id)
        .where(_A.call_id == call)
        .order_by(_W.rank, _W.application_id)
    )
    return tuple(record_of(WaitingPlace, row) for row in connection.execute(asked))


def place_of(connection: Connection, application: int) -> WaitingPlace | None:
    """The place of a file."""
    row = one(connection, select(t.waiting_places).where(_W.application_id == application))
    return record_of(WaitingPlace, row) if row else None


def change_place(connection: Connection, application: int, **values: Any) -> None:
    """Change what is kept of a place."""
    here = _W.application_id == application
    connection.execute(update(t.waiting_places).where(here).values(**values))
