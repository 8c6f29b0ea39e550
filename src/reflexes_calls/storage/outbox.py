"""The letters of a call as its managers read them: found, corrected, let pass, held back.

A manager sees the letters about the files that they handle, and those about no file: never one
about a draft, nor about a file to which they are bound.
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
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from reflexes_calls.domain.outbox import KeptLetter, LetterState, ReceivedLetter
from reflexes_calls.domain.visibility import Seat, Viewer
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, one, record_of
from reflexes_calls.storage.seeing import seen_from

_L = t.letters.c
PAGE = 50
# A plus sign keeps SQLite from walking all the letters of the call for the few that have not left.
_call_of_unsent: ColumnElement[int] = literal_column("+letters.call_id")
_STATES: dict[LetterState, ColumnElement[bool]] = {
    LetterState.SENT: _L.sent_at.is_not(None),
    LetterState.HELD_BACK: _L.held_back_at.is_not(None),
    LetterState.GIVEN_UP: and_(_L.sent_at.is_(None), _L.gave_up_at.is_not(None)),
    LetterState.WAITING: and_(
        _L.sent_at.is_(None),
        _L.held_back_at.is_(None),
        _L.waits.is_(True),
        _L.passed_at.is_(None),
    ),
    LetterState.LEAVING: and_(
        _L.sent_at.is_(None),
        _L.held_back_at.is_(None),
        _L.gave_up_at.is_(None),
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
    viewer: Viewer,
    *,
    state: LetterState | None = None,
    kind: str = "",
    file: str = "",
    before: int | None = None,
) -> tuple[KeptLetter, ...]:
    """A page of the letters of a call, the newest first, older than `before`."""
    asked = _seen(call, viewer).order_by(_L.id.desc()).limit(PAGE)
    if state is not None:
        asked = asked.where(_STATES[state])
    if kind:
        asked = asked.where(_L.kind == kind)
    if file:
        asked = asked.where(t.applications.c.public_id == file)
    if before is not None:
        asked = asked.where(_L.id < before)
    return tuple(_letter(row) for row in connection.execute(asked))


def find_letter(
    connection: Connection, call: int, viewer: Viewer, public_id: str, *, lock: bool = False
) -> KeptLetter | None:
    """One letter of a call, for someone who may see it."""
    if not is_public_id(public_id):
        return None
    asked = _seen(call, viewer).where(_L.public_id == public_id)
    row = one(connection, asked.with_for_update(of=t.letters) if lock else asked)
    return _letter(row) if row else None


def count_states(
    connection: Connection, call: int, viewer: Viewer, *, file: str = ""
) -> dict[LetterState, int]:
    """How many letters of a call, or of a file, are in each state, of those someone may see.

    Those that left are not counted: they grow without end, and nobody has anything to do with them.
    """
    counted = {state: said for state, said in _STATES.items() if state is not LetterState.SENT}
    sums = [func.sum(case((condition, 1), else_=0)) for condition in counted.values()]
    asked = _seen(call, viewer, is_unsent=True).with_only_columns(*sums)
    if file:
        asked = asked.where(t.applications.c.public_id == file)
    row = connection.execute(asked).one()
    return {state: int(found or 0) for state, found in zip(counted, row, strict=True)}


def count_unread(connection: Connection, call: int, viewer: Viewer) -> int:
    """How many letters of a call wait for someone to read them, of those they may see."""
    asked = _seen(call, viewer, is_unsent=True).with_only_columns(func.count())
    return connection.execute(asked.where(_STATES[LetterState.WAITING])).scalar_one()


def count_out_of_sight(connection: Connection, call: int, viewer: Viewer) -> int:
    """How many letters of a call wait for another manager, who may see them."""
    asked = select(func.count()).where(_call_of_unsent == call, _STATES[LetterState.WAITING])
    return connection.execute(asked).scalar_one() - count_unread(connection, call, viewer)


def newest_of(connection: Connection, call: int) -> int:
    """The inner id of the last letter of a call, or 0."""
    asked = select(func.max(_L.id)).where(_L.call_id == call)
    return connection.execute(asked).scalar_one() or 0


def received(connection: Connection, application: int, person: int) -> tuple[ReceivedLetter, ...]:
    """The letters that someone was sent about an application, the newest first."""
    asked = select(t.letters).where(
        _L.application_id == application, _L.person_id == person, _L.sent_at.is_not(None)
    )
    rows = connection.execute(asked.order_by(_L.id.desc()))
    return tuple(record_of(ReceivedLetter, row) for row in rows)


def correct(connection: Connection, letter: KeptLetter, subject: str, body: str) -> None:
    """Keep other words for a letter; its first words are kept beside."""
    original = letter.original or f"{letter.subject}\n\n{letter.body}"
    changed = update(t.letters).where(_L.id == letter.id)
    connection.execute(changed.values(subject=subject, body=body, original=original))


def let_pass(  # noqa: PLR0913  # which letters, of which call, by whom and when
    connection: Connection,
    call: int,
    viewer: Viewer,
    at: dt.datetime,
    wanted: Collection[str] | None,
    *,
    upto: int | None = None,
) -> tuple[str, ...]:
    """Let letters that wait leave: those of some ids, or all; gives those that passed now.

    With `upto`, none that is newer than that one.

    Two people who do so at once let each letter pass once.
    """
    asked = _seen(call, viewer, is_unsent=True).where(_STATES[LetterState.WAITING])
    if wanted is not None:
        asked = asked.where(_L.public_id.in_([one for one in wanted if is_public_id(one)]))
    if upto is not None:
        asked = asked.where(_L.id <= upto)
    rows = connection.execute(asked.with_for_update(of=t.letters)).all()
    if rows:
        passed = update(t.letters).where(_L.id.in_([row.id for row in rows]))
        connection.execute(passed.values(passed_at=at, passed_by=viewer.person))
    return tuple(row.public_id for row in rows)


def hold_back(connection: Connection, letter: int, at: dt.datetime, why: str) -> None:
    """Keep that a letter will not leave, and why."""
    held = update(t.letters).where(_L.id == letter)
    connection.execute(held.values(held_back_at=at, held_back_why=why))


def try_now(connection: Connection, letter: int) -> None:
    """Have a letter that is put off, or was given up, tried at once."""
    again = update(t.letters).where(_L.id == letter)
    connection.execute(again.values(try_at=None, gave_up_at=None))


def _letter(row: "Row[Any]") -> KeptLetter:
    return record_of(KeptLetter, row)


def _seen(call: int, viewer: Viewer, *, is_unsent: bool = False) -> "Select[Any]":
    """The letters of a call that someone may see: who let them pass, and the file they are of.

    `is_unsent` looks at those alone that have not left, by the index that has no others.
    """
    of_call = (
        and_(_call_of_unsent == call, _L.sent_at.is_(None)) if is_unsent else _L.call_id == call
    )
    file = t.applications.c
    about = or_(_L.application_id.is_(None), seen_from(Seat.MANAGER, viewer, call=call))
    return (
        select(
            t.letters,
            t.persons.c.name.label("reader"),
            file.public_id.label("file"),
            file.receipt,
        )
        .select_from(t.letters)
        .outerjoin(t.persons, t.persons.c.id == _L.passed_by)
        .outerjoin(t.applications, file.id == _L.application_id)
        .where(of_call, about)
    )
