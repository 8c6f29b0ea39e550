"""The scores of files, which lists sort on: derived from the reviews, and kept beside them.

They are never the source of anything: whoever decides reads the reviews again. Each is written
in the transaction that changes what it is derived from, its file being held meanwhile.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, update

from reflexes_calls.domain.application import Completeness
from reflexes_calls.domain.call import Criterion
from reflexes_calls.domain.review import Scores, scores_of
from reflexes_calls.storage import tables as t

_A, _V, _R, _S = (
    t.applications.c,
    t.application_versions.c,
    t.reviews.c,
    t.assignments.c,
)
STILL_GIVEN = exists().where(
    _S.application_id == _V.application_id, _S.reviewer_id == _R.reviewer_id
)
"""That a review is of someone who still reads the file: that of whoever recused counts no more."""
_HELD = select(_A.id).where(_A.id == bindparam("application")).with_for_update()
_LAST = (
    select(func.max(_V.number))
    .where(_V.application_id == bindparam("application"))
    .scalar_subquery()
)
_MARKS = (
    select(_R.marks)
    .join(t.application_versions, _V.id == _R.version_id)
    .where(
        _V.application_id == bindparam("application"),
        _V.number == _LAST,
        _R.submitted_at.is_not(None),
        STILL_GIVEN,
    )
)
_READERS = (
    select(func.count()).where(_S.application_id == bindparam("application")).scalar_subquery()
)


def refresh_scores(
    connection: Connection, application: int, criteria: Iterable[Criterion]
) -> Scores:
    """Write what the submitted reviews of the last version of a file say together."""
    connection.execute(_HELD, {"application": application})
    # Asked once the file is held: what two readers submit at once is then seen by the second.
    scores = derived_scores(connection, application, criteria)
    said = {"reads": scores.reads, "mean": scores.mean, "spread": scores.spread}
    _write(connection, application, **said)
    return scores


def derived_scores(
    connection: Connection, application: int, criteria: Iterable[Criterion]
) -> Scores:
    """What the submitted reviews of the last version of a file say together."""
    rows = connection.execute(_MARKS, {"application": application}).scalars()
    given = ({code: int(mark) for code, mark in marks.items()} for marks in rows)
    return scores_of(given, criteria)


def begin_again(connection: Connection, application: int) -> None:
    """Write that nobody has read nor checked the version that was just submitted."""
    unread = {"reads": 0, "mean": None, "spread": None}
    _write(connection, application, **unread, completeness=Completeness.UNCHECKED)


def refresh_readers(connection: Connection, application: int) -> None:
    """Write how many people are to read a file."""
    connection.execute(_HELD, {"application": application})
    _write(connection, application, readers=_READERS)


def refresh_call(connection: Connection, call: int, criteria: Iterable[Criterion]) -> None:
    """Write again the scores of every file that was read, whose criteria weigh otherwise now."""
    known = tuple(criteria)
    asked = select(_A.id).where(_A.call_id == call, _A.reads > 0)
    for application in connection.execute(asked).scalars().all():
        refresh_scores(connection, application, known)


def untrue_scores(
    connection: Connection, call: int, criteria: Iterable[Criterion]
) -> tuple[int, ...]:
    """The files of a call whose kept scores are not what their reviews say: there is none."""
    known = tuple(criteria)
    asked = select(_A.id, _A.reads, _A.mean, _A.spread, _A.readers).where(
        _A.call_id == call, _A.receipt.is_not(None)
    )
    return tuple(
        row.id
        for row in connection.execute(asked).all()
        if Scores(reads=row.reads, mean=row.mean, spread=row.spread)
        != derived_scores(connection, row.id, known)
        or row.readers != _count_readers(connection, row.id)
    )


def _count_readers(connection: Connection, application: int) -> int:
    asked = select(func.count()).where(_S.application_id == application)
    return connection.execute(asked).scalar_one()


def _write(connection: Connection, application: int, **said: Any) -> None:
    told = update(t.applications).where(_A.id == bindparam("application")).values(**said)
    connection.execute(told, {"application": application})
