"""The assignment as a mixed-integer programme: for kinds of reviewers that overlap."""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from reflexes.jury.candidates import Candidates

_FEASIBLE = 0
_TIE = 1e-7
"""Below what the rounding of fits already leaves open."""


def best_program(
    candidates: Candidates, ties: np.random.Generator | None
) -> NDArray[np.bool_] | None:
    """Which pairs are taken at the greatest weight; None when the rules cannot hold together.

    Solved by HiGHS at gap zero. `ties` gives the order among equals; None seeks any assignment.
    """
    pairs = len(candidates.weight)
    value = np.zeros(pairs)
    if ties is not None:
        greatest = float(np.abs(candidates.weight).max(initial=1)) or 1.0
        value = candidates.weight / greatest + _TIE * ties.random(pairs) / max(pairs, 1)
    rows, lower, upper = _rows(candidates)
    found = optimize.milp(
        -value,
        constraints=optimize.LinearConstraint(rows, lower, upper),
        bounds=optimize.Bounds(0, 1),
        integrality=np.ones(pairs),
        options={"mip_rel_gap": 0.0},
    )
    if found.status != _FEASIBLE or found.x is None:
        return None
    chosen: NDArray[np.bool_] = found.x > 0.5  # noqa: PLR2004 - whole up to rounding
    return chosen


def least_lacking(candidates: Candidates) -> NDArray[np.int64]:
    """How many reviews each demand lacks, fewest in all: applications, reviewers, then shares.

    Each row of the programme may fall short of what it asks, at a cost of one for each review.
    """
    rows, lower, upper = _rows(candidates)
    demands, pairs = rows.shape
    short = sparse.eye_array(demands, format="csr")
    found = optimize.milp(
        np.concatenate([np.zeros(pairs), np.ones(demands)]),
        constraints=optimize.LinearConstraint(
            sparse.hstack([rows, short], format="csr"), lower, upper
        ),
        bounds=optimize.Bounds(0, np.concatenate([np.ones(pairs), lower])),
        integrality=np.ones(pairs + demands),
        options={"mip_rel_gap": 0.0},
    )
    # The slack counts on both bounds of a row, so that it never opens the upper one.
    lacking: NDArray[np.int64] = np.rint(found.x[pairs:]).astype(np.int64)
    return lacking


def _rows(
    candidates: Candidates,
) -> tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.float64]]:
    """One row for each application, each reviewer, and each share of each application."""
    pairs = np.arange(len(candidates.weight))
    applications, reviewers = len(candidates.needed), len(candidates.most)
    row, column = [candidates.application, applications + candidates.reviewer], [pairs, pairs]
    lower, upper = [candidates.needed, candidates.least], [candidates.needed, candidates.most]
    first = applications + reviewers
    for share in candidates.shares:
        within = np.isin(candidates.reviewer, share.reviewers)
        row.append(first + candidates.application[within])
        column.append(pairs[within])
        taken = candidates.taken[share.name]
        limit = candidates.needed if share.at_most is None else share.at_most - taken
        lower.append(np.maximum(share.at_least - taken, 0))
        upper.append(np.maximum(limit, 0) + np.zeros_like(taken))
        first += applications
    where = (np.concatenate(row), np.concatenate(column))
    matrix = sparse.csr_array(
        (np.ones(len(where[0])), where), shape=(first, len(candidates.weight))
    )
    return matrix, np.concatenate(lower).astype(float), np.concatenate(upper).astype(float)
