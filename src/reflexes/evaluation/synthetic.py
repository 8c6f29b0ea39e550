"""One treated unit beside a weighted mixture of others: synthetic control, and its difference.

Weights are exact: the problem is the point nearest to the origin in a convex hull, which a
non-negative least squares solves to the last figure (Lawson & Hanson 1974, « least distance
programming »). Published figures are often those of a solver stopped early: the second digit of the
best known case changes from package to package.
"""

from typing import Any

import numpy as np
from scipy import optimize

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.numbers import Real, check_start, read_numbers, read_panel
from reflexes.records import record

LEAST_MIXED = 2
"""What a mixture is made of, at least."""


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


def synthetic_difference(treated: Any, donors: Any, *, before: int) -> Synthetic:
    """Synthetic difference-in-differences (Arkhangelsky et al., AER 2021), exact.

    As `synthetic_control`, with weights of periods too, and levels allowed to differ. The spread of
    the placebos is over every donor, not over a draw of them: it does not change with a seed.
    """
    unit, others = _read(treated, donors, before)
    return _judged(unit, others, before, _difference, "synthetic difference-in-differences, exact")


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


def _difference(unit: Real, others: Real, before: int) -> tuple[float, Real, Real]:
    after = len(unit) - before
    noise = float(np.diff(others[:, :before], axis=1).std(ddof=1))
    early = others[:, :before]
    # Free levels are the same as means taken away.
    columns = (early - early.mean(axis=1, keepdims=True)).T
    ridge = (after**0.25 * noise) ** 2 * before
    weights = simplex_weights(columns, unit[:before] - unit[:before].mean(), ridge=ridge)
    late = others[:, before:].mean(axis=1)
    periods = simplex_weights(
        early - early.mean(axis=0), late - late.mean(), ridge=(1e-6 * noise) ** 2 * len(others)
    )
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
