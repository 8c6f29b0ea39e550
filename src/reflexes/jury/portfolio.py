"""What is chosen under a budget: the rules, and the portfolio with its proof."""

from collections.abc import Sequence

from reflexes.jury.errors import JuryError
from reflexes.records import record


@record
class Rule:
    """A rule of a portfolio: the sum of `weights` over what is chosen, at least and at most.

    `weights` are (project, weight); projects that are not named weigh nothing. Several rules of one
    `name` are one rule to those who read it, such as « one for each applicant ». `number`, `money`
    and `share` make the usual ones.
    """

    name: str
    weights: tuple[tuple[int, float], ...]
    at_least: float | None = None
    at_most: float | None = None


def number(
    name: str,
    members: Sequence[int],
    *,
    at_least: int | None = None,
    at_most: int | None = None,
) -> Rule:
    """How many of `members` are chosen: floors and caps, one per applicant, exclusions."""
    return Rule(
        name=name,
        weights=tuple((int(one), 1.0) for one in members),
        at_least=at_least,
        at_most=at_most,
    )


def money(
    name: str,
    members: Sequence[int],
    costs: Sequence[float],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Rule:
    """How much money goes to `members`, in the unit of the costs."""
    return Rule(
        name=name,
        weights=tuple((int(one), float(costs[one])) for one in members),
        at_least=at_least,
        at_most=at_most,
    )


def share(
    name: str,
    members: Sequence[int],
    costs: Sequence[float],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Rule:
    """Which share (0 to 1) of the money spent goes to `members`: one bound in each rule.

    Raises:
    ------
    JuryError
        Both bounds are given, or none.
    """
    if (at_least is None) == (at_most is None):
        raise JuryError(
            "The rule “%(rule)s” needs one bound, at least or at most. Make two rules for both.",
            rule=name,
        )
    part = at_least if at_least is not None else at_most
    within = frozenset(int(one) for one in members)
    weights = tuple(
        (n, float(cost) * ((n in within) - float(part or 0.0))) for n, cost in enumerate(costs)
    )
    return Rule(
        name=name,
        weights=weights,
        at_least=0.0 if at_least is not None else None,
        at_most=0.0 if at_most is not None else None,
    )


@record
class Portfolio:
    """What is chosen, proven the best.

    `chosen` are the projects, in order; `value` and `cost` their sums, `left` the budget that
    remains. `bound` is what no portfolio under these rules exceeds, and `gap` how far `value` is
    from it, in its share: 0 is a proof.
    """

    chosen: tuple[int, ...]
    value: float
    cost: float
    left: float
    bound: float
    gap: float
    solver: str
