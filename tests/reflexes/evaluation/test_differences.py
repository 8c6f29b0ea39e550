"""Changes and differences of few units: known cases, and intervals that hold the truth."""

from itertools import product

import numpy as np
import pytest

from reflexes.evaluation import (
    EvaluationError,
    changes_of,
    compare_changes,
    compare_groups,
    deal_again,
    flip_signs,
    measure_change,
)
from reflexes.evaluation.estimate import Rests

pytestmark = pytest.mark.unit

# Darwin's maize, crossed minus self-fertilised, eighths of an inch (Fisher, « The Design of
# Experiments », 1935).
MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]


def test_the_exact_test_is_that_of_fisher_on_darwins_maize() -> None:
    """863 ways of 32,768, and Student's test beside: t 2.148, p 0.0497."""
    assert flip_signs(MAIZE) == (863, 32_768)
    found = measure_change(np.zeros(15), np.array(MAIZE) / 8)
    assert found.value / found.error == pytest.approx(2.147987, abs=1e-6)
    assert found.p == pytest.approx(0.049703, abs=1e-6)


def test_counting_sums_gives_what_trying_every_way_gives() -> None:
    """Seven pairs, every way tried; and decimals."""
    differences = [1.5, -0.5, 2.25, 3, -1, 0.75, 1]
    tried = sum(
        sum(sign * abs(one) for sign, one in zip(signs, differences, strict=True))
        >= sum(differences) - 1e-12
        for signs in product((1, -1), repeat=7)
    )
    assert flip_signs(differences) == (tried, 128)


def test_a_lady_tastes_eight_cups() -> None:
    """All four cups told right: one way in seventy (Fisher 1935); two-sided, two."""
    found = deal_again([1, 1, 1, 1], [0, 0, 0, 0])
    assert found.p == pytest.approx(2 / 70)


def test_three_against_three_can_never_be_rare() -> None:
    """At best 0.10, so that the 95 % interval has no ends."""
    found = deal_again([5, 6, 7], [1, 2, 3])
    assert found.p == pytest.approx(0.1)
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.rests is Rests.CHANCE_ALONE


def simulated(rng, treated: int, compared: int, spread: float = 1.0) -> tuple:
    """The changes of units over eight periods and four, with errors that follow one another."""
    units = treated + compared
    noise = rng.normal(size=(units, 12))
    errors = np.zeros_like(noise)
    errors[:, 0] = noise[:, 0] / np.sqrt(1 - 0.16)
    for period in range(1, 12):
        errors[:, period] = 0.4 * errors[:, period - 1] + noise[:, period]
    errors[:treated] *= spread
    changed = changes_of(errors + rng.normal(size=(units, 1)), 8)
    return changed[:treated], changed[treated:]


@pytest.mark.parametrize(
    ("treated", "compared", "spread", "least", "most"),
    [
        (1, 19, 1.0, 0.925, 0.975),
        (2, 8, 1.0, 0.925, 1.0),
        (3, 7, 1.0, 0.92, 0.98),
        (3, 17, 2.0, 0.91, 0.98),
        (5, 5, 1.0, 0.925, 0.985),
        (5, 15, 2.0, 0.92, 0.975),
    ],
)
def test_intervals_hold_the_truth(treated, compared, spread, least, most) -> None:
    """1,500 pilots each; the bands allow for three standard errors of the simulation."""
    rng = np.random.default_rng(treated * 100 + compared)
    times = 1500
    held = 0
    for _ in range(times):
        found = compare_changes(*simulated(rng, treated, compared, spread))
        held += found.low <= 0 <= found.high
    assert least <= held / times <= most


def test_what_an_interval_depends_on_is_said() -> None:
    """One treated unit: that it varies as the others; two: wider than its name."""
    one = compare_changes([3.0], [0.1, -0.2, 0.4, 0.0])
    assert one.rests is Rests.EQUAL_SPREAD
    two = compare_changes([3.0, 2.0], [0.1, -0.2, 0.4, 0.0])
    assert two.wide
    assert "Bell" in two.method
    three = compare_changes([3.0, 2.0, 2.5], [0.1, -0.2, 0.4, 0.0])
    assert not three.wide
    assert three.rests is Rests.NOTHING_MORE


def test_adjusting_on_what_was_measured_before_narrows_the_interval() -> None:
    """Randomised groups: the same difference, less noise, and coverage kept."""
    rng = np.random.default_rng(5)
    held = narrower = 0
    for _ in range(400):
        before = rng.normal(size=40)
        after = before + rng.normal(0, 0.5, 40)
        after[:20] += 1.0
        plain = compare_groups(after[:20], after[20:])
        found = compare_groups(after[:20], after[20:], covariates=(before[:20], before[20:]))
        held += found.low <= 1 <= found.high
        narrower += found.error < plain.error
    assert held / 400 >= 0.92
    assert narrower / 400 > 0.95


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: measure_change([1.0], [2.0]), "1 units; 2 are needed"),
        (lambda: measure_change([1.0, 2], [2.0, 3, 4]), "2 units before and 3 after"),
        (lambda: measure_change([1.0, float("nan")], [2.0, 3]), "lacks the number of unit 2"),
        (lambda: compare_changes([], [1.0, 2]), "0 units"),
        (lambda: changes_of([[1.0, 2], [3, float("nan")]], 1), "unit 2 in period 2"),
        (lambda: changes_of([[1.0, 2]], 2), "at least one"),
        (
            lambda: compare_groups([1.0, 2], [3.0, 4], covariates=([1, 2], [3, 4])),
            "fewer variables",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused_with_its_cause(ask, words) -> None:
    """Plainly."""
    with pytest.raises(EvaluationError, match=words):
        ask()


def test_identical_values_give_a_point_and_no_failure() -> None:
    """Everything moved by the same: no spread to tell."""
    found = measure_change([1.0, 2, 3], [2.0, 3, 4])
    assert (found.value, found.low, found.high) == (1, 1, 1)
