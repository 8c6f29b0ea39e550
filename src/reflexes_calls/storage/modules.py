"""Training modules: kept, their former states, the public shelf."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from reflexes_calls.domain.modules import (
    MOST_VERSIONS,
    Change,
    KeptModule,
    ModuleVersion,
    PublishedModule,
    Sharing,
)
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_M, _V, _P = t.modules.c, t.module_versions.c, t.published_modules.c


def _kept(row: "Row[Any]") -> KeptModule:
    return record_of(KeptModule, row, sharing=Sharing(row.sharing) if row.sharing else None)


def _version(row: "Row[Any]") -> ModuleVersion:
    return record_of(ModuleVersion, row, change=Change(row.change))


def add_module(
    connection: Connection, *, public_id: str | None, change: Change, **values: Any
) -> KeptModule:
    """Keep a module, and its first version."""
    key = keep(
        connection,
        t.modules,
        public_id=public_id or new_public_id(),
        revision=1,
        link=None,
        sharing=None,
        changed_at=values["made_at"],
        **values,
    )
    made = get_module(connection, key)
    _add_version(connection, made, change)
    return made


def get_module(connection: Connection, key: int, *, lock: bool = False) -> KeptModule:
    """The module of an inner id."""
    asked = select(t.modules).where(_M.id == key)
    return _kept(connection.execute(asked.with_for_update() if lock else asked).one())


def find_module(connection: Connection, public_id: str, *, lock: bool = False) -> KeptModule | None:
    """The module of a public id."""
    if not is_public_id(public_id):
        return None
    asked = select(t.modules).where(_M.public_id == public_id)
    row = one(connection, asked.with_for_update() if lock else asked)
    return _kept(row) if row else None


def find_by_link(connection: Connection, link: str) -> KeptModule | None:
    """The module that a link opens."""
    if not is_public_id(link):
        return None
    row = one(connection, select(t.modules).where(_M.link == link))
    return _kept(row) if row else None


def modules_of(connection: Connection, person: int) -> tuple[KeptModule, ...]:
    """The modules of a person, the last changed first."""
    asked = select(t.modules).where(_M.person_id == person).order_by(_M.changed_at.desc(), _M.id)
    return tuple(map(_kept, connection.execute(asked)))


def count_modules(connection: Connection, person: int) -> int:
    """How many modules a person keeps."""
    asked = select(func.count()).select_from(t.modules).where(_M.person_id == person)
    return connection.execute(asked).scalar_one()


def save_module(
    connection: Connection, known: KeptModule, change: Change, at: dt.datetime, **values: Any
) -> KeptModule:
    """Keep a new state of a module, and its version."""
    changed = {**values, "revision": known.revision + 1, "changed_at": at}
    connection.execute(update(t.modules).where(_M.id == known.id).values(**changed))
    saved = get_module(connection, known.id)
    _add_version(connection, saved, change)
    return saved


def share_module(
    connection: Connection, key: int, link: str | None, sharing: Sharing | None
) -> None:
    """Keep the link of a module, or take it away."""
    connection.execute(update(t.modules).where(_M.id == key).values(link=link, sharing=sharing))


def _add_version(connection: Connection, known: KeptModule, change: Change) -> None:
    keep(
        connection,
        t.module_versions,
        module_id=known.id,
        number=known.revision,
        change=change,
        title=known.title,
        said=known.said,
        saved_at=known.changed_at,
    )
    oldest = known.revision - MOST_VERSIONS
    former = (_V.module_id == known.id) & (_V.number <= oldest)
    connection.execute(delete(t.module_versions).where(former))


def versions_of(connection: Connection, module: int) -> tuple[ModuleVersion, ...]:
    """The former states of a module, the newest first."""
    asked = select(t.module_versions).where(_V.module_id == module).order_by(_V.number.desc())
    return tuple(map(_version, connection.execute(asked)))


def erase_module(connection: Connection, key: int) -> None:
    """Erase a module and all that hangs on it.

    What was published stays, and what others wrote: drafts, remarks about the catalogue.
    """
    sessions = select(t.module_sessions.c.id).where(t.module_sessions.c.module_id == key)
    inside = sessions.scalar_subquery()
    for table in (t.trainee_drafts, t.catalogue_remarks):
        theirs = table.c.session_id.in_(inside)
        connection.execute(update(table).where(theirs).values(session_id=None))
    connection.execute(delete(t.session_answers).where(t.session_answers.c.session_id.in_(inside)))
    connection.execute(delete(t.module_sessions).where(t.module_sessions.c.module_id == key))
    published = t.published_modules
    connection.execute(update(published).where(_P.module_id == key).values(module_id=None))
    connection.execute(delete(t.module_versions).where(_V.module_id == key))
    connection.execute(delete(t.modules).where(_M.id == key))


def publish_module(connection: Connection, **values: Any) -> PublishedModule:
    """Put a state on the public shelf."""
    said = {"withdrawn_at": None, "withdrawn_by": None, "reason": "", **values}
    key = keep(connection, t.published_modules, public_id=new_public_id(), **said)
    row = connection.execute(select(t.published_modules).where(_P.id == key)).one()
    return record_of(PublishedModule, row)


def find_published(
    connection: Connection, public_id: str, *, lock: bool = False
) -> PublishedModule | None:
    """The published state of a public id, withdrawn or not."""
    if not is_public_id(public_id):
        return None
    asked = select(t.published_modules).where(_P.public_id == public_id)
    row = one(connection, asked.with_for_update() if lock else asked)
    return record_of(PublishedModule, row) if row else None


def shelf(connection: Connection, **columns: str) -> tuple[PublishedModule, ...]:
    """What stands on the shelf, the newest first; `columns` narrow it."""
    asked = select(t.published_modules).where(_P.withdrawn_at.is_(None))
    for name, value in columns.items():
        asked = asked.where(_P[name] == value)
    rows = connection.execute(asked.order_by(_P.published_at.desc(), _P.id.desc()))
    return tuple(record_of(PublishedModule, row) for row in rows)


def published_of(connection: Connection, module: int) -> tuple[PublishedModule, ...]:
    """The states of a module that were published, the newest first."""
    asked = select(t.published_modules).where(_P.module_id == module).order_by(_P.id.desc())
    return tuple(record_of(PublishedModule, row) for row in connection.execute(asked))


def withdraw_published(
    connection: Connection, key: int, at: dt.datetime, by: int, reason: str
) -> None:
    """Take a module off the shelf."""
    connection.execute(
        update(t.published_modules)
        .where(_P.id == key)
        .values(withdrawn_at=at, withdrawn_by=by, reason=reason)
    )


def erase_modules_of(connection: Connection, person: int) -> None:
    """Erase the modules of a person; what they published stays, and names them no more."""
    for each in modules_of(connection, person):
        erase_module(connection, each.id)
    theirs = update(t.published_modules).where(_P.person_id == person)
    connection.execute(theirs.values(shows_name=False))
