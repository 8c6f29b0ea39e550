"""Review: raw marks and comments of one reader on one version; totals are always derived."""

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction

from reflexes.fields import prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, UnreadableError, read_form, read_whole
from reflexes_calls.domain.call import MOST_MARK, Criterion
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.jury import JuryKind

MAIN_JURY = JuryKind.PROJECT.value
"""The jury by whose marks files are listed and compared."""


@record
class ReviewComments:
    """The two comments of a review."""

    comment_for_jury: str = prose("For the jury", max_length=2000)
    comment_for_applicant: str = prose(
        "For the applicant", max_length=2000, help="Sent once the decision is taken."
    )


@record
class Review:
    """One reader's review; `marks` and comments are as typed until `submitted_at` is known."""

    id: int
    version_id: int
    rubric_version: int
    reviewer_id: int
    round: int
    marks: dict[str, str]
    comment_for_jury: str
    comment_for_applicant: str
    submitted_at: dt.datetime | None
    revision: int = 1

    def numbers(self) -> dict[str, int]:
        """The marks of a submitted review."""
        return {code: int(mark) for code, mark in self.marks.items()}


@record
class Summary:
    """What the submitted reviews of an application say together."""

    count: int
    mean: float | None
    spread: float | None


@record
class ReviewVersion:
    """What a review said at one moment; `reason` says why marks changed once all had spoken."""

    review_id: int
    number: int
    marks: dict[str, str]
    comment_for_jury: str
    comment_for_applicant: str
    kept_at: dt.datetime
    is_submitted: bool
    reason: str


def criteria_of_jury(criteria: Iterable[Criterion], jury: str) -> tuple[Criterion, ...]:
    """The criteria that a jury marks."""
    return tuple(each for each in criteria if each.jury == jury)


def juries_asked(criteria: Iterable[Criterion]) -> tuple[JuryKind, ...]:
    """The juries for which there are criteria; that of the project when there are none at all."""
    asked = {each.jury for each in criteria}
    return tuple(kind for kind in JuryKind if kind.value in asked) or (JuryKind.PROJECT,)


def main_criteria(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """The criteria on which files are compared: those on the project, where there are some."""
    known = tuple(criteria)
    return criteria_of_jury(known, MAIN_JURY) or known


def mark_field(code: str) -> str:
    """The name of the form's field for a criterion."""
    return f"mark-{code}"


def typed_marks(raw: Raw, criteria: Iterable[Criterion]) -> dict[str, str]:
    """The marks as typed, by criterion."""
    return {c.code: raw.get(mark_field(c.code), "").strip() for c in criteria}


def read_review(raw: Raw, criteria: Iterable[Criterion]) -> tuple[dict[str, int], ReviewComments]:
    """The marks and comments of a review to submit; raises `Invalid` with every refusal."""
    marks, refusals = read_marks(raw, criteria)
    comments: ReviewComments | None = None
    try:
        comments = read_form(ReviewComments, raw)
    except Invalid as error:
        refusals.extend(error.refusals)
    if refusals or comments is None:
        raise Invalid(tuple(refusals))
    return marks, comments


def read_marks(
    raw: Raw, criteria: Iterable[Criterion]
) -> tuple[dict[str, int], list[FieldRefusal]]:
    """The marks that can be read, by criterion, and the refusals of the others."""
    marks: dict[str, int] = {}
    refusals: list[FieldRefusal] = []
    for code, typed in typed_marks(raw, criteria).items():
        try:
            marks[code] = _read_mark(typed)
        except UnreadableError as error:
            refusals.append(
                FieldRefusal(
                    field=mark_field(code), kind=error.kind, met=typed, expected=error.expected
                )
            )
    return marks, refusals


def _read_mark(typed: str) -> int:
    if not typed:
        raise UnreadableError("missing", "0–4")
    mark = read_whole(typed)
    if not 0 <= mark <= MOST_MARK:
        raise UnreadableError("not-a-mark", "0–4")
    return mark


def weighted_mean(marks: Mapping[str, int], criteria: Iterable[Criterion]) -> float:
    """The mean of the marks, each weighing what its criterion weighs."""
    known = tuple(criteria)
    total = sum(criterion.weight for criterion in known)
    return float(Fraction(sum(marks[c.code] * c.weight for c in known), total))


def mean_of(review: Review, criteria: Iterable[Criterion]) -> float | None:
    """The weighted mean of a submitted review, over those of the criteria that it marks."""
    marks = review.numbers()
    known = tuple(each for each in criteria if each.code in marks)
    return weighted_mean(marks, known) if sum(each.weight for each in known) else None


def marks_all(marks: Mapping[str, object], criteria: Iterable[Criterion]) -> bool:
    """Whether marks are there for every criterion."""
    return all(marks.get(each.code, "") != "" for each in criteria)


def summarise(reviews: Iterable[Review], criteria: Iterable[Criterion]) -> Summary:
    """Count, mean and spread (highest less lowest) of the submitted reviews on the project.

    Given the criteria of another jury alone, those of that jury.
    """
    known = main_criteria(criteria)
    means = [
        weighted_mean(each.numbers(), known)
        for each in reviews
        if each.submitted_at and marks_all(each.marks, known)
    ]
    if not means:
        return Summary(count=0, mean=None, spread=None)
    return Summary(count=len(means), mean=sum(means) / len(means), spread=max(means) - min(means))


MILLION = 1_000_000


@record
class Scores:
    """What lists sort on: how many reviews are in, their mean and spread in millionths."""

    reads: int
    mean: int | None
    spread: int | None


def scores_of(marks: Iterable[Mapping[str, int]], criteria: Iterable[Criterion]) -> Scores:
    """The scores that submitted `marks` make, exactly, before they are rounded once.

    Marks that leave out a criterion were given before it was added, or by the other jury of the
    call: they have no mean here.
    """
    known = main_criteria(criteria)
    total = sum(each.weight for each in known)
    means = [
        Fraction(sum(given[c.code] * c.weight for c in known), total)
        for given in marks
        if total and all(c.code in given for c in known)
    ]
    if not means:
        return Scores(reads=0, mean=None, spread=None)
    return Scores(
        reads=len(means),
        mean=round(sum(means, Fraction(0)) / len(means) * MILLION),
        spread=round((max(means) - min(means)) * MILLION),
    )
