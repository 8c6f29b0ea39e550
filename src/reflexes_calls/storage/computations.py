"""Computations: what was asked of the arithmetic and what it answered; none is ever changed.

One of each stage may be in force: what was put in force last.
"""

import datetime as dt
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select, update

from reflexes_calls.domain.jury import Computation, JuryKind, Stage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, record_of

_C = t.computations.c


def add_computation(  # noqa: PLR0913  # what a computation is
    connection: Connection,
    *,
    call: int,
    jury: JuryKind,
    stage: Stage,
    asked: str,
    answered: str,
    made_by: int,
    made_at: dt.datetime,
) -> Computation:
    """Keep what was asked and answered, with the digest of both together."""
    key = keep(
        connection,
        t.computations,
        public_id=new_public_id(),
        call_id=call,
        jury=jury,
        stage=stage,
        asked=asked,
        answered=answered,
        digest=sha256(f"{asked}\n{answered}".encode()).hexdigest(),
        made_by=made_by,
        made_at=made_at,
    )
    return _computation(connection.execute(select(t.computations).where(_C.id == key)).one())


def computations_of(
    connection: Connection, call: int, *, jury: JuryKind, stage: Stage
) -> tuple[Computation, ...]:
    """The computations of a stage, the first one first."""
    asked = (
        select(t.computations)
        .where(_C.call_id == call, _C.jury == jury, _C.stage == stage)
        .order_by(_C.id)
    )
    return tuple(map(_computation, connection.execute(asked)))


def last_of(
    connection: Connection, call: int, *, jury: JuryKind, stage: Stage
) -> Computation | None:
    """The computation of a stage made last; the others, which may be long, are not read."""
    asked = (
        select(t.computations)
        .where(_C.call_id == call, _C.jury == jury, _C.stage == stage)
        .order_by(_C.id.desc())
        .limit(1)
    )
    row = connection.execute(asked).one_or_none()
    return _computation(row) if row else None


def put_in_force(connection: Connection, computation: Computation, at: dt.datetime) -> None:
    """Keep that a computation counts from an instant."""
    connection.execute(update(t.computations).where(_C.id == computation.id).values(in_force_at=at))


def in_force(
    connection: Connection, call: int, *, jury: JuryKind, stage: Stage
) -> Computation | None:
    """The computation of a stage that was put in force last."""
    known = [
        (each.in_force_at, each.id, each)
        for each in computations_of(connection, call, jury=jury, stage=stage)
        if each.in_force_at is not None
    ]
    return max(known)[-1] if known else None


def _computation(row: "Row[Any]") -> Computation:
    return record_of(Computation, row, jury=JuryKind(row.jury), stage=Stage(row.stage))
