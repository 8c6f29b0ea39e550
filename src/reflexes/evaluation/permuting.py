"""Tests and intervals that rest on the lots drawn, and on nothing else (Fisher 1935)."""

from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from scipy import optimize

from reflexes.evaluation.differences import compare_changes
from reflexes.evaluation.estimate import Estimate, Rests
from reflexes.evaluation.numbers import Real, read_numbers
from reflexes.records import changed

MOST = 50_000
"""Beyond so many ways to deal the lots, so many are drawn instead of tried."""
_CLOSE = 1e-9


def flip_signs(differences: Any) -> tuple[int, int]:
    """How many of all ways to sign the differences of pairs give a sum as high, and how many ways.

    Each pair was assigned by a coin: the exact one-sided test of Fisher on Darwin's maize. Sums are
    counted, not ways tried, so that thirty pairs are as quick as fifteen; differences are taken to
    nine figures.
    """
    read = read_numbers("differences", differences, least=1)
    scale = 1.0 if (read == np.rint(read)).all() else 10.0**9 / np.abs(read).max()
    steps = [int(one) for one in np.abs(np.rint(read * scale))]
    ways: dict[int, int] = {0: 1}
    for step in steps:
        turned: dict[int, int] = {}
        for total, number in ways.items():
            for moved in (total + step, total - step):
                turned[moved] = turned.get(moved, 0) + number
        ways = turned
    met = int(np.rint(read * scale).sum())
    return sum(number for total, number in ways.items() if total >= met), 2 ** len(steps)


def deal_again(treated: Any, comparison: Any, *, level: float = 0.95, seed: int = 0) -> Estimate:
    """The difference of means of units drawn by lot, with the interval that the lots allow.

    The test deals the units again in every way (or in 50,000 ways drawn with `seed`); the interval
    holds the differences that it would not reject. With few units no small `p` can be: three
    against three, at best 0.10.

    Raises:
    ------
    EvaluationError
        A hole, or fewer than two units on a side.
    """
    one = read_numbers("treated", treated, least=2)
    other = read_numbers("comparison", comparison, least=2)
    deals = _deals(len(one), len(one) + len(other), seed)
    pooled = compare_changes(one, other, level=level)
    rests = {"rests": Rests.CHANCE_ALONE, "method": "difference of means, dealt again"}

    def p_if(difference: float) -> float:
        return _p_value(np.concatenate([one - difference, other]), len(one), deals)

    wanted = 1 - level
    value = float(one.mean() - other.mean())
    low, high = (_end(p_if, value, sign * max(pooled.error, 1e-9), wanted) for sign in (-1, 1))
    return changed(pooled, low=low, high=high, freedom=None, p=p_if(0.0), wide=False, **rests)


def _deals(drawn: int, units: int, seed: int) -> Real:
    """Ways × units: one where the unit is drawn; the way that was is among them."""
    if comb(units, drawn) <= MOST:
        ways = np.array(list(combinations(range(units), drawn)), dtype=np.int64)
    else:
        rng = np.random.default_rng(seed)
        ways = np.argsort(rng.random((MOST - 1, units)), axis=1)[:, :drawn]
        ways = np.vstack([np.arange(drawn), ways])
    deals = np.zeros((len(ways), units))
    np.put_along_axis(deals, ways, 1.0, axis=1)
    return deals


def _p_value(outcome: Real, drawn: int, deals: Real) -> float:
    """The two-sided share of deals with a difference of means as far from nil."""
    units = len(outcome)
    sums = deals @ outcome
    means = sums / drawn - (outcome.sum() - sums) / (units - drawn)
    met = abs(outcome[:drawn].mean() - outcome[drawn:].mean())
    return float((np.abs(means) >= met - _CLOSE * max(met, 1.0)).mean())


def _end(p_if: Any, value: float, step: float, wanted: float) -> float:
    """How far a supposed difference can go from the value before the test rejects it."""
    far = step
    while p_if(value + far) > wanted:
        far *= 2
        if abs(far) > abs(step) * 2**20:
            return float(np.inf if step > 0 else -np.inf)
    near = 0.0
    found = optimize.brentq(
        lambda at: p_if(value + at) - wanted - 1e-12, near, far, xtol=abs(step) * 1e-6
    )
    return value + float(found)
