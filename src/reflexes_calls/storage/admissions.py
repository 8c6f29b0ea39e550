"""The late files that were admitted, each by an act of its own."""

from typing import Any

from sqlalchemy import Connection, select

from reflexes_calls.domain.late_admission import LateAdmission
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, record_of

_L = t.late_admissions.c


def add_admission(connection: Connection, **values: Any) -> LateAdmission:
    """Keep that a late file is admitted."""
    return LateAdmission(id=keep(connection, t.late_admissions, **values), **values)


def admissions_of(connection: Connection, call: int) -> tuple[LateAdmission, ...]:
    """The acts by which a call admitted late files, the first one first."""
    asked = (
        select(t.late_admissions)
        .join(t.applications, t.applications.c.id == _L.application_id)
        .where(t.applications.c.call_id == call)
        .order_by(_L.id)
    )
    return tuple(record_of(LateAdmission, row) for row in connection.execute(asked))
