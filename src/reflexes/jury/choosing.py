"""Choosing a portfolio: the highest sum of values under a budget and rules, with its proof."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from reflexes.jury.errors import JuryError
from reflexes.jury.portfolio import Portfolio, Rule
from reflexes.jury.solvers import program_solver
from reflexes.records import changed, record

Real = NDArray[np.float64]
_FINEST = 10**6
"""Values become whole numbers up to this one: a gap under one unit is then no gap."""
_OPTIMAL = 0
_SLACK = 1e-6


@record
class Problem:
    """Projects, what they cost, and the rules: what every question on a portfolio starts from.

    `take` and `leave` are projects settled beforehand. `values` and `costs` are arrays with one
    place for each project.
    """

    values: Any
    costs: Any
    budget: float
    rules: tuple[Rule, ...]
    take: tuple[int, ...] = ()
    leave: tuple[int, ...] = ()


def choose(  # noqa: PLR0913 - the projects and the rules they meet
    values: Any,
    costs: Any,
    *,
    budget: float,
    rules: Sequence[Rule] = (),
    take: Sequence[int] = (),
    leave: Sequence[int] = (),
) -> Portfolio:
    """Choose the portfolio of the greatest sum of `values` whose `costs` fit the `budget`.

    Values are finite numbers in any unit (a calibrated score, a chance to be among the best);
    costs, from 0, and the budget are in one unit of money. `take` and `leave` are projects settled
    beforehand. Solved by HiGHS as a mixed-integer programme at gap zero.

    Raises:
    ------
    JuryError
        A number is wrong, no project fits the budget, or the rules contradict each other; the
        message names those that do.
    """
    return solve(read_problem(values, costs, budget=budget, rules=rules, take=take, leave=leave))


def read_problem(  # noqa: PLR0913 - the projects and the rules they meet
    values: Any,
    costs: Any,
    *,
    budget: float,
    rules: Sequence[Rule] = (),
    take: Sequence[int] = (),
    leave: Sequence[int] = (),
) -> Problem:
    """Check what was asked, before anything is solved; raises what `choose` does."""
    worth, price = np.asarray(values, dtype=np.float64), np.asarray(costs, dtype=np.float64)
    if worth.ndim != 1 or worth.shape != price.shape:
        raise JuryError(
            "There are %(values)s values and %(costs)s costs; give one of each to every project.",
            values=worth.size,
            costs=price.size,
        )
    for name, numbers in (("values", worth), ("costs", price)):
        if not np.isfinite(numbers).all():
            raise JuryError(
                "The %(name)s of project %(project)s is not a finite number.",
                name=name,
                project=int(np.flatnonzero(~np.isfinite(numbers))[0]),
            )
    if (price < 0).any():
        raise JuryError(
            "Project %(project)s has a negative cost.", project=int(np.flatnonzero(price < 0)[0])
        )
    free = np.delete(price, list(leave)) if len(leave) else price
    if free.size and float(free.min()) > budget:
        raise JuryError(
            "The budget of %(budget)s is below every project: the cheapest asks for %(least)s. "
            "Raise the budget, or ask for smaller projects.",
            budget=budget,
            least=float(free.min()),
        )
    for rule in rules:
        outside = [n for n, _ in rule.weights if not 0 <= n < worth.size]
        if outside:
            raise JuryError(
                "The rule “%(rule)s” names project %(met)s; projects go from 0 to %(last)s.",
                rule=rule.name,
                met=outside[0],
                last=worth.size - 1,
            )
    return Problem(
        values=worth,
        costs=price,
        budget=float(budget),
        rules=tuple(rules),
        take=tuple(int(n) for n in take),
        leave=tuple(int(n) for n in leave),
    )


def solve(problem: Problem) -> Portfolio:
    """The best portfolio of a problem; raises what `choose` does when nothing can hold."""
    found = solve_or_none(problem)
    if found is None:
        raise JuryError(
            "The rules contradict each other: no portfolio meets %(rules)s together. Loosen or "
            "lift one of them.",
            rules=", ".join(f"“{name}”" for name in contradiction(problem)),
        )
    return found


def solve_or_none(problem: Problem) -> Portfolio | None:
    """The best portfolio of a problem, None when its rules cannot hold together."""
    count = len(problem.values)
    if not count:
        return _told(problem, np.zeros(0, dtype=np.bool_), 0.0)
    scale = _scale_of(problem.values)
    whole = np.rint(problem.values * scale)
    lower, upper = np.zeros(count), np.ones(count)
    lower[list(problem.take)] = 1.0
    upper[list(problem.leave)] = 0.0
    if (lower > upper).any():
        return None
    found = optimize.milp(
        -whole,
        constraints=_constraints(problem),
        bounds=optimize.Bounds(lower, upper),
        integrality=np.ones(count),
        options={"mip_rel_gap": 0.0},
    )
    if found.status != _OPTIMAL or found.x is None:
        return None
    # Values are whole: what is above the whole part of the bound cannot be reached.
    bound = np.floor(-float(found.mip_dual_bound) + _SLACK) / scale
    return _told(problem, found.x > 0.5, float(bound))  # noqa: PLR2004 - whole up to rounding


def contradiction(problem: Problem) -> tuple[str, ...]:
    """A smallest set of rule names that cannot hold together, the budget said as ``budget``.

    Rules are let go one after the other, and kept out as long as the rest still contradicts
    itself (deletion filter, Chinneck & Dravnieks 1991).
    """
    names = list(dict.fromkeys(rule.name for rule in problem.rules))
    kept = problem
    for name in names:
        without = without_rule(kept, name)
        if solve_or_none(without) is None:
            kept = without
    ample = changed(kept, budget=float(np.asarray(problem.costs).sum()))
    told = dict.fromkeys(rule.name for rule in kept.rules)
    return (*told, *(() if solve_or_none(ample) is None else ("budget",)))


def without_rule(problem: Problem, name: str) -> Problem:
    """The same problem once every rule of a name is lifted."""
    return changed(problem, rules=tuple(rule for rule in problem.rules if rule.name != name))


def holds(problem: Problem, chosen: Sequence[int]) -> bool:
    """Whether a beginning of a choice can still meet the caps and the budget.

    A share of the money spent is judged as if the budget that remains went where it weighs least;
    floors are not asked of a beginning.
    """
    taken = frozenset(chosen)
    left = problem.budget - float(problem.costs[list(taken)].sum())
    if left < -_SLACK:
        return False
    for rule in problem.rules:
        if rule.at_most is None:
            continue
        weight = sum(one for n, one in rule.weights if n in taken)
        if weight - left * _relief(problem, rule) > rule.at_most + _SLACK:
            return False
    return True


def _relief(problem: Problem, rule: Rule) -> float:
    """How much a unit of money still to be spent can take off a rule's weight, at most."""
    reliefs = (-weight / problem.costs[n] for n, weight in rule.weights if problem.costs[n] > 0)
    return max(0.0, *(float(one) for one in reliefs), 0.0)


def _constraints(problem: Problem) -> optimize.LinearConstraint:
    """The budget, then one row for each rule."""
    count = len(problem.values)
    row, column, weight = [np.zeros(count, dtype=np.int64)], [np.arange(count)], [problem.costs]
    lower, upper = [-np.inf], [problem.budget]
    for number, rule in enumerate(problem.rules, start=1):
        members = np.array([n for n, _ in rule.weights], dtype=np.int64)
        row.append(np.full(len(members), number))
        column.append(members)
        weight.append(np.array([one for _, one in rule.weights], dtype=np.float64))
        lower.append(-np.inf if rule.at_least is None else rule.at_least)
        upper.append(np.inf if rule.at_most is None else rule.at_most)
    matrix = sparse.csr_array(
        (np.concatenate(weight), (np.concatenate(row), np.concatenate(column))),
        shape=(len(lower), count),
    )
    return optimize.LinearConstraint(matrix, lower, upper)


def _scale_of(values: Real) -> float:
    """What makes whole numbers of the values: 1 where they are whole already."""
    greatest = float(np.abs(values).max(initial=0.0))
    if greatest == 0 or (greatest < _FINEST and bool(np.all(values == np.rint(values)))):
        return 1.0
    return float(10.0 ** np.floor(np.log10(_FINEST * 10 / greatest)))


def _told(problem: Problem, chosen: NDArray[np.bool_], bound: float) -> Portfolio:
    where = np.flatnonzero(chosen)
    value = float(problem.values[where].sum())
    cost = float(problem.costs[where].sum())
    scale = _scale_of(problem.values)
    whole = float(np.rint(problem.values[where] * scale).sum()) / scale
    gap = max(bound - whole, 0.0) / max(abs(bound), 1e-12)
    return Portfolio(
        chosen=tuple(int(n) for n in where),
        value=value,
        cost=cost,
        left=problem.budget - cost,
        bound=max(bound, value),
        gap=gap if gap > 1e-12 else 0.0,  # noqa: PLR2004 - below the figures of a float
        solver=program_solver(),
    )
