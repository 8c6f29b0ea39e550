"""Axes: where a value stands, in shares of the width, and the ticks that people can read."""

from collections.abc import Iterable
from math import ceil, floor, isfinite, log10

from reflexes.plotting.numbers import number_said
from reflexes.records import record

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_TICKS = 5
_MOST_DECIMALS = 6


@record
class Axis:
    """A straight scale from `low` to `high`; `decimals` are those that its ticks need."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int
    language: str

    def place(self, value: float) -> float:
        """Where a value stands, from 0 to 100; what is outside stands at the edge."""
        share = 100 * (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 100.0)

    def said(self, value: float) -> str:
        """A value of a tick, in words."""
        return number_said(value, self.language, self.decimals)


def nice_ticks(low: float, high: float, most: int = _MOST_TICKS) -> tuple[float, ...]:
    """Round values from `low` or just below to `high` or just above, `most` of them or fewer."""
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / max(most - 1, 1)
    size = 10.0 ** floor(log10(rough))
    # Rounding both ends outwards may need one tick more than asked: then the next step.
    for step in (
        *(size * each for each in _STEPS if size * each >= rough - 1e-12 * size),
        20.0 * size,
    ):
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < most:
            break
    decimals = _decimals(step)
    return tuple(round(n * step, decimals) + 0.0 for n in range(first, last + 1))


def axis_over(
    values: Iterable[float | None],
    language: str = "fr",
    *,
    low: float | None = None,
    high: float | None = None,
) -> Axis:
    """An axis over some values, with round ends; `low` and `high` fix one end, or both."""
    known = [each for each in values if each is not None and isfinite(each)]
    known += [each for each in (low, high) if each is not None]
    least, most = (min(known), max(known)) if known else (0.0, 1.0)
    least, most = (least if low is None else low), (most if high is None else high)
    ticks = nice_ticks(least, most)
    inside = tuple(
        tick for tick in ticks if (low is None or tick >= low) and (high is None or tick <= high)
    )
    return Axis(
        low=ticks[0] if low is None else low,
        high=ticks[-1] if high is None else high,
        ticks=inside,
        decimals=_decimals(ticks[1] - ticks[0]),
        language=language,
    )


def _decimals(step: float) -> int:
    """How many decimals a step needs to be written."""
    for decimals in range(_MOST_DECIMALS):
        if abs(step * 10**decimals - round(step * 10**decimals)) < 1e-6:  # noqa: PLR2004 - rounding of floats
            return decimals
    return _MOST_DECIMALS
