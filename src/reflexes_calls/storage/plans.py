"""Plans of pilots: what is being written, and what was locked."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from reflexes_calls.domain.pilot import PlanDraft
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of

if TYPE_CHECKING:
    from reflexes.evaluation.locking import Registration

_P = t.pilot_plans.c


def draft_of(connection: Connection, pilot: int) -> PlanDraft | None:
    """What was typed of the plan of a pilot, and its revision."""
    row = one(connection, select(t.pilot_plans).where(_P.pilot_id == pilot))
    return record_of(PlanDraft, row) if row else None


def keep_draft(
    connection: Connection, pilot: int, typed: Mapping[str, str], *, by: int, at: dt.datetime
) -> PlanDraft:
    """Keep what is typed of a plan; its revision goes up by one."""
    before = draft_of(connection, pilot)
    said: dict[str, Any] = {"typed": dict(typed), "saved_by": by, "saved_at": at}
    if before is None:
        keep(connection, t.pilot_plans, pilot_id=pilot, revision=1, **said)
        return PlanDraft(pilot_id=pilot, revision=1, **said)
    after = before.revision + 1
    changed = update(t.pilot_plans).where(_P.pilot_id == pilot).values(revision=after, **said)
    connection.execute(changed)
    return PlanDraft(pilot_id=pilot, revision=after, **said)


def is_locked(connection: Connection, pilot: int) -> bool:
    """Whether the plan of a pilot is locked."""
    asked = select(_P.pilot_id).where(_P.pilot_id == pilot, _P.registration.is_not(None))
    return one(connection, asked) is not None


def registration_of_pilot(connection: Connection, pilot: int) -> "Registration | None":
    """The locked plan of a pilot with its amendments, verified to the last digest.

    Raises `RefusedError` when it was altered behind the service's back.
    """
    # Late: whether a plan is locked is asked by pages that read none.
    from reflexes.evaluation.locking import registration_of  # noqa: PLC0415  # see above

    row = one(connection, select(_P.registration).where(_P.pilot_id == pilot))
    return registration_of(row.registration) if row and row.registration else None


def keep_registration(
    connection: Connection, pilot: int, registration: "Registration", *, by: int
) -> None:
    """Keep the plan of a pilot as it is locked or amended."""
    from reflexes.evaluation.locking import registration_to_plain  # noqa: PLC0415  # as above

    kept: dict[str, Any] = registration_to_plain(registration)
    connection.execute(
        update(t.pilot_plans).where(_P.pilot_id == pilot).values(registration=kept, locked_by=by)
    )
