"""Assignment at random: no pair is sure, every load holds, and the chances are kept."""

import numpy as np
import pytest

from reflexes.jury import ImpossibleAssignmentError, JuryError, assign, randomise

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("limit", [0.5, 0.34, 0.8])
def test_no_pair_has_more_than_its_chance_and_every_load_holds(limit) -> None:
    """Exactly so many reviews each, loads within bounds, and chances under the limit."""
    fit = np.random.default_rng(2).random((30, 12))
    found = randomise(fit, reviews=3, loads=9, minimum=6, limit=limit, seed=5)
    assert max(chance for *_, chance in found.chances) <= limit
    pairs = np.array(found.assignment.pairs)
    assert (np.bincount(pairs[:, 0]) == 3).all()
    counts = np.bincount(pairs[:, 1], minlength=12)
    assert 6 <= counts.min() <= counts.max() <= 9
    assert found.expected <= found.best
    assert found.best == pytest.approx(assign(fit, reviews=3, loads=9, minimum=6).total)


def test_over_many_draws_each_pair_comes_as_often_as_its_chance() -> None:
    """Two thousand draws of a small problem."""
    fit = np.random.default_rng(3).random((6, 5))
    times = np.zeros((6, 5))
    draws = 2000
    for seed in range(draws):
        found = randomise(fit, reviews=2, loads=3, limit=0.5, seed=seed)
        for pair in found.assignment.pairs:
            times[pair] += 1
    expected = np.zeros((6, 5))
    for one, other, chance in randomise(fit, reviews=2, loads=3, limit=0.5).chances:
        expected[one, other] = chance
    assert np.abs(times / draws - expected).max() < 0.05


def test_the_same_seed_draws_the_same() -> None:
    """To the byte."""
    fit = np.random.default_rng(3).random((20, 8))
    one = randomise(fit, reviews=2, loads=6, seed=9)
    assert randomise(fit, reviews=2, loads=6, seed=9) == one


def test_a_limit_that_cannot_hold_is_told_apart_from_loads_that_cannot() -> None:
    """The limit is named when it is the cause; the obstruction when it is not."""
    with pytest.raises(JuryError, match="Raise the limit"):
        randomise(np.ones((4, 3)), reviews=2, loads=4, limit=0.5)
    with pytest.raises(ImpossibleAssignmentError):
        randomise(np.ones((4, 3)), reviews=2, loads=1, limit=0.9)
    with pytest.raises(JuryError, match="more than 0"):
        randomise(np.ones((4, 3)), reviews=1, loads=4, limit=0)
