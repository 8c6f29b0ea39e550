"""Deliberations of juries, and what is said in them."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select, update

from reflexes_calls.domain.deliberation import Deliberation, Remark
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of

_D, _R = t.deliberations.c, t.remarks.c


def _held(row: "Row[Any]") -> Deliberation:
    return record_of(Deliberation, row, jury=JuryKind(row.jury), present=tuple(row.present))


def deliberations_of(connection: Connection, call: int, jury: JuryKind) -> tuple[Deliberation, ...]:
    """The sittings of a jury, the first one first."""
    asked = select(t.deliberations).where(_D.call_id == call, _D.jury == jury).order_by(_D.number)
    return tuple(map(_held, connection.execute(asked)))


def under_way(connection: Connection, call: int, jury: JuryKind) -> Deliberation | None:
    """The sitting of a jury that is not closed."""
    known = deliberations_of(connection, call, jury)
    return next((each for each in reversed(known) if each.closed_at is None), None)


def add_deliberation(connection: Connection, **values: Any) -> Deliberation:
    """Open a sitting; `values` are its columns without its ids."""
    begun: dict[str, Any] = {"closed_at": None, "present": [], "minutes": ""}
    key = keep(connection, t.deliberations, public_id=new_public_id(), **(begun | values))
    return _held(connection.execute(select(t.deliberations).where(_D.id == key)).one())


def change_deliberation(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of a sitting that is not closed."""
    is_it = (_D.id == key, _D.closed_at.is_(None))
    connection.execute(update(t.deliberations).where(*is_it).values(**values))


def find_deliberation(
    connection: Connection, call: int, jury: JuryKind, number: int
) -> Deliberation | None:
    """A sitting by its number."""
    asked = select(t.deliberations).where(_D.call_id == call, _D.jury == jury, _D.number == number)
    row = one(connection, asked)
    return _held(row) if row else None


def add_remark(  # noqa: PLR0913  # a remark, in which sitting, on which file, by whom
    connection: Connection, held: int, application: int, by: int, *, text: str, at: dt.datetime
) -> None:
    """Keep what a juror said of a file."""
    keep(
        connection,
        t.remarks,
        public_id=new_public_id(),
        deliberation_id=held,
        application_id=application,
        written_by=by,
        text=text,
        written_at=at,
    )


def remarks_of(connection: Connection, sittings: Collection[int]) -> tuple[Remark, ...]:
    """What was said in some sittings, in the order it was."""
    asked = select(t.remarks).where(_R.deliberation_id.in_(sittings)).order_by(_R.id)
    return tuple(record_of(Remark, row) for row in connection.execute(asked))
