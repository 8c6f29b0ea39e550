"""Giving every application its reviewers: the best sum of fit, or the exact obstruction."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from reflexes.jury.assignment import Assignment
from reflexes.jury.candidates import Candidates, Pairs, gather
from reflexes.jury.errors import ImpossibleAssignmentError
from reflexes.jury.flowing import are_disjoint, best_flow, greatest_flow, lay_out
from reflexes.jury.obstructing import find_obstruction
from reflexes.jury.programming import best_program
from reflexes.jury.shares import Share
from reflexes.jury.solvers import flow_solver, program_solver

Chosen = NDArray[np.bool_]


def assign(  # noqa: PLR0913 - what a jury asks for, each with a sensible default
    fit: Any,
    *,
    reviews: int | Sequence[int],
    loads: int | Sequence[int],
    minimum: int | Sequence[int] = 0,
    conflicts: Pairs = (),
    seed: int = 0,
    floor: float | Literal["highest"] | None = None,
    keep: Pairs = (),
    shares: Sequence[Share] = (),
) -> Assignment:
    """Assign reviewers to applications at the greatest sum of fit.

    Parameters
    ----------
    fit
        An array applications × reviewers of finite floats, in any unit; or a sparse array of scipy,
        whose stored places alone are the pairs that may be.
    reviews
        How many reviews each application gets: one number, or one for each.
    loads, minimum
        How many each reviewer reads at most and at least: one number, or one for each.
    conflicts
        Pairs (application, reviewer) that may not be.
    seed
        Chooses among assignments of the same sum. The same inputs, seed and solver version give the
        same assignment to the byte.
    floor
        The least fit a pair may have; ``"highest"`` first raises the worst match as high as can be,
        then takes the best sum above it. Pairs kept are not held to it.
    keep
        Pairs settled beforehand, as after a change by hand: the rest is solved around them.
    shares
        Rules on kinds of reviewers, held by every application.

    Returns:
    -------
    Assignment
        Proven the best: by a flow of least cost, or by a mixed-integer programme at gap zero where
        reviewers stand in several shares.

    Raises:
    ------
    JuryError
        What was given has another shape, or contradicts itself.
    ImpossibleAssignmentError
        No assignment meets what was asked; its `obstruction` names the applications, the reviewers
        and how many reviews are missing.
    """
    candidates = gather(
        fit,
        reviews=reviews,
        loads=loads,
        minimum=minimum,
        conflicts=conflicts,
        keep=keep,
        shares=shares,
    )
    solve = _by_flow if are_disjoint(candidates) else _by_program
    if floor == "highest":
        candidates, lowest = _raised(candidates)
    elif floor is not None:
        lowest = float(floor)
        candidates = candidates.only(candidates.fit >= lowest)
    else:
        lowest = None
    chosen = solve(candidates, seed)
    if chosen is None:
        raise ImpossibleAssignmentError(find_obstruction(candidates))
    return _assignment(candidates, chosen, lowest, seed)


def _by_flow(candidates: Candidates, seed: int) -> Chosen | None:
    order = np.random.default_rng(seed).permutation(len(candidates.most))
    return best_flow(lay_out(candidates, order))


def _by_program(candidates: Candidates, seed: int) -> Chosen | None:
    # Equal assignments are told apart by less than the unit of the weights can amount to.
    return best_program(candidates, np.random.default_rng(seed))


def _raised(candidates: Candidates) -> tuple[Candidates, float]:
    """The candidates above the highest worst match that can be, and that match.

    A search by halves over the fits there are, each tried with a flow (exact, polynomial).
    """
    levels = np.unique(candidates.weight)
    low, high = 0, len(levels) - 1
    if not _can_hold(candidates):
        raise ImpossibleAssignmentError(find_obstruction(candidates))
    while low < high:
        middle = (low + high + 1) // 2
        if _can_hold(candidates.only(candidates.weight >= levels[middle])):
            low = middle
        else:
            high = middle - 1
    above = candidates.only(candidates.weight >= levels[low]) if len(levels) else candidates
    return above, float(above.fit.min(initial=np.inf))


def _can_hold(candidates: Candidates) -> bool:
    if not are_disjoint(candidates):
        return best_program(candidates, None) is not None
    flow, asked, _ = greatest_flow(lay_out(candidates, np.arange(len(candidates.most))))
    return flow == asked and candidates.least.sum() <= candidates.needed.sum()


def _assignment(
    candidates: Candidates, chosen: Chosen, floor: float | None, seed: int
) -> Assignment:
    found = zip(
        candidates.application[chosen].tolist(), candidates.reviewer[chosen].tolist(), strict=True
    )
    weight = float(candidates.weight[chosen].sum()) / candidates.scale
    total = float(candidates.fit[chosen].sum()) + candidates.kept_fit
    rounding = 0.5 * int(chosen.sum()) / candidates.scale
    exact = candidates.scale == 1.0
    by_flow = are_disjoint(candidates)
    return Assignment(
        pairs=tuple(sorted([*found, *candidates.kept])),
        total=total,
        bound=total if exact else weight + candidates.kept_fit + rounding,
        floor=floor,
        kept=candidates.kept,
        seed=seed,
        method="flow of least cost" if by_flow else "mixed-integer programme at gap zero",
        solver=flow_solver() if by_flow else program_solver(),
    )
