"""Counts of events with a break: the ratio of rates after to before, allowing for more spread."""

from typing import Any

import numpy as np
from scipy import linalg
from scipy.special import ndtri

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests
from reflexes.evaluation.numbers import Real, harmonics, read_numbers
from reflexes.records import record

_ROUNDS = 100
_SETTLED = 1e-12


@record
class RateBreak:
    """The ratio of rates at a break (1: unchanged), and how much more counts spread than chance."""

    ratio: Estimate
    dispersion: float


def measure_rate_break(  # noqa: PLR0913 - a series, its break and its seasons
    counts: Any,
    exposure: Any,
    *,
    before: int,
    season: int | None = None,
    times: Any = None,
    level: float = 0.95,
) -> RateBreak:
    """Measure the jump of a rate by quasi-Poisson regression (Lopez Bernal et al., IJE 2017).

    `counts` are events in each step, `exposure` whom they could befall; `season` is the number of
    steps in a year, for two pairs of harmonics. The trend goes on through the break; counts that
    spread more than chance widen the interval, those that spread less never narrow it.

    Raises:
    ------
    EvaluationError
        A hole, a negative count, an exposure of nil, or fewer points than the model has unknowns.
    """
    events, exposed = (
        read_numbers("counts", counts, least=1),
        read_numbers("exposure", exposure, least=1),
    )
    if len(events) != len(exposed) or (events < 0).any() or (exposed <= 0).any():
        raise EvaluationError(
            "Counts are numbers from 0, and each has an exposure above nil: as many of both."
        )
    steps = (
        np.arange(1, len(events) + 1, dtype=np.float64)
        if times is None
        else read_numbers("times", times, least=1)
    )
    design = _design(steps, before, season)
    if len(events) <= design.shape[1] or not 0 < before < len(events):
        raise EvaluationError(
            "%(points)s points, %(before)s of them before the break, are too few for this model.",
            points=len(events),
            before=before,
        )
    coefficients, covariance, dispersion = _poisson(events, np.log(exposed), design)
    error = float(np.sqrt(covariance[1, 1] * max(dispersion, 1.0)))
    reach = float(ndtri(0.5 + level / 2)) * error
    logarithm = float(coefficients[1])
    return RateBreak(
        ratio=Estimate(
            value=float(np.exp(logarithm)),
            error=error,
            low=float(np.exp(logarithm - reach)),
            high=float(np.exp(logarithm + reach)),
            level=level,
            freedom=None,
            p=None,
            method="ratio of rates, quasi-Poisson",
            rests=Rests.TREND,
            units=len(events),
        ),
        dispersion=dispersion,
    )


def _design(steps: Real, before: int, season: int | None) -> Real:
    after = (np.arange(len(steps)) >= before).astype(np.float64)
    columns = [np.ones(len(steps)), after, steps]
    if season:
        columns += harmonics(steps, season)
    return np.column_stack(columns)


def _poisson(events: Real, offset: Real, design: Real) -> tuple[Real, Real, float]:
    """Coefficients, their covariance at dispersion one, and Pearson's dispersion."""
    # From the mean rate: a start of nil would overflow on rare events.
    coefficients = np.zeros(design.shape[1])
    coefficients[0] = np.log(max(events.sum(), 0.5) / np.exp(offset).sum())
    expected = np.exp(offset + design @ coefficients)
    for _ in range(_ROUNDS):
        weighted = design.T * expected
        step = linalg.solve(weighted @ design, design.T @ (events - expected), assume_a="pos")
        coefficients = coefficients + step
        expected = np.exp(offset + design @ coefficients)
        if float(np.abs(step).max()) < _SETTLED:
            break
    covariance = linalg.inv((design.T * expected) @ design)
    freedom = len(events) - design.shape[1]
    dispersion = float(((events - expected) ** 2 / expected).sum() / freedom)
    return coefficients, covariance, dispersion
