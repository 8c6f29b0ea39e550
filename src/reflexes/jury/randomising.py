"""Assignment at random against collusion: nobody can count on reading a given application.

Each pair has a limited chance to be; under that limit the expected fit is the greatest, and one
assignment is drawn that meets every load exactly. After Jecmen et al., « Mitigating manipulation in
peer review via randomized reviewer assignments », NeurIPS 2020; the draw is the dependent rounding
of Gandhi et al., JACM 2006.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from reflexes.jury.assignment import Assignment
from reflexes.jury.candidates import Candidates, Pairs, Whole, gather
from reflexes.jury.errors import ImpossibleAssignmentError, JuryError
from reflexes.jury.flowing import best_flow_of, lay_out
from reflexes.jury.obstructing import find_obstruction
from reflexes.jury.solvers import flow_solver
from reflexes.records import changed, record

_FINEST_CHANCE = 100
Node = tuple[str, int]


@record
class Chances:
    """The chance of each pair, and the assignment drawn from them.

    `chances` are (application, reviewer, chance) where the chance is not nil; no chance is above
    `limit`. `expected` is the sum of fit expected, `best` what the best certain assignment gives:
    the difference is the price of the protection.
    """

    chances: tuple[tuple[int, int, float], ...]
    limit: float
    expected: float
    best: float
    assignment: Assignment


def randomise(  # noqa: PLR0913 - what `assign` takes, and the limit
    fit: Any,
    *,
    reviews: int | Sequence[int],
    loads: int | Sequence[int],
    minimum: int | Sequence[int] = 0,
    conflicts: Pairs = (),
    keep: Pairs = (),
    seed: int = 0,
    limit: float = 0.5,
) -> Chances:
    """Draw an assignment in which no pair has more than `limit` chances (0 to 1) to be.

    The other parameters are those of `assign`. `limit` is rounded down to a hundredth at most.

    Raises:
    ------
    JuryError
        What was given has another shape, or contradicts itself, or `limit` is not within 0 and 1.
    ImpossibleAssignmentError
        No assignment meets what was asked under this limit.
    """
    parts = _parts_of(limit)
    candidates = gather(
        fit,
        reviews=reviews,
        loads=loads,
        minimum=minimum,
        conflicts=conflicts,
        keep=keep,
        shares=(),
    )
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(candidates.most))
    units = _units(candidates, parts, order)
    certain = _units(candidates, Fraction(1), order)
    drawn = _rounded(candidates, units, parts.denominator, rng)
    return _told(candidates, units, drawn, parts, (seed, float(certain @ candidates.fit)))


def _parts_of(limit: float) -> Fraction:
    """The limit as a fraction of small whole numbers, never above it."""
    if not 0 < limit <= 1:
        raise JuryError(
            "The limit of chance is %(met)s; give more than 0 and at most 1.", met=limit
        )
    near = Fraction(limit).limit_denominator(_FINEST_CHANCE)
    return near if near <= Fraction(limit) else Fraction(int(limit * 100), 100) or near


def _units(candidates: Candidates, parts: Fraction, order: Whole) -> Whole:
    """The best chances, each counted in units of one over the denominator."""
    times = parts.denominator
    scaled = changed(
        candidates,
        needed=candidates.needed * times,
        most=candidates.most * times,
        least=candidates.least * times,
    )
    network = lay_out(scaled, order)
    room = network.room.copy()
    room[network.pairs] = parts.numerator
    flows = best_flow_of(changed(network, room=room))
    if flows is None:
        raise _refusal(candidates, parts)
    return flows


def _refusal(candidates: Candidates, parts: Fraction) -> JuryError:
    """Why there is none: as for a certain assignment, or because of the limit."""
    whole = best_flow_of(lay_out(candidates, np.arange(len(candidates.most))))
    if whole is None:
        return ImpossibleAssignmentError(find_obstruction(candidates))
    return JuryError(
        "An assignment exists, but none in which every pair has at most %(limit)s chances. Raise "
        "the limit, the loads or the number of reviewers.",
        limit=float(parts),
    )


def _rounded(
    candidates: Candidates, units: Whole, full: int, rng: np.random.Generator
) -> tuple[bool, ...]:
    """One draw: each pair with its chance, each application and reviewer with its load."""
    held = units.tolist()
    open_pairs = {n for n, amount in enumerate(held) if 0 < amount < full}
    ends = [
        (("a", a), ("r", r))
        for a, r in zip(candidates.application.tolist(), candidates.reviewer.tolist(), strict=True)
    ]
    beside: dict[Node, dict[int, None]] = {}
    for pair in sorted(open_pairs):
        for node in ends[pair]:
            beside.setdefault(node, {})[pair] = None
    while beside:
        way = _way(beside, ends)
        for pair in _moved(way, held, full, rng):
            for node in ends[pair]:
                del beside[node][pair]
                if not beside[node]:
                    del beside[node]
    return tuple(amount == full for amount in held)


def _way(beside: dict[Node, dict[int, None]], ends: list[tuple[Node, Node]]) -> list[int]:
    """A cycle among the open pairs, or a path that can go no further at either end."""
    alone = (node for node, pairs in beside.items() if len(pairs) == 1)
    node = next(alone, None) or next(iter(beside))
    way: list[int] = []
    met = {node: 0}
    while True:
        last = way[-1] if way else -1
        following = next((pair for pair in beside[node] if pair != last), None)
        if following is None:
            return way
        way.append(following)
        one, other = ends[following]
        node = other if node == one else one
        if node in met:
            return way[met[node] :]
        met[node] = len(way)


def _moved(way: list[int], held: list[int], full: int, rng: np.random.Generator) -> Iterator[int]:
    """Move the chances along a way, up and down in turn, until one of them is settled."""
    up, down = way[::2], way[1::2]
    rise = min([full - held[p] for p in up] + [held[p] for p in down])
    fall = min([held[p] for p in up] + [full - held[p] for p in down])
    by = rise if int(rng.integers(rise + fall)) < fall else -fall
    for pairs, sign in ((up, 1), (down, -1)):
        for pair in pairs:
            held[pair] += sign * by
            if held[pair] in {0, full}:
                yield pair


def _told(
    candidates: Candidates,
    units: Whole,
    drawn: tuple[bool, ...],
    parts: Fraction,
    settled: tuple[int, float],
) -> Chances:
    seed, best = settled
    chances = units / parts.denominator
    chosen = np.array(drawn, dtype=np.bool_)
    pairs = list(zip(candidates.application.tolist(), candidates.reviewer.tolist(), strict=True))
    total = float(candidates.fit[chosen].sum()) + candidates.kept_fit
    return Chances(
        chances=tuple((*pairs[n], float(chances[n])) for n in np.flatnonzero(units).tolist()),
        limit=float(parts),
        expected=float(chances @ candidates.fit) + candidates.kept_fit,
        best=best + candidates.kept_fit,
        assignment=Assignment(
            pairs=tuple(sorted([*(pairs[n] for n in np.flatnonzero(chosen)), *candidates.kept])),
            total=total,
            bound=best + candidates.kept_fit,
            floor=None,
            kept=candidates.kept,
            seed=seed,
            method="drawn under a limit of chance",
            solver=flow_solver(),
        ),
    )
