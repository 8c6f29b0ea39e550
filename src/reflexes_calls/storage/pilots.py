"""Pilots, promises, measures, evaluations, and the evidence accepted by this instance."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from reflexes.conversion import plain, structure
from reflexes_calls.domain.evaluation import Evaluation, EvaluationAnswers, ResultAnswers
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.pilot import Direction, Measure, Pilot, Promise, PromiseAnswers
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_P = t.pilots.c


def _pilot(row: "Row[Any]") -> Pilot:
    return record_of(Pilot, row, stage=PilotStage(row.stage))


def add_pilot(connection: Connection, **values: Any) -> Pilot:
    """Keep a new pilot, as agreed."""
    key = keep(
        connection,
        t.pilots,
        public_id=new_public_id(),
        stage=PilotStage.AGREED,
        lessons="",
        **values,
    )
    return get_pilot(connection, key)


def get_pilot(connection: Connection, key: int) -> Pilot:
    """The pilot of an inner id."""
    return _pilot(connection.execute(select(t.pilots).where(_P.id == key)).one())


def find_pilot(connection: Connection, public_id: str) -> Pilot | None:
    """The pilot of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.pilots).where(_P.public_id == public_id))
    return _pilot(row) if row else None


def pilot_of_application(connection: Connection, application: int) -> Pilot | None:
    """The pilot that an application became."""
    row = one(connection, select(t.pilots).where(_P.application_id == application))
    return _pilot(row) if row else None


def pilots_where(connection: Connection, condition: ColumnElement[bool]) -> tuple[Pilot, ...]:
    """The pilots of which something holds, the latest first."""
    asked = select(t.pilots).where(condition).order_by(_P.id.desc())
    return tuple(map(_pilot, connection.execute(asked)))


def pilots_of_call(connection: Connection, call: int) -> tuple[Pilot, ...]:
    """The pilots of a call, the latest first."""
    return pilots_where(connection, _P.call_id == call)


def list_pilots(connection: Connection) -> tuple[Pilot, ...]:
    """Every pilot, the latest first."""
    return tuple(map(_pilot, connection.execute(select(t.pilots).order_by(_P.id.desc()))))


def change_pilot(connection: Connection, key: int, **values: Any) -> Pilot:
    """Change columns of a pilot."""
    connection.execute(update(t.pilots).where(_P.id == key).values(**values))
    return get_pilot(connection, key)


def add_promises(
    connection: Connection, pilot: int, promises: Sequence[PromiseAnswers], *, after: int = 0
) -> None:
    """Keep the promises of a pilot in their order, after so many that it has."""
    for position, promise in enumerate(promises, start=after + 1):
        keep(connection, t.promises, pilot_id=pilot, position=position, **plain(promise))


def promises_of(connection: Connection, pilot: int) -> tuple[Promise, ...]:
    """The promises of a pilot."""
    c = t.promises.c
    asked = select(t.promises).where(c.pilot_id == pilot).order_by(c.position)
    rows = connection.execute(asked)
    return tuple(record_of(Promise, row, direction=Direction(row.direction)) for row in rows)


def rename_promise(connection: Connection, key: int, indicator: str) -> None:
    """Call a promised indicator by another name; its measures stay with it."""
    connection.execute(update(t.promises).where(t.promises.c.id == key).values(indicator=indicator))


def add_measure(connection: Connection, **values: Any) -> Measure:
    """Keep a measure; one of the whole pilot says no unit."""
    values = {"observed_unit": "", "observed_group": "", "source": ""} | values
    return Measure(id=keep(connection, t.measures, **values), **values)


def measures_of(connection: Connection, pilot: int) -> tuple[Measure, ...]:
    """The measures of a pilot, by day."""
    c = t.measures.c
    asked = select(t.measures).join(t.promises).where(t.promises.c.pilot_id == pilot)
    rows = connection.execute(asked.order_by(c.measured_on, c.id))
    return tuple(record_of(Measure, row) for row in rows)


def add_evaluation(connection: Connection, evaluation: Evaluation) -> None:
    """Keep an evaluation."""
    keep(
        connection,
        t.evaluations,
        pilot_id=evaluation.pilot_id,
        said=plain(evaluation.said),
        results={str(key): plain(one) for key, one in evaluation.results.items()},
        written_by=evaluation.written_by,
        written_at=evaluation.written_at,
    )


def find_evaluation(connection: Connection, pilot: int) -> Evaluation | None:
    """The evaluation of a pilot."""
    row = one(connection, select(t.evaluations).where(t.evaluations.c.pilot_id == pilot))
    if row is None:
        return None
    return record_of(
        Evaluation,
        row,
        said=structure(EvaluationAnswers, row.said),
        results={int(key): structure(ResultAnswers, one) for key, one in row.results.items()},
    )


def add_to_overlay(  # noqa: PLR0913  # the columns of a row
    connection: Connection,
    *,
    code: str,
    pilot: int,
    piste: str,
    evidence: dict[str, Any],
    digest: str,
    at: dt.datetime,
    by: int,
) -> None:
    """Keep a piece of evidence that this instance shows apart from the edition."""
    keep(
        connection,
        t.overlay_evidence,
        code=code,
        pilot_id=pilot,
        piste_code=piste,
        evidence=evidence,
        digest=digest,
        accepted_at=at,
        accepted_by=by,
    )


def overlay_of(
    connection: Connection, *, piste: str | None = None, pilot: int | None = None
) -> tuple[dict[str, Any], ...]:
    """The plain evidence of the overlay, for a piste or a pilot."""
    c = t.overlay_evidence.c
    asked = select(c.evidence).order_by(c.accepted_at)
    if piste is not None:
        asked = asked.where(c.piste_code == piste)
    if pilot is not None:
        asked = asked.where(c.pilot_id == pilot)
    return tuple(connection.execute(asked).scalars())


def overlay_with_pilots(
    connection: Connection, piste: str
) -> tuple[tuple[dict[str, Any], Pilot], ...]:
    """The plain evidence of the overlay for a piste, each with the pilot that it comes from."""
    c = t.overlay_evidence.c
    asked = select(c.evidence, c.pilot_id).where(c.piste_code == piste).order_by(c.accepted_at)
    rows = connection.execute(asked).all()
    return tuple((row.evidence, get_pilot(connection, row.pilot_id)) for row in rows)
