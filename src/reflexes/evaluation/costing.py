"""What a pilot cost for each unit, and what it spared, with every assumption in sight.

Costs avoided are never found: they are computed from assumptions. Each is named with its lowest
and highest plausible value and its source, and a one-way sensitivity says which of them decides
(Drummond et al., « Methods for the Economic Evaluation of Health Care Programmes », 2015).
Amounts are in cents.
"""

from collections.abc import Mapping
from enum import StrEnum
from math import prod

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.plan import Cost, CostKind
from reflexes.fields import CODE_PATTERN, choice, line, number, yes
from reflexes.records import record


class Role(StrEnum):
    """What an assumption does in the product of costs avoided."""

    MULTIPLIES = "multiplies"
    DIVIDES = "divides"


@record
class Assumption:
    """A supposed number: what is taken, the least and the most that are plausible, and why.

    `measured` says that the number was found by the pilot, not supposed.
    """

    code: str = line("Code", pattern=CODE_PATTERN, max_length=60)
    name: str = line("What is supposed")
    value: float = number("Value taken")
    low: float = number("Lowest plausible value")
    high: float = number("Highest plausible value")
    unit: str = line("Unit", default="", max_length=40)
    source: str = line("Where it comes from")
    role: Role = choice("What it does", default=Role.MULTIPLIES)
    measured: bool = yes("Measured by the pilot", default=False)


@record
class UnitCost:
    """The cost for each unit: `total` and `each` in cents, over so many `units`."""

    total: int
    units: float
    each: float
    lines: tuple[tuple[str, int], ...]


@record
class Swing:
    """What the result becomes at both ends of one assumption, all others as taken."""

    code: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the result moves."""
        return abs(self.at_high - self.at_low)


@record
class Spared:
    """Costs avoided, in cents, and what they hang on.

    `value` is the product of the assumptions as taken; `low` and `high` with each at its least and
    at its most favourable together; `swings` go from the assumption that decides most. `net` is the
    value minus the cost, `turns` the value of each assumption at which net costs are nil, where one
    lies between its ends.
    """

    value: float
    low: float
    high: float
    cost: int
    net: float
    assumptions: tuple[Assumption, ...]
    swings: tuple[Swing, ...]
    turns: tuple[tuple[str, float], ...]
    supposed: int


def total_cost(costs: tuple[Cost, ...], *, months: float = 0, units: float = 0) -> int:
    """All costs in cents: those of each month and of each unit as often as they came."""
    times = {CostKind.ONCE: 1.0, CostKind.MONTHLY: months, CostKind.PER_UNIT: units}
    return sum(round(cost.amount * times[cost.kind]) for cost in costs)


def cost_per_unit(
    costs: tuple[Cost, ...], *, units: float, months: float = 0, treated: float | None = None
) -> UnitCost:
    """The cost of each unit of what was obtained, such as a letter, a visit or a person helped.

    Costs « per unit » come once for each of `treated`, the units that took part (by default
    `units`).

    Raises:
    ------
    EvaluationError
        No unit was obtained.
    """
    if units <= 0:
        raise EvaluationError(
            "Nothing was obtained: no cost for each unit can be said. Tell the total."
        )
    taking = units if treated is None else treated
    lines = tuple((cost.name, total_cost((cost,), months=months, units=taking)) for cost in costs)
    total = sum(amount for _, amount in lines)
    return UnitCost(total=total, units=units, each=total / units, lines=lines)


def spare(assumptions: tuple[Assumption, ...], *, cost: int = 0) -> Spared:
    """Costs avoided as a product of assumptions, such as « stays avoided × price of a stay ».

    Raises:
    ------
    EvaluationError
        No assumption, one whose value is not between its ends, or a division by nil.
    """
    _check(assumptions)
    taken = {one.code: one.value for one in assumptions}
    value = _product(assumptions, taken)
    swings = tuple(
        sorted(
            (
                Swing(
                    code=one.code,
                    at_low=_product(assumptions, taken | {one.code: one.low}),
                    at_high=_product(assumptions, taken | {one.code: one.high}),
                )
                for one in assumptions
            ),
            key=lambda swing: -swing.width,
        )
    )
    corners = _corners(assumptions)
    return Spared(
        value=value,
        low=min(corners),
        high=max(corners),
        cost=cost,
        net=value - cost,
        assumptions=assumptions,
        swings=swings,
        turns=_turns(assumptions, taken, cost),
        supposed=sum(not one.measured for one in assumptions),
    )


def _check(assumptions: tuple[Assumption, ...]) -> None:
    if not assumptions:
        raise EvaluationError("Costs avoided rest on assumptions: name them, each with its source.")
    for one in assumptions:
        if not one.low <= one.value <= one.high:
            raise EvaluationError(
                "“%(name)s” is taken at %(value)s, outside %(low)s to %(high)s: correct one.",
                name=one.name,
                value=one.value,
                low=one.low,
                high=one.high,
            )
        if one.role is Role.DIVIDES and one.low <= 0:
            raise EvaluationError("“%(name)s” divides: it must stay above nil.", name=one.name)


def _product(assumptions: tuple[Assumption, ...], taken: Mapping[str, float]) -> float:
    return prod(
        taken[one.code] if one.role is Role.MULTIPLIES else 1 / taken[one.code]
        for one in assumptions
    )


def _corners(assumptions: tuple[Assumption, ...]) -> tuple[float, ...]:
    """The product over the ends of every assumption, kept to its least and most at each step."""
    least = most = 1.0
    for one in assumptions:
        ends = (one.low, one.high)
        if one.role is Role.DIVIDES:
            ends = (1 / one.high, 1 / one.low)
        reached = [corner * end for corner in (least, most) for end in ends]
        least, most = min(reached), max(reached)
    return least, most


def _turns(
    assumptions: tuple[Assumption, ...], taken: Mapping[str, float], cost: int
) -> tuple[tuple[str, float], ...]:
    """For each assumption, where costs avoided equal the cost, if that lies between its ends."""
    turns = []
    for one in assumptions:
        others = _product(assumptions, dict(taken) | {one.code: 1.0})
        if not others or not cost:
            continue
        at = cost / others if one.role is Role.MULTIPLIES else others / cost
        if one.low <= at <= one.high:
            turns.append((one.code, at))
    return tuple(turns)
