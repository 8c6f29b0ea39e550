"""The marks of a jury, told apart from the severity of those who gave them.

Files come by receipt, readers by public id: the same marks give the same order, whoever asks.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.domain.call import Call, Criterion, Moment
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.jury_results import Opening, opening_of
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.review import criteria_of_jury, weighted_mean
from reflexes_calls.storage.marks import (
    ReadFile,
    asked_of_jury,
    files_of_jury,
    marks_of_call,
    names_of,
    phase_of,
)

if TYPE_CHECKING:
    from reflexes.jury import Calibration

SEED = 1
"""Of the guard's permutations and of the draws; the same as that of selections."""
Triple = tuple[int, int, float]


@record
class Reader:
    """Someone who reads for a jury: marks stand under their public id."""

    public_id: str
    name: str


@record
class JuryMarks:
    """The marks of a jury, as indices into `files` and `readers`.

    `total` holds weighted means (0 to 4) of reviews that mark every criterion of the jury;
    `by_criterion` the marks of each criterion, by its code. `awaited` are the readings still to
    come: file and reader.
    """

    files: tuple[ReadFile, ...]
    readers: tuple[Reader, ...]
    criteria: tuple[Criterion, ...]
    total: tuple[Triple, ...]
    by_criterion: dict[str, tuple[Triple, ...]]
    awaited: tuple[tuple[int, int], ...]


@attrs.frozen(kw_only=True)
class Calibrated:
    """A jury's scores: its marks and the calibration of `reflexes.jury`, index by index."""

    marks: JuryMarks
    calibration: "Calibration"

    @property
    def files(self) -> tuple[str, ...]:
        """The public ids of the files, in the order of the calibration."""
        return tuple(each.public_id for each in self.marks.files)

    @property
    def readers(self) -> tuple[str, ...]:
        """The public ids of the readers, in the order of the calibration."""
        return tuple(each.public_id for each in self.marks.readers)

    def table(self) -> Any:
        """The marks as an array, files × readers, NaN where nobody read."""
        import numpy as np  # noqa: PLC0415 - late: the service starts without numbers

        table = np.full((len(self.files), len(self.readers)), np.nan)
        for file, reader, mark in self.marks.total:
            table[file, reader] = mark
        return table


def calibrated(
    connection: Connection, call: Call, jury: JuryKind, *, hidden: frozenset[str] = frozenset()
) -> Calibrated | None:
    """The calibrated scores of a jury, or None while nobody has marked anything.

    `hidden` files (by public id) are left out before anything is counted.
    """
    marks = jury_marks(connection, call, jury, hidden=hidden)
    if not marks.total:
        return None
    return Calibrated(marks=marks, calibration=calibrate_marks(marks))


def calibrate_marks(marks: JuryMarks) -> "Calibration":
    """The calibration of some marks."""
    from reflexes.jury import calibrate  # noqa: PLC0415 - late: the service starts without numbers

    return calibrate(
        marks.total, applications=len(marks.files), reviewers=len(marks.readers), seed=SEED
    )


def opening_for(  # noqa: PLR0913, PLR0917  # who asks, of which jury, when
    connection: Connection,
    actor: Person,
    call: Call,
    jury: JuryKind,
    marks: JuryMarks,
    now: dt.datetime,
) -> Opening:
    """Whether someone may be shown what some marks of a jury mean."""
    return opening_of(
        phase_of(connection, call.id, jury),
        given=len(marks.total),
        awaited=len(marks.awaited),
        is_silent=any(
            marks.readers[reader].public_id == actor.public_id for _, reader in marks.awaited
        ),
        is_closed=call.moment(now) is Moment.CLOSED,
    )


def jury_marks(
    connection: Connection, call: Call, jury: JuryKind, *, hidden: frozenset[str] = frozenset()
) -> JuryMarks:
    """The marks of a jury, in four queries whatever the number of files."""
    criteria = criteria_of_jury(call.criteria, jury.value)
    files = tuple(
        each for each in files_of_jury(connection, call.id) if each.public_id not in hidden
    )
    rows = {each.key: row for row, each in enumerate(files)}
    codes = {each.code for each in criteria}
    given = [
        each
        for each in marks_of_call(connection, call.id)
        if each.application in rows and codes.intersection(each.marks)
    ]
    asked = {pair for pair in asked_of_jury(connection, call.id, jury) if pair[0] in rows}
    keys = frozenset(each.reviewer for each in given) | {reader for _, reader in asked}
    known = sorted((said, key) for key, said in names_of(connection, keys).items())
    columns = {key: column for column, (_, key) in enumerate(known)}
    spoken = {(each.application, each.reviewer) for each in given}
    total, each_one = _triples(
        [(rows[one.application], columns[one.reviewer], one.marks) for one in given], criteria
    )
    return JuryMarks(
        files=files,
        readers=tuple(Reader(public_id=said[0], name=said[1]) for said, _ in known),
        criteria=criteria,
        total=total,
        by_criterion=each_one,
        awaited=tuple(sorted((rows[file], columns[reader]) for file, reader in asked - spoken)),
    )


def _triples(
    given: list[tuple[int, int, Any]], criteria: tuple[Criterion, ...]
) -> tuple[tuple[Triple, ...], dict[str, tuple[Triple, ...]]]:
    """The weighted means of full reviews, and the marks of each criterion."""
    total: list[Triple] = []
    each_one: dict[str, list[Triple]] = {each.code: [] for each in criteria}
    for row, column, typed in sorted(given, key=lambda one: one[:2]):
        marks = {code: int(typed[code]) for code in each_one if code in typed}
        for code, mark in marks.items():
            each_one[code].append((row, column, float(mark)))
        # A criterion added after a review leaves it without a mean, as in the lists.
        if len(marks) == len(criteria):
            total.append((row, column, weighted_mean(marks, criteria)))
    return tuple(total), {code: tuple(several) for code, several in each_one.items()}
