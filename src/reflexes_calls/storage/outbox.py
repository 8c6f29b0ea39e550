"""The letters of a call as its managers read them: found, corrected, let pass, held back.

A manager never sees a letter to someone of their own administration: it may speak of a file that
is their own team's, which they do not handle.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from reflexes_calls.domain.outbox import KeptLetter, LetterState
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, one, record_of

_L = t.letters.c
PAGE = 50
_STATES: dict[LetterState, ColumnElement[bool]] = {
    LetterState.SENT: _L.sent_at.is_not(None),
    LetterState.HELD_BACK: _L.held_back_at.is_not(None),
    LetterState.WAITING: and_(
        _L.sent_at.is_(None),
        _L.held_back_at.is_(None),
        _L.waits.is_(True),
        _L.passed_at.is_(None),
    ),
    LetterState.LEAVING: and_(
        _L.sent_at.is_(None),
        _L.held_back_at.is_(None),
        or_(_L.waits.is_(False), _L.passed_at.is_not(None)),
    ),
}


def are_read_first(connection: Connection, call: int) -> bool:
    """Whether the letters of a call wait to be read."""
    asked = select(t.reading_habits.c.call_id).where(t.reading_habits.c.call_id == call)
    return one(connection, asked) is not None


def read_first(connection: Connection, call: int, at: dt.datetime, *, wanted: bool) -> None:
    """Have the letters of a call wait to be read from now on, or leave at once."""
    connection.execute(delete(t.reading_habits).where(t.reading_habits.c.call_id == call))
    if wanted:
        connection.execute(insert(t.reading_habits).values(call_id=call, since=at))


def letters_of(  # noqa: PLR0913  # a page of a list, as someone may see it
    connection: Connection,
    call: int,
    reader: int,
    *,
    state: LetterState | None = None,
    kind: str = "",
    before: int | None = None,
) -> tuple[KeptLetter, ...]:
    """A page of the letters of a call, the newest first, older than `before`."""
    asked = _seen(call, reader).order_by(_L.id.desc()).limit(PAGE)
    if state is not None:
        asked = asked.where(_STATES[state])
    if kind:
        asked = asked.where(_L.kind == kind)
    if before is not None:
        asked = asked.where(_L.id < before)
    return tuple(_letter(row) for row in connection.execute(asked))


def find_letter(
    connection: Connection, call: int, reader: int, public_id: str, *, lock: bool = False
) -> KeptLetter | None:
    """One letter of a call, for someone who may see it."""
    if not is_public_id(public_id):
        return None
    asked = _seen(call, reader).where(_L.public_id == public_id)
    row = one(connection, asked.with_for_update(of=t.letters) if lock else asked)
    return _letter(row) if row else None


def count_states(connection: Connection, call: int, reader: int) -> dict[LetterState, int]:
    """How many letters of a call are in each state, of those that someone may see."""
    seen = _seen(call, reader).subquery()
    counted = {}
    for state, condition in _STATES.items():
        asked = select(func.count()).select_from(t.letters).where(condition)
        counted[state] = connection.execute(asked.where(_L.id.in_(select(seen.c.id)))).scalar_one()
    return counted


def kinds_of(connection: Connection, call: int, reader: int) -> tuple[str, ...]:
    """The kinds of letters there are on a call, of those that someone may see."""
    seen = _seen(call, reader).subquery()
    return tuple(connection.execute(select(seen.c.kind).distinct().order_by(seen.c.kind)).scalars())


def correct(connection: Connection, letter: KeptLetter, subject: str, body: str) -> None:
    """Keep other words for a letter; its first words are kept beside."""
    original = letter.original or f"{letter.subject}\n\n{letter.body}"
    changed = update(t.letters).where(_L.id == letter.id)
    connection.execute(changed.values(subject=subject, body=body, original=original))


def let_pass(
    connection: Connection, call: int, reader: int, at: dt.datetime, wanted: Collection[str] | None
) -> tuple[str, ...]:
    """Let letters that wait leave: those of some ids, or all; gives those that passed now.

    Two people who do so at once let each letter pass once.
    """
    asked = _seen(call, reader).where(_STATES[LetterState.WAITING])
    if wanted is not None:
        asked = asked.where(_L.public_id.in_([one for one in wanted if is_public_id(one)]))
    rows = connection.execute(asked.with_for_update(of=t.letters)).all()
    if rows:
        passed = update(t.letters).where(_L.id.in_([row.id for row in rows]))
        connection.execute(passed.values(passed_at=at, passed_by=reader))
    return tuple(row.public_id for row in rows)


def hold_back(connection: Connection, letter: int, at: dt.datetime, why: str) -> None:
    """Keep that a letter will not leave, and why."""
    held = update(t.letters).where(_L.id == letter)
    connection.execute(held.values(held_back_at=at, held_back_why=why))


def try_now(connection: Connection, letter: int) -> None:
    """Have a letter that is put off tried at once."""
    connection.execute(update(t.letters).where(_L.id == letter).values(try_at=None))


def _letter(row: "Row[Any]") -> KeptLetter:
    return record_of(KeptLetter, row)


def _seen(call: int, reader: int) -> "Select[Any]":
    """The letters of a call that someone may see, with the name of who let them pass."""
    theirs, mine = aliased(t.memberships), aliased(t.memberships)
    shared = exists().where(
        theirs.c.person_id == _L.person_id,
        theirs.c.organisation_id == mine.c.organisation_id,
        mine.c.person_id == reader,
    )
    return (
        select(t.letters, t.persons.c.name.label("reader"))
        .outerjoin(t.persons, t.persons.c.id == _L.passed_by)
        .where(_L.call_id == call, or_(_L.person_id.is_(None), ~shared))
    )
