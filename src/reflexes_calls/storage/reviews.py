"""Assignments and reviews."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from reflexes.records import record
from reflexes_calls.domain.blind import is_blind
from reflexes_calls.domain.jury import JuryKind, JuryPhase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.review import Review, ReviewVersion
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of
from reflexes_calls.storage.scores import STILL_GIVEN, refresh_readers

_R, _S, _V, _A = t.reviews.c, t.assignments.c, t.review_versions.c, t.applications.c


@record
class Given:
    """A file that was given to someone to read: for which jury, in which place of their order.

    `seconds` is about how long they spent on it; see `domain.reading`.
    """

    application_id: int
    reviewer_id: int
    jury: JuryKind
    rank: int | None
    assigned_at: dt.datetime
    opened_at: dt.datetime | None
    seconds: int


def add_assignment(
    connection: Connection,
    application: int,
    reviewer: int,
    at: dt.datetime,
    *,
    jury: JuryKind = JuryKind.PROJECT,
) -> None:
    """Keep that a reviewer is to read an application for a jury, once."""
    if reviewer not in reviewers_of(connection, application):
        keep(
            connection,
            t.assignments,
            application_id=application,
            reviewer_id=reviewer,
            assigned_at=at,
            jury=jury,
        )
        refresh_readers(connection, application)


def reviewers_of(connection: Connection, application: int) -> frozenset[int]:
    """Who is to read an application."""
    c = t.assignments.c
    asked = select(c.reviewer_id).where(c.application_id == application)
    return frozenset(connection.execute(asked).scalars())


def _given(row: "Row[Any]") -> Given:
    return record_of(Given, row, jury=JuryKind(row.jury))


def find_given(connection: Connection, application: int, reviewer: int) -> Given | None:
    """A file as it was given to a reviewer to read."""
    row = one(
        connection,
        select(t.assignments).where(_S.application_id == application, _S.reviewer_id == reviewer),
    )
    return _given(row) if row else None


def given_to(
    connection: Connection, reviewer: int, applications: Collection[int]
) -> dict[int, Given]:
    """Those of some files that were given to a reviewer, by the file."""
    if not applications:
        return {}
    asked = select(t.assignments).where(
        _S.reviewer_id == reviewer, _S.application_id.in_(applications)
    )
    return {row.application_id: _given(row) for row in connection.execute(asked)}


def everything_given_to(connection: Connection, reviewer: int) -> dict[int, Given]:
    """Everything that was given to a reviewer, by the file."""
    asked = select(t.assignments).where(_S.reviewer_id == reviewer)
    return {row.application_id: _given(row) for row in connection.execute(asked)}


def given_on_call(connection: Connection, call: int) -> tuple[Given, ...]:
    """Everything that was given to be read on a call."""
    asked = (
        select(t.assignments)
        .join(t.applications, _A.id == _S.application_id)
        .where(_A.call_id == call)
        .order_by(_S.reviewer_id, _S.application_id)
    )
    return tuple(map(_given, connection.execute(asked)))


def unspoken_files(
    connection: Connection, reviewer: int, call: int | None = None
) -> frozenset[int]:
    """The waiting files that were given to a reviewer who has not submitted a review of them."""
    v = t.application_versions.c
    last = (
        select(func.max(v.id)).where(v.application_id == _A.id).correlate(t.applications)
    ).scalar_subquery()
    spoken = (
        select(_R.id)
        .where(_R.version_id == last, _R.reviewer_id == reviewer, _R.submitted_at.is_not(None))
        .exists()
    )
    asked = (
        select(_A.id)
        .join(t.assignments, _S.application_id == _A.id)
        .where(_S.reviewer_id == reviewer, _A.stage == ApplicationStage.SUBMITTED, ~spoken)
    )
    if call is not None:
        asked = asked.where(_A.call_id == call)
    return frozenset(connection.execute(asked).scalars())


def blind_files(connection: Connection, reviewer: int) -> frozenset[int]:
    """The files that a reviewer reads without knowing who applies."""
    c = t.juries.c
    asked = (
        select(_A.id, _A.stage, c.settings, c.phase)
        .join(t.assignments, _S.application_id == _A.id)
        .join(t.juries, (c.call_id == _A.call_id) & (c.kind == _S.jury))
        .where(_S.reviewer_id == reviewer, _A.stage == ApplicationStage.SUBMITTED)
    )
    return frozenset(
        row.id
        for row in connection.execute(asked)
        if is_blind(row.settings, JuryPhase(row.phase), ApplicationStage(row.stage))
    )


def change_given(connection: Connection, application: int, reviewer: int, **values: Any) -> None:
    """Change columns of an assignment."""
    is_it = (_S.application_id == application, _S.reviewer_id == reviewer)
    connection.execute(update(t.assignments).where(*is_it).values(**values))


def without_rank(connection: Connection, reviewer: int) -> tuple[tuple[int, str, str], ...]:
    """The files of a reviewer that have no place in their order yet.

    Each with its call: the inner id of the call, and the public ids of call and file.
    """
    asked = (
        select(t.calls.c.id, t.calls.c.public_id, _A.public_id)
        .join(t.applications, _A.call_id == t.calls.c.id)
        .join(t.assignments, _S.application_id == _A.id)
        .where(_S.reviewer_id == reviewer, _S.rank.is_(None))
    )
    return tuple((row[0], row[1], row[2]) for row in connection.execute(asked))


def last_rank(connection: Connection, reviewer: int, call: int) -> int:
    """The last place in the order of a reviewer on a call, 0 when there is none."""
    asked = (
        select(func.coalesce(func.max(_S.rank), 0))
        .join(t.applications, _A.id == _S.application_id)
        .where(_A.call_id == call, _S.reviewer_id == reviewer)
    )
    return int(connection.execute(asked).scalar_one())


def keep_ranks(
    connection: Connection, reviewer: int, files: Collection[str], *, after: int
) -> None:
    """Keep the order in which a reviewer reads some files, beyond those that have a place."""
    for rank, public_id in enumerate(files, start=after + 1):
        file = select(_A.id).where(_A.public_id == public_id).scalar_subquery()
        is_it = (_S.application_id == file, _S.reviewer_id == reviewer, _S.rank.is_(None))
        connection.execute(update(t.assignments).where(*is_it).values(rank=rank))


def find_review(
    connection: Connection, version: int, reviewer: int, number: int = 1
) -> Review | None:
    """The review of a reviewer on a version."""
    asked = select(t.reviews).where(
        _R.version_id == version, _R.reviewer_id == reviewer, _R.round == number
    )
    row = one(connection, asked)
    return record_of(Review, row) if row else None


def keep_review(connection: Connection, *, version: int, reviewer: int, **values: Any) -> Review:
    """Keep a review, new or changed."""
    known = find_review(connection, version, reviewer)
    if known is None:
        keep(
            connection,
            t.reviews,
            version_id=version,
            reviewer_id=reviewer,
            round=1,
            **{"submitted_at": None} | values,
        )
    else:
        connection.execute(update(t.reviews).where(_R.id == known.id).values(**values))
    kept = find_review(connection, version, reviewer)
    if kept is None:
        raise LookupError(version)
    return kept


def reviews_of(connection: Connection, version: int) -> tuple[Review, ...]:
    """The reviews of a version, drafts too; without those of whoever recused since."""
    v = t.application_versions.c
    asked = (
        select(t.reviews)
        .join(t.application_versions, v.id == _R.version_id)
        .where(_R.version_id == version, STILL_GIVEN)
        .order_by(_R.id)
    )
    return tuple(record_of(Review, row) for row in connection.execute(asked))


def add_review_version(
    connection: Connection, review: Review, at: dt.datetime, *, reason: str = ""
) -> None:
    """Keep what a review says now beside all that it ever said."""
    keep(
        connection,
        t.review_versions,
        review_id=review.id,
        number=review.revision,
        marks=review.marks,
        comment_for_jury=review.comment_for_jury,
        comment_for_applicant=review.comment_for_applicant,
        kept_at=at,
        is_submitted=review.submitted_at is not None,
        reason=reason,
    )


def review_versions(connection: Connection, reviews: Collection[int]) -> tuple[ReviewVersion, ...]:
    """All that some reviews ever said, the first words first."""
    asked = (
        select(t.review_versions).where(_V.review_id.in_(reviews)).order_by(_V.review_id, _V.number)
    )
    return tuple(record_of(ReviewVersion, row) for row in connection.execute(asked))


def spoken_on_call(
    connection: Connection, call: int, reviewer: int | None = None
) -> tuple[tuple[int, int, bool], ...]:
    """Who wrote of which file of a call: the file, the reviewer, and whether it is submitted.

    Nothing of what was written is read. It is of the last version of each file.
    """
    v = t.application_versions.c
    asked = (
        select(v.application_id, _R.reviewer_id, _R.submitted_at)
        .join(t.application_versions, v.id == _R.version_id)
        .where(v.id.in_(_last_versions(call)), STILL_GIVEN)
    )
    if reviewer is not None:
        asked = asked.where(_R.reviewer_id == reviewer)
    return tuple((row[0], row[1], row[2] is not None) for row in connection.execute(asked))


def changed_versions(connection: Connection, call: int) -> tuple[ReviewVersion, ...]:
    """All that the reviews of a call whose marks were changed for a reason ever said."""
    v = t.application_versions.c
    changed = (
        select(_V.review_id)
        .join(t.reviews, _R.id == _V.review_id)
        .join(t.application_versions, v.id == _R.version_id)
        .where(v.id.in_(_last_versions(call)), _V.reason != "")
    )
    return review_versions(connection, list(connection.execute(changed).scalars()))


def _last_versions(call: int) -> "Select[tuple[int]]":
    v = t.application_versions.c
    return (
        select(func.max(v.id))
        .join(t.applications, _A.id == v.application_id)
        .where(_A.call_id == call)
        .group_by(v.application_id)
    )


def reviews_of_call(connection: Connection, call: int) -> tuple[tuple[int, Review], ...]:
    """The reviews of the last version of each file of a call, drafts too: each with its file."""
    v = t.application_versions.c
    asked = (
        select(t.reviews, v.application_id.label("file"))
        .join(t.application_versions, v.id == _R.version_id)
        .where(v.id.in_(_last_versions(call)), STILL_GIVEN)
        .order_by(_R.id)
    )
    return tuple((row.file, record_of(Review, row)) for row in connection.execute(asked))


def last_saved(connection: Connection, call: int) -> dict[int, dt.datetime]:
    """When each reviewer of a call last saved something."""
    v = t.application_versions.c
    asked = (
        select(_R.reviewer_id, func.max(_V.kept_at).label("last"))
        .join(t.reviews, _R.id == _V.review_id)
        .join(t.application_versions, v.id == _R.version_id)
        .join(t.applications, _A.id == v.application_id)
        .where(_A.call_id == call)
        .group_by(_R.reviewer_id)
    )
    return {row.reviewer_id: row.last for row in connection.execute(asked)}


def last_reminded(connection: Connection, call: int) -> dict[int, dt.datetime]:
    """When each reviewer of a call was last reminded of what they have to read."""
    c = t.reading_reminders.c
    asked = (
        select(c.person_id, func.max(c.sent_at).label("last"))
        .where(c.call_id == call)
        .group_by(c.person_id)
    )
    return {row.person_id: row.last for row in connection.execute(asked)}


def was_reminded(
    connection: Connection, call: int, reviewer: int, *, announced: str, kind: str
) -> bool:
    """Whether a reviewer was reminded of a date already."""
    c = t.reading_reminders.c
    asked = select(t.reading_reminders).where(
        c.call_id == call, c.person_id == reviewer, c.announced == announced, c.kind == kind
    )
    return one(connection, asked) is not None


def keep_reminder(connection: Connection, **values: Any) -> None:
    """Keep that a reviewer was reminded."""
    keep(connection, t.reading_reminders, **values)
