"""The questions asked about calls, and their answers."""

from typing import Any

from sqlalchemy import Connection, func, select, update

from reflexes_calls.domain.call_question import CallQuestion
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_Q = t.call_questions.c


def add_question(connection: Connection, **values: Any) -> CallQuestion:
    """Keep a question, which waits for its answer."""
    key = keep(connection, t.call_questions, public_id=new_public_id(), answer="", **values)
    return get_question(connection, key)


def get_question(connection: Connection, key: int) -> CallQuestion:
    """The question of an inner id."""
    row = connection.execute(select(t.call_questions).where(_Q.id == key)).one()
    return record_of(CallQuestion, row)


def find_question(connection: Connection, call: int, public_id: str) -> CallQuestion | None:
    """The question of a public id, among those of a call."""
    if not is_public_id(public_id):
        return None
    asked = select(t.call_questions).where(_Q.call_id == call, _Q.public_id == public_id)
    row = one(connection, asked)
    return record_of(CallQuestion, row) if row else None


def questions_of(connection: Connection, call: int) -> tuple[CallQuestion, ...]:
    """The questions of a call, answered or not, the first one asked first."""
    rows = connection.execute(select(t.call_questions).where(_Q.call_id == call).order_by(_Q.id))
    return tuple(record_of(CallQuestion, row) for row in rows)


def count_waiting(connection: Connection, call: int) -> int:
    """How many questions of a call wait for their answer."""
    asked = select(func.count()).where(_Q.call_id == call, _Q.answered_at.is_(None))
    return connection.execute(asked).scalar_one()


def change_question(connection: Connection, key: int, **values: Any) -> CallQuestion:
    """Change columns of a question."""
    connection.execute(update(t.call_questions).where(_Q.id == key).values(**values))
    return get_question(connection, key)
