"""Assignments: the best there is, proven beside another solver, and found again to the byte."""

import numpy as np
import pytest
from scipy import optimize, sparse

from reflexes.jury import (
    ImpossibleAssignmentError,
    JuryError,
    Share,
    assign,
    explain,
    measure_fairness,
)
from reflexes.jury.errors import Cause, Obstruction

pytestmark = pytest.mark.unit


def best_by_programming(fit, reviews, loads, minimum, conflicts) -> float | None:
    """The optimum of the linear programme, by another solver; None when there is none."""
    applications, reviewers = fit.shape
    rows = sparse.kron(sparse.eye(applications), np.ones((1, reviewers)))
    columns = sparse.kron(np.ones((1, applications)), sparse.eye(reviewers))
    most = np.ones(fit.shape)
    for pair in conflicts:
        most[pair] = 0
    found = optimize.linprog(
        -fit.ravel(),
        A_eq=rows,
        b_eq=np.full(applications, reviews),
        A_ub=sparse.vstack([columns, -columns]),
        b_ub=np.concatenate([np.full(reviewers, loads), np.full(reviewers, -minimum)]),
        bounds=np.column_stack([np.zeros(fit.size), most.ravel()]),
        method="highs",
    )
    return None if found.status else -found.fun


def instance(seed: int) -> tuple:
    """A small problem at random, as often impossible as not."""
    rng = np.random.default_rng(seed)
    applications, reviewers = int(rng.integers(2, 12)), int(rng.integers(2, 9))
    fit = rng.random((applications, reviewers)).round(3)
    reviews = int(rng.integers(1, min(reviewers, 4) + 1))
    even = applications * reviews / reviewers
    loads = int(np.ceil(even)) + int(rng.integers(0, 2))
    minimum = min(loads, int(rng.integers(0, int(even) + 2)))
    barred = np.argwhere(rng.random(fit.shape) < rng.choice([0.05, 0.35]))
    return fit, reviews, loads, minimum, [(int(a), int(r)) for a, r in barred]


def recount(obstruction: Obstruction, asked: tuple) -> tuple[int, int]:
    """What the witness says is needed and available, counted again by hand."""
    fit, reviews, loads, minimum, conflicts = asked
    shape, barred = fit.shape, set(conflicts)
    if obstruction.cause is Cause.PLACES:
        full = set(obstruction.reviewers)
        beyond = sum(
            (a, r) not in barred
            for a in obstruction.applications
            for r in range(shape[1])
            if r not in full
        )
        return len(obstruction.applications) * reviews, len(full) * loads + beyond
    taken = set(obstruction.applications)
    beyond = sum(
        (a, r) not in barred
        for r in obstruction.reviewers
        for a in range(shape[0])
        if a not in taken
    )
    return len(obstruction.reviewers) * minimum, len(taken) * reviews + beyond


@pytest.mark.parametrize("seed", range(100))
def test_the_sum_is_the_optimum_or_the_obstruction_counts(seed) -> None:
    """A hundred small problems: the linear programme's optimum, or a witness counted by hand."""
    fit, reviews, loads, minimum, conflicts = instance(seed)
    expected = best_by_programming(fit, reviews, loads, minimum, conflicts)
    asked = {"reviews": reviews, "loads": loads, "minimum": minimum, "conflicts": conflicts}
    if expected is None:
        with pytest.raises(ImpossibleAssignmentError) as refused:
            assign(fit, **asked)
        found = refused.value.obstruction
        assert found.missing == found.needed - found.available > 0
        counted = recount(found, (fit, reviews, loads, minimum, conflicts))
        assert counted == (found.needed, found.available)
    else:
        found = assign(fit, **asked)
        assert found.total == pytest.approx(expected, abs=1e-9)
        pairs = np.array(found.pairs)
        assert (np.bincount(pairs[:, 0], minlength=len(fit)) == reviews).all()
        counts = np.bincount(pairs[:, 1], minlength=fit.shape[1])
        assert counts.max() <= loads
        assert counts.min() >= minimum
        assert not set(found.pairs) & set(conflicts)


def test_both_kinds_of_problems_are_among_the_hundred() -> None:
    """The hundred hold impossible problems for want of places, and for minimum loads."""
    causes = []
    for seed in range(100):
        fit, reviews, loads, minimum, conflicts = instance(seed)
        try:
            assign(fit, reviews=reviews, loads=loads, minimum=minimum, conflicts=conflicts)
        except ImpossibleAssignmentError as refused:
            causes.append(refused.obstruction.cause)
    assert {Cause.PLACES, Cause.MINIMUM} <= set(causes)
    assert 10 <= len(causes) <= 90


def test_the_same_seed_gives_the_same_assignment_and_another_seed_another() -> None:
    """Where many assignments are as good, the seed alone chooses; all are as good."""
    fit = np.ones((30, 12))
    first = assign(fit, reviews=3, loads=8, seed=1)
    assert assign(fit, reviews=3, loads=8, seed=1) == first
    other = assign(fit, reviews=3, loads=8, seed=2)
    assert other.pairs != first.pairs
    assert other.total == first.total == 90


def test_stored_places_of_a_sparse_array_are_the_only_pairs() -> None:
    """A sparse array gives the same as the dense one with its holes among the conflicts."""
    rng = np.random.default_rng(4)
    fit = rng.random((40, 15)) + 0.1
    holes = rng.random(fit.shape) < 0.5
    dense = assign(fit, reviews=2, loads=8, conflicts=[tuple(p) for p in np.argwhere(holes)])
    thin = assign(sparse.csr_array(np.where(holes, 0, fit)), reviews=2, loads=8)
    assert thin.pairs == dense.pairs


def test_the_highest_floor_is_the_best_worst_match() -> None:
    """No assignment has a better worst match, and above it the sum is the best."""
    rng = np.random.default_rng(8)
    fit = rng.random((20, 8))
    raised = assign(fit, reviews=2, loads=6, floor="highest")
    worst = min(fit[pair] for pair in raised.pairs)
    assert worst == raised.floor
    with pytest.raises(ImpossibleAssignmentError):
        assign(fit, reviews=2, loads=6, floor=np.nextafter(worst, 2))
    barred = [tuple(p) for p in np.argwhere(fit < worst)]
    assert raised.total == pytest.approx(
        assign(fit, reviews=2, loads=6, conflicts=barred).total, abs=1e-9
    )
    assert worst > min(fit[pair] for pair in assign(fit, reviews=2, loads=6).pairs)


def test_what_is_kept_by_hand_stays_and_the_rest_is_solved_around_it() -> None:
    """The pairs kept stand, loads count them, and the rest is the best with them."""
    rng = np.random.default_rng(5)
    fit = rng.random((10, 5))
    worst = tuple(int(n) for n in np.unravel_index(fit.argmin(), fit.shape))
    found = assign(fit, reviews=2, loads=4, keep=[worst])
    assert worst in found.pairs
    assert found.kept == (worst,)
    favoured = fit.copy()
    favoured[worst] = 100
    again = assign(favoured, reviews=2, loads=4)
    assert found.pairs == again.pairs
    assert max(np.bincount([r for _, r in found.pairs])) <= 4


@pytest.mark.parametrize("overlapping", [False, True])
def test_every_application_gets_one_of_each_kind_asked(overlapping) -> None:
    """At least one practitioner, at most one of a house: by flow, and where kinds overlap."""
    rng = np.random.default_rng(6)
    fit = rng.random((24, 9))
    practitioners, house = (0, 1, 2), (2, 3) if overlapping else (3, 4)
    shares = [
        Share(name="practitioner", reviewers=practitioners, at_least=1),
        Share(name="house", reviewers=house, at_most=1),
    ]
    found = assign(fit, reviews=3, loads=10, shares=shares)
    for one in range(24):
        readers = set(found.readers_of(one))
        assert readers & set(practitioners)
        assert len(readers & set(house)) <= 1
    assert ("programme" in found.method) == overlapping
    free = assign(fit, reviews=3, loads=10)
    assert found.total <= free.total


def test_a_flow_and_a_programme_find_the_same_sum_under_shares() -> None:
    """The same rules, told to both solvers: a share that changes nothing makes them overlap."""
    rng = np.random.default_rng(7)
    fit = rng.random((20, 8))
    shares = [Share(name="user", reviewers=(0, 1), at_least=1)]
    idle = Share(name="idle", reviewers=(1, 2))
    one = assign(fit, reviews=3, loads=10, shares=shares)
    other = assign(fit, reviews=3, loads=10, shares=[*shares, idle])
    assert one.total == pytest.approx(other.total, abs=1e-6)
    assert one.method != other.method


def test_a_kind_with_too_few_places_is_named() -> None:
    """The rule, how many reviews it needs and how many are missing."""
    share = Share(name="user", reviewers=(0,), at_least=1)
    with pytest.raises(ImpossibleAssignmentError, match="user") as refused:
        assign(np.ones((5, 4)), reviews=2, loads=3, shares=[share])
    found = refused.value.obstruction
    assert (found.cause, found.needed, found.available, found.missing) == (Cause.SHARE, 5, 3, 2)
    assert found.reviewers == (0,)


def test_rules_that_hold_alone_and_not_together_are_said_so() -> None:
    """A minimum load that only a share forbids."""
    share = Share(name="house", reviewers=(2,), at_most=0)
    with pytest.raises(ImpossibleAssignmentError) as refused:
        assign(np.ones((3, 3)), reviews=2, loads=3, minimum=[0, 0, 3], shares=[share])
    found = refused.value.obstruction
    assert found.cause is Cause.TOGETHER
    assert found.missing == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fit": [1.0, 2.0]}, "1 dimensions"),
        ({"fit": [[1.0, float("nan")], [1.0, 1.0]]}, "application 0 and reviewer 1"),
        ({"reviews": -1}, "reviews"),
        ({"reviews": 1.5}, "whole numbers"),
        ({"loads": [1, 2, 3]}, "3 numbers"),
        ({"minimum": 3}, "at least 3"),
        ({"conflicts": [(0, 9)]}, r"\(0, 9\)"),
        ({"keep": [(0, 0)], "conflicts": [(0, 0)]}, "kept and in conflict"),
        ({"keep": [(0, 0), (0, 1)]}, "keeps 2 reviews"),
        ({"shares": [Share(name="x", reviewers=(7,))]}, "reviewer 7"),
        ({"shares": [Share(name="x", reviewers=(0,), at_least=2, at_most=1)]}, "at most 1"),
        ({"shares": [Share(name="x", reviewers=(0,), at_least=2)]}, "has room for 1"),
        ({"shares": [Share(name="x", reviewers=(0,))] * 2}, "one name"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_cause(changes, words) -> None:
    """A plain answer for each, before anything is solved."""
    asked = {"fit": [[1.0, 2.0], [2.0, 1.0]], "reviews": 1, "loads": 2} | changes
    with pytest.raises(JuryError, match=words):
        assign(asked.pop("fit"), **asked)


def test_each_pair_is_explained() -> None:
    """Its rank, and for each better reviewer why not: full, in conflict, or elsewhere."""
    fit = np.array([[9.0, 5.0, 1.0], [8.0, 2.0, 1.0]])
    found = assign(fit, reviews=1, loads=[1, 2, 2], conflicts=[(1, 2)])
    first, second = explain(fit, found, loads=[1, 2, 2], conflicts=[(1, 2)])
    assert (first.reviewer, second.reviewer) == (1, 0)
    assert first.rank == 2
    assert first.better == ((0, "full"),)
    assert (second.rank, second.possible, second.better) == (1, 2, ())


def test_the_fairness_report_counts_what_was_done() -> None:
    """Spreads, the worst served, pairs without fit, and each group's mean."""
    fit = np.array([[4.0, 0.0], [2.0, 1.0], [0.0, 0.0]])
    found = assign(fit, reviews=1, loads=2)
    report = measure_fairness(fit, found, groups={"south": (1, 2)})
    assert found.total == 6
    assert report.per_application.least == 0
    assert report.worst[0] == 2
    assert report.nil == 1
    assert report.loads.greatest == 2
    assert report.groups[0].mean == 1.0
    assert report.least_of_ideal == 1.0
