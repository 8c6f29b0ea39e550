"""How much could be wrong before a finding falls: bounds, where an assumption cannot be checked.

- `bound_trends`: two groups whose trends may part after the start (Rambachan & Roth, « A More
  Credible Approach to Parallel Trends », Review of Economic Studies 2023, relative magnitudes);
- `bound_attrition`: units lost at different rates (Lee, Review of Economic Studies 2009);
- `e_value`: how strong an unseen cause would have to be (VanderWeele & Ding, Annals of Internal
  Medicine 2017).
"""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, sqrt
from typing import Any

import numpy as np
from scipy import optimize
from scipy.special import ndtr, ndtri, stdtrit

from reflexes.evaluation.differences import compare_changes
from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests
from reflexes.evaluation.numbers import Real, check_start, read_numbers, read_panel
from reflexes.records import changed, record

MAGNITUDES = (0.5, 1.0, 2.0)
LEAST_BEFORE = 2
"""One step before the start is needed, to see how trends part."""
_MOST = 1e3
_PER_STANDARD = 0.91
_PER_STANDARD_ERROR = 1.78


@record
class Bound:
    """What the difference may be if trends part by `magnitude` times the most seen before.

    `low` and `high` bound the difference itself, `interval` adds what few units leave unknown.
    """

    magnitude: float
    low: float
    high: float
    interval: Estimate


@record
class Trends:
    """A difference of changes, its bounds, and how far they hold.

    `most` is the largest step by which the groups parted before the start. `breakdown` is the
    magnitude from which the interval holds nil: 0 when it does already, infinite when none does.
    """

    plain: Estimate
    most: float
    bounds: tuple[Bound, ...]
    breakdown: float


def bound_trends(
    treated: Any,
    comparison: Any,
    *,
    before: int,
    magnitudes: tuple[float, ...] = MAGNITUDES,
    level: float = 0.95,
) -> Trends:
    """Bound a difference of changes whose two groups may not have gone the same way.

    Panels are units × periods. The difference is that of the mean after the start from the last
    period before it. After the start the groups may part at each step by `magnitude` times the
    largest step seen before. Whichever earlier step is the largest, both ends are differences of
    two groups' means, with Welch's interval; the interval told is the union of them, which covers
    at least its level.

    Raises:
    ------
    EvaluationError
        A hole, fewer than two units in comparison, or fewer than two periods before the start.
    """
    one, other = read_panel("treated", treated), read_panel("comparison", comparison)
    check_start(one.shape[1], before)
    if other.shape[1] != one.shape[1] or before < LEAST_BEFORE:
        raise EvaluationError(
            "Two periods before the start, or more, and the same periods for both groups are "
            "needed to see how trends part."
        )
    main = _contrast(one.shape[1], before)
    plain = compare_changes(one @ main, other @ main, level=level)
    steps = np.diff((one.mean(axis=0) - other.mean(axis=0))[:before])

    def bounded(magnitude: float) -> Bound:
        return _bounded(one, other, before, magnitude, level)

    return Trends(
        plain=plain,
        most=float(np.abs(steps).max()),
        bounds=tuple(bounded(magnitude) for magnitude in magnitudes),
        breakdown=_breakdown(plain, lambda magnitude: bounded(magnitude).interval),
    )


def _contrast(periods: int, before: int) -> Real:
    """The mean after the start, minus the last period before it."""
    weights = np.zeros(periods)
    weights[before:] = 1 / (periods - before)
    weights[before - 1] -= 1
    return weights


def _bounded(one: Real, other: Real, before: int, magnitude: float, level: float) -> Bound:
    main = _contrast(one.shape[1], before)
    # The mean over the periods after of how many steps trends had to part in.
    reach = magnitude * (one.shape[1] - before + 1) / 2
    ends: list[Estimate] = []
    for step in range(1, before):
        for sign in (-1.0, 1.0):
            weights = main.copy()
            weights[step] += sign * reach
            weights[step - 1] -= sign * reach
            ends.append(compare_changes(one @ weights, other @ weights, level=level))
    values = [end.value for end in ends]
    widest = max(ends, key=lambda end: end.error)
    interval = changed(
        widest,
        value=(min(values) + max(values)) / 2,
        low=min(end.low for end in ends),
        high=max(end.high for end in ends),
        p=None,
        method=f"relative magnitudes, {magnitude:g}",
        rests=Rests.TRENDS_APART,
    )
    return Bound(magnitude=magnitude, low=min(values), high=max(values), interval=interval)


def _breakdown(plain: Estimate, interval: Any) -> float:
    """The least magnitude whose interval holds nil."""
    if plain.low <= 0 <= plain.high:
        return 0.0
    side = 1.0 if plain.low > 0 else -1.0

    def nearest(magnitude: float) -> float:
        found = interval(magnitude)
        return float(side * (found.low if side > 0 else found.high))

    if nearest(_MOST) > 0:
        return float("inf")
    return float(optimize.brentq(nearest, 0.0, _MOST, xtol=1e-9))


def bound_event_study(  # noqa: PLR0913 - an event study and what is supposed of it
    values: Any,
    covariance: Any,
    *,
    before: int,
    magnitude: float,
    weights: Any = None,
    level: float = 0.95,
) -> Bound:
    """The same bounds from a published event study: its coefficients and their covariance.

    `values` go in order of time without the period of reference, which stands last before the
    start; `before` counts those before it. `weights` mix the periods after the start; without, the
    first one alone is bounded. Normal law: the study is supposed to rest on many units.
    """
    found = read_numbers("values", values, least=2)
    spread = read_panel("covariance", covariance)
    after = len(found) - before
    if before < 1 or after < 1 or spread.shape != (len(found), len(found)):
        raise EvaluationError(
            "An event study needs a coefficient before the period of reference, one after, and a "
            "covariance with a line and a column for each."
        )
    mixed = np.eye(after)[0] if weights is None else read_numbers("weights", weights, least=1)
    main = np.concatenate([np.zeros(before), mixed])
    reach = magnitude * float(np.abs(mixed) @ np.arange(1, after + 1))
    distance = float(ndtri(0.5 + level / 2))
    values_at, lows, highs, errors = [], [], [], []
    for contrast in _ends_of_study(main, before, reach):
        value, error = float(contrast @ found), sqrt(float(contrast @ spread @ contrast))
        values_at.append(value)
        errors.append(error)
        lows.append(value - distance * error)
        highs.append(value + distance * error)
    interval = Estimate(
        value=(min(values_at) + max(values_at)) / 2,
        error=max(errors),
        low=min(lows),
        high=max(highs),
        level=level,
        freedom=None,
        p=None,
        method=f"relative magnitudes, {magnitude:g}",
        rests=Rests.TRENDS_APART,
        units=len(found),
    )
    return Bound(magnitude=magnitude, low=min(values_at), high=max(values_at), interval=interval)


def _ends_of_study(main: Real, before: int, reach: float) -> Iterator[Real]:
    """Both ends for each earlier step, the last of which ends at the period of reference (nil)."""
    steps: list[tuple[int, int | None]] = [*pairwise(range(before)), (before - 1, None)]
    for early, late in steps:
        for sign in (-1.0, 1.0):
            contrast = main.copy()
            contrast[early] -= sign * reach
            if late is not None:
                contrast[late] += sign * reach
            yield contrast


@record
class LeeBounds:
    """Where the difference lies for those who would be measured in either group.

    `trimmed` is the share taken off the group that kept more. `low` and `high` each have their
    standard error; `interval` covers the difference itself (Imbens & Manski 2004).
    """

    low: float
    high: float
    low_error: float
    high_error: float
    trimmed: float
    interval: Estimate


def bound_attrition(
    treated: Any, comparison: Any, *, drawn: tuple[int, int], level: float = 0.95
) -> LeeBounds:
    """Bound the difference of two groups drawn by lot that lost units at different rates.

    `treated` and `comparison` are those still measured, `drawn` how many each group had. The group
    that kept more is trimmed of its highest, then of its lowest, by the share it kept in excess.
    With ties or a share that falls between two units, the unit at the cut counts in part.

    Raises:
    ------
    EvaluationError
        A hole, fewer than two units measured, or more measured than drawn.
    """
    one = np.sort(read_numbers("treated", treated, least=2))
    other = np.sort(read_numbers("comparison", comparison, least=2))
    if len(one) > drawn[0] or len(other) > drawn[1]:
        raise EvaluationError("More units are measured than were drawn: correct one of the counts.")
    kept = len(one) / drawn[0], len(other) / drawn[1]
    if kept[0] >= kept[1]:
        lowest, highest, errors, share = _trimmed(one, other, kept, drawn)
    else:
        low, high, errors, share = _trimmed(other, one, kept[::-1], drawn[::-1])
        lowest, highest, errors = -high, -low, errors[::-1]
    interval = _of_a_set(lowest, highest, errors, level, len(one) + len(other))
    return LeeBounds(
        low=lowest,
        high=highest,
        low_error=errors[0],
        high_error=errors[1],
        trimmed=share,
        interval=interval,
    )


def _trimmed(
    more: Real, fewer: Real, kept: tuple[float, float], drawn: tuple[int, int]
) -> tuple[float, float, tuple[float, float], float]:
    share = (kept[0] - kept[1]) / kept[0]
    beside, spread = float(fewer.mean()), float(fewer.var(ddof=1)) / len(fewer)
    low, low_part = _mean_of_lowest(more, share)
    high, high_part = _mean_of_lowest(-more[::-1], share)
    of_share = _spread_of_share(kept, drawn)
    # Lee (2009), proposition 3: the trimmed mean, the cut, and the share that is not known.
    errors = [
        sqrt(spread + part[0] + (part[1] / (1 - share)) ** 2 * of_share)
        for part in (low_part, high_part)
    ]
    return low - beside, -high - beside, (errors[0], errors[1]), share


def _mean_of_lowest(ordered: Real, share: float) -> tuple[float, tuple[float, float]]:
    """The mean without the highest `share`, and what its error is made of."""
    left = len(ordered) * (1 - share)
    whole = int(left + 1e-9)
    weights = np.zeros(len(ordered))
    weights[:whole] = 1.0
    if whole < len(ordered):
        weights[whole] = max(left - whole, 0.0)
    mean = float(weights @ ordered / weights.sum())
    cut = float(ordered[min(max(int(np.ceil(left - 1e-9)) - 1, 0), len(ordered) - 1)])
    within = float(weights @ (ordered - mean) ** 2 / weights.sum())
    gap = cut - mean
    return mean, ((within + gap**2 * share) / left, gap)


def _spread_of_share(kept: tuple[float, float], drawn: tuple[int, int]) -> float:
    """The variance of the share to trim (delta method on two proportions)."""
    more, fewer = kept
    ratio = fewer / more
    return ratio**2 * ((1 - more) / (more * drawn[0]) + (1 - fewer) / (fewer * drawn[1]))


def _of_a_set(
    low: float, high: float, errors: tuple[float, float], level: float, units: int
) -> Estimate:
    """The interval of Imbens & Manski (2004), which covers the difference wherever it lies."""
    most = max(*errors, 1e-300)

    def short(reach: float) -> float:
        return float(ndtr(reach + (high - low) / most) - ndtr(-reach)) - level

    reach = float(optimize.brentq(short, 0.0, 10.0))
    # Few units: Student's law where the normal one would promise too much.
    reach *= float(stdtrit(max(units - 2, 1), 0.5 + level / 2)) / float(ndtri(0.5 + level / 2))
    return Estimate(
        value=(low + high) / 2,
        error=most,
        low=low - reach * errors[0],
        high=high + reach * errors[1],
        level=level,
        freedom=None,
        p=None,
        method="trimming bounds",
        rests=Rests.NOBODY_PUSHED_BOTH_WAYS,
        units=units,
    )


@record
class EValue:
    """How strongly an unseen cause must go with both, as ratios, to explain a finding away.

    `value` is for the finding, `limit` for the end of its interval nearest to nil (1: nothing is
    needed, the interval holds nil already).
    """

    value: float
    limit: float


def e_value(ratio: float, *, low: float | None = None, high: float | None = None) -> EValue:
    """The E-value of a ratio of risks, and of its interval where both ends are given.

    Raises:
    ------
    EvaluationError
        A ratio that is not above nil, or an interval that does not hold it.
    """
    if ratio <= 0 or (low is not None and low <= 0):
        raise EvaluationError("A ratio of risks is above nil.")
    if low is None or high is None:
        return EValue(value=_e_of(ratio), limit=float("nan"))
    if not low <= ratio <= high:
        raise EvaluationError("The interval must hold the ratio.")
    near = low if ratio > 1 else high
    held = low <= 1 <= high
    return EValue(value=_e_of(ratio), limit=1.0 if held else _e_of(near))


def e_value_of_difference(difference: float, error: float, spread: float) -> EValue:
    """The E-value of a difference of means, `spread` being that between units.

    By the approximation of the same authors: ratio = exp(0.91 d), ends at exp(0.91 d ± 1.78 se).
    """
    if spread <= 0 or error < 0:
        raise EvaluationError("The spread between units must be above nil.")
    middle, reach = _PER_STANDARD * difference / spread, _PER_STANDARD_ERROR * error / spread
    return e_value(exp(middle), low=exp(middle - reach), high=exp(middle + reach))


def _e_of(ratio: float) -> float:
    over = ratio if ratio >= 1 else 1 / ratio
    return over + sqrt(over * (over - 1))
