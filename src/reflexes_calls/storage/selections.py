"""Selections: what is asked of one, the draws that were registered, the records published."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, or_, select, update

from reflexes_calls.domain.selection import DecisionRecord, KeptSelection, Lottery
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of

_S, _L, _D = t.selections.c, t.lotteries.c, t.decision_records.c


def find_selection(connection: Connection, call: int) -> KeptSelection | None:
    """What is asked of the selection of a call."""
    row = one(connection, select(t.selections).where(_S.call_id == call))
    return record_of(KeptSelection, row) if row else None


def keep_selection(connection: Connection, call: int, **values: Any) -> None:
    """Keep what is asked of the selection of a call, whose row is locked."""
    known = find_selection(connection, call)
    if known is None:
        said = {"typed": {}, "files": {}} | values
        keep(connection, t.selections, call_id=call, revision=1, **said)
        return
    changed = {"revision": known.revision + 1} | values
    connection.execute(update(t.selections).where(_S.call_id == call).values(**changed))


def add_lottery(connection: Connection, call: int, **values: Any) -> Lottery:
    """Keep a draw that is registered, its seed still unknown."""
    started = {"seed": "", "seed_on": None, "drawn_at": None}
    ended = {"given_up_at": None, "given_up_why": ""}
    public_id = new_public_id()
    key = keep(
        connection, t.lotteries, public_id=public_id, call_id=call, **started, **ended, **values
    )
    row = connection.execute(select(t.lotteries).where(_L.id == key)).one()
    return record_of(Lottery, row)


def lotteries_of(connection: Connection, call: int) -> tuple[Lottery, ...]:
    """The draws of a call, the first one first; those given up too."""
    asked = select(t.lotteries).where(_L.call_id == call).order_by(_L.id)
    return tuple(record_of(Lottery, row) for row in connection.execute(asked))


def standing_lottery(connection: Connection, call: int) -> Lottery | None:
    """The draw of a call that was not given up."""
    known = [each for each in lotteries_of(connection, call) if each.given_up_at is None]
    return known[-1] if known else None


def keep_seed(
    connection: Connection, lottery: int, *, seed: str, seed_on: dt.date, at: dt.datetime
) -> None:
    """Keep the seed of a draw."""
    said = {"seed": seed, "seed_on": seed_on, "drawn_at": at}
    connection.execute(update(t.lotteries).where(_L.id == lottery).values(**said))


def give_up(connection: Connection, lottery: int, *, why: str, at: dt.datetime) -> None:
    """Keep that a draw was given up, and why."""
    said = {"given_up_at": at, "given_up_why": why}
    connection.execute(update(t.lotteries).where(_L.id == lottery).values(**said))


def add_record(connection: Connection, call: int, **values: Any) -> None:
    """Keep a record of a decision that is published."""
    keep(connection, t.decision_records, public_id=new_public_id(), call_id=call, **values)


def published_record(connection: Connection, call: int) -> DecisionRecord | None:
    """The record of a call that was published last."""
    asked = select(t.decision_records).where(_D.call_id == call).order_by(_D.id.desc()).limit(1)
    row = one(connection, asked)
    return record_of(DecisionRecord, row) if row else None


def names_around(connection: Connection, call: int) -> tuple[str, ...]:
    """The names and mail addresses of the jury of a call, and of whoever holds a role on it."""
    persons, jurors = t.persons.c, t.jurors.c
    of_call = select(t.applications.c.id).where(t.applications.c.call_id == call)
    readers = select(t.assignments.c.reviewer_id).where(t.assignments.c.application_id.in_(of_call))
    granted = select(t.roles.c.person_id).where(t.roles.c.call_id == call)
    asked = (
        select(jurors.name, jurors.email).where(jurors.call_id == call),
        select(persons.name, persons.email).where(
            or_(persons.id.in_(readers), persons.id.in_(granted))
        ),
    )
    rows = (row for each in asked for row in connection.execute(each))
    return tuple(text for row in rows for text in row)
