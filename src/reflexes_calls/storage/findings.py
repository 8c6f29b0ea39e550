"""Reports of pilots: what is being written, and what was issued."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from reflexes_calls.domain.pilot_measures import KeptReport
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of

_R = t.pilot_reports.c


def report_kept(connection: Connection, pilot: int) -> KeptReport | None:
    """What was typed of the report of a pilot, and what was issued of it."""
    row = one(connection, select(t.pilot_reports).where(_R.pilot_id == pilot))
    return record_of(KeptReport, row) if row else None


def is_issued(connection: Connection, pilot: int) -> bool:
    """Whether the report of a pilot was issued."""
    kept = report_kept(connection, pilot)
    return kept is not None and kept.issued is not None


def keep_typed_report(
    connection: Connection, pilot: int, typed: Mapping[str, str], *, by: int, at: dt.datetime
) -> None:
    """Keep what is typed of a report; its revision goes up by one."""
    before = report_kept(connection, pilot)
    said: dict[str, Any] = {"typed": dict(typed), "saved_by": by, "saved_at": at}
    if before is None:
        keep(connection, t.pilot_reports, pilot_id=pilot, revision=1, **said)
        return
    revision = before.revision + 1
    changed = update(t.pilot_reports).where(_R.pilot_id == pilot)
    connection.execute(changed.values(revision=revision, **said))


def keep_issued_report(  # noqa: PLR0913  # what is issued, by whom, and when
    connection: Connection,
    pilot: int,
    issued: Mapping[str, Any],
    *,
    digest: str,
    by: int,
    at: dt.datetime,
) -> None:
    """Keep a report as it is issued; nothing of it changes afterwards."""
    changed = update(t.pilot_reports).where(_R.pilot_id == pilot)
    said = {"issued": dict(issued), "digest": digest, "issued_by": by, "issued_at": at}
    connection.execute(changed.values(**said))
