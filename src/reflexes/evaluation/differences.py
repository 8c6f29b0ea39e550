"""Changes, and differences between changes: for pilots of few units, with honest intervals.

Units are what was assigned or compared (services, teams), one number for each: the mean after minus
the mean before. « Robust » errors by cluster are not offered: with one treated unit their 95 %
intervals cover 35 to 53 % (simulated).
"""

from typing import Any

import numpy as np

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests, by_student
from reflexes.evaluation.numbers import Real, check_start, read_numbers, read_panel

WELCH = "difference of mean changes, Welch"
BELL_MCCAFFREY = "difference of mean changes, HC2 with Bell–McCaffrey degrees"
POOLED = "difference of mean changes, pooled spread"


def changes_of(panel: Any, before: int) -> Real:
    """The change of each unit: its mean after the first `before` periods, minus its mean in them.

    Raises:
    ------
    EvaluationError
        The panel has a hole, or no period on one side.
    """
    read = read_panel("panel", panel)
    check_start(read.shape[1], before)
    changed: Real = read[:, before:].mean(axis=1) - read[:, :before].mean(axis=1)
    return changed


def measure_change(before: Any, after: Any, *, level: float = 0.95) -> Estimate:
    """The mean change of one group, unit by unit, by Student's paired interval (1908).

    It is a change, whatever its cause: nothing here says what would have happened otherwise.

    Raises:
    ------
    EvaluationError
        A hole, fewer than two units, or two lists of different lengths.
    """
    first = read_numbers("before", before, least=2)
    second = read_numbers("after", after, least=2)
    if len(first) != len(second):
        raise EvaluationError(
            "%(before)s units before and %(after)s after: give the same units on both sides, in "
            "the same order.",
            before=len(first),
            after=len(second),
        )
    moved = second - first
    error = float(moved.std(ddof=1) / np.sqrt(len(moved)))
    return by_student(
        float(moved.mean()),
        error,
        len(moved) - 1,
        method="mean change, paired",
        units=len(moved),
        level=level,
    )


def compare_changes(treated: Any, comparison: Any, *, level: float = 0.95) -> Estimate:
    """The difference between the mean changes of two groups of units.

    Welch–Satterthwaite from three units a side; HC2 with Bell–McCaffrey degrees of freedom (2002)
    where a side has two; with one treated unit, the spread of the comparison stands for its own.

    Raises:
    ------
    EvaluationError
        A hole, no treated unit, or fewer than two units in comparison.
    """
    one = read_numbers("treated", treated, least=1)
    other = read_numbers("comparison", comparison, least=2)
    value = float(one.mean() - other.mean())
    units = len(one) + len(other)
    if len(one) == 1:
        error = float(other.std(ddof=1)) * np.sqrt(1 + 1 / len(other))
        return by_student(
            value,
            float(error),
            len(other) - 1,
            method=POOLED,
            units=units,
            level=level,
            rests=Rests.EQUAL_SPREAD,
        )
    parts = np.array([one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)])
    sizes = np.array([len(one), len(other)], dtype=np.float64)
    few = bool(sizes.min() < 3)  # noqa: PLR2004 - below, Welch covers too little
    freedom = (
        (1 / sizes).sum() ** 2 / (1 / (sizes**2 * (sizes - 1))).sum()
        if few or not parts.sum()
        else parts.sum() ** 2 / (parts**2 / (sizes - 1)).sum()
    )
    return by_student(
        value,
        float(np.sqrt(parts.sum())),
        float(freedom),
        method=BELL_MCCAFFREY if few else WELCH,
        units=units,
        level=level,
        wide=few,
    )


def compare_groups(
    treated: Any, comparison: Any, *, covariates: tuple[Any, Any] | None = None, level: float = 0.95
) -> Estimate:
    """The difference of two randomised groups, adjusted for `covariates` where they are given.

    Without, the difference of means with Neyman's error. With, each group has its own slope on
    centred covariates (Lin 2013), with HC2 errors; covariates are units × variables, one array for
    each group, measured before the start.

    Raises:
    ------
    EvaluationError
        A hole, fewer than two units on a side, or as many variables as units.
    """
    one = read_numbers("treated", treated, least=2)
    other = read_numbers("comparison", comparison, least=2)
    if covariates is None:
        return compare_changes(one, other, level=level)
    outcome = np.concatenate([one, other])
    drawn = np.concatenate([np.ones(len(one)), np.zeros(len(other))])
    before = np.vstack(
        [
            np.reshape(part, (-1, np.shape(part)[-1] if np.ndim(part) > 1 else 1))
            for part in (read_any(covariates[0]), read_any(covariates[1]))
        ]
    )
    centred = before - before.mean(axis=0)
    design = np.column_stack([np.ones(len(outcome)), drawn, centred, centred * drawn[:, None]])
    if design.shape[0] <= design.shape[1]:
        raise EvaluationError(
            "%(variables)s variables for %(units)s units: keep fewer variables.",
            variables=before.shape[1],
            units=len(outcome),
        )
    coefficients, errors = least_squares(outcome, design)
    return by_student(
        float(coefficients[1]),
        float(errors[1]),
        len(outcome) - design.shape[1],
        method="difference adjusted within groups, HC2",
        units=len(outcome),
        level=level,
    )


def read_any(given: Any) -> Real:
    """Covariates as numbers; a hole is refused."""
    read = np.asarray(given, dtype=np.float64)
    if not np.isfinite(read).all():
        raise EvaluationError("A covariate has a hole. Give it, or leave the variable out.")
    return read


def least_squares(outcome: Real, design: Real) -> tuple[Real, Real]:
    """Coefficients, and their HC2 errors (MacKinnon & White 1985)."""
    crossed = design.T @ design
    smallest = len(crossed) * float(np.finfo(np.float64).eps)
    inverse = np.linalg.pinv(crossed, rcond=smallest, hermitian=True)
    coefficients = inverse @ design.T @ outcome
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    squares = (outcome - design @ coefficients) ** 2 / np.maximum(1 - leverage, 1e-12)
    covariance = inverse @ (design.T * squares) @ design @ inverse
    return coefficients, np.sqrt(np.diag(covariance))
