"""A series with a break: what changed in its level and slope, by honest intervals.

Errors that follow one another are a first-order autoregression whose strength is not known: it is
integrated out over its restricted likelihood, so that a short series pays for not knowing it. In
simulation its 95 % intervals cover 92 to 96 %, where least squares cover as little as 71 % and
Newey–West 69 %. The Durbin–Watson test decides nothing here.
"""

from typing import Any

import attrs
import numpy as np
from scipy import optimize
from scipy.special import logsumexp, stdtr

from reflexes.evaluation.designs import LEAST_AFTER, LEAST_POINTS
from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests
from reflexes.evaluation.numbers import Real, harmonics, read_numbers
from reflexes.records import record

_STRENGTHS = np.concatenate([np.linspace(-0.9, 0.9, 73), [0.92, 0.94, 0.96, 0.98, 0.99]])


@record
class Break:
    """What changed in a series at its break.

    `level` is the jump at the break and `slope` the change of the trend, in the unit of the series
    and in that unit for each step; `strength` is the mean strength with which errors follow one
    another (-1 to 1).
    """

    level: Estimate
    slope: Estimate
    strength: float


def measure_break(  # noqa: PLR0913 - a series, its break and what stands beside it
    series: Any,
    *,
    before: int,
    times: Any = None,
    season: int | None = None,
    control: Any = None,
    level: float = 0.95,
) -> Break:
    """Measure the break of a series after its first `before` points.

    `times` are whole steps, where points are missing; `season` is the number of steps in a year,
    for two pairs of harmonics where the series holds two years or more; `control` is a series that
    the pilot could not touch, taken away point by point.

    Raises:
    ------
    EvaluationError
        A hole, times that do not grow, fewer than 12 points in all or 3 after the break.
    """
    read = read_numbers("series", series, least=1)
    if control is not None:
        read = read - _beside(control, len(read))
    steps = _steps(times, len(read))
    _check_length(len(read), before)
    design = _design(steps, before, season)
    fits = _fitted(read, design, steps)
    weights = np.exp(fits.likelihood - logsumexp(fits.likelihood))
    freedom = len(read) - design.shape[1]
    return Break(
        level=_mixed(fits, weights, freedom, 2, (level, len(read))),
        slope=_mixed(fits, weights, freedom, 3, (level, len(read))),
        strength=float(weights @ _STRENGTHS),
    )


@attrs.frozen(kw_only=True, eq=False)
class _Fits:
    """For each strength: the restricted log-likelihood, the coefficients and their errors."""

    likelihood: Real
    values: Real
    errors: Real


def _check_length(points: int, before: int) -> None:
    if points < LEAST_POINTS or points - before < LEAST_AFTER or before < LEAST_AFTER:
        raise EvaluationError(
            "The series has %(before)s points before and %(after)s after the break. From %(least)s "
            "in all and %(side)s on each side a break may be measured; below, it may be drawn.",
            before=before,
            after=points - before,
            least=LEAST_POINTS,
            side=LEAST_AFTER,
        )


def _beside(control: Any, points: int) -> Real:
    read = read_numbers("control", control, least=1)
    if len(read) != points:
        raise EvaluationError(
            "The control series has %(met)s points, the series %(expected)s: give the same ones.",
            met=len(read),
            expected=points,
        )
    return read


def _steps(times: Any, points: int) -> Real:
    steps = (
        np.arange(points, dtype=np.float64)
        if times is None
        else read_numbers("times", times, least=1)
    )
    if len(steps) != points or (np.diff(steps) <= 0).any():
        raise EvaluationError(
            "Times must be as many as the points, each later than the one before: put the series "
            "in order and leave out what is there twice."
        )
    return steps


def _design(steps: Real, before: int, season: int | None) -> Real:
    """Level, trend, jump, change of trend, and harmonics where two years allow them."""
    after = (np.arange(len(steps)) >= before).astype(np.float64)
    since = after * (steps - steps[before])
    columns = [np.ones(len(steps)), steps - steps[before], after, since]
    if season and steps[-1] - steps[0] + 1 >= 2 * season:
        columns += harmonics(steps, season)
    return np.column_stack(columns)


def _fitted(read: Real, design: Real, steps: Real) -> _Fits:
    """Every strength at once: the errors are made independent, then least squares."""
    gaps = np.diff(steps)
    link = np.sign(_STRENGTHS)[:, None] ** gaps * np.abs(_STRENGTHS)[:, None] ** gaps
    spread = np.sqrt(1 - link**2)
    both = np.column_stack([design, read])
    following = (both[1:] - link[:, :, None] * both[:-1]) / spread[:, :, None]
    first = np.broadcast_to(both[:1], (len(_STRENGTHS), 1, both.shape[1]))
    white = np.concatenate([first, following], axis=1)
    x, y = white[:, :, :-1], white[:, :, -1]
    factor, upper = np.linalg.qr(x)
    inverse = np.linalg.inv(upper)
    coefficients = np.einsum("sij,skj,sk->si", inverse, factor, y)
    rest = ((y - np.einsum("skj,sj->sk", x, coefficients)) ** 2).sum(axis=1)
    freedom = design.shape[0] - design.shape[1]
    diagonal = np.abs(np.diagonal(upper, axis1=1, axis2=2))
    return _Fits(
        likelihood=-(
            np.log(spread).sum(axis=1)
            + np.log(diagonal).sum(axis=1)
            + 0.5 * freedom * np.log(np.maximum(rest, 1e-300))
        ),
        values=coefficients,
        errors=np.sqrt((inverse**2).sum(axis=2) * rest[:, None] / freedom),
    )


def _mixed(
    fits: _Fits,
    weights: Real,
    freedom: int,
    place: int,
    said: tuple[float, int],
) -> Estimate:
    """One coefficient over all strengths: a mixture of Student laws, and its quantiles."""
    level, points = said
    values, errors = fits.values[:, place], np.maximum(fits.errors[:, place], 1e-12)
    value = float(weights @ values)
    spread = float(np.sqrt(weights @ (errors**2 + (values - value) ** 2)))

    def below(limit: float) -> float:
        return float(weights @ stdtr(freedom, (limit - values) / errors))

    def quantile(share: float) -> float:
        reach = 50 * spread
        found = optimize.brentq(
            lambda limit: below(limit) - share, value - reach, value + reach, xtol=spread * 1e-9
        )
        return float(found)

    nil = below(0.0)
    return Estimate(
        value=value,
        error=spread,
        low=quantile((1 - level) / 2),
        high=quantile((1 + level) / 2),
        level=level,
        freedom=None,
        p=2 * min(nil, 1 - nil),
        method="interrupted series, autocorrelation integrated out",
        rests=Rests.TREND,
        units=points,
    )
