"""Numbers as they are given, checked before anything is computed from them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reflexes.evaluation.errors import EvaluationError

Real = NDArray[np.float64]


def read_numbers(name: str, given: Any, *, least: int) -> Real:
    """One finite number for each unit, at least so many.

    Raises:
    ------
    EvaluationError
        Another shape, a hole, an infinite number, or too few.
    """
    read = np.asarray(given, dtype=np.float64)
    if read.ndim != 1:
        raise EvaluationError(
            "“%(name)s” must be one number for each unit; it has %(met)s dimensions.",
            name=name,
            met=read.ndim,
        )
    if not np.isfinite(read).all():
        raise EvaluationError(
            "“%(name)s” lacks the number of unit %(unit)s. Give it, or leave the unit out and say "
            "so in the report.",
            name=name,
            unit=int(np.flatnonzero(~np.isfinite(read))[0]) + 1,
        )
    if len(read) < least:
        raise EvaluationError(
            "“%(name)s” has %(met)s units; %(least)s are needed to tell how far units vary.",
            name=name,
            met=len(read),
            least=least,
        )
    return read


def read_panel(name: str, given: Any) -> Real:
    """Units × periods, finite everywhere; raises as `read_numbers` does."""
    read = np.asarray(given, dtype=np.float64)
    if read.ndim != 2:  # noqa: PLR2004 - units and periods
        raise EvaluationError(
            "“%(name)s” must have one line for each unit and one column for each period.", name=name
        )
    if not np.isfinite(read).all():
        unit, period = (int(n[0]) + 1 for n in np.nonzero(~np.isfinite(read)))
        raise EvaluationError(
            "“%(name)s” lacks the number of unit %(unit)s in period %(period)s.",
            name=name,
            unit=unit,
            period=period,
        )
    return read


def check_start(periods: int, before: int) -> None:
    """A start has a period on each side of it; raises `EvaluationError` where it has not."""
    if not 0 < before < periods:
        raise EvaluationError(
            "There are %(periods)s periods, of which %(before)s before the start: at least one is "
            "needed on each side.",
            periods=periods,
            before=before,
        )


def harmonics(steps: Real, season: int) -> list[Real]:
    """Two pairs of waves that come back each `season` steps."""
    angles = [2 * np.pi * harmonic * steps / season for harmonic in (1, 2)]
    return [wave(angle) for angle in angles for wave in (np.sin, np.cos)]
