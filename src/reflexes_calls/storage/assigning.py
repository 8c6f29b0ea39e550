"""What an assignment is computed from, and its pairs, in a few queries whatever their number."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, func, insert, select, tuple_, update

from reflexes.records import record
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import tables as t

_A, _V, _R, _S, _O = (
    t.applications.c,
    t.application_versions.c,
    t.reviews.c,
    t.assignments.c,
    t.organisations.c,
)
K = TypeVar("K")
LOT = 400
Pair = tuple[int, int]
"""The keys of a file and of a reader."""


@record
class FileToRead:
    """A file that waits to be read; `version` is the key of what was submitted last."""

    key: int
    public_id: str
    receipt: str
    title: str
    organisation: str
    siret: str
    territory: str
    version: int


@record
class GivenPair:
    """That someone reads a file.

    `is_free` while a computation gave it, and its reader neither opened it nor wrote anything:
    another computation may give it to somebody else.
    """

    application: int
    reviewer: int
    jury: JuryKind
    is_free: bool


def files_to_read(connection: Connection, call: int) -> tuple[FileToRead, ...]:
    """The full files of a call that wait for their decision, by receipt."""
    last = (
        select(func.max(_V.id))
        .where(_V.application_id == _A.id)
        .correlate(t.applications)
        .scalar_subquery()
    )
    asked = (
        select(
            _A.id,
            _A.public_id,
            _A.receipt,
            _A.title,
            _A.territory,
            _O.name,
            _O.siret,
            last.label("version"),
        )
        .join(t.organisations, _O.id == _A.organisation_id)
        .where(
            _A.call_id == call,
            _A.receipt.is_not(None),
            _A.phase == Phase.FULL,
            _A.stage == ApplicationStage.SUBMITTED,
        )
    )
    found = [
        FileToRead(
            key=row.id,
            public_id=row.public_id,
            receipt=row.receipt,
            title=row.title,
            organisation=row.name,
            siret=row.siret or "",
            territory=row.territory or "",
            version=row.version or 0,
        )
        for row in connection.execute(asked)
    ]
    return tuple(sorted(found, key=lambda one: (len(one.receipt), one.receipt)))


def answers_of(connection: Connection, versions: Collection[int]) -> dict[int, dict[str, Any]]:
    """What some versions answer, by the key of the version."""
    found: dict[int, dict[str, Any]] = {}
    for lot in _lots(tuple(versions)):
        rows = connection.execute(select(_V.id, _V.answers).where(_V.id.in_(lot)))
        found |= {row.id: row.answers.get("answers", {}) for row in rows}
    return found


def given_pairs(connection: Connection, call: int) -> tuple[GivenPair, ...]:
    """Who reads what on a call, in every jury."""
    wrote = (
        select(_R.id)
        .join(t.application_versions, _V.id == _R.version_id)
        .where(_V.application_id == _S.application_id, _R.reviewer_id == _S.reviewer_id)
        .exists()
    )
    asked = (
        select(
            _S.application_id,
            _S.reviewer_id,
            _S.jury,
            _S.by_hand,
            _S.opened_at,
            wrote.label("wrote"),
        )
        .join(t.applications, _A.id == _S.application_id)
        .where(_A.call_id == call)
        .order_by(_S.application_id, _S.reviewer_id)
    )
    return tuple(
        GivenPair(
            application=row.application_id,
            reviewer=row.reviewer_id,
            jury=JuryKind(row.jury),
            is_free=not row.by_hand and row.opened_at is None and not row.wrote,
        )
        for row in connection.execute(asked)
    )


def give(connection: Connection, pairs: Iterable[Pair], at: dt.datetime, *, jury: JuryKind) -> None:
    """Keep that several readers are to read several files: `reviews.add_assignment`, at once.

    None of the pairs may be there already. Their places in the order of each reader stay empty.
    """
    rows = [
        {
            "application_id": file,
            "reviewer_id": reader,
            "assigned_at": at,
            "jury": jury.value,
            "by_hand": False,
        }
        for file, reader in sorted(pairs)
    ]
    if rows:
        connection.execute(insert(t.assignments), rows)
    _count_readers(connection, {row["application_id"] for row in rows})


def take_away(connection: Connection, pairs: Iterable[Pair]) -> None:
    """Forget that some files were given to be read, of which nothing was opened nor written."""
    known = sorted(pairs)
    for lot in _lots(known):
        is_one = tuple_(_S.application_id, _S.reviewer_id).in_(lot)
        connection.execute(delete(t.assignments).where(is_one))
    _count_readers(connection, {file for file, _ in known})


def _count_readers(connection: Connection, files: Collection[Any]) -> None:
    """Write how many people are to read each of some files; see `scores.refresh_readers`."""
    readers = (
        select(func.count())
        .where(_S.application_id == _A.id)
        .correlate(t.applications)
        .scalar_subquery()
    )
    for lot in _lots(sorted(files)):
        connection.execute(update(t.applications).where(_A.id.in_(lot)).values(readers=readers))


def _lots(several: Sequence[K]) -> Iterator[Sequence[K]]:
    """Some of them at a time: a question holds so many values and no more."""
    return (several[first : first + LOT] for first in range(0, len(several), LOT))
