"""Calls and what was published of them: find, list, keep."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from reflexes.records import record, values_of
from reflexes_calls.domain.call import Call, Procedure
from reflexes_calls.domain.call_document import criterion_of
from reflexes_calls.domain.deadlines import Outage
from reflexes_calls.domain.form import Form, form_of
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of
from reflexes_calls.storage.scores import refresh_call

# Asked several times by each request: built once, as building one costs four times its execution.
_BY_KEY = select(t.calls).where(t.calls.c.id == bindparam("key"))
_BY_KEY_LOCKED = _BY_KEY.with_for_update()
_BY_PUBLIC_ID = select(t.calls).where(t.calls.c.public_id == bindparam("known_as"))
_BY_PUBLIC_ID_LOCKED = _BY_PUBLIC_ID.with_for_update()
_ANSWERED = select(t.calls).where(
    t.calls.c.id
    == select(t.applications.c.call_id)
    .where(t.applications.c.public_id == bindparam("known_as"))
    .scalar_subquery()
)
_ANSWERED_LOCKED = _ANSWERED.with_for_update(of=t.calls)
_OUTAGES = select(t.outages).order_by(t.outages.c.started_at)
_FORM = t.form_versions.c
_FORM_DIGEST = select(_FORM.digest).where(
    _FORM.call_id == bindparam("call"), _FORM.number == bindparam("version")
)
_FORM_DOCUMENT = select(_FORM.document).where(
    _FORM.call_id == bindparam("call"), _FORM.number == bindparam("version")
)
MOST_FORMS = 64
_FORMS: dict[tuple[str, int], Form] = {}
"""The forms read last, under their digest and number."""


@record
class CallVersion:
    """What a call said at its opening (number 1), or after its amendments."""

    id: int
    call_id: int
    number: int
    document: dict[str, Any]
    digest: str
    form_number: int
    reason: str
    published_at: dt.datetime
    published_by: int


def _call(row: "Row[Any]", outages: tuple[Outage, ...]) -> Call:
    return record_of(
        Call,
        row,
        stage=CallStage(row.stage),
        procedure=Procedure(row.procedure),
        other_pistes=tuple(row.other_pistes),
        cutoffs=tuple(map(dt.datetime.fromisoformat, row.cutoffs)),
        criteria=tuple(map(criterion_of, row.criteria)),
        outages=outages,
    )


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a record as the columns keep them."""
    kept = dict(values)
    if "criteria" in kept:
        kept["criteria"] = [values_of(each) for each in kept["criteria"]]
    if "cutoffs" in kept:
        kept["cutoffs"] = [each.isoformat() for each in kept["cutoffs"]]
    if "other_pistes" in kept:
        kept["other_pistes"] = list(kept["other_pistes"])
    return kept


def add_call(connection: Connection, **values: Any) -> Call:
    """Keep a new call, as a draft."""
    key = keep(
        connection,
        t.calls,
        public_id=new_public_id(),
        stage=CallStage.DRAFT,
        version=0,
        form_number=0,
        **_columns({"drafting": {}} | values),
    )
    return get_call(connection, key)


def get_call(connection: Connection, key: int, *, lock: bool = False) -> Call:
    """The call of an inner id; `lock` holds its row until the transaction ends."""
    row = connection.execute(_BY_KEY_LOCKED if lock else _BY_KEY, {"key": key}).one()
    return _call(row, list_outages(connection))


def find_call(connection: Connection, public_id: str, *, lock: bool = False) -> Call | None:
    """The call of a public id."""
    if not is_public_id(public_id):
        return None
    asked = _BY_PUBLIC_ID_LOCKED if lock else _BY_PUBLIC_ID
    row = one(connection, asked, {"known_as": public_id})
    return _call(row, list_outages(connection)) if row else None


def call_answered(connection: Connection, application: str, *, lock: bool = False) -> Call | None:
    """The call that an application answers, known by the application's public id."""
    if not is_public_id(application):
        return None
    asked = _ANSWERED_LOCKED if lock else _ANSWERED
    row = one(connection, asked, {"known_as": application})
    return _call(row, list_outages(connection)) if row else None


def calls_by_id(connection: Connection, keys: Collection[int]) -> dict[int, Call]:
    """Some calls by their inner ids; the outages are read once for all of them."""
    rows = connection.execute(select(t.calls).where(t.calls.c.id.in_(keys)))
    known = list_outages(connection)
    return {row.id: _call(row, known) for row in rows}


def list_calls(connection: Connection) -> tuple[Call, ...]:
    """Every call, the one that closes last first."""
    rows = connection.execute(select(t.calls).order_by(t.calls.c.closes_at.desc(), t.calls.c.id))
    known = list_outages(connection)
    return tuple(_call(row, known) for row in rows)


def change_call(connection: Connection, key: int, **values: Any) -> Call:
    """Change columns of a call."""
    kept = _columns(values)
    connection.execute(update(t.calls).where(t.calls.c.id == key).values(**kept))
    if "criteria" in values:
        refresh_call(connection, key, values["criteria"])
    return get_call(connection, key)


def move_call(
    connection: Connection, key: int, stage: CallStage, published_at: dt.datetime | None = None
) -> Call:
    """Move a call to another stage."""
    values: dict[str, Any] = {"stage": stage}
    if published_at:
        values["published_at"] = published_at
    return change_call(connection, key, **values)


def add_call_version(connection: Connection, **values: Any) -> CallVersion:
    """Keep what a call says from now on."""
    return CallVersion(id=keep(connection, t.call_versions, **values), **values)


def call_versions_of(connection: Connection, call: int) -> tuple[CallVersion, ...]:
    """What a call has said, the opening first."""
    c = t.call_versions.c
    rows = connection.execute(select(t.call_versions).where(c.call_id == call).order_by(c.number))
    return tuple(record_of(CallVersion, row) for row in rows)


def add_form_version(connection: Connection, **values: Any) -> None:
    """Keep the questions of a call from now on."""
    keep(connection, t.form_versions, **values)


def form_document_of(connection: Connection, call: int, number: int) -> dict[str, Any]:
    """The kept document of one version of a call's form."""
    given = {"call": call, "version": number}
    found: dict[str, Any] = connection.execute(_FORM_DOCUMENT, given).scalar_one()
    return found


def forms_of_many(
    connection: Connection, wanted: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Form]:
    """Some versions of the forms of some calls: (call, number) → form."""
    asked = select(_FORM.call_id, _FORM.number, _FORM.digest).where(
        _FORM.call_id.in_({call for call, _ in wanted})
    )
    digests = {(row.call_id, row.number): row.digest for row in connection.execute(asked)}
    return {
        (call, number): _remembered(connection, call, number, digests[call, number])
        for call, number in wanted
    }


def forms_of_call(connection: Connection, call: int) -> tuple[Form, ...]:
    """Every version of the form of a call, the first one first."""
    asked = select(_FORM.number).where(_FORM.call_id == call).order_by(_FORM.number)
    numbers = connection.execute(asked).scalars().all()
    return tuple(forms_of_many(connection, [(call, number) for number in numbers]).values())


def form_version_of(connection: Connection, call: int, number: int) -> Form:
    """One version of a call's form.

    What a digest stands for never changes: forms are read once and remembered under theirs.
    """
    given = {"call": call, "version": number}
    digest: str = connection.execute(_FORM_DIGEST, given).scalar_one()
    return _remembered(connection, call, number, digest)


def _remembered(connection: Connection, call: int, number: int, digest: str) -> Form:
    known = _FORMS.get((digest, number))
    if known is None:
        known = form_of(form_document_of(connection, call, number), number)
        while len(_FORMS) >= MOST_FORMS:
            _FORMS.pop(next(iter(_FORMS)), None)
        _FORMS[digest, number] = known
    return known


def list_outages(connection: Connection) -> tuple[Outage, ...]:
    """Every time the service could not be reached."""
    rows = connection.execute(_OUTAGES)
    return tuple(record_of(Outage, row) for row in rows)


def add_outage(connection: Connection, **values: Any) -> None:
    """Keep a time at which the service could not be reached."""
    keep(connection, t.outages, **values)


def count_late_admissions(connection: Connection, call: int) -> int:
    """How many late files a call admitted."""
    c = t.late_admissions.c
    asked = (
        select(func.count(c.application_id.distinct()))
        .join(t.applications, t.applications.c.id == c.application_id)
        .where(t.applications.c.call_id == call)
    )
    return connection.execute(asked).scalar_one()
