"""Applications and their versions."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_A = t.applications.c


def _application(row: "Row[Any]") -> Application:
    return record_of(Application, row, stage=ApplicationStage(row.stage), phase=Phase(row.phase))


def add_draft(  # noqa: PLR0913  # what an empty draft starts from
    connection: Connection,
    *,
    call: int,
    organisation: int,
    person: int,
    at: dt.datetime,
    phase: Phase = Phase.FULL,
    form_number: int = 1,
    slot: int = 1,
) -> Application:
    """Keep an empty draft."""
    key = keep(
        connection,
        t.applications,
        public_id=new_public_id(),
        call_id=call,
        organisation_id=organisation,
        created_by=person,
        stage=ApplicationStage.DRAFT,
        phase=phase,
        form_number=form_number,
        slot=slot,
        draft={},
        touched={},
        internal={},
        revision=0,
        title="",
        created_at=at,
        updated_at=at,
    )
    return get_application(connection, key)


def get_application(connection: Connection, key: int) -> Application:
    """The application of an inner id."""
    return _application(connection.execute(select(t.applications).where(_A.id == key)).one())


def find_application(connection: Connection, public_id: str) -> Application | None:
    """The application of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.applications).where(_A.public_id == public_id))
    return _application(row) if row else None


def find_alive(connection: Connection, call: int, organisation: int) -> Application | None:
    """The application of an organisation to a call that is not withdrawn, the last one begun."""
    known = alive_of(connection, call, organisation)
    return known[-1] if known else None


def alive_of(connection: Connection, call: int, organisation: int) -> tuple[Application, ...]:
    """The applications of an organisation to a call that are not withdrawn."""
    asked = select(t.applications).where(
        _A.call_id == call,
        _A.organisation_id == organisation,
        _A.stage != ApplicationStage.WITHDRAWN,
    )
    return tuple(map(_application, connection.execute(asked.order_by(_A.id))))


def free_slot(connection: Connection, call: int, organisation: int) -> int:
    """The slot of one more application of an organisation to a call; the call must be locked."""
    asked = select(func.max(_A.slot)).where(_A.call_id == call, _A.organisation_id == organisation)
    return int(connection.execute(asked).scalar_one() or 0) + 1


def applications_of(
    connection: Connection, *, call: int | None = None, organisations: frozenset[int] | None = None
) -> tuple[Application, ...]:
    """The applications to a call, or of some organisations, in the order they were begun."""
    asked = select(t.applications).order_by(_A.id)
    if call is not None:
        asked = asked.where(_A.call_id == call)
    if organisations is not None:
        asked = asked.where(_A.organisation_id.in_(organisations))
    return tuple(map(_application, connection.execute(asked)))


def change_application(connection: Connection, key: int, **values: Any) -> Application:
    """Change columns of an application."""
    connection.execute(update(t.applications).where(_A.id == key).values(**values))
    return get_application(connection, key)


def count_receipts(connection: Connection, call: int) -> int:
    """How many receipts a call has given; the call's row must be locked."""
    asked = select(func.count()).where(_A.call_id == call, _A.receipt.is_not(None))
    return connection.execute(asked).scalar_one()


def add_version(connection: Connection, **values: Any) -> Version:
    """Keep what was submitted."""
    key = keep(connection, t.application_versions, **values)
    return Version(id=key, **values)


def versions_of(connection: Connection, application: int) -> tuple[Version, ...]:
    """The versions of an application, the first one first."""
    c = t.application_versions.c
    asked = select(t.application_versions).where(c.application_id == application)
    rows = connection.execute(asked.order_by(c.number))
    return tuple(record_of(Version, row, phase=Phase(row.phase)) for row in rows)


def find_request(connection: Connection, application: int, request_key: str) -> Version | None:
    """The version that a form already submitted, known by the form's own key."""
    known = versions_of(connection, application)
    return next((each for each in known if each.request_key == request_key), None)


def note_entry(connection: Connection, version: int, seq: int) -> None:
    """Keep which entry of the journal holds a version."""
    table = t.application_versions
    connection.execute(update(table).where(table.c.id == version).values(entry_seq=seq))
