"""A roll-out by waves: each wave beside those not yet reached, never beside those already in.

The group-time effects of Callaway & Sant'Anna (2021), without covariates: the change since the last
period before a wave's start, minus that of the units not yet started. A plain regression with unit
and period effects compares waves with those already treated, and may have the wrong sign.
"""

from typing import Any

import numpy as np

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests, by_student
from reflexes.evaluation.numbers import Real, read_panel
from reflexes.records import record

NEVER = -1
"""The start of a unit that is never reached within the periods."""


@record
class Step:
    """The mean difference so many periods after the start (0: the first period of the pilot).

    `units` are the treated units it rests on; a step before the start should be near nil, and shows
    how far the waves already went their own way.
    """

    since: int
    estimate: Estimate


@record
class RollOut:
    """A roll-out measured: over all treated units and periods, and step by step.

    `cells` are the differences of each wave in each period: (start, period, value).
    """

    overall: Estimate
    steps: tuple[Step, ...]
    cells: tuple[tuple[int, int, float], ...]


def measure_roll_out(panel: Any, starts: Any, *, level: float = 0.95) -> RollOut:
    """Measure a roll-out over units × periods.

    `starts` is the period (from 0) in which each unit starts, -1 for those that never do. Errors
    come from how far units vary (influence functions), with as many degrees of freedom as the
    smaller side has units, less one.

    Raises:
    ------
    EvaluationError
        A hole, a start outside the periods, or no unit left to compare with.
    """
    read = read_panel("panel", panel)
    begun = _read_starts(starts, read.shape)
    waves = sorted({int(one) for one in begun if one != NEVER})
    cells: dict[tuple[int, int], tuple[float, Real]] = {}
    for wave in waves:
        for period in range(read.shape[1]):
            found = _cell(read, begun, wave, period)
            if found is not None:
                cells[wave, period] = found
    after = {key: found for key, found in cells.items() if key[1] >= key[0]}
    if not after:
        raise EvaluationError(
            "In every period after a start, no unit is left that has not started: there is nothing "
            "to compare with. Keep some units for later, or measure earlier."
        )
    since = sorted({period - wave for wave, period in cells})
    return RollOut(
        overall=_weighed(after, begun, level),
        steps=tuple(
            Step(
                since=step,
                estimate=_weighed(
                    {key: found for key, found in cells.items() if key[1] - key[0] == step},
                    begun,
                    level,
                ),
            )
            for step in since
        ),
        cells=tuple((*key, found[0]) for key, found in sorted(cells.items())),
    )


def _read_starts(starts: Any, shape: tuple[int, ...]) -> Any:
    begun = np.asarray(starts, dtype=np.int64)
    if begun.shape != shape[:1]:
        raise EvaluationError(
            "There are %(units)s units and %(met)s starts: give one to each, -1 for never.",
            units=shape[0],
            met=begun.size,
        )
    wrong = (begun != NEVER) & ((begun < 1) | (begun >= shape[1]))
    if wrong.any():
        raise EvaluationError(
            "Unit %(unit)s starts in period %(met)s: a start has a period before it, and lies "
            "within the %(periods)s periods, counted from 0; -1 stands for never.",
            unit=int(np.flatnonzero(wrong)[0]) + 1,
            met=int(begun[wrong][0]),
            periods=shape[1],
        )
    return begun


def _cell(read: Real, begun: Any, wave: int, period: int) -> tuple[float, Real] | None:
    """One wave in one period: its difference, and what each unit brings to its error."""
    base = wave - 1
    if period == base:
        return None
    treated = begun == wave
    waiting = (begun == NEVER) | (begun > max(period, base))
    waiting &= ~treated
    if not waiting.any():
        return None
    change = read[:, period] - read[:, base]
    value = float(change[treated].mean() - change[waiting].mean())
    brought = np.zeros(len(read))
    brought[treated] = (change[treated] - change[treated].mean()) / treated.sum()
    brought[waiting] = -(change[waiting] - change[waiting].mean()) / waiting.sum()
    return value, brought


def _weighed(
    cells: dict[tuple[int, int], tuple[float, Real]], begun: Any, level: float
) -> Estimate:
    """Cells together, each wave weighing as many units as it has."""
    sizes = np.array([float((begun == wave).sum()) for wave, _ in cells])
    weights = sizes / sizes.sum()
    value = float(weights @ np.array([found[0] for found in cells.values()]))
    brought = sum(weight * found[1] for weight, found in zip(weights, cells.values(), strict=True))
    waves = {wave for wave, _ in cells}
    treated = int(np.isin(begun, list(waves)).sum())
    waiting = int((np.asarray(brought) != 0).sum()) - treated
    smaller = max(min(treated, max(waiting, 1)) - 1, 1)
    error = float(np.sqrt((np.asarray(brought) ** 2).sum() * (smaller + 1) / smaller))
    return by_student(
        value,
        error,
        smaller,
        method="roll-out, each wave beside those not yet reached",
        units=treated,
        level=level,
        rests=Rests.NOTHING_MORE,
        wide=smaller < 4,  # noqa: PLR2004 - then Student's law is far from normal
    )
