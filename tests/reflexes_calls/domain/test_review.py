"""Marks are raw, totals derived, and nobody reads another before having spoken."""

import datetime as dt

import pytest

from reflexes_calls.domain.call import usual_criteria
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Role
from reflexes_calls.domain.review import (
    Review,
    mark_field,
    read_review,
    summarise,
    weighted_mean,
)
from reflexes_calls.domain.visibility import comments_for_applicant, reviews_seen

CRITERIA = usual_criteria()
THEN = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def a_review(reviewer: int, mark: int, *, submitted: bool = True) -> Review:
    return Review(
        id=reviewer,
        version_id=1,
        rubric_version=1,
        reviewer_id=reviewer,
        round=1,
        marks={c.code: str(mark) for c in CRITERIA},
        comment_for_jury="entre nous",
        comment_for_applicant=f"pour vous {reviewer}",
        submitted_at=THEN if submitted else None,
    )


def test_every_criterion_has_five_anchored_levels_in_both_languages() -> None:
    for criterion in CRITERIA:
        assert len(set(criterion.levels_fr)) == len(set(criterion.levels_en)) == 5
    assert weighted_mean({c.code: 3 for c in CRITERIA}, CRITERIA) == 3.0


def test_a_criterion_weighs_what_it_weighs() -> None:
    first, *others = CRITERIA
    marks = {first.code: 4} | {c.code: 0 for c in others}
    total = sum(c.weight for c in CRITERIA)

    assert weighted_mean(marks, CRITERIA) == pytest.approx(4 * first.weight / total)


def test_count_mean_and_spread_are_of_submitted_reviews() -> None:
    reviews = [a_review(1, 4), a_review(2, 2), a_review(3, 0, submitted=False)]

    found = summarise(reviews, CRITERIA)

    assert (found.count, found.mean, found.spread) == (2, 3.0, 2.0)
    assert summarise([], CRITERIA).mean is None


def test_a_review_is_refused_whole() -> None:
    typed = {mark_field(CRITERIA[0].code): "7", mark_field(CRITERIA[1].code): "trois"}

    with pytest.raises(Invalid) as caught:
        read_review(typed, CRITERIA)

    kinds = {r.field: r.kind for r in caught.value.refusals}
    assert kinds[mark_field(CRITERIA[0].code)] == "not-a-mark"
    assert kinds[mark_field(CRITERIA[1].code)] == "not-a-number"
    assert kinds[mark_field(CRITERIA[2].code)] == "missing"
    assert kinds["comment_for_applicant"] == "missing"


def test_nobody_reads_another_before_having_spoken() -> None:
    mine, other = a_review(1, 3, submitted=False), a_review(2, 4)

    assert reviews_seen(1, {Role.REVIEWER}, [mine, other]) == (mine,)
    mine = a_review(1, 3)
    assert reviews_seen(1, {Role.REVIEWER}, [mine, other]) == (mine, other)
    assert reviews_seen(9, {Role.APPLICANT}, [mine, other]) == ()


def test_the_manager_reads_what_was_submitted() -> None:
    drafted, sent = a_review(1, 3, submitted=False), a_review(2, 4)

    assert reviews_seen(9, {Role.MANAGER}, [drafted, sent]) == (sent,)


def test_the_applicant_reads_their_part_once_decided() -> None:
    reviews = [a_review(1, 3), a_review(2, 4, submitted=False)]

    assert comments_for_applicant(ApplicationStage.SUBMITTED, reviews) == ()
    assert comments_for_applicant(ApplicationStage.DECLINED, reviews) == ("pour vous 1",)
