"""Decisions: prepared where the manager alone sees them, then taken; and appeals against them."""

from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from reflexes_calls.domain.appeal import Appeal, AppealOutcome
from reflexes_calls.domain.decision import Decision, DecisionOutcome, PreparedDecision
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, new_public_id, one, record_of

_D, _P, _A = t.decisions.c, t.prepared_decisions.c, t.appeals.c


def add_decision(connection: Connection, decision: Decision) -> None:
    """Keep a decision."""
    keep(
        connection,
        t.decisions,
        application_id=decision.application_id,
        outcome=decision.outcome,
        reasons=decision.reasons,
        decided_by=decision.decided_by,
        decided_at=decision.decided_at,
        amount=decision.amount,
    )


def find_decision(connection: Connection, application: int) -> Decision | None:
    """The decision on an application."""
    row = one(connection, select(t.decisions).where(_D.application_id == application))
    return record_of(Decision, row, outcome=DecisionOutcome(row.outcome)) if row else None


def decisions_of(connection: Connection, call: int) -> tuple[Decision, ...]:
    """The decisions taken on the applications of a call."""
    asked = (
        select(t.decisions)
        .join(t.applications, t.applications.c.id == _D.application_id)
        .where(t.applications.c.call_id == call)
        .order_by(_D.decided_at, _D.application_id)
    )
    rows = connection.execute(asked)
    return tuple(record_of(Decision, row, outcome=DecisionOutcome(row.outcome)) for row in rows)


def remove_decision(connection: Connection, application: int) -> None:
    """Take a decision away, which an appeal overturned and keeps."""
    connection.execute(delete(t.decisions).where(_D.application_id == application))


def keep_prepared(connection: Connection, prepared: PreparedDecision) -> None:
    """Keep what is prepared for an application, in place of what was."""
    remove_prepared(connection, prepared.application_id)
    keep(
        connection,
        t.prepared_decisions,
        application_id=prepared.application_id,
        outcome=prepared.outcome,
        amount=prepared.amount,
        reasons=prepared.reasons,
        prepared_by=prepared.prepared_by,
        prepared_at=prepared.prepared_at,
    )


def remove_prepared(connection: Connection, application: int) -> None:
    """Take away what is prepared for an application, if anything is."""
    connection.execute(delete(t.prepared_decisions).where(_P.application_id == application))


def prepared_of(connection: Connection, call: int) -> tuple[PreparedDecision, ...]:
    """What is prepared for the applications of a call that still wait for it."""
    asked = (
        select(t.prepared_decisions)
        .join(t.applications, t.applications.c.id == _P.application_id)
        .where(
            t.applications.c.call_id == call,
            t.applications.c.stage == ApplicationStage.SUBMITTED,
        )
        .order_by(t.applications.c.receipt, _P.application_id)
    )
    return tuple(map(_prepared, connection.execute(asked)))


def find_prepared(connection: Connection, application: int) -> PreparedDecision | None:
    """What is prepared for an application."""
    row = one(connection, select(t.prepared_decisions).where(_P.application_id == application))
    return _prepared(row) if row else None


def _prepared(row: "Row[Any]") -> PreparedDecision:
    return record_of(PreparedDecision, row, outcome=DecisionOutcome(row.outcome))


def add_appeal(connection: Connection, **values: Any) -> Appeal:
    """Keep an appeal that was lodged."""
    started = {"outcome": None, "answer": "", "answered_by": None, "answered_at": None}
    public_id = new_public_id()
    key = keep(connection, t.appeals, public_id=public_id, **started, **values)
    return Appeal(id=key, public_id=public_id, **started, **values)  # type: ignore[arg-type]  # the columns above


def find_appeal(connection: Connection, application: int) -> Appeal | None:
    """The last appeal about an application."""
    asked = select(t.appeals).where(_A.application_id == application)
    row = one(connection, asked.order_by(_A.id.desc()).limit(1))
    return _appeal(row) if row else None


def appeals_of(connection: Connection, call: int) -> tuple[Appeal, ...]:
    """The appeals about the applications of a call, the first one first."""
    asked = (
        select(t.appeals)
        .join(t.applications, t.applications.c.id == _A.application_id)
        .where(t.applications.c.call_id == call)
        .order_by(_A.lodged_at, _A.id)
    )
    return tuple(map(_appeal, connection.execute(asked)))


def answer_appeal(connection: Connection, key: int, **values: Any) -> None:
    """Keep the answer to an appeal."""
    connection.execute(update(t.appeals).where(_A.id == key).values(**values))


def _appeal(row: "Row[Any]") -> Appeal:
    outcome = AppealOutcome(row.outcome) if row.outcome else None
    return record_of(Appeal, row, outcome=outcome)
