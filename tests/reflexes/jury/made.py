"""Juries made up for the tests: scores whose truth is known."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
QUALITY, SEVERITY, REST = 1.27823, 0.24001, 1.26837
"""The variances of the real scores of NeurIPS 2014, as its public notebook gives them."""


class Made(NamedTuple):
    """A jury made up: the true quality of each application, and the scores given."""

    quality: Real
    scores: list[tuple[int, int, float]]
    applications: int
    reviewers: int


def jury(
    seed: int,
    *,
    applications: int = 200,
    reviewers: int = 40,
    reviews: int = 3,
    severity: float = SEVERITY,
    following: float = 0.0,
) -> Made:
    """A jury; `following` above 0 gives the better applications to the severer reviewers."""
    rng = np.random.default_rng(seed)
    quality = rng.normal(0, QUALITY**0.5, applications)
    generosity = rng.normal(0, severity**0.5, reviewers)
    draw = quality / quality.std()
    severe = -(generosity - generosity.mean()) / (generosity.std() or 1.0)
    load = np.zeros(reviewers)
    most = 1.2 * applications * reviews / reviewers
    scores = []
    for one in rng.permutation(applications).tolist():
        pull = following * draw[one] * severe + rng.gumbel(size=reviewers) - 1e3 * (load >= most)
        for other in np.argsort(-pull)[:reviews].tolist():
            load[other] += 1
            chance = rng.normal(0, REST**0.5)
            scores.append((one, other, 5 + quality[one] + generosity[other] + chance))
    return Made(quality, scores, applications, reviewers)
