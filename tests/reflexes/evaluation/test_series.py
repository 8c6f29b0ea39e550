"""Series, waves and mixtures: known cases and intervals that hold."""

import numpy as np
import pytest

from reflexes.evaluation import (
    EvaluationError,
    measure_break,
    measure_rate_break,
    measure_roll_out,
    synthetic_control,
    synthetic_difference,
)
from reflexes.evaluation.synthetic import simplex_weights

pytestmark = pytest.mark.unit


def series(rng, points: int, strength: float) -> np.ndarray:
    """A trend with errors that follow one another, and no break."""
    errors = np.zeros(points)
    errors[0] = rng.normal() / np.sqrt(1 - strength**2)
    for point in range(1, points):
        errors[point] = strength * errors[point - 1] + rng.normal()
    return errors + 0.1 * np.arange(points)


@pytest.mark.parametrize(("before", "after"), [(12, 6), (24, 12)])
@pytest.mark.parametrize("strength", [0.0, 0.3, 0.6])
def test_intervals_of_short_series_hold_the_truth(before, after, strength) -> None:
    """300 series each: 92 to 97 in a hundred, within three standard errors."""
    rng = np.random.default_rng(before + int(10 * strength))
    held = 0
    for _ in range(300):
        found = measure_break(series(rng, before + after, strength), before=before)
        held += found.level.low <= 0 <= found.level.high
    assert 0.885 <= held / 300 <= 0.995


def test_a_break_is_found_and_gaps_are_borne() -> None:
    """A jump of ten and a turn of one, with every seventh point missing; and a control."""
    rng = np.random.default_rng(2)
    times = np.arange(60)
    shared = 5 * np.sin(times / 4)
    values = series(rng, 60, 0.3) + 10 * (times >= 40) + 1.0 * np.maximum(times - 40, 0)
    kept = times % 7 != 0
    found = measure_break(values[kept], times=times[kept], before=int((times[kept] < 40).sum()))
    assert found.level.low < 10 < found.level.high
    assert found.slope.low < 1 < found.slope.high
    assert found.level.low > 5
    beside = measure_break(values + shared, before=40, control=shared)
    assert beside.level.value == pytest.approx(measure_break(values, before=40).level.value)


def test_a_season_is_taken_out() -> None:
    """Two years of months: the interval is narrower with harmonics than without."""
    rng = np.random.default_rng(4)
    months = np.arange(48)
    values = series(rng, 48, 0.0) + 6 * np.cos(2 * np.pi * months / 12)
    plain, seasonal = measure_break(values, before=30), measure_break(values, before=30, season=12)
    assert seasonal.level.error < plain.level.error


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: measure_break(np.arange(11.0), before=6), "6 points before and 5 after"),
        (lambda: measure_break(np.arange(20.0), before=18), "18 points before and 2 after"),
        (lambda: measure_break(np.arange(14.0), before=7, times=[0] * 14), "later than the one"),
        (lambda: measure_break(np.arange(14.0), before=7, control=[1.0] * 3), "has 3 points"),
        (lambda: measure_rate_break([1, 2, -1], [1, 1, 1], before=2), "from 0"),
        (lambda: measure_rate_break([1, 2, 3], [1, 1, 1], before=2), "too few"),
        (lambda: measure_roll_out(np.ones((3, 4)), [1, 1]), "3 units and 2 starts"),
        (lambda: measure_roll_out(np.ones((3, 4)), [0, 1, 1]), "starts in period 0"),
        (lambda: measure_roll_out(np.ones((3, 4)), [2, 2, 2]), "nothing to compare with"),
        (
            lambda: synthetic_control(np.ones(5), np.ones((3, 4)), before=2),
            "5 periods, the donors 4",
        ),
        (lambda: synthetic_control(np.ones(5), np.ones((1, 5)), before=2), "two donors"),
        (lambda: synthetic_control(np.ones(5), np.ones((3, 5)), before=5), "at least one"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_its_cause(ask, words) -> None:
    """Plainly."""
    with pytest.raises(EvaluationError, match=words):
        ask()


def test_a_rate_is_measured_allowing_for_more_spread_than_chance() -> None:
    """A true ratio of 0.8, in counts that spread as chance has it, and in some that spread more."""
    rng = np.random.default_rng(6)
    months = np.arange(60)
    rate = 0.02 * np.exp(0.002 * months) * np.where(months >= 36, 0.8, 1.0)
    for more, least in ((1.0, 0.5), (4.0, 2.0)):
        held = 0
        for _ in range(100):
            means = rate * 30_000
            drawn = means if more == 1.0 else rng.gamma(means / (more - 1), more - 1)
            found = measure_rate_break(rng.poisson(drawn), np.full(60, 30_000.0), before=36)
            held += found.ratio.low <= 0.8 <= found.ratio.high
        assert held >= 88
        assert found.dispersion > least


def test_a_roll_out_is_compared_with_those_not_yet_reached() -> None:
    """Two waves and a rest, with an effect that grows: found step by step, nil before."""
    starts = np.array([3] * 6 + [5] * 6 + [-1] * 8)
    held, values = 0, []
    truth = np.mean(
        [2 + 0.5 * (t - 3) for t in range(3, 8)] + [2 + 0.5 * (t - 5) for t in (5, 6, 7)]
    )
    rng = np.random.default_rng(0)
    early = []
    for _ in range(300):
        panel = rng.normal(0, 2, (20, 1)) + 0.3 * np.arange(8) + rng.normal(0, 1, (20, 8))
        for unit, start in enumerate(starts):
            if start > 0:
                panel[unit, start:] += 2 + 0.5 * np.arange(8 - start)
        found = measure_roll_out(panel, starts)
        held += found.overall.low <= truth <= found.overall.high
        values.append(found.overall.value)
        early.append(next(one for one in found.steps if one.since == -2).estimate.value)
    assert 0.92 <= held / 300 <= 0.99
    assert np.mean(values) == pytest.approx(truth, abs=0.1)
    assert np.mean(early) == pytest.approx(0, abs=0.1)


def donors(rng) -> tuple:
    """Twenty units made of two movements, and one that is a mixture of three of them."""
    periods = np.arange(20)
    movements = np.vstack([np.sin(periods / 3), periods / 10])
    others = rng.random((20, 2)) @ movements * 5 + rng.normal(0, 0.05, (20, 20)) + 10
    return 0.5 * others[0] + 0.3 * others[1] + 0.2 * others[2], others


@pytest.mark.parametrize("measure", [synthetic_control, synthetic_difference])
def test_one_unit_beside_a_mixture(measure) -> None:
    """A drop of two after the start is found, and ranks first of twenty-one."""
    unit, others = donors(np.random.default_rng(1))
    unit = unit.copy()
    unit[14:] -= 2
    found = measure(unit, others, before=14)
    assert found.value == pytest.approx(-2, abs=0.1)
    assert (found.rank, found.p) == (1, 1 / 21)
    assert sum(found.weights) == pytest.approx(1)
    assert min(found.weights) >= 0
    assert found.misfit < 0.2


@pytest.mark.parametrize("ridge", [0.0, 2.0])
def test_weights_are_exact(ridge) -> None:
    """The conditions of Karush, Kuhn and Tucker hold to eight figures."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        columns, target = rng.normal(size=(12, 8)), rng.normal(size=12)
        weights = simplex_weights(columns, target, ridge=ridge)
        gradient = columns.T @ (columns @ weights - target) + ridge * weights
        level = float(gradient @ weights)
        assert np.abs((gradient - level)[weights > 1e-9]).max() < 1e-8
        assert (gradient - level).min() > -1e-8
        assert weights.sum() == pytest.approx(1, abs=1e-12)
