"""Agreements, what they pay, and their signed copies."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from reflexes_calls.domain.agreement import (
    Agreement,
    AgreementState,
    SignedCopy,
    Tranche,
    TrancheAnswers,
)
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of

_A, _T, _S = t.agreements.c, t.tranches.c, t.signed_copies.c


def find_agreement(connection: Connection, application: int) -> Agreement | None:
    """The agreement of an application."""
    row = one(connection, select(t.agreements).where(_A.application_id == application))
    return _agreement(row) if row else None


def agreements_of(connection: Connection, call: int) -> tuple[Agreement, ...]:
    """The agreements of a call, the first one written first."""
    asked = (
        select(t.agreements)
        .join(t.applications, t.applications.c.id == _A.application_id)
        .where(t.applications.c.call_id == call)
        .order_by(_A.id)
    )
    return tuple(map(_agreement, connection.execute(asked)))


def keep_typed(
    connection: Connection, application: int, typed: dict[str, str], amount: int, at: dt.datetime
) -> None:
    """Keep an agreement as typed, to come back to it."""
    known = find_agreement(connection, application)
    if known is not None:
        change_agreement(connection, known.id, typed=typed, amount=amount)
        return
    keep(
        connection,
        t.agreements,
        public_id=new_public_id(),
        application_id=application,
        state=AgreementState.DRAFT,
        typed=typed,
        amount=amount,
        created_at=at,
    )


def change_agreement(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of an agreement."""
    connection.execute(update(t.agreements).where(_A.id == key).values(**values))


def keep_tranches(connection: Connection, key: int, said: Iterable[TrancheAnswers]) -> None:
    """Keep what an agreement pays, in place of what was."""
    connection.execute(delete(t.tranches).where(_T.agreement_id == key))
    for position, each in enumerate(said, start=1):
        keep(
            connection,
            t.tranches,
            agreement_id=key,
            position=position,
            amount=each.amount,
            due=each.due,
            condition=each.condition,
        )


def tranches_of(connection: Connection, key: int) -> tuple[Tranche, ...]:
    """What an agreement pays, in order."""
    rows = connection.execute(
        select(t.tranches).where(_T.agreement_id == key).order_by(_T.position)
    )
    return tuple(record_of(Tranche, row) for row in rows)


def mark_paid(
    connection: Connection, key: int, day: dt.date, *, despite: str | None = None
) -> None:
    """Keep the day on which a tranche was paid, and why it was before what it waited for."""
    said = {"paid_on": day, "paid_despite": despite}
    connection.execute(update(t.tranches).where(_T.id == key).values(**said))


def add_copy(connection: Connection, **values: Any) -> SignedCopy:
    """Keep a signed copy."""
    public_id = new_public_id()
    key = keep(connection, t.signed_copies, public_id=public_id, **values)
    return SignedCopy(id=key, public_id=public_id, **values)


def copies_of(connection: Connection, key: int) -> tuple[SignedCopy, ...]:
    """The signed copies of an agreement, the first one first."""
    asked = select(t.signed_copies).where(_S.agreement_id == key).order_by(_S.id)
    return tuple(record_of(SignedCopy, row) for row in connection.execute(asked))


def _agreement(row: "Row[Any]") -> Agreement:
    return record_of(Agreement, row, state=AgreementState(row.state))
