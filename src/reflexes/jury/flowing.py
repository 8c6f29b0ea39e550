"""The assignment as a flow: applications give reviews, reviewers take them, along possible pairs.

Minimum loads, and at least so many of a kind, are demands of nodes, so that what the flow finds
meets them exactly. Costs are whole numbers; the network is totally unimodular, so that the best
flow is the best assignment (Ford & Fulkerson 1956; Edmonds & Karp 1972). The solver is OR-Tools'.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow, min_cost_flow

from reflexes.jury.candidates import Candidates, Whole
from reflexes.records import record


@record
class Network:
    """Arcs and nodes of one problem.

    Nodes: applications, then the pairs (application, share) of the disjoint shares, then reviewers,
    then the end. `pair` are the arcs that stand for pairs, in the order of the candidates.
    """

    tail: Whole
    head: Whole
    room: Whole
    cost: Whole
    pairs: slice
    supply: Whole
    reviewers: slice
    shares: slice


def lay_out(candidates: Candidates, order: Whole) -> Network:
    """The network of candidates whose shares are disjoint.

    `order` is a permutation of the reviewers: equal assignments are told apart by it.
    """
    applications, reviewers = len(candidates.needed), len(candidates.most)
    kinds = len(candidates.shares)
    first_reviewer = applications * (1 + kinds)
    end = first_reviewer + reviewers
    kind = _kind_of(candidates)[candidates.reviewer]
    tail = np.where(
        kind < 0, candidates.application, applications * (1 + kind) + candidates.application
    )
    place = np.empty(reviewers, dtype=np.int64)
    place[order] = np.arange(reviewers)
    head = first_reviewer + place[candidates.reviewer]
    share_tail = np.tile(np.arange(applications, dtype=np.int64), kinds)
    share_head = applications + np.arange(applications * kinds, dtype=np.int64)
    least, most = _share_bounds(candidates)
    reviewer_tail = first_reviewer + place
    supply = np.zeros(end + 1, dtype=np.int64)
    supply[:applications] = candidates.needed - least.sum(axis=0)
    supply[applications:first_reviewer] = least.ravel()
    supply[reviewer_tail] = -candidates.least
    supply[end] = -(candidates.needed.sum() - candidates.least.sum())
    pairs = len(candidates.weight)
    return Network(
        tail=np.concatenate([tail, share_tail, reviewer_tail]),
        head=np.concatenate([head, share_head, np.full(reviewers, end)]),
        room=np.concatenate(
            [
                np.ones(pairs, dtype=np.int64),
                np.maximum(most - least, 0).ravel(),
                candidates.most - candidates.least,
            ]
        ),
        cost=np.concatenate(
            [-candidates.weight, np.zeros(len(share_tail) + reviewers, dtype=np.int64)]
        ),
        pairs=slice(0, pairs),
        supply=supply,
        reviewers=slice(first_reviewer, end),
        shares=slice(applications, first_reviewer),
    )


def are_disjoint(candidates: Candidates) -> bool:
    """Whether no reviewer stands in two shares, so that a flow can hold them."""
    named = [one for share in candidates.shares for one in set(share.reviewers)]
    return len(set(named)) == len(named)


def best_flow(network: Network) -> NDArray[np.bool_] | None:
    """Which pairs are taken at the least cost; None when the demands cannot be met."""
    flows = best_flow_of(network)
    return None if flows is None else flows > 0


def best_flow_of(network: Network) -> Whole | None:
    """What flows along each pair at the least cost; None when the demands cannot be met."""
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.room, network.cost
    )
    solver.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
    if network.supply.sum() != 0 or network.supply[-1] > 0:
        return None
    if solver.solve() != solver.OPTIMAL:
        return None
    flows: Whole = solver.flows(arcs[network.pairs])
    return flows


def greatest_flow(network: Network) -> tuple[int, int, NDArray[np.bool_]]:
    """How much of the supplies can flow, how much there is, and the nodes before the least cut."""
    start = len(network.supply)
    giving = np.flatnonzero(network.supply > 0)
    taking = np.flatnonzero(network.supply < 0)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate([network.tail, np.full(len(giving), start), taking]),
        np.concatenate([network.head, giving, np.full(len(taking), start + 1)]),
        np.concatenate([network.room, network.supply[giving], -network.supply[taking]]),
    )
    solver.solve(start, start + 1)
    before = np.zeros(start, dtype=np.bool_)
    reached = np.asarray(solver.get_source_side_min_cut(), dtype=np.int64)
    before[reached[reached < start]] = True
    return int(solver.optimal_flow()), int(network.supply[giving].sum()), before


def _kind_of(candidates: Candidates) -> Whole:
    """The share of each reviewer, -1 where there is none."""
    kinds = np.full(len(candidates.most), -1, dtype=np.int64)
    for number, share in enumerate(candidates.shares):
        kinds[list(share.reviewers)] = number
    return kinds


def _share_bounds(candidates: Candidates) -> tuple[Whole, Whole]:
    """At least and at most for each share (lines) and application (columns), kept pairs counted."""
    applications = len(candidates.needed)
    least = np.zeros((len(candidates.shares), applications), dtype=np.int64)
    most = np.zeros_like(least)
    for number, share in enumerate(candidates.shares):
        taken = candidates.taken[share.name]
        least[number] = np.maximum(share.at_least - taken, 0)
        limit = candidates.needed if share.at_most is None else share.at_most - taken
        most[number] = np.maximum(limit, 0)
    return least, most
