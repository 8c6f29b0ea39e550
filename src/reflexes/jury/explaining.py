"""Why this reviewer reads this application."""

from typing import Any

import numpy as np

from reflexes.jury.assignment import Assignment
from reflexes.jury.candidates import Pairs
from reflexes.records import record


@record
class Explanation:
    """One pair of an assignment, explained.

    `fit` is the pair's, and `rank` its place among the `possible` reviewers of the application (1:
    none fits better). `better` are the reviewers who fit better and do not read it, each with the
    reason: ``conflict``, ``full`` (their load is reached), or ``elsewhere`` (they have places left,
    but the whole is better so). `kept` says that the pair was settled beforehand.
    """

    application: int
    reviewer: int
    fit: float
    rank: int
    possible: int
    better: tuple[tuple[int, str], ...]
    kept: bool


def explain(
    fit: Any, assignment: Assignment, *, loads: Any, conflicts: Pairs = ()
) -> tuple[Explanation, ...]:
    """Explain every pair of an assignment, from what `assign` was given."""
    dense = np.asarray(fit.todense() if hasattr(fit, "todense") else fit, dtype=np.float64)
    barred = frozenset(conflicts)
    most = np.broadcast_to(np.asarray(loads), dense.shape[1])
    load = np.bincount([r for _, r in assignment.pairs], minlength=dense.shape[1])
    full = frozenset(np.flatnonzero(load >= most).tolist())
    chosen, kept = frozenset(assignment.pairs), frozenset(assignment.kept)

    def reason(application: int, other: int) -> str:
        if (application, other) in barred:
            return "conflict"
        return "full" if other in full else "elsewhere"

    def told(application: int, reviewer: int) -> Explanation:
        line = dense[application]
        above = np.flatnonzero(line > line[reviewer]).tolist()
        possible = [n for n in range(len(line)) if (application, n) not in barred]
        return Explanation(
            application=application,
            reviewer=reviewer,
            fit=float(line[reviewer]),
            rank=1 + sum((application, other) not in barred for other in above),
            possible=len(possible),
            better=tuple(
                (other, reason(application, other))
                for other in sorted(above, key=lambda n: (-line[n], n))
                if (application, other) not in chosen
            ),
            kept=(application, reviewer) in kept,
        )

    return tuple(told(*pair) for pair in assignment.pairs)
