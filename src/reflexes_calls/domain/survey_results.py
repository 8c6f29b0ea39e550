"""What may be shown of a survey, and what may not, so that nobody is found again in it.

Three rules. Nothing is shown under the threshold of the survey, five answers at least. Nothing is
shown while answers still come in: two results a day apart would give, by subtraction, the answers
of that day. Answers are crossed by group only where each cell holds at least the threshold, and a
group that is hidden is never alone, so that it cannot be had by subtraction either.

Source of the last rule: primary and secondary suppression in tables of frequencies, as in
Hundepool et al., « Statistical Disclosure Control » (Wiley, 2012), chapters 4 and 5. Ours is
stricter than the usual: a cell of nobody is hidden as a small one is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt

from reflexes.records import record
from reflexes_calls.domain.survey import (
    AGREES,
    LEVELS,
    QuestionKind,
    Sheet,
    Survey,
    SurveyQuestion,
)

Z = 1.959963984540054
"""The quantile of the normal law for intervals of 95 %."""


@record
class Share:
    """How many gave an answer, out of how many, with the interval of the share.

    `ranks` are the answers that are counted together: several where small ones are; None is no
    answer.
    """

    ranks: tuple[int | None, ...]
    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share."""
        return self.count / self.of


@record
class QuestionResult:
    """What is shown of one question; nothing but `is_hidden` where too few answered it."""

    question: SurveyQuestion
    is_hidden: bool
    answered: int = 0
    shares: tuple[Share, ...] = ()
    agree: Share | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()


@record
class Group:
    """Some answers to the crossing question, counted together; None is no answer."""

    values: tuple[int | None, ...]
    count: int


@record
class CrossedRow:
    """A group, and how many of it fall in each class."""

    group: Group
    counts: tuple[int, ...]


@record
class Crossed:
    """A question crossed by group: `classes` are ranks of answers, None for no answer.

    A question of agreement has two classes: agrees, and all the rest.
    """

    question: SurveyQuestion
    classes: tuple[int | None, ...]
    rows: tuple[CrossedRow, ...]
    hides_some: bool


@record
class SurveyResults:
    """All that is shown of a survey; `count` is None where too few answered."""

    count: int | None
    questions: tuple[QuestionResult, ...]
    crossed: tuple[Crossed, ...]


def wilson(count: int, of: int) -> tuple[float, float]:
    """The interval of 95 % of a share (Wilson, JASA 1927), good for few answers too.

    Recommended for small samples by Brown, Cai and DasGupta (Statistical Science, 2001).
    """
    share, square = count / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def difference(first: Share, second: Share) -> tuple[float, float, float]:
    """The difference of two shares, second less first, with its interval.

    Newcombe’s, built from the two intervals of Wilson (Statistics in Medicine, 1998, method 10).
    """
    gap = second.value - first.value
    low = gap - sqrt((second.value - second.low) ** 2 + (first.high - first.value) ** 2)
    high = gap + sqrt((second.high - second.value) ** 2 + (first.value - first.low) ** 2)
    return gap, low, high


def results_of(
    survey: Survey, sheets: Sequence[Sheet], words: Mapping[str, Sequence[str]], count: int
) -> SurveyResults:
    """What may be shown of a closed survey. `words` come in an order that says nothing."""
    if count < survey.threshold:
        return SurveyResults(count=None, questions=(), crossed=())
    by_code = {each.code: each for each in survey.questions}
    group = by_code.get(survey.crossed_by)
    parted = groups_shown(sheets, group, survey.threshold) if group is not None else ()
    return SurveyResults(
        count=count,
        questions=tuple(
            _result(
                each,
                sheets,
                tuple(words.get(each.code, ())),
                survey.threshold,
                parted if each == group else (),
            )
            for each in survey.questions
            if each != group or parted
        ),
        crossed=tuple(
            found
            for each in survey.questions
            if each != group and parted
            for found in (crossed(sheets, group, parted, each, survey.threshold),)
            if found is not None
        )
        if group is not None
        else (),
    )


def _result(
    question: SurveyQuestion,
    sheets: Sequence[Sheet],
    words: tuple[str, ...],
    threshold: int,
    parted: Sequence[Group],
) -> QuestionResult:
    if question.kind is QuestionKind.WORDS:
        enough = len(words) >= threshold
        return QuestionResult(
            question=question,
            is_hidden=not enough,
            answered=len(words) if enough else 0,
            words=words if enough else (),
        )
    if parted:
        return QuestionResult(
            question=question,
            is_hidden=False,
            answered=len(sheets),
            shares=tuple(_share(each.values, each.count, len(sheets)) for each in parted),
        )
    given = [sheet.answers[question.code] for sheet in sheets if question.code in sheet.answers]
    if len(given) < threshold:
        return QuestionResult(question=question, is_hidden=True)
    if question.kind is QuestionKind.NUMBER:
        mean, low, high = _mean(given)
        return QuestionResult(
            question=question, is_hidden=False, answered=len(given), mean=mean, low=low, high=high
        )
    return _shares(question, [int(each) for each in given])


def _shares(question: SurveyQuestion, given: Sequence[int]) -> QuestionResult:
    counted = Counter(given)
    is_scale = question.kind is QuestionKind.AGREEMENT
    agree = sum(counted[each] for each in AGREES)
    return QuestionResult(
        question=question,
        is_hidden=False,
        answered=len(given),
        shares=tuple(
            _share((rank,), counted[rank], len(given))
            for rank in (LEVELS if is_scale else range(len(question.options)))
        ),
        agree=_share(tuple(sorted(AGREES)), agree, len(given)) if is_scale else None,
    )


def _share(ranks: tuple[int | None, ...], count: int, of: int) -> Share:
    low, high = wilson(count, of)
    return Share(ranks=ranks, count=count, of=of, low=low, high=high)


def _mean(given: Sequence[float]) -> tuple[float, float, float]:
    """A mean with its interval of 95 % (Student); the least and the most are never told."""
    from scipy import stats  # noqa: PLC0415  # a third of a second, for those who ask

    count = len(given)
    mean = sum(given) / count
    spread = sqrt(sum((each - mean) ** 2 for each in given) / (count - 1))
    half = float(stats.t.ppf(0.975, count - 1)) * spread / sqrt(count)
    return mean, mean - half, mean + half


def _value(sheet: Sheet, question: SurveyQuestion) -> int | None:
    given = sheet.answers.get(question.code)
    return None if given is None else int(given)


def groups_shown(
    sheets: Sequence[Sheet], group: SurveyQuestion, threshold: int
) -> tuple[Group, ...]:
    """The groups of a survey: those under the threshold are counted together.

    With the smallest of the others where they are still too few together; none at all when that
    leaves one group.
    """
    counted = Counter(_value(sheet, group) for sheet in sheets)
    known: list[int | None] = [*range(len(group.options)), None]
    small = [each for each in known if counted[each] < threshold]
    large = sorted((each for each in known if each not in small), key=lambda each: counted[each])
    if sum(counted[each] for each in small) == 0:
        # Nobody at all: there is nothing to hide of them, and they make no group.
        small = []
    while small and large and sum(counted[each] for each in small) < threshold:
        small.append(large.pop(0))
    made = [Group(values=(each,), count=counted[each]) for each in known if each in large]
    if small:
        values = tuple(each for each in known if each in small)
        made.append(Group(values=values, count=sum(counted[each] for each in small)))
    return tuple(made) if len(made) > 1 else ()


def crossed(
    sheets: Sequence[Sheet],
    group: SurveyQuestion,
    parted: Sequence[Group],
    question: SurveyQuestion,
    threshold: int,
) -> Crossed | None:
    """A question by group, where each cell that is shown or can be had holds the threshold."""
    classes = _classes(sheets, question)
    if not classes:
        return None
    cells: Counter[tuple[int | None, int | None]] = Counter(
        (_value(sheet, group), _class_of(sheet, question)) for sheet in sheets
    )
    rows = [
        CrossedRow(
            group=each,
            counts=tuple(sum(cells[value, kind] for value in each.values) for kind in classes),
        )
        for each in parted
    ]
    hidden = [row for row in rows if min(row.counts) < threshold]
    shown = sorted((row for row in rows if row not in hidden), key=lambda row: row.group.count)
    while hidden and shown and not _is_large(hidden, threshold):
        # What is hidden is the whole less what is shown: it must be large too.
        hidden.append(shown.pop(0))
    if not shown:
        return None
    return Crossed(
        question=question,
        classes=classes,
        rows=tuple(row for row in rows if row not in hidden),
        hides_some=bool(hidden),
    )


def _is_large(rows: Sequence[CrossedRow], threshold: int) -> bool:
    """Whether some rows, taken together, hold the threshold in each class."""
    return min(map(sum, zip(*(row.counts for row in rows), strict=True))) >= threshold


def _classes(sheets: Sequence[Sheet], question: SurveyQuestion) -> tuple[int | None, ...]:
    if question.kind is QuestionKind.AGREEMENT:
        return (1, 0)
    if question.kind is not QuestionKind.CHOICE:
        return ()
    met = {_value(sheet, question) for sheet in sheets}
    known: tuple[int | None, ...] = tuple(range(len(question.options)))
    return (*known, None) if None in met else known


def _class_of(sheet: Sheet, question: SurveyQuestion) -> int | None:
    value = _value(sheet, question)
    return int(value in AGREES) if question.kind is QuestionKind.AGREEMENT else value
