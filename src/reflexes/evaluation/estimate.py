"""A number measured on a pilot, with its interval and what that interval rests on."""

from enum import StrEnum

from reflexes.records import record


class Rests(StrEnum):
    """What an interval rests on beyond the data: said wherever the interval is shown."""

    NOTHING_MORE = "nothing-more"
    """Nothing beyond independent units of roughly bell-shaped outcomes."""
    CHANCE_ALONE = "chance-alone"
    """The lots that were drawn: no shape is supposed."""
    EQUAL_SPREAD = "equal-spread"
    """That the treated unit varies as the others do: with one unit this cannot be seen."""
    TREND = "trend"
    """That the trend before would have gone on, and errors that follow one another."""
    DONORS = "donors"
    """That what the weights copied before would have been copied after."""
    MODEL = "model"
    """A model of how pilots vary, from very few of them."""
    TRENDS_APART = "trends-apart"
    """That the two groups part after the start by no more than so many times what they did
    before."""
    NOBODY_PUSHED_BOTH_WAYS = "nobody-pushed-both-ways"
    """That taking part made nobody leave who would have stayed, where it made others stay."""


@record
class Estimate:
    """A value in the unit of its indicator, with an interval.

    `error` is the standard error, `freedom` the degrees of freedom of its Student law (None where
    the interval comes otherwise), `level` that of the interval (0 to 1), `p` the two-sided chance
    of a value as far from nil if there were none, None where it is not offered. `wide` says that
    few units make the interval cover more than its level: the price of prudence.
    """

    value: float
    error: float
    low: float
    high: float
    level: float
    freedom: float | None
    p: float | None
    method: str
    rests: Rests
    units: int
    wide: bool = False


def by_student(  # noqa: PLR0913 - the parts of an estimate
    value: float,
    error: float,
    freedom: float,
    *,
    method: str,
    units: int,
    level: float = 0.95,
    rests: Rests = Rests.NOTHING_MORE,
    wide: bool = False,
) -> Estimate:
    """An estimate whose error follows Student's law."""
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415 - heavy numerics come late

    reach = float(stdtrit(freedom, 0.5 + level / 2)) * error
    p = 2 * float(stdtr(freedom, -abs(value) / error)) if error > 0 else float(value == 0)
    return Estimate(
        value=value,
        error=error,
        low=value - reach,
        high=value + reach,
        level=level,
        freedom=freedom,
        p=p,
        method=method,
        rests=rests,
        units=units,
        wide=wide,
    )
