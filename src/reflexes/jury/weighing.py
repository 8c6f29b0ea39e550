"""What a choice rests on: the price of each rule, who is next, how steady it is, a plain list."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from reflexes.jury.choosing import Problem, holds, solve, solve_or_none, without_rule
from reflexes.jury.portfolio import Portfolio
from reflexes.records import changed, record


@record
class RulePrice:
    """What one rule costs: how much value would be gained without it, and what would change.

    `enters` and `leaves` are the projects that the rule keeps out and keeps in. A price of 0 says
    that the rule changes nothing.
    """

    name: str
    price: float
    enters: tuple[int, ...]
    leaves: tuple[int, ...]


@record
class Heir:
    """A project next in line, and the chosen ones it would replace, were they to leave."""

    project: int
    replaces: tuple[int, ...]


@record
class Stability:
    """How often each project is chosen over the uncertainty of the scores (0 to 1).

    `draws` is over how many portfolios; `unsolved` counts those whose rules could not hold.
    """

    frequency: tuple[float, ...]
    draws: int
    unsolved: int


def price_rules(problem: Problem, portfolio: Portfolio) -> tuple[RulePrice, ...]:
    """The price of each rule of the problem, by solving without it."""
    here = frozenset(portfolio.chosen)
    prices = []
    for name in dict.fromkeys(rule.name for rule in problem.rules):
        free = solve(without_rule(problem, name))
        there = frozenset(free.chosen)
        gained = free.value - portfolio.value
        moved = gained > 1e-9 * max(abs(free.value), 1.0)
        prices.append(
            RulePrice(
                name=name,
                price=gained if moved else 0.0,
                enters=tuple(sorted(there - here)) if moved else (),
                leaves=tuple(sorted(here - there)) if moved else (),
            )
        )
    return tuple(prices)


def line_up(problem: Problem, portfolio: Portfolio) -> tuple[Heir, ...]:
    """Who is next in line: each chosen project leaves in turn, all others stay, the rest is solved.

    Those who would replace most come first, then those of the greatest value.
    """
    replaced: dict[int, list[int]] = {}
    for leaving in portfolio.chosen:
        others = tuple(n for n in portfolio.chosen if n != leaving)
        again = solve_or_none(changed(problem, take=others, leave=(*problem.leave, leaving)))
        for entering in () if again is None else set(again.chosen) - set(others):
            replaced.setdefault(entering, []).append(leaving)
    order = sorted(replaced, key=lambda n: (-len(replaced[n]), -problem.values[n], n))
    return tuple(Heir(project=n, replaces=tuple(sorted(replaced[n]))) for n in order)


def choose_greedily(problem: Problem) -> tuple[int, ...]:
    """The plain list: from the best value down, whatever still fits; floors are not looked at."""
    taken: list[int] = list(problem.take)
    for n in np.argsort(-problem.values, kind="stable").tolist():
        if n in problem.leave or n in taken:
            continue
        if holds(problem, [*taken, n]):
            taken.append(n)
    return tuple(sorted(taken))


def admit_in_order(problem: Problem, order: Sequence[int]) -> tuple[int, ...]:
    """Who is chosen when some enter in a given order, as lots drawn make it.

    Those to `take` are chosen first. Each of the order then enters if a choice that meets the
    budget and every rule, floors too, can still be made with them; the others stay out.

    Raises:
    ------
    JuryError
        No choice meets the rules, whatever the order.
    """
    solve(problem)
    taken, left = list(problem.take), list(problem.leave)
    for one in order:
        trial = changed(problem, take=(*taken, one), leave=tuple(left))
        (left if solve_or_none(trial) is None else taken).append(one)
    return tuple(sorted(taken))


def measure_stability(problem: Problem, draws: Any) -> Stability:
    """How often each project is chosen, over draws of the values (draws × projects)."""
    count: Counter[int] = Counter()
    unsolved = 0
    for values in np.asarray(draws, dtype=np.float64):
        found = solve_or_none(changed(problem, values=values))
        if found is None:
            unsolved += 1
        else:
            count.update(found.chosen)
    solved = max(len(draws) - unsolved, 1)
    return Stability(
        frequency=tuple(count[n] / solved for n in range(len(problem.values))),
        draws=len(draws),
        unsolved=unsolved,
    )
