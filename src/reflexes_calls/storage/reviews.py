"""Assignments and reviews."""

import datetime as dt
from typing import Any

from sqlalchemy import Connection, select, update

from reflexes_calls.domain.review import Review
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import keep, one, record_of
from reflexes_calls.storage.scores import refresh_readers

_R = t.reviews.c


def add_assignment(
    connection: Connection, application: int, reviewer: int, at: dt.datetime
) -> None:
    """Keep that a reviewer is to read an application, once."""
    if reviewer not in reviewers_of(connection, application):
        keep(
            connection,
            t.assignments,
            application_id=application,
            reviewer_id=reviewer,
            assigned_at=at,
        )
        refresh_readers(connection, application)


def reviewers_of(connection: Connection, application: int) -> frozenset[int]:
    """Who is to read an application."""
    c = t.assignments.c
    asked = select(c.reviewer_id).where(c.application_id == application)
    return frozenset(connection.execute(asked).scalars())


def assigned_to(connection: Connection, reviewer: int) -> tuple[int, ...]:
    """What a reviewer is to read."""
    c = t.assignments.c
    asked = select(c.application_id).where(c.reviewer_id == reviewer).order_by(c.application_id)
    return tuple(connection.execute(asked).scalars())


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
    """The reviews of a version, drafts too."""
    asked = select(t.reviews).where(_R.version_id == version).order_by(_R.id)
    return tuple(record_of(Review, row) for row in connection.execute(asked))
