"""How far a jury agrees: Krippendorff's alpha and intraclass correlations, with intervals."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np

from reflexes.jury.components import Components, fit_components
from reflexes.jury.errors import JuryError
from reflexes.jury.scores import Real, Scores, read_scores
from reflexes.records import record

_LEVEL = 0.95


class Scale(StrEnum):
    """What the differences of marks mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@record
class Estimate:
    """A number with its interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float


@record
class Agreement:
    """How far a jury agrees on one criterion.

    `alpha` is Krippendorff's (1: full agreement, 0: none beyond chance); `single` and `mean` are
    ICC(A,1) and ICC(A,k), how much of one mark, and of the mean of `reviews` marks, is the
    application. `discriminates` says whether the marks tell applications apart at all: whether the
    interval of `single` leaves zero. Agreement on a preselected few says nothing of the whole call:
    a narrow range alone lowers it (Erosheva, Martinková & Lee, JRSS-A 2021).
    """

    alpha: Estimate
    single: Estimate
    mean: Estimate
    reviews: float
    discriminates: bool


@record
class Intraclass:
    """The six intraclass correlations of a full table (Shrout & Fleiss 1979)."""

    one_way_single: float
    agreement_single: float
    consistency_single: float
    one_way_mean: float
    agreement_mean: float
    consistency_mean: float


def measure_agreement(  # noqa: PLR0913 - the scores, their shape and the ways to resample
    scores: Any,
    *,
    applications: int | None = None,
    reviewers: int | None = None,
    scale: Scale | str = Scale.ORDINAL,
    resamples: int = 200,
    seed: int = 0,
) -> Agreement:
    """Measure how far a jury agrees, from scores given as to `calibrate`.

    Intervals are of 95 %: for alpha, over resampled applications; for the correlations, over scores
    simulated from the fitted variances (parametric bootstrap), `resamples` of each.

    Raises:
    ------
    JuryError
        The scores cannot be read.
    """
    read = read_scores(scores, applications=applications, reviewers=reviewers)
    reviews = float(read.given[read.given > 0].mean())
    rng = np.random.default_rng(seed)
    alpha = _alpha_estimate(read, Scale(scale), rng, resamples)
    if np.ptp(read.value) == 0 or read.given.max() < 2 or (read.read > 0).sum() < 2:  # noqa: PLR2004 - two of each
        unknown = Estimate(value=float("nan"), low=float("nan"), high=float("nan"))
        return Agreement(
            alpha=alpha, single=unknown, mean=unknown, reviews=reviews, discriminates=False
        )
    fitted = fit_components(read)
    again = [_simulated(read, fitted, rng) for _ in range(resamples)]
    single = _estimate(fitted.reliability(), [one.reliability() for one in again])
    return Agreement(
        alpha=alpha,
        single=single,
        mean=_estimate(fitted.reliability(reviews), [one.reliability(reviews) for one in again]),
        reviews=reviews,
        discriminates=single.low > 0,
    )


def krippendorff_alpha(read: Scores, scale: Scale = Scale.ORDINAL) -> float:
    """Krippendorff's alpha (« Content Analysis », 2004): one minus observed over expected.

    NaN where no application has two marks, or where all marks are the same.
    """
    return _alpha(_coincidences(read), scale)


def intraclass(table: Any) -> Intraclass:
    """The six coefficients of a full table, one line for each application, one column a reviewer.

    Raises:
    ------
    JuryError
        The table has a hole, or fewer than two lines or columns.
    """
    full = np.asarray(table, dtype=np.float64)
    if full.ndim != 2 or min(full.shape) < 2 or np.isnan(full).any():  # noqa: PLR2004 - a table
        raise JuryError(
            "These correlations need a table without holes, of two lines and columns or more."
        )
    n, k = full.shape
    rows = k * ((full.mean(axis=1) - full.mean()) ** 2).sum() / (n - 1)
    columns = n * ((full.mean(axis=0) - full.mean()) ** 2).sum() / (k - 1)
    within = ((full - full.mean(axis=1, keepdims=True)) ** 2).sum() / (n * (k - 1))
    rest = (within * n * (k - 1) - columns * (k - 1)) / ((n - 1) * (k - 1))
    return Intraclass(
        one_way_single=float((rows - within) / (rows + (k - 1) * within)),
        agreement_single=float((rows - rest) / (rows + (k - 1) * rest + k * (columns - rest) / n)),
        consistency_single=float((rows - rest) / (rows + (k - 1) * rest)),
        one_way_mean=float((rows - within) / rows),
        agreement_mean=float((rows - rest) / (rows + (columns - rest) / n)),
        consistency_mean=float((rows - rest) / rows),
    )


def _alpha_estimate(
    read: Scores, scale: Scale, rng: np.random.Generator, resamples: int
) -> Estimate:
    """Alpha with an interval over resampled applications."""
    coincidences = _coincidences(read)
    value = _alpha(coincidences, scale)
    units = len(coincidences[1])
    if not units:
        return Estimate(value=value, low=float("nan"), high=float("nan"))
    picks = (rng.integers(0, units, units) for _ in range(resamples))
    return _estimate(
        value, [_alpha((coincidences[0], coincidences[1][pick]), scale) for pick in picks]
    )


def _coincidences(read: Scores) -> tuple[Real, Real]:
    """The marks there are, and how often each application read twice or more got each."""
    marks, places = np.unique(read.value, return_inverse=True)
    counts = np.zeros((read.applications, len(marks)))
    np.add.at(counts, (read.application, places), 1.0)
    return marks, counts[counts.sum(axis=1) > 1]


def _alpha(coincidences: tuple[Real, Real], scale: Scale) -> float:
    marks, counts = coincidences
    totals = counts.sum(axis=0)
    whole = totals.sum()
    distances = _DISTANCES[scale](marks, totals)
    weights = 1.0 / (counts.sum(axis=1) - 1)
    together = (counts * weights[:, None]).T @ counts
    together[np.diag_indices_from(together)] -= (counts * weights[:, None]).sum(axis=0)
    observed = float((together * distances).sum())
    expected = float((np.outer(totals, totals) * distances).sum())
    return 1.0 - (whole - 1) * observed / expected if expected > 0 else float("nan")


def _ordinal(_: Real, totals: Real) -> Real:
    reached = np.cumsum(totals) - totals / 2
    apart: Real = (reached[:, None] - reached[None, :]) ** 2
    return apart


def _interval(marks: Real, _: Real) -> Real:
    apart: Real = (marks[:, None] - marks[None, :]) ** 2
    return apart


def _nominal(marks: Real, _: Real) -> Real:
    apart: Real = (marks[:, None] != marks[None, :]).astype(np.float64)
    return apart


_DISTANCES: dict[Scale, Callable[[Real, Real], Real]] = {
    Scale.NOMINAL: _nominal,
    Scale.ORDINAL: _ordinal,
    Scale.INTERVAL: _interval,
}


def _simulated(read: Scores, fitted: Components, rng: np.random.Generator) -> Components:
    """The variances fitted again to scores simulated from them, in the same design."""
    value = (
        fitted.mean
        + rng.normal(0, np.sqrt(fitted.application), read.applications)[read.application]
        + rng.normal(0, np.sqrt(fitted.reviewer), read.reviewers)[read.reviewer]
        + rng.normal(0, np.sqrt(fitted.rest), len(read.value))
    )
    again = Scores(
        application=read.application,
        reviewer=read.reviewer,
        value=value,
        applications=read.applications,
        reviewers=read.reviewers,
    )
    rest = fitted.rest or 1.0
    start = (np.sqrt(fitted.application / rest), np.sqrt(fitted.reviewer / rest))
    return fit_components(again, start=(float(start[0]), float(start[1])), tolerance=1e-6)


def _estimate(value: float, again: list[float]) -> Estimate:
    told = [one for one in again if not np.isnan(one)]
    if not told:
        return Estimate(value=value, low=float("nan"), high=float("nan"))
    low, high = np.quantile(told, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return Estimate(value=value, low=float(low), high=float(high))
