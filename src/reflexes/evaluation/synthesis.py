"""What several pilots of one piste say together: never a count of votes.

Random effects by restricted maximum likelihood, with the interval of Hartung & Knapp (2001) and
Sidik & Jonkman (2002) never narrower than the plain one (Röver, Knapp & Friede 2015). Two pilots do
not tell how far pilots differ: nothing is pooled. Abandoned pilots and nil results are pilots.
"""

from typing import Any

import numpy as np
from scipy import optimize
from scipy.special import chdtri, ndtri, stdtrit

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.numbers import Real, read_numbers
from reflexes.records import record

LEAST = 3
"""Below so many pilots nothing is pooled."""


@record
class Synthesis:
    """Several pilots together.

    `value`, `error`, `low`, `high` are the mean over pilots like these and its interval;
    `predicted` is the interval in which one more such pilot would fall (approximate: in simulation
    a 95 % one covers 87 to 94 %). `between` is the variance between pilots, with `between_low` and
    `between_high` (Q-profile); `share` is I², how much of the spread is between pilots (0 to 1);
    `spread` is Cochran's Q. `weights` sum to 1.
    """

    pilots: int
    value: float
    error: float
    low: float
    high: float
    predicted: tuple[float, float]
    between: float
    between_low: float
    between_high: float
    share: float
    spread: float
    weights: tuple[float, ...]
    level: float


def synthesise(values: Any, errors: Any, *, level: float = 0.95) -> Synthesis:
    """Pool the values of three pilots or more, each with its standard error.

    Raises:
    ------
    EvaluationError
        Two pilots or fewer, a hole, or an error that is not above nil.
    """
    effects, variances = read_pilots(values, errors)
    if len(effects) < LEAST:
        raise EvaluationError(
            "%(pilots)s pilots do not tell how far pilots differ: nothing is pooled. Show them "
            "side by side.",
            pilots=len(effects),
        )
    between = between_variance(effects, variances)
    weights = 1 / (variances + between)
    value = float(weights @ effects / weights.sum())
    freedom = len(effects) - 1
    plain = 1 / float(weights.sum())
    inflation = float(weights @ (effects - value) ** 2) / freedom
    error = float(np.sqrt(plain * max(inflation, 1.0)))
    reach = float(stdtrit(freedom, 0.5 + level / 2))
    wider = reach * np.sqrt(between + error**2)
    low, high = _between_interval(effects, variances, level)
    return Synthesis(
        pilots=len(effects),
        value=value,
        error=error,
        low=value - reach * error,
        high=value + reach * error,
        predicted=(float(value - wider), float(value + wider)),
        between=between,
        between_low=low,
        between_high=high,
        share=_share(variances, between),
        spread=cochran(effects, variances, 0.0),
        weights=tuple((weights / weights.sum()).tolist()),
        level=level,
    )


def read_pilots(values: Any, errors: Any) -> tuple[Real, Real]:
    """What pilots found, and the variance of each; raises `EvaluationError`."""
    effects = read_numbers("values", values, least=1)
    spread = read_numbers("errors", errors, least=1)
    if len(effects) != len(spread) or (spread <= 0).any():
        raise EvaluationError("Give each pilot a standard error above nil.")
    return effects, spread**2


def between_variance(effects: Real, variances: Real) -> float:
    """The variance between pilots, by restricted maximum likelihood; never below nil."""

    def deviance(between: float) -> float:
        weights = 1 / (variances + between)
        value = weights @ effects / weights.sum()
        return float(
            np.log(variances + between).sum()
            + np.log(weights.sum())
            + weights @ (effects - value) ** 2
        )

    most = 10 * float(effects.var(ddof=1) + variances.max())
    # The likelihood may have its top at nil: both are tried.
    found = optimize.minimize_scalar(
        lambda root: deviance(root**2),
        bounds=(0, np.sqrt(most)),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return float(found.x**2) if found.fun < deviance(0.0) else 0.0


def moments_variance(effects: Real, variances: Real) -> float:
    """The variance between pilots of DerSimonian & Laird (1986), to compare with others."""
    weights = 1 / variances
    excess = cochran(effects, variances, 0.0) - (len(effects) - 1)
    return max(0.0, excess / float(weights.sum() - (weights**2).sum() / weights.sum()))


def matching_variance(effects: Real, variances: Real) -> float:
    """The variance between pilots of Paule & Mandel (1982), to compare with others.

    It is the one at which the weighted sum of squares is what chance alone would leave.
    """
    freedom = len(effects) - 1
    if cochran(effects, variances, 0.0) <= freedom:
        return 0.0
    most = 1e4 * float(effects.var(ddof=1) + variances.max())
    return float(
        optimize.brentq(lambda at: cochran(effects, variances, at) - freedom, 0.0, most, xtol=1e-14)
    )


def fixed_effect(effects: Real, variances: Real) -> tuple[float, float]:
    """The mean and error if pilots did not differ at all, to compare with others."""
    weights = 1 / variances
    return float(weights @ effects / weights.sum()), float(1 / np.sqrt(weights.sum()))


def cochran(effects: Real, variances: Real, between: float) -> float:
    """The weighted sum of squares around the mean, at a supposed variance between pilots."""
    weights = 1 / (variances + between)
    value = weights @ effects / weights.sum()
    return float(weights @ (effects - value) ** 2)


def _share(variances: Real, between: float) -> float:
    """I², from the typical variance within pilots (Higgins & Thompson 2002)."""
    weights = 1 / variances
    typical = (len(variances) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum())
    return float(between / (between + typical))


def _between_interval(effects: Real, variances: Real, level: float) -> tuple[float, float]:
    """The Q-profile interval of the variance between pilots (Viechtbauer 2007)."""
    freedom = len(effects) - 1
    most = 1e4 * float(effects.var(ddof=1) + variances.max())
    ends = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        limit = float(chdtri(freedom, share))
        if cochran(effects, variances, 0.0) <= limit:
            ends.append(0.0)
        else:
            ends.append(
                float(
                    optimize.brentq(
                        lambda at, k=limit: cochran(effects, variances, at) - k, 0.0, most
                    )
                )
            )
    return ends[0], ends[1]


def plain_interval(value: float, error: float, level: float = 0.95) -> tuple[float, float]:
    """The normal interval, to compare with others: too narrow for few pilots."""
    reach = float(ndtri(0.5 + level / 2)) * error
    return value - reach, value + reach
