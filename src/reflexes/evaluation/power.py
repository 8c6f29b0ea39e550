"""The smallest effect that a design could see, exactly, for the small samples of pilots.

The smallest detectable effect (Bloom, « Minimum detectable effects », Evaluation Review 1995) is
the one for which Student's test, of a stated level, finds something in a stated share of the cases.
It is solved on the noncentral t law (Cohen 1988), not on the normal one, which promises too much
below twenty units.
"""

from functools import cache
from math import comb, sqrt
from typing import TYPE_CHECKING

from reflexes.evaluation.designs import Design
from reflexes.evaluation.errors import EvaluationError
from reflexes.records import record

if TYPE_CHECKING:
    from reflexes.evaluation.numbers import Real
    from reflexes.evaluation.plan import Plan

CHANCE, POWER = 0.05, 0.80
_POINTS = 400
TWO_GROUPS = (
    "noncentral t, two groups: error = spread × √(1 − r²) × √(1/n₁ + 1/n₀) × √(1 + (m − 1)ρ)"
)
ONE_GROUP = "noncentral t, one group: error = spread / √n"
BY_RANK = "rank among placebos: the smallest chance is 1 / (donors + 1)"
_WITH_CHANGES = {Design.BEFORE_AFTER, Design.DIFFERENCE, Design.ROLL_OUT}
_ALONE = {Design.BEFORE_AFTER}


@record
class Smallest:
    """The smallest effect that could be seen: `effect` in the unit of the spread.

    `error` is the standard error it supposes, `freedom` the degrees of freedom, `formula` how it
    was computed, `chance` the level of the test and `power` the share of cases in which it finds.
    """

    effect: float
    error: float
    freedom: float
    formula: str
    chance: float
    power: float


def power_of(effect: float, error: float, freedom: float, *, chance: float = CHANCE) -> float:
    """The share of cases in which Student's two-sided test finds this effect."""
    import numpy as np  # noqa: PLC0415 - heavy numerics come late
    from scipy.special import ndtr, stdtrit  # noqa: PLC0415 - the same

    limit = float(stdtrit(freedom, 1 - chance / 2))
    apart = abs(effect) / error
    spreads, weights = _spreads(freedom)
    found = ndtr(apart - limit * spreads) + ndtr(-apart - limit * spreads)
    return float(weights @ np.asarray(found))


@cache
def _spreads(freedom: float) -> tuple["Real", "Real"]:
    """Where the spread found may fall beside the true one, and how likely (χ / √ν).

    The noncentral t law is the mean of normal ones over it: a library's own fails on few degrees.
    """
    import numpy as np  # noqa: PLC0415 - heavy numerics come late
    from scipy.special import chdtri, gammaln  # noqa: PLC0415 - the same

    most = sqrt(float(chdtri(freedom, 1e-17)) / freedom)
    places, weights = np.polynomial.legendre.leggauss(_POINTS)
    at = most * (places + 1) / 2
    logarithm = (
        (1 - freedom / 2) * np.log(2)
        - gammaln(freedom / 2)
        + (freedom - 1) * np.log(at)
        + freedom / 2 * np.log(freedom)
        - freedom * at**2 / 2
    )
    return at, weights * np.exp(logarithm) * most / 2


def smallest_seen(  # noqa: PLR0913 - what a size depends on
    treated: int,
    compared: int,
    *,
    spread: float = 1.0,
    correlation: float = 0.0,
    cluster: int = 1,
    alike: float = 0.0,
    chance: float = CHANCE,
    power: float = POWER,
) -> Smallest:
    """The smallest effect that two groups could show; `compared` nil for one group on its own.

    `correlation` with a measure before lowers the error by √(1 − r²) and costs one degree of
    freedom. `treated` and `compared` count what was drawn or chosen; where it holds `cluster` units
    alike by `alike` (the intra-class correlation), the error grows by the design effect
    1 + (m − 1)ρ over so many units (Kish 1965), and degrees are those of the clusters.

    Raises:
    ------
    EvaluationError
        Fewer than two units to tell the spread from, or a share outside its bounds.
    """
    _check(treated, compared, spread, (correlation, alike, chance, power))
    if compared:
        error = spread * sqrt((1 - correlation**2) * (1 / treated + 1 / compared))
        freedom = treated + compared - 2 - (correlation > 0)
    else:
        error, freedom = spread / sqrt(treated), treated - 1
    if freedom < 1:
        raise EvaluationError(
            "%(treated)s units and %(compared)s beside leave no degree of freedom: add units.",
            treated=treated,
            compared=compared,
        )
    error *= sqrt((1 + (cluster - 1) * alike) / cluster)
    return Smallest(
        effect=_solved(error, freedom, chance, power),
        error=error,
        freedom=float(freedom),
        formula=TWO_GROUPS if compared else ONE_GROUP,
        chance=chance,
        power=power,
    )


def _check(treated: int, compared: int, spread: float, shares: tuple[float, ...]) -> None:
    if treated < 1 or compared < 0 or spread <= 0:
        raise EvaluationError(
            "One unit or more must take part, and the spread between units must be above nil."
        )
    correlation, alike, chance, power = shares
    if not (0 <= correlation < 1 and 0 <= alike <= 1 and 0 < chance < power < 1):
        raise EvaluationError(
            "Shares and correlations go from 0 to 1, and the power must be above the level."
        )


def _solved(error: float, freedom: float, chance: float, power: float) -> float:
    """The effect of that power, which rises with it: halving finds it to the last figure.

    A solver would be found faster, and imported slower: a plan is looked at once a page.
    """
    least, most = 0.0, error
    while power_of(most, error, freedom, chance=chance) < power:
        least, most = most, 2 * most
    while least < (middle := (least + most) / 2) < most:
        if power_of(middle, error, freedom, chance=chance) < power:
            least = middle
        else:
            most = middle
    return most


def smallest_in_series(  # noqa: PLR0913 - what a size depends on
    before: int,
    after: int,
    *,
    spread: float = 1.0,
    follows: float = 0.3,
    chance: float = CHANCE,
    power: float = POWER,
) -> Smallest:
    """The smallest jump of level that a series with a break could show.

    `spread` is the standard deviation of the series around its trend, `follows` how strongly one
    point follows another (the autocorrelation, supposed known: the measure itself does not suppose
    it). The error is that of generalised least squares on level, trend, jump and change of trend.

    Raises:
    ------
    EvaluationError
        Fewer than three points on a side, or an autocorrelation outside −1 to 1.
    """
    import numpy as np  # noqa: PLC0415 - heavy numerics come late

    if min(before, after) < 3 or before + after < 5 or not -1 < follows < 1 or spread <= 0:  # noqa: PLR2004 - what the model needs
        raise EvaluationError(
            "A series needs three points on each side, a spread above nil, and an autocorrelation "
            "between −1 and 1."
        )
    steps = np.arange(before + after, dtype=np.float64)
    late = (steps >= before).astype(np.float64)
    design = np.column_stack([np.ones_like(steps), steps, late, late * (steps - before)])
    covariance = spread**2 * follows ** np.abs(steps[:, None] - steps[None, :])
    inverse = np.linalg.inv(design.T @ np.linalg.solve(covariance, design))
    error = float(np.sqrt(inverse[2, 2]))
    freedom = len(steps) - 4
    return Smallest(
        effect=_solved(error, freedom, chance, power),
        error=error,
        freedom=float(freedom),
        formula="noncentral t, interrupted series by generalised least squares",
        chance=chance,
        power=power,
    )


def smallest_chance(treated: int, compared: int) -> float:
    """The smallest two-sided chance that dealing the lots again can give (Fisher 1935).

    Three against three: 0.10, so that nothing can be found at 5 %.
    """
    ways = comb(treated + compared, treated)
    return (2 if treated == compared else 1) / ways


def smallest_of(plan: "Plan") -> Smallest | None:
    """The smallest effect that a plan could see; None where its spread or its design tells none."""
    facts, sizing = plan.as_planned, plan.sizing
    if not sizing.spread:
        return None
    try:
        if facts.design in {Design.SERIES, Design.CONTROLLED_SERIES}:
            return smallest_in_series(facts.before, facts.after, spread=sizing.spread)
        if facts.design in _WITH_CHANGES | {Design.LOTTERY}:
            return smallest_seen(
                facts.treated,
                0 if facts.design in _ALONE else facts.compared,
                spread=sizing.spread,
                correlation=sizing.correlation if facts.design is Design.LOTTERY else 0.0,
                cluster=sizing.cluster,
                alike=sizing.alike,
            )
    except EvaluationError:
        return None
    return None
