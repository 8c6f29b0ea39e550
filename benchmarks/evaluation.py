"""Simulate how often each interval holds the truth, and print it beside the band promised.

    python benchmarks/evaluation.py [--draws 3000]

The designs are those of small pilots: two groups before and after (8 and 4 periods whose errors
follow one another at 0.4, equal or unequal spreads), lots dealt again, series with a break (five
lengths, three strengths), several pilots (few, between which results vary), bounds on trends that
part and on attrition. Bands: differences .925 to .995 (.900 for two treated units is passed by
prudence), lots .94 to .96, series .92 to .97, pilots .935 or more. The noise of the simulation, at
three standard errors, is added to each band: a short run is coarse.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from math import sqrt

import numpy as np

from reflexes.evaluation import (
    bound_attrition,
    bound_trends,
    changes_of,
    compare_changes,
    deal_again,
    measure_break,
    measure_change,
    measure_roll_out,
    synthesise,
)
from reflexes.records import record

LOWEST_FIFTH = -0.8416212335729142
"""Of a normal law."""
Draw = Callable[[np.random.Generator], bool]


@record
class Case:
    """One simulation: its name, one draw (whether the truth was held), and its band."""

    name: str
    draw: Draw
    low: float
    high: float = 1.0
    part: float = 1.0


def following(rng: np.random.Generator, units: int, periods: int, strength: float) -> np.ndarray:
    """Errors of which each follows the one before."""
    errors = np.empty((units, periods))
    errors[:, 0] = rng.normal(size=units) / sqrt(1 - strength**2)
    for period in range(1, periods):
        errors[:, period] = strength * errors[:, period - 1] + rng.normal(size=units)
    return errors


def differences(treated: int, compared: int, spread: float) -> Draw:
    """Two groups, 8 periods before and 4 after, no true difference."""

    def draw(rng: np.random.Generator) -> bool:
        one = following(rng, treated, 12, 0.4) * spread + rng.normal(size=(treated, 1))
        other = following(rng, compared, 12, 0.4) + rng.normal(size=(compared, 1))
        found = compare_changes(changes_of(one, 8), changes_of(other, 8))
        return found.low <= 0 <= found.high

    return draw


def lots(treated: int, compared: int) -> Draw:
    """Units drawn by lot, a true difference of one."""

    def draw(rng: np.random.Generator) -> bool:
        drawn = rng.normal(size=treated + compared)
        found = deal_again(drawn[:treated] + 1, drawn[treated:])
        return found.low <= 1 <= found.high

    return draw


def breaks(before: int, after: int, strength: float) -> Draw:
    """A series with a trend, errors that follow one another, and no break."""

    def draw(rng: np.random.Generator) -> bool:
        series = following(rng, 1, before + after, strength)[0] + 0.1 * np.arange(before + after)
        found = measure_break(series, before=before).level
        return found.low <= 0 <= found.high

    return draw


def pilots(count: int, between: float) -> Draw:
    """Pilots of 10 to 60 a side whose true results vary; the mean of all is nil."""

    def draw(rng: np.random.Generator) -> bool:
        sizes = rng.integers(10, 61, size=count)
        errors = np.sqrt(2 / sizes)
        found = synthesise(rng.normal(0, np.sqrt(between + errors**2)), errors)
        return found.low <= 0 <= found.high

    return draw


def one_group(units: int) -> Draw:
    """One group before and after: its mean change."""

    def draw(rng: np.random.Generator) -> bool:
        before = rng.normal(size=units)
        found = measure_change(before, before + 0.5 + rng.normal(size=units))
        return found.low <= 0.5 <= found.high  # noqa: PLR2004 - the truth

    return draw


def waves(rng: np.random.Generator) -> bool:
    """Two waves of six and eight that wait, a true change of two."""
    starts = np.array([3] * 6 + [5] * 6 + [-1] * 8)
    panel = rng.normal(0, 2, (20, 1)) + rng.normal(size=(20, 8))
    for unit, start in enumerate(starts):
        if start > 0:
            panel[unit, start:] += 2
    found = measure_roll_out(panel, starts).overall
    return found.low <= 2 <= found.high  # noqa: PLR2004 - the truth


def parting(rng: np.random.Generator) -> bool:
    """Trends that part after by as much as before: the worst that magnitude 1 allows."""
    drift = np.array([0.0, 0.5, 1.0, 1.5])
    treated = rng.normal(size=(6, 4)) * 0.5 + drift + np.array([0, 0, 0, 1.0])
    compared = rng.normal(size=(6, 4)) * 0.5
    found = bound_trends(treated, compared, before=3, magnitudes=(1.0,)).bounds[0].interval
    return found.low <= 1 <= found.high


def attrition(rng: np.random.Generator) -> bool:
    """The lowest fifth leaves the compared group: for the others the truth is the upper end."""
    one, other = rng.normal(size=80) + 0.5, rng.normal(size=80)
    found = bound_attrition(one, other[other > LOWEST_FIFTH], drawn=(80, 80)).interval
    return found.low <= 0.5 <= found.high  # noqa: PLR2004 - the truth


def cases() -> Iterator[Case]:
    """Every simulation, with its band."""
    for treated, compared in ((1, 9), (1, 19), (2, 8), (3, 7), (3, 17), (5, 5), (5, 15), (10, 10)):
        name = f"two groups {treated} / {compared}"
        yield Case(name=name, draw=differences(treated, compared, 1.0), low=0.925, high=0.995)
    for treated, compared in ((3, 7), (3, 17), (5, 15)):
        name = f"two groups {treated} / {compared}, spread × 2"
        yield Case(name=name, draw=differences(treated, compared, 2.0), low=0.925, high=0.995)
    for sides in ((4, 4), (5, 5), (3, 7), (8, 8)):
        # The finest steps of so few ways are coarser than the band.
        high = 0.96 if sum(sides) > 9 else 0.975  # noqa: PLR2004 - see above
        name = f"lots {sides[0]} / {sides[1]}"
        yield Case(name=name, draw=lots(*sides), low=0.94, high=high, part=0.1)
    for length in ((6, 4), (12, 6), (24, 12), (48, 12), (36, 24)):
        # Below twelve points a break is drawn, never measured.
        if sum(length) >= 12:  # noqa: PLR2004 - see above
            for strength in (0.0, 0.3, 0.6):
                name = f"series {length[0]} + {length[1]}, {strength}"
                yield Case(name=name, draw=breaks(*length, strength), low=0.92, high=0.97)
    for count in (3, 5, 10, 20):
        for between in (0.05, 0.2):
            name = f"{count} pilots, variance {between}"
            yield Case(name=name, draw=pilots(count, between), low=0.935)
    yield Case(name="one group of 5", draw=one_group(5), low=0.935, high=0.965)
    yield Case(name="roll-out in two waves", draw=waves, low=0.925, high=0.995)
    yield Case(name="trends that part", draw=parting, low=0.94)
    yield Case(name="attrition", draw=attrition, low=0.935)


def measure(case: Case, draws: int) -> tuple[float, bool]:
    """How often the truth is held, and whether that lies within the band and its noise."""
    rng = np.random.default_rng(sum(map(ord, case.name)))
    times = max(int(draws * case.part), 20)
    held = sum(case.draw(rng) for _ in range(times)) / times
    noise = 3 * sqrt(0.95 * 0.05 / times)
    return held, case.low - noise <= held <= case.high + noise


def main() -> int:
    """Simulate everything; gives 1 where a band is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=3000)
    draws = parser.parse_args().draws
    missed = 0
    for case in cases():
        held, within = measure(case, draws)
        missed += not within
        print(f"{case.name:<36}{held:8.3f}   {case.low:.3f} – {case.high:.3f}"
              f"{'' if within else '   MISSED'}")  # fmt: skip
    print(f"{missed} missed" if missed else "all within their bands")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
