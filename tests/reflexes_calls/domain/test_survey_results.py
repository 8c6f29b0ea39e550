"""What a survey shows: intervals as published, and nobody found again by subtraction."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reflexes_calls.domain.survey import (
    Audience,
    QuestionKind,
    Sheet,
    Survey,
    SurveyQuestion,
    Way,
)
from reflexes_calls.domain.survey_results import (
    Group,
    Share,
    SurveyResults,
    difference,
    results_of,
    wilson,
)

GROUP = SurveyQuestion(
    code="q1", kind=QuestionKind.CHOICE, asks="Où ?", options=("a", "b", "c", "d")
)
AGREES = SurveyQuestion(code="q2", kind=QuestionKind.AGREEMENT, asks="D’accord ?")
CHOICE = SurveyQuestion(code="q3", kind=QuestionKind.CHOICE, asks="Quoi ?", options=("x", "y"))
WORDS = SurveyQuestion(code="q4", kind=QuestionKind.WORDS, asks="Quoi d’autre ?")
NUMBER = SurveyQuestion(code="q5", kind=QuestionKind.NUMBER, asks="Combien ?", unit="heures")


def a_survey(threshold: int = 5, crossed_by: str = "q1") -> Survey:
    return Survey(
        id=1,
        public_id="0",
        pilot_id=1,
        title="",
        audience=Audience.AGENTS,
        way=Way.OPEN,
        threshold=threshold,
        questions=(GROUP, AGREES, CHOICE, WORDS, NUMBER),
        crossed_by=crossed_by,
        token="0",
        first_id=None,
        wave=1,
        opens_on=None,
        closes_on=None,
        is_closed=True,
    )


def shown(sheets: list[Sheet], threshold: int = 5, **words: list[str]) -> SurveyResults:
    return results_of(a_survey(threshold), sheets, words, len(sheets))


def some(count: int, **answers: float) -> list[Sheet]:
    return [Sheet(answers=answers)] * count


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Newcombe, Statistics in Medicine 17, 1998, 857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_an_interval_is_as_published(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count, of)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_a_difference_is_as_published() -> None:
    # Newcombe, Statistics in Medicine 17, 1998, 873-890, table II: 56/70 less 48/80, method 10.
    def share(count: int, of: int) -> Share:
        low, high = wilson(count, of)
        return Share(ranks=(1,), count=count, of=of, low=low, high=high)

    gap, low, high = difference(share(48, 80), share(56, 70))
    assert (gap, low, high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_nothing_under_the_threshold() -> None:
    few = some(4, q1=0, q2=5)
    assert shown(few, q4=["Un", "Deux"]) == SurveyResults(count=None, questions=(), crossed=())
    enough = shown(some(4, q1=0, q2=5) + some(4, q5=3.0), q4=["a", "b", "c", "d"])
    assert enough.count == 8
    assert {each.question.code: each.is_hidden for each in enough.questions} == {
        "q2": True,
        "q3": True,
        "q4": True,
        "q5": True,
    }
    assert all(each.words == () for each in enough.questions)


def test_words_are_shown_from_the_threshold_in_the_order_given() -> None:
    told = shown(some(6, q2=4), q4=["e", "c", "a", "b", "d"])
    (words,) = [each for each in told.questions if each.question == WORDS]
    assert words.words == ("e", "c", "a", "b", "d")


def test_a_number_tells_its_average_and_never_its_ends() -> None:
    told = shown([Sheet(answers={"q5": float(each)}) for each in range(1, 8)])
    (number,) = [each for each in told.questions if each.question == NUMBER]
    assert number.mean == pytest.approx(4.0)
    # Student, six degrees of freedom: 2.4469 × 2.1602 / √7.
    assert number.high == pytest.approx(5.9979, abs=1e-4)
    assert number.shares == ()


def test_a_crossed_table_with_enough_everywhere_is_shown() -> None:
    sheets = [
        *some(6, q1=0, q2=5),
        *some(7, q1=0, q2=2),
        *some(5, q1=1, q2=4),
        *some(9, q1=1, q2=1),
    ]
    (table,) = [each for each in shown(sheets).crossed if each.question == AGREES]
    assert [(row.group, row.counts) for row in table.rows] == [
        (Group(values=(0,), count=13), (6, 7)),
        (Group(values=(1,), count=14), (5, 9)),
    ]
    assert not table.hides_some


def test_a_lone_small_group_takes_another_with_it() -> None:
    large = [*some(8, q2=5), *some(8, q2=2)]
    sheets = [
        Sheet(answers={**each.answers, "q1": group}) for group in (0, 1, 2) for each in large
    ] + some(3, q1=3, q2=5)
    found = shown(sheets)
    (groups,) = [each for each in found.questions if each.question == GROUP]
    assert [(each.ranks, each.count) for each in groups.shares] == [
        ((1,), 16),
        ((2,), 16),
        ((0, 3, None), 19),
    ]


def test_two_groups_of_which_one_is_small_are_no_groups() -> None:
    found = shown([*some(20, q1=0, q2=5), *some(3, q1=1, q2=2)])
    assert found.crossed == ()
    assert GROUP not in {each.question for each in found.questions}


ROOMY = st.one_of(st.integers(0, 4), st.integers(5, 14), st.integers(5, 14))
"""How many people share the same answers: few, or enough, as in a real team."""
KINDS = tuple(itertools.product((0, 1, 2, 3, None), (2, 5, None)))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(ROOMY, min_size=len(KINDS), max_size=len(KINDS)),
    st.sets(st.sampled_from((0, 1, 2, 3, None)), max_size=2),
    st.booleans(),
)
def test_no_table_lets_one_subtract_a_small_cell(
    counts: list[int], absent: set[int | None], answers_all: bool
) -> None:
    """Whoever reads every table, and knows nothing else, is never sure that a cell is small.

    All that is shown is written as equations on the cells of the whole table, hidden ones and
    missing answers among them; linear programming then says between what each cell may lie. Of
    each cell under the threshold, one must be able to believe that it holds the threshold.
    """
    threshold = 5
    sheets = [
        each
        for count, (place, level) in zip(counts, KINDS, strict=True)
        if place not in absent and not (answers_all and None in {place, level})
        for each in some(count, **_said(place, level))
    ]
    found = shown(sheets, threshold)
    for table in found.crossed:
        assert all(count >= threshold for row in table.rows for count in row.counts)
        _check_hidden(sheets, found, table.question, threshold)


def _said(place: int | None, level: int | None) -> dict[str, float]:
    """Somebody’s answers; whoever agrees chooses the first of the two things too."""
    said: dict[str, float] = {} if place is None else {"q1": place}
    return said if level is None else said | {"q2": level, "q3": int(level == 2)}


def _class(sheet: Sheet, question: SurveyQuestion) -> int | None:
    value = sheet.answers.get(question.code)
    if question is AGREES:
        return int(value in {4, 5})
    return None if value is None else int(value)


def _check_hidden(
    sheets: list[Sheet], found: SurveyResults, question: SurveyQuestion, threshold: int
) -> None:
    table = next(each for each in found.crossed if each.question == question)
    groups = (0, 1, 2, 3, None)
    cells = list(itertools.product(groups, table.classes))
    truth = Counter((sheet.answers.get("q1"), _class(sheet, question)) for sheet in sheets)
    rows: list[list[int]] = []
    totals: list[int] = []

    def known(chosen: set[tuple[int | None, int | None]], total: int) -> None:
        rows.append([int(each in chosen) for each in cells])
        totals.append(total)

    # What is shown of the question alone, and of the groups alone.
    for kind in table.classes:
        known({(g, kind) for g in groups}, sum(truth[g, kind] for g in groups))
    (by_group,) = [each for each in found.questions if each.question == GROUP]
    for share in by_group.shares:
        known({(g, k) for g in share.ranks for k in table.classes}, share.count)
    named = {rank for share in by_group.shares for rank in share.ranks}
    known({(g, k) for g in groups if g not in named for k in table.classes}, 0)
    for row in table.rows:
        for kind, count in zip(table.classes, row.counts, strict=True):
            known({(g, kind) for g in row.group.values}, count)
    for at, cell in enumerate(cells):
        if truth[cell] >= threshold or cell[0] not in named:
            continue
        least = [0.0] * len(cells)
        least[at] = -1.0
        answer = linprog(least, A_eq=rows, b_eq=totals, bounds=(0, None))
        assert answer.status == 0
        assert -answer.fun >= threshold - 1e-6, (cell, truth[cell], -answer.fun)
