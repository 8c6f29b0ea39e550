"""One treated unit beside a weighted mixture of others: synthetic control, and its difference.

Weights are exact: the problem is the point nearest to the origin in a convex hull, which a
non-negative least squares solves to the last figure (Lawson & Hanson 1974, « least distance
programming »). Published figures are often those of a solver stopped early: the second digit of the
best known case changes from package to package. The recipe by which those of the synthetic
difference-in-differences were published is offered beside, to find them again.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np
from scipy import optimize

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.numbers import Real, check_start, read_numbers, read_panel
from reflexes.records import record

LEAST_MIXED = 2
"""What a mixture is made of, at least."""
_STEPS, _STEPS_BEFORE_SPARING, _KEPT_SHARE, _LEAST_GAIN = 10_000, 100, 0.25, 1e-5
"""The recipe: steps at most, those before small weights go, what is small, and when to stop."""


class Recipe(StrEnum):
    """How the weights of a synthetic difference-in-differences are found."""

    EXACT = "exact"
    """The least of what they minimise."""
    PUBLISHED = "published"
    """As Arkhangelsky et al. (2021) published theirs: a descent stopped early, few weights."""


@record
class Synthetic:
    """The mean difference after the start between a unit and its mixture.

    `weights` are those of the donors, `gaps` the difference in each period, `misfit` the root mean
    square of the differences before the start. `placebos` are the same measure for each donor taken
    as if treated; `rank` is the unit's among all by size (1: the largest), and `p` its exact
    chance, ``rank / (donors + 1)``. `error` is the spread of the placebos.
    """

    value: float
    weights: tuple[float, ...]
    gaps: tuple[float, ...]
    misfit: float
    placebos: tuple[float, ...]
    rank: int
    p: float
    error: float
    method: str


def synthetic_control(treated: Any, donors: Any, *, before: int) -> Synthetic:
    """Synthetic control on the outcomes before the start (Abadie & Gardeazabal 2003), exact.

    `treated` is one number for each period, `donors` units × periods, `before` how many periods lie
    before the start.

    Raises:
    ------
    EvaluationError
        A hole, other periods than the donors', no period on one side, or fewer than two donors.
    """
    unit, others = _read(treated, donors, before)
    return _judged(unit, others, before, _control, "synthetic control, exact weights")


def synthetic_difference(
    treated: Any, donors: Any, *, before: int, weights: str = Recipe.EXACT
) -> Synthetic:
    """Synthetic difference-in-differences (Arkhangelsky et al., AER 2021), exact.

    As `synthetic_control`, with weights of periods too, and levels allowed to differ. The spread of
    the placebos is over every donor, not over a draw of them: it does not change with a seed.

    With `weights="published"` the weights are found as in the paper: the algorithm of Frank & Wolfe
    (1956) from equal weights, a hundred steps, weights below a quarter of the largest cut, then
    steps until one gains less than the square of a hundred-thousandth of the noise. It is there to
    find published figures again, not to be preferred.
    """
    unit, others = _read(treated, donors, before)
    if weights not in set(Recipe):
        raise EvaluationError(
            "“%(met)s” is no way to find weights. Write one of: %(known)s.",
            met=weights,
            known=", ".join(Recipe),
        )
    known = Recipe(weights)
    measure = partial(_difference, solve=_SOLVERS[known])
    method = f"synthetic difference-in-differences, {known.value}"
    return _judged(unit, others, before, measure, method)


def simplex_weights(columns: Real, target: Real, *, ridge: float = 0.0) -> Real:
    """Weights from 0, of sum 1, whose mixture of columns is nearest to the target.

    Minimises ``|columns w - target|² + ridge |w|²``.
    """
    count = columns.shape[1]
    apart = columns - target[:, None]
    rows = [apart]
    if ridge > 0:
        rows.append(np.sqrt(ridge) * np.eye(count))
    scale = max(float(np.abs(apart).max(initial=0.0)), 1e-300)
    stacked = np.vstack([*(row / scale for row in rows), np.ones((1, count))])
    aim = np.concatenate([np.zeros(len(stacked) - 1), [1.0]])
    found, _ = optimize.nnls(stacked, aim, maxiter=30 * count + 1000)
    weights: Real = found / found.sum()
    return weights


def _read(treated: Any, donors: Any, before: int) -> tuple[Real, Real]:
    unit, others = read_numbers("treated", treated, least=2), read_panel("donors", donors)
    if others.shape[1] != len(unit):
        raise EvaluationError(
            "The treated unit has %(met)s periods, the donors %(expected)s: give the same ones.",
            met=len(unit),
            expected=others.shape[1],
        )
    check_start(len(unit), before)
    if len(others) < LEAST_MIXED:
        raise EvaluationError("A mixture needs two donors or more; there is one.")
    return unit, others


def _control(unit: Real, others: Real, before: int) -> tuple[float, Real, Real]:
    weights = simplex_weights(others[:, :before].T, unit[:before])
    gaps = unit - weights @ others
    return float(gaps[before:].mean()), weights, gaps


Solver = Callable[[Real, Real, float, float], Real]
"""Weights of columns near a target, under a penalty on their squares, at some noise."""


def _exact(columns: Real, target: Real, penalty: float, noise: float) -> Real:
    del noise
    return simplex_weights(columns, target, ridge=penalty)


def _descended(columns: Real, target: Real, penalty: float, noise: float) -> Real:
    """The recipe of the paper: a descent, small weights cut, a second descent."""
    least_gain = (_LEAST_GAIN * noise) ** 2
    start = np.full(columns.shape[1], 1 / columns.shape[1])
    rough = _descend(columns, target, penalty, least_gain, start, _STEPS_BEFORE_SPARING)
    kept = np.where(rough > _KEPT_SHARE * rough.max(), rough, 0.0)
    return _descend(columns, target, penalty, least_gain, kept / kept.sum(), _STEPS)


def _descend(  # noqa: PLR0913, PLR0917 - a problem, where to begin and when to stop
    columns: Real, target: Real, penalty: float, least_gain: float, start: Real, most: int
) -> Real:
    """Steps towards one column at a time, each as long as it helps (Frank & Wolfe 1956)."""
    rows, weights = len(target), start
    mixed, last, at = columns @ weights, np.inf, 0
    while at < most:
        slope = (mixed - target) @ columns + penalty * weights
        best = int(slope.argmin())
        way = -weights
        way[best] += 1.0
        if not way.any():
            return weights
        moved = columns[:, best] - mixed
        bend = float(moved @ moved + penalty * (way @ way))
        if bend == 0.0:
            return weights
        length = -float(slope @ way) / bend
        weights = weights + min(1.0, max(0.0, length)) * way
        mixed, at = columns @ weights, at + 1
        missed = mixed - target
        value = float(missed @ missed + penalty * (weights @ weights)) / rows
        if at > 1 and last - value <= least_gain:
            return weights
        last = value
    return weights


_SOLVERS: dict[Recipe, Solver] = {Recipe.EXACT: _exact, Recipe.PUBLISHED: _descended}


def _difference(
    unit: Real, others: Real, before: int, *, solve: Solver
) -> tuple[float, Real, Real]:
    after = len(unit) - before
    noise = float(np.diff(others[:, :before], axis=1).std(ddof=1))
    early = others[:, :before]
    # Free levels are the same as means taken away.
    columns = (early - early.mean(axis=1, keepdims=True)).T
    ridge = (after**0.25 * noise) ** 2 * before
    weights = solve(columns, unit[:before] - unit[:before].mean(), ridge, noise)
    late = others[:, before:].mean(axis=1)
    shrink = (1e-6 * noise) ** 2 * len(others)
    periods = solve(early - early.mean(axis=0), late - late.mean(), shrink, noise)
    level = float(periods @ (unit[:before] - weights @ early))
    gaps = unit - weights @ others - level
    return float(gaps[before:].mean()), weights, gaps


def _judged(unit: Real, others: Real, before: int, measure: Any, method: str) -> Synthetic:
    """The measure, and the same for every donor as if it had been treated."""
    value, weights, gaps = measure(unit, others, before)
    placebos = (
        [measure(others[n], np.delete(others, n, axis=0), before)[0] for n in range(len(others))]
        if len(others) > LEAST_MIXED
        else []
    )
    rank = 1 + sum(abs(one) >= abs(value) for one in placebos)
    return Synthetic(
        value=value,
        weights=tuple(weights.tolist()),
        gaps=tuple(gaps.tolist()),
        misfit=float(np.sqrt((gaps[:before] ** 2).mean())),
        placebos=tuple(placebos),
        rank=rank,
        p=rank / (len(placebos) + 1),
        error=float(np.std(placebos)) if placebos else float("nan"),
        method=method,
    )
