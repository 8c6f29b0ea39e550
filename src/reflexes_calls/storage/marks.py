"""The marks of a whole jury, in a few queries whatever the number of files."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from reflexes.records import record
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.jury import JurorState, JuryKind, JuryPhase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.juries import jury_of
from reflexes_calls.storage.scores import STILL_GIVEN

_A, _V, _R, _S, _P = (
    t.applications.c,
    t.application_versions.c,
    t.reviews.c,
    t.assignments.c,
    t.persons.c,
)


@record
class ReadFile:
    """A full file that a jury reads."""

    key: int
    public_id: str
    receipt: str
    title: str


@record
class GivenMarks:
    """The marks of one submitted review, by criterion; the reader by key."""

    application: int
    reviewer: int
    marks: Mapping[str, str]


def files_of_jury(connection: Connection, call: int) -> tuple[ReadFile, ...]:
    """The full files of a call that were submitted and not withdrawn, by receipt."""
    asked = select(_A.id, _A.public_id, _A.receipt, _A.title).where(
        _A.call_id == call,
        _A.receipt.is_not(None),
        _A.phase == Phase.FULL,
        _A.stage != ApplicationStage.WITHDRAWN,
    )
    rows = connection.execute(asked).all()
    found = [
        ReadFile(key=row.id, public_id=row.public_id, receipt=row.receipt, title=row.title)
        for row in rows
    ]
    # A receipt ends with a number: the tenth comes after the ninth.
    return tuple(sorted(found, key=lambda one: (len(one.receipt), one.receipt)))


def marks_of_call(connection: Connection, call: int) -> tuple[GivenMarks, ...]:
    """The marks of every submitted review of the last version of each file of a call."""
    last = (
        select(func.max(_V.id))
        .join(t.applications, _A.id == _V.application_id)
        .where(_A.call_id == call)
        .group_by(_V.application_id)
    )
    asked = (
        select(_V.application_id, _R.reviewer_id, _R.marks)
        .join(t.application_versions, _V.id == _R.version_id)
        .where(_V.id.in_(last), _R.submitted_at.is_not(None), STILL_GIVEN)
        .order_by(_R.id)
    )
    return tuple(
        GivenMarks(application=row.application_id, reviewer=row.reviewer_id, marks=row.marks)
        for row in connection.execute(asked)
    )


def asked_of_jury(connection: Connection, call: int, jury: JuryKind) -> frozenset[tuple[int, int]]:
    """Who is to read what in a jury: the keys of a file and of a reader."""
    asked = (
        select(_S.application_id, _S.reviewer_id)
        .join(t.applications, _A.id == _S.application_id)
        .where(_A.call_id == call, _S.jury == jury)
    )
    return frozenset((row.application_id, row.reviewer_id) for row in connection.execute(asked))


def names_of(connection: Connection, keys: frozenset[int]) -> dict[int, tuple[str, str]]:
    """The public id and the name of some persons, by key."""
    rows = connection.execute(select(_P.id, _P.public_id, _P.name).where(_P.id.in_(keys)))
    return {row.id: (row.public_id, row.name) for row in rows}


def phase_of(connection: Connection, call: int, jury: JuryKind) -> JuryPhase:
    """Where a jury stands; forming where nothing was ever said of it."""
    return jury_of(connection, call, jury).phase


def juries_chaired(connection: Connection, call: int, person: int) -> frozenset[JuryKind]:
    """The juries of a call that a person chairs, having accepted."""
    c = t.jurors.c
    asked = select(c.jury).where(
        c.call_id == call,
        c.person_id == person,
        c.is_chair.is_(True),
        c.state == JurorState.ACCEPTED,
    )
    return frozenset(map(JuryKind, connection.execute(asked).scalars()))
