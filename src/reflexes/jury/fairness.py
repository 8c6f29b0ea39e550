"""Whether an assignment treats applications and reviewers alike."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reflexes.jury.assignment import Assignment
from reflexes.records import record


@record
class Spread:
    """Some numbers, told by their least, middle, mean, greatest and standard deviation."""

    least: float
    median: float
    mean: float
    greatest: float
    deviation: float


@record
class GroupFit:
    """The mean fit that the applications of one group were given, and how many they are."""

    name: str
    applications: int
    mean: float


@record
class Fairness:
    """The fairness report of an assignment.

    `per_application` spreads the sums of fit of each application, `per_pair` the fit of each pair,
    `loads` the number of reviews of each reviewer. `of_ideal` is the share (0 to 1) of the fit that
    each application would have, had it the best reviewers to itself, at its least and mean.
    `worst` are the applications served worst, worst first. `nil` counts the pairs whose fit is not
    above zero. `groups` say the mean fit by group, so that a group served worse is seen.
    """

    per_application: Spread
    per_pair: Spread
    loads: Spread
    least_of_ideal: float
    mean_of_ideal: float
    worst: tuple[int, ...]
    nil: int
    groups: tuple[GroupFit, ...]


def measure_fairness(
    fit: Any,
    assignment: Assignment,
    *,
    groups: Mapping[str, Sequence[int]] | None = None,
    worst: int = 10,
) -> Fairness:
    """Report how an assignment treats each side.

    `fit` is the array that it was made from (applications × reviewers); `groups` name sets of
    applications, such as those of a territory; `worst` is how many of the worst served are named.
    """
    dense = np.asarray(fit.todense() if hasattr(fit, "todense") else fit, dtype=np.float64)
    where = np.array(assignment.pairs, dtype=np.int64).reshape(-1, 2)
    values = dense[where[:, 0], where[:, 1]]
    sums = np.bincount(where[:, 0], weights=values, minlength=dense.shape[0]).astype(np.float64)
    counts = np.bincount(where[:, 0], minlength=dense.shape[0])
    loads = np.bincount(where[:, 1], minlength=dense.shape[1])
    ideal = _ideal(dense, counts)
    share = np.divide(sums, ideal, out=np.ones_like(sums), where=ideal > 0)
    return Fairness(
        per_application=spread_of(sums),
        per_pair=spread_of(values),
        loads=spread_of(loads.astype(np.float64)),
        least_of_ideal=float(share.min(initial=1.0)),
        mean_of_ideal=float(share.mean()) if len(share) else 1.0,
        worst=tuple(int(n) for n in np.argsort(sums, kind="stable")[:worst]),
        nil=int((values <= 0).sum()),
        groups=_by_group(sums, counts, groups or {}),
    )


def spread_of(numbers: NDArray[np.float64]) -> Spread:
    """The spread of some numbers; all nil where there are none."""
    if not len(numbers):
        return Spread(least=0.0, median=0.0, mean=0.0, greatest=0.0, deviation=0.0)
    return Spread(
        least=float(numbers.min()),
        median=float(np.median(numbers)),
        mean=float(numbers.mean()),
        greatest=float(numbers.max()),
        deviation=float(numbers.std()),
    )


def _ideal(dense: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sum of fit each application would have, had it its best reviewers to itself."""
    best_first = np.cumsum(-np.sort(-dense, axis=1), axis=1)
    padded = np.concatenate([np.zeros((len(dense), 1)), best_first], axis=1)
    found: NDArray[np.float64] = padded[np.arange(len(dense)), counts]
    return found


def _by_group(
    sums: NDArray[np.float64],
    counts: NDArray[np.int64],
    groups: Mapping[str, Sequence[int]],
) -> tuple[GroupFit, ...]:
    return tuple(
        GroupFit(
            name=name,
            applications=len(members),
            mean=float(sums[list(members)].sum() / max(int(counts[list(members)].sum()), 1)),
        )
        for name, members in groups.items()
    )
