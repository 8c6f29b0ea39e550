"""Applications brought from another service: files being read, and where each one comes from."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, or_, select, update

from reflexes.records import record
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_I = t.imports.c
_F = t.imported_files.c
_A = t.applications.c
_N = t.invitations.c
AT_ONCE = 500
"""How many values one question holds: databases take so many and no more."""


@record
class Pending:
    """A file that was sent and read, and what its columns become, as plain data."""

    id: int
    public_id: str
    call_id: int
    name: str
    sheets: list[dict[str, Any]]
    matching: dict[str, Any]
    made_by: int
    made_at: dt.datetime


@record
class Origin:
    """Where an application comes from, as its file stated it."""

    application_id: int
    source: str
    number: str
    digest: str
    state: str
    contact: str
    sent_at: dt.datetime | None
    imported_by: int
    imported_at: dt.datetime


@record
class Uninvited:
    """A file from elsewhere, with the address of a contact who was never invited."""

    public_id: str
    title: str
    contact: str


def add_pending(connection: Connection, **values: Any) -> str:
    """Keep a file that was read, in place of the one that its sender left; gives its public id."""
    theirs = (_I.call_id == values["call_id"], _I.made_by == values["made_by"])
    connection.execute(delete(t.imports).where(*theirs))
    public_id = new_public_id()
    keep(connection, t.imports, public_id=public_id, **values)
    return public_id


def find_pending(connection: Connection, public_id: str) -> Pending | None:
    """The file of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.imports).where(_I.public_id == public_id))
    return record_of(Pending, row) if row else None


def pending_of(connection: Connection, call: int, person: int) -> tuple[str, str] | None:
    """The public id and the name of the file that someone left in a call."""
    asked = select(_I.public_id, _I.name).where(_I.call_id == call, _I.made_by == person)
    row = one(connection, asked)
    return (row.public_id, row.name) if row else None


def change_matching(connection: Connection, key: int, matching: dict[str, Any]) -> None:
    """Keep what the columns of a file become."""
    connection.execute(update(t.imports).where(_I.id == key).values(matching=matching))


def remove_pending(connection: Connection, key: int) -> None:
    """Forget a file."""
    connection.execute(delete(t.imports).where(_I.id == key))


def known_numbers(connection: Connection, call: int, source: str) -> dict[str, str]:
    """The digest of what was brought from a source into a call, by its number there."""
    asked = select(_F.number, _F.digest).where(_F.call_id == call, _F.source == source)
    return {row.number: row.digest for row in connection.execute(asked)}


def numbers_applied(connection: Connection, call: int) -> frozenset[str]:
    """The SIRET numbers of those who have a file in a call that is not withdrawn."""
    asked = (
        select(t.organisations.c.siret)
        .join(t.applications, _A.organisation_id == t.organisations.c.id)
        .where(
            _A.call_id == call,
            _A.stage != ApplicationStage.WITHDRAWN,
            t.organisations.c.siret.is_not(None),
        )
    )
    return frozenset(connection.execute(asked).scalars())


def is_being_read(connection: Connection, call: int) -> bool:
    """Whether a review of a file of the call came, or one of them was decided."""
    decided = (ApplicationStage.SELECTED, ApplicationStage.DECLINED)
    asked = exists().where(_A.call_id == call, or_(_A.reads > 0, _A.stage.in_(decided)))
    return bool(connection.execute(select(asked)).scalar_one())


def organisations_by_siret(connection: Connection, numbers: Collection[str]) -> dict[str, int]:
    """The inner ids of organisations by their SIRET numbers."""
    known, wanted = t.organisations.c, sorted(numbers)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        few = wanted[start : start + AT_ONCE]
        rows = connection.execute(select(known.siret, known.id).where(known.siret.in_(few)))
        found |= {row.siret: row.id for row in rows}
    return found


def slots_taken(connection: Connection, call: int) -> dict[int, int]:
    """The highest slot of each organisation in a call."""
    found: dict[int, int] = {}
    asked = select(_A.organisation_id, _A.slot).where(_A.call_id == call)
    for row in connection.execute(asked):
        found[row.organisation_id] = max(row.slot, found.get(row.organisation_id, 0))
    return found


def add_origin(connection: Connection, **values: Any) -> None:
    """Keep where an application comes from."""
    keep(connection, t.imported_files, **values)


def _origin(row: "Row[Any]") -> Origin:
    return record_of(Origin, row)


def origin_of(connection: Connection, application: int) -> Origin | None:
    """Where an application comes from; None for one that was submitted here."""
    row = one(connection, select(t.imported_files).where(_F.application_id == application))
    return _origin(row) if row else None


def uninvited(connection: Connection, call: int) -> tuple[Uninvited, ...]:
    """The files of a call from elsewhere whose contact was never invited, as they came."""
    invited = exists().where(_N.application_id == _A.id, _N.email == func.lower(_F.contact))
    asked = (
        select(_A.public_id, _A.title, _F.contact)
        .join(t.imported_files, _F.application_id == _A.id)
        .where(
            _A.call_id == call,
            _A.stage == ApplicationStage.SUBMITTED,
            _F.contact != "",
            ~invited,
        )
        .order_by(_A.id)
    )
    rows: Iterable[Row[Any]] = connection.execute(asked)
    return tuple(record_of(Uninvited, row) for row in rows)
