"""Calls and what was published of them: find, list, keep."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from reflexes.records import record, values_of
from reflexes_calls.domain.call import Call, Procedure
from reflexes_calls.domain.call_document import criterion_of
from reflexes_calls.domain.deadlines import Outage
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of


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
    asked = select(t.calls).where(t.calls.c.id == key)
    row = connection.execute(asked.with_for_update() if lock else asked).one()
    return _call(row, list_outages(connection))


def find_call(connection: Connection, public_id: str, *, lock: bool = False) -> Call | None:
    """The call of a public id."""
    if not is_public_id(public_id):
        return None
    asked = select(t.calls).where(t.calls.c.public_id == public_id)
    row = one(connection, asked.with_for_update() if lock else asked)
    return _call(row, list_outages(connection)) if row else None


def list_calls(connection: Connection) -> tuple[Call, ...]:
    """Every call, the one that closes last first."""
    rows = connection.execute(select(t.calls).order_by(t.calls.c.closes_at.desc(), t.calls.c.id))
    known = list_outages(connection)
    return tuple(_call(row, known) for row in rows)


def change_call(connection: Connection, key: int, **values: Any) -> Call:
    """Change columns of a call."""
    kept = _columns(values)
    connection.execute(update(t.calls).where(t.calls.c.id == key).values(**kept))
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
    c = t.form_versions.c
    asked = select(c.document).where(c.call_id == call, c.number == number)
    found: dict[str, Any] = connection.execute(asked).scalar_one()
    return found


def list_outages(connection: Connection) -> tuple[Outage, ...]:
    """Every time the service could not be reached."""
    rows = connection.execute(select(t.outages).order_by(t.outages.c.started_at))
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
