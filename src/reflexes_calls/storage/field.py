"""Notes of the field, points looked at in depth, peer readings, meetings afterwards."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, or_, select, update

from reflexes.conversion import plain, structure
from reflexes_calls.domain.field import FieldNote, NoteKind
from reflexes_calls.domain.follow_up import FollowUp
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.domain.peer import PeerAnswers, PeerReading, Reads
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.domain.probe import Probe, ProbeAnswer, ProbeAnswers, Sharing
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of

_N, _B, _R, _F = t.field_notes.c, t.probes.c, t.peer_readings.c, t.follow_ups.c


def add_note(connection: Connection, **values: Any) -> FieldNote:
    """Keep a note."""
    public_id = new_public_id()
    key = keep(connection, t.field_notes, public_id=public_id, **values)
    return FieldNote(id=key, public_id=public_id, **values)


def notes_of(connection: Connection, pilot: int) -> tuple[FieldNote, ...]:
    """The notes of a pilot, in the order they were written."""
    asked = select(t.field_notes).where(_N.pilot_id == pilot).order_by(_N.id)
    rows = connection.execute(asked)
    return tuple(record_of(FieldNote, row, kind=NoteKind(row.kind)) for row in rows)


def forget_note(connection: Connection, key: int) -> None:
    """Take a note away."""
    connection.execute(delete(t.field_notes).where(_N.id == key))


def _probe(row: "Row[Any]") -> Probe:
    return record_of(Probe, row, shared_with=Sharing(row.shared_with))


def add_probe(connection: Connection, **values: Any) -> Probe:
    """Keep a point."""
    public_id = new_public_id()
    key = keep(connection, t.probes, public_id=public_id, **values)
    return Probe(id=key, public_id=public_id, **values)


def find_probe(connection: Connection, public_id: str) -> Probe | None:
    """The point of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.probes).where(_B.public_id == public_id))
    return _probe(row) if row else None


def probes_open_to(connection: Connection, pilot: Pilot, piste: str) -> tuple[Probe, ...]:
    """The points that a pilot opened, and those of others that it may look at too."""
    opener, call = t.pilots.c, t.calls.c
    shared = or_(
        and_(_B.shared_with == Sharing.CALL, opener.call_id == pilot.call_id),
        and_(_B.shared_with == Sharing.PISTE, call.piste_code == piste),
    )
    asked = (
        select(t.probes)
        .join(t.pilots, opener.id == _B.pilot_id)
        .join(t.calls, call.id == opener.call_id)
        .where(or_(_B.pilot_id == pilot.id, shared))
        .order_by(_B.id)
    )
    return tuple(map(_probe, connection.execute(asked)))


def add_probe_answer(connection: Connection, said: ProbeAnswers, **values: Any) -> None:
    """Keep what a team found at a point."""
    keep(connection, t.probe_answers, said=plain(said), **values)


def answers_at(connection: Connection, probes: Collection[int]) -> tuple[ProbeAnswer, ...]:
    """The last answer of each pilot at some points, in the order they first spoke."""
    c = t.probe_answers.c
    asked = select(t.probe_answers).where(c.probe_id.in_(probes)).order_by(c.id)
    last: dict[tuple[int, int], ProbeAnswer] = {}
    for row in connection.execute(asked):
        said = structure(ProbeAnswers, row.said)
        last[row.probe_id, row.pilot_id] = record_of(ProbeAnswer, row, said=said)
    return tuple(last.values())


def _reading(row: "Row[Any]") -> PeerReading:
    return record_of(PeerReading, row, reads=Reads(row.reads))


def add_reading(connection: Connection, **values: Any) -> PeerReading:
    """Keep a request."""
    public_id = new_public_id()
    blank = {"convincing": "", "missing": "", "would_try": "", "is_declined": False}
    keep(connection, t.peer_readings, public_id=public_id, **blank, **values)
    return _needed_reading(connection, select(t.peer_readings).where(_R.public_id == public_id))


def _needed_reading(connection: Connection, asked: "Select[Any]") -> PeerReading:
    return _reading(connection.execute(asked).one())


def find_reading(connection: Connection, public_id: str) -> PeerReading | None:
    """The reading of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.peer_readings).where(_R.public_id == public_id))
    return _reading(row) if row else None


def readings_of(connection: Connection, pilot: int) -> tuple[PeerReading, ...]:
    """The readings that a pilot asked for, and those that were asked of it."""
    mine = or_(_R.pilot_id == pilot, _R.reader_id == pilot)
    asked = select(t.peer_readings).where(mine).order_by(_R.id.desc())
    return tuple(map(_reading, connection.execute(asked)))


def answer_reading(
    connection: Connection, key: int, said: PeerAnswers | None, *, by: int, at: dt.datetime
) -> None:
    """Keep the answers of a reader, or that they declined."""
    answers = plain(said) if said is not None else {}
    connection.execute(
        update(t.peer_readings)
        .where(_R.id == key)
        .values(answered_by=by, answered_at=at, is_declined=said is None, **answers)
    )


def follow_ups_of(connection: Connection, pilots: Sequence[int]) -> tuple[FollowUp, ...]:
    """The meetings of some pilots that were called to mind, or held."""
    asked = select(t.follow_ups).where(_F.pilot_id.in_(pilots)).order_by(_F.years)
    return tuple(record_of(FollowUp, row) for row in connection.execute(asked))


def keep_follow_up(connection: Connection, pilot: int, years: int, **values: Any) -> None:
    """Keep what is known of a meeting."""
    same = and_(_F.pilot_id == pilot, _F.years == years)
    if one(connection, select(_F.id).where(same)) is None:
        said = {"said": {}, "figures": {}, **values}
        keep(connection, t.follow_ups, pilot_id=pilot, years=years, **said)
    else:
        connection.execute(update(t.follow_ups).where(same).values(**values))


def ended_between(
    connection: Connection, since: dt.datetime, until: dt.datetime
) -> tuple[int, ...]:
    """The pilots that ended between two instants."""
    c = t.pilots.c
    asked = select(c.id).where(c.ended_at >= since, c.ended_at < until).order_by(c.id)
    return tuple(connection.execute(asked).scalars())


def pilots_beside(connection: Connection, pilot: Pilot, piste: str) -> tuple[Pilot, ...]:
    """The other pilots of the same call, or of the same piste."""
    known, call = t.pilots.c, t.calls.c
    asked = (
        select(t.pilots)
        .join(t.calls, call.id == known.call_id)
        .where(or_(known.call_id == pilot.call_id, call.piste_code == piste))
        .where(known.id != pilot.id)
        .order_by(known.title, known.id)
    )
    rows = connection.execute(asked)
    return tuple(record_of(Pilot, row, stage=PilotStage(row.stage)) for row in rows)
