"""All the pilots of a call, gathered in a number of questions that does not grow with them."""

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, distinct, func, select

from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.follow_up import FollowUp, appointments
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.programme import PilotFacts
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import record_of

_P = t.pilots.c
Facts = dict[int, "Row[Any]"]


def pilots_together(
    connection: Connection, call: int, today: dt.date
) -> tuple[tuple[str, PilotFacts], ...]:
    """The pilots of a call, each with the public id of its application."""
    asked = (
        select(
            t.pilots,
            t.organisations.c.name.label("organisation"),
            t.applications.c.public_id.label("application"),
        )
        .join(t.organisations, t.organisations.c.id == _P.organisation_id)
        .join(t.applications, t.applications.c.id == _P.application_id)
        .where(_P.call_id == call)
        .order_by(_P.id)
    )
    rows = connection.execute(asked).all()
    measured = _by_pilot(connection, _measured(), call)
    notes = _by_pilot(connection, _notes(), call)
    surveys = _by_pilot(connection, _surveys(today), call)
    readings = _by_pilot(connection, _readings(), call)
    milestones = _by_pilot(connection, _milestones(today), call)
    meetings = _meetings(connection, call)
    return tuple(
        (
            row.application,
            _facts(
                row,
                measured.get(row.id),
                notes.get(row.id),
                surveys.get(row.id),
                readings.get(row.id),
                milestones.get(row.id),
                tuple(meetings[row.id]),
            ),
        )
        for row in rows
    )


def _facts(  # noqa: PLR0913, PLR0917  # a row of each question
    row: "Row[Any]",
    measured: "Row[Any] | None",
    notes: "Row[Any] | None",
    surveys: "Row[Any] | None",
    readings: "Row[Any] | None",
    milestones: "Row[Any] | None",
    meetings: tuple[FollowUp, ...],
) -> PilotFacts:
    ended = local_day(row.ended_at) if row.ended_at else None
    return PilotFacts(
        id=row.id,
        public_id=row.public_id,
        title=row.title,
        organisation=row.organisation,
        stage=PilotStage(row.stage),
        is_locked=row.promises_digest is not None,
        lessons=row.lessons,
        agreed_on=local_day(row.created_at),
        started_on=local_day(row.started_at) if row.started_at else None,
        ended_on=ended,
        promised=measured.promised if measured else 0,
        measured=measured.measured if measured else 0,
        last_measured=measured.last if measured else None,
        notes=notes.total if notes else 0,
        last_note=notes.last if notes else None,
        surveys_open=surveys.total if surveys else 0,
        survey_closes=surveys.closes if surveys else None,
        readings_waiting=readings.total if readings else 0,
        late_milestones=milestones.late if milestones else 0,
        next_milestone=milestones.next if milestones else None,
        meetings=appointments(ended, meetings),
    )


def _by_pilot(connection: Connection, asked: "Select[Any]", call: int) -> Facts:
    """The answers to a question that groups by pilot, for those of a call."""
    of_call = asked.where(_P.call_id == call)
    return {row.pilot_id: row for row in connection.execute(of_call)}


def _measured() -> "Select[Any]":
    promised, known = t.promises.c, t.measures.c
    return (
        select(
            promised.pilot_id,
            func.count(distinct(promised.id)).label("promised"),
            func.count(distinct(known.promise_id)).label("measured"),
            func.max(known.measured_on).label("last"),
        )
        .select_from(t.promises)
        .join(t.pilots, _P.id == promised.pilot_id)
        .outerjoin(t.measures, known.promise_id == promised.id)
        .group_by(promised.pilot_id)
    )


def _notes() -> "Select[Any]":
    known = t.field_notes.c
    counts = (func.count().label("total"), func.max(known.seen_on).label("last"))
    grouped = select(known.pilot_id, *counts).group_by(known.pilot_id)
    return grouped.join(t.pilots, _P.id == known.pilot_id)


def _surveys(today: dt.date) -> "Select[Any]":
    known = t.surveys.c
    is_open = and_(known.opens_on <= today, known.closes_on >= today, known.is_closed.is_(False))
    counts = (func.count().label("total"), func.min(known.closes_on).label("closes"))
    grouped = select(known.pilot_id, *counts).where(is_open).group_by(known.pilot_id)
    return grouped.join(t.pilots, _P.id == known.pilot_id)


def _readings() -> "Select[Any]":
    known = t.peer_readings.c
    counted = select(known.pilot_id, func.count().label("total")).where(known.answered_at.is_(None))
    return counted.join(t.pilots, _P.id == known.pilot_id).group_by(known.pilot_id)


def _milestones(today: dt.date) -> "Select[Any]":
    known = t.milestones.c
    is_late = known.due_on < today
    counts = (
        func.count(case((is_late, known.id))).label("late"),
        func.min(case((~is_late, known.due_on))).label("next"),
    )
    asked = select(known.pilot_id, *counts).where(known.done_on.is_(None))
    return asked.join(t.pilots, _P.id == known.pilot_id).group_by(known.pilot_id)


def _meetings(connection: Connection, call: int) -> defaultdict[int, list[FollowUp]]:
    known = t.follow_ups.c
    asked = select(t.follow_ups).join(t.pilots, _P.id == known.pilot_id).where(_P.call_id == call)
    found: defaultdict[int, list[FollowUp]] = defaultdict(list)
    for row in connection.execute(asked.order_by(known.years)):
        found[row.pilot_id].append(record_of(FollowUp, row))
    return found
