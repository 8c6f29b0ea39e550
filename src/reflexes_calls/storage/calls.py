"""Calls: find, list, keep."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, select, update

from reflexes.records import values_of
from reflexes_calls.domain.call import Call, Criterion
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of


def _call(row: "Row[Any]") -> Call:
    return record_of(
        Call,
        row,
        stage=CallStage(row.stage),
        criteria=tuple(
            Criterion(**one | {key: tuple(one[key]) for key in ("levels_fr", "levels_en")})
            for one in row.criteria
        ),
    )


def add_call(connection: Connection, *, criteria: tuple[Criterion, ...], **values: Any) -> Call:
    """Keep a new call, as a draft."""
    key = keep(
        connection,
        t.calls,
        public_id=new_public_id(),
        stage=CallStage.DRAFT,
        criteria=[values_of(one) for one in criteria],
        **values,
    )
    return get_call(connection, key)


def get_call(connection: Connection, key: int, *, lock: bool = False) -> Call:
    """The call of an inner id; `lock` holds its row until the transaction ends."""
    asked = select(t.calls).where(t.calls.c.id == key)
    return _call(connection.execute(asked.with_for_update() if lock else asked).one())


def find_call(connection: Connection, public_id: str, *, lock: bool = False) -> Call | None:
    """The call of a public id."""
    if not is_public_id(public_id):
        return None
    asked = select(t.calls).where(t.calls.c.public_id == public_id)
    row = one(connection, asked.with_for_update() if lock else asked)
    return _call(row) if row else None


def list_calls(connection: Connection) -> tuple[Call, ...]:
    """Every call, the one that closes last first."""
    rows = connection.execute(select(t.calls).order_by(t.calls.c.closes_at.desc(), t.calls.c.id))
    return tuple(map(_call, rows))


def change_call(connection: Connection, key: int, **values: Any) -> Call:
    """Change columns of a call."""
    connection.execute(update(t.calls).where(t.calls.c.id == key).values(**values))
    return get_call(connection, key)


def move_call(
    connection: Connection, key: int, stage: CallStage, published_at: dt.datetime | None = None
) -> Call:
    """Move a call to another stage."""
    values: dict[str, Any] = {"stage": stage}
    if published_at:
        values["published_at"] = published_at
    return change_call(connection, key, **values)
