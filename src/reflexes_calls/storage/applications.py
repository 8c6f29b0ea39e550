"""Applications and their versions."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, and_, bindparam, func, or_, select, update

from reflexes.records import changed
from reflexes_calls.domain.application import Application, Unsent, Version, rank_of
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.searching import title_key
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_A = t.applications.c
_V = t.application_versions.c
# Statements of the last evening are built once: building one costs four times its execution.
A_FEW = 1_000
"""Rows read at a time where all are looked through."""
_UNSENT: tuple[Column[Any], ...] = (_A.id, _A.stage, _A.phase, _A.session, _A.admitted_until)
_BY_KEY = select(t.applications).where(_A.id == bindparam("key"))
_BY_PUBLIC_ID = select(t.applications).where(_A.public_id == bindparam("known_as"))
_CHANGE = update(t.applications).where(_A.id == bindparam("key"))
_ALIVE = (
    select(t.applications)
    .where(
        # The sum keeps SQLite from going through every file of the call: an organisation has few.
        _A.call_id + 0 == bindparam("call"),
        _A.organisation_id == bindparam("organisation"),
        _A.stage != ApplicationStage.WITHDRAWN,
    )
    .order_by(_A.id)
)
_VERSIONS = (
    select(t.application_versions)
    .where(_V.application_id == bindparam("application"))
    .order_by(_V.number)
)
_LAST = (
    select(t.application_versions)
    .where(_V.application_id == bindparam("application"))
    .order_by(_V.number.desc())
    .limit(1)
)
_REQUEST = select(t.application_versions).where(
    _V.application_id == bindparam("application"), _V.request_key == bindparam("request_key")
)
_HIGHEST_RANK = select(func.max(_A.rank)).where(
    _A.call_id == bindparam("call"), _A.receipt.is_not(None)
)


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
    public_id: str | None = None,
) -> Application:
    """Keep an empty draft."""
    key = keep(
        connection,
        t.applications,
        public_id=public_id or new_public_id(),
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
    return _application(connection.execute(_BY_KEY, {"key": key}).one())


def find_application(connection: Connection, public_id: str) -> Application | None:
    """The application of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, _BY_PUBLIC_ID, {"known_as": public_id})
    return _application(row) if row else None


def find_alive(connection: Connection, call: int, organisation: int) -> Application | None:
    """The application of an organisation to a call that is not withdrawn, the last one begun."""
    known = alive_of(connection, call, organisation)
    return known[-1] if known else None


def alive_of(connection: Connection, call: int, organisation: int) -> tuple[Application, ...]:
    """The applications of an organisation to a call that are not withdrawn."""
    rows = connection.execute(_ALIVE, {"call": call, "organisation": organisation})
    return tuple(map(_application, rows))


def free_slot(connection: Connection, call: int, organisation: int) -> int:
    """The slot of one more application of an organisation to a call; the call must be locked."""
    # As above: found by the organisation, not by the call.
    asked = select(func.max(_A.slot)).where(
        _A.call_id + 0 == call, _A.organisation_id == organisation
    )
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


def unsent_of(
    connection: Connection, call: int, *, admitted_at: dt.datetime | None = None
) -> Iterator[Unsent]:
    """The applications to a call that are drafts, or hold changes that were not submitted.

    Given `admitted_at`, only those that were admitted late until then or later. They come a few at
    a time, without what they hold: a call may have a great many.
    """
    changed_since = and_(
        _A.stage == ApplicationStage.SUBMITTED, _A.revision > _A.submitted_revision
    )
    asked = (
        select(*_UNSENT)
        .where(_A.call_id == call, or_(_A.stage == ApplicationStage.DRAFT, changed_since))
        .order_by(_A.id)
    )
    if admitted_at is not None:
        asked = asked.where(_A.admitted_until >= admitted_at)
    rows: Iterable[Row[Any]] = connection.execute(asked.execution_options(yield_per=A_FEW))
    for row in rows:
        yield record_of(Unsent, row)


def add_submitted(connection: Connection, **values: Any) -> Application:
    """Keep an application that comes in already submitted, as one from elsewhere does."""
    plain = {"touched": {}, "internal": {}, "revision": 1, "submitted_revision": 1}
    said = {"public_id": new_public_id(), "admitted_until": None, **plain, **values}
    slot = said.pop("slot")
    key = keep(connection, t.applications, slot=slot, **said, **_kept_beside(said))
    return Application(id=key, **said)


def change_application(connection: Connection, key: int, **values: Any) -> Application:
    """Change columns of an application."""
    connection.execute(_CHANGE, {"key": key, **values, **_kept_beside(values)})
    return get_application(connection, key)


def change_known(connection: Connection, known: Application, **values: Any) -> Application:
    """Change columns of an application that was read in this very transaction.

    Its row is ours until the end: what it becomes is known without reading it again.
    """
    connection.execute(_CHANGE, {"key": known.id, **values, **_kept_beside(values)})
    return changed(known, **values)


def _kept_beside(values: Mapping[str, Any]) -> dict[str, Any]:
    """What lists sort on, from the values it comes from."""
    beside: dict[str, Any] = {}
    if "title" in values:
        beside["title_key"] = title_key(values["title"])
    if values.get("receipt"):
        beside["rank"] = rank_of(values["receipt"])
    return beside


def count_receipts(connection: Connection, call: int) -> int:
    """How many receipts a call has given; the call's row must be locked.

    A receipt is never taken back, so that the highest rank says it without counting.
    """
    return int(connection.execute(_HIGHEST_RANK, {"call": call}).scalar_one() or 0)


def add_version(connection: Connection, **values: Any) -> Version:
    """Keep what was submitted."""
    key = keep(connection, t.application_versions, **values)
    return Version(id=key, **values)


def versions_of(connection: Connection, application: int) -> tuple[Version, ...]:
    """The versions of an application, the first one first."""
    return tuple(map(_version, connection.execute(_VERSIONS, {"application": application})))


def versions_of_many(connection: Connection, known: Collection[int]) -> tuple[Version, ...]:
    """The versions of some applications, those of each in their order."""
    asked = select(t.application_versions).where(_V.application_id.in_(known))
    rows = connection.execute(asked.order_by(_V.application_id, _V.number))
    return tuple(map(_version, rows))


def last_versions_of(connection: Connection, known: Collection[int]) -> dict[int, Version]:
    """The last version of each of some applications that were submitted."""
    highest = (
        select(func.max(_V.id)).where(_V.application_id.in_(known)).group_by(_V.application_id)
    )
    rows = connection.execute(select(t.application_versions).where(_V.id.in_(highest)))
    return {row.application_id: _version(row) for row in rows}


def internal_of(connection: Connection, known: Collection[int]) -> dict[int, dict[str, str]]:
    """What the programme's team typed for itself in each of some applications."""
    rows = connection.execute(select(_A.id, _A.internal).where(_A.id.in_(known)))
    return {row.id: row.internal for row in rows}


def applications_by_id(connection: Connection, keys: Sequence[int]) -> tuple[Application, ...]:
    """Some applications by their inner ids, in the order given."""
    rows = connection.execute(select(t.applications).where(_A.id.in_(keys)))
    known = {row.id: _application(row) for row in rows}
    return tuple(known[key] for key in keys if key in known)


def last_version(connection: Connection, application: int) -> Version | None:
    """The last version of an application, or None before its first submission."""
    row = one(connection, _LAST, {"application": application})
    return _version(row) if row else None


def find_request(connection: Connection, application: int, request_key: str) -> Version | None:
    """The version that a form already submitted, known by the form's own key."""
    given = {"application": application, "request_key": request_key}
    row = one(connection, _REQUEST, given)
    return _version(row) if row else None


def _version(row: "Row[Any]") -> Version:
    return record_of(Version, row, phase=Phase(row.phase))
