"""Sessions of training modules, what was said after them, and the drafts that left them."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from reflexes_calls.domain.modules import (
    CatalogueRemark,
    ModuleSession,
    SessionAnswer,
    TraineeDraft,
)
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_S, _A, _R, _D = (
    t.module_sessions.c,
    t.session_answers.c,
    t.catalogue_remarks.c,
    t.trainee_drafts.c,
)


def add_session(
    connection: Connection, *, public_id: str | None = None, **values: Any
) -> ModuleSession:
    """Announce a session."""
    made = public_id or new_public_id()
    key = keep(connection, t.module_sessions, public_id=made, closed_at=None, **values)
    row = connection.execute(select(t.module_sessions).where(_S.id == key)).one()
    return record_of(ModuleSession, row)


def find_session(connection: Connection, public_id: str) -> ModuleSession | None:
    """The session of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.module_sessions).where(_S.public_id == public_id))
    return record_of(ModuleSession, row) if row else None


def sessions_of(connection: Connection, module: int) -> tuple[ModuleSession, ...]:
    """The sessions of a module, the latest day first."""
    asked = select(t.module_sessions).where(_S.module_id == module)
    rows = connection.execute(asked.order_by(_S.held_on.desc(), _S.id.desc()))
    return tuple(record_of(ModuleSession, row) for row in rows)


def close_session(connection: Connection, key: int, at: dt.datetime | None) -> None:
    """Close a session to further answers, or open it again."""
    connection.execute(update(t.module_sessions).where(_S.id == key).values(closed_at=at))


def add_answer(connection: Connection, **values: Any) -> None:
    """Keep what somebody said after a session."""
    keep(connection, t.session_answers, **values)


def count_sent(connection: Connection, session: int) -> int:
    """How many answers and drafts a session has."""
    return sum(
        connection.execute(
            select(func.count()).select_from(table).where(table.c.session_id == session)
        ).scalar_one()
        for table in (t.session_answers, t.trainee_drafts)
    )


def answers_of(connection: Connection, *sessions: int) -> tuple[SessionAnswer, ...]:
    """What was said after some sessions, in the order in which it came."""
    asked = select(t.session_answers).where(_A.session_id.in_(sessions)).order_by(_A.id)
    return tuple(record_of(SessionAnswer, row) for row in connection.execute(asked))


def add_remark(connection: Connection, **values: Any) -> None:
    """Keep what was said of a record of the catalogue."""
    keep(connection, t.catalogue_remarks, handled_at=None, **values)


def remarks(connection: Connection) -> tuple[CatalogueRemark, ...]:
    """Every remark about the catalogue, by code, those that wait first."""
    asked = select(t.catalogue_remarks).order_by(_R.handled_at.is_not(None), _R.record, _R.id)
    return tuple(record_of(CatalogueRemark, row) for row in connection.execute(asked))


def handle_remark(connection: Connection, key: int, at: dt.datetime) -> None:
    """Note that a remark was looked at."""
    connection.execute(update(t.catalogue_remarks).where(_R.id == key).values(handled_at=at))


def add_trainee_draft(
    connection: Connection, *, public_id: str | None = None, **values: Any
) -> TraineeDraft:
    """Keep a draft made in a session."""
    key = keep(connection, t.trainee_drafts, public_id=public_id or new_public_id(), **values)
    row = connection.execute(select(t.trainee_drafts).where(_D.id == key)).one()
    return record_of(TraineeDraft, row)


def find_trainee_draft(connection: Connection, public_id: str) -> TraineeDraft | None:
    """The draft of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.trainee_drafts).where(_D.public_id == public_id))
    return record_of(TraineeDraft, row) if row else None


def save_trainee_draft(
    connection: Connection, key: int, answers: dict[str, str], at: dt.datetime
) -> None:
    """Keep what a draft says now."""
    connection.execute(
        update(t.trainee_drafts).where(_D.id == key).values(answers=answers, kept_at=at)
    )


def drop_trainee_draft(connection: Connection, key: int) -> None:
    """Forget a draft."""
    connection.execute(delete(t.trainee_drafts).where(_D.id == key))


def drop_old_drafts(connection: Connection, before: dt.datetime) -> int:
    """Forget the drafts that nobody touched since an instant; gives how many."""
    return connection.execute(delete(t.trainee_drafts).where(_D.kept_at < before)).rowcount
