"""The plan of an evaluation: what a team promises to look at, before the pilot starts.

The fields follow what a small pilot can register beforehand (Olken, « Promises and Perils of
Pre-Analysis Plans », JEP 2015; the Magenta Book of HM Treasury for theory of change and the
qualitative part). A plan is filled in the language of its team: nothing in it is translated.
"""

import datetime as dt
from enum import StrEnum

from reflexes.evaluation.designs import Circumstances
from reflexes.fields import (
    CODE_PATTERN,
    choice,
    day,
    line,
    many,
    money,
    number,
    part,
    partial_day,
    prose,
    reference,
    references,
    whole,
    yes,
)
from reflexes.records import record

MOST_OTHERS = 5
"""So many indicators beside the primary one, at most: beyond, something is always found."""


class Rung(StrEnum):
    """Where an objective stands in the tree, from what is given to what is hoped for."""

    MEANS = "means"
    ACTION = "action"
    OUTPUT = "output"
    OUTCOME = "outcome"
    PURPOSE = "purpose"


class Direction(StrEnum):
    """Which way an indicator is hoped to go."""

    UP = "up"
    DOWN = "down"
    EITHER = "either"
    """Nobody says beforehand: both ways are told."""


class Frequency(StrEnum):
    """How often an indicator is measured."""

    ONCE = "once"
    BEFORE_AND_AFTER = "before-and-after"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Seen(StrEnum):
    """What of the figures was already seen when the plan was written."""

    NOTHING = "nothing"
    BASELINE = "baseline"
    PARTLY = "partly"


class Group(StrEnum):
    """Whether a unit takes part or stands beside."""

    TREATED = "treated"
    COMPARED = "compared"


class Criterion(StrEnum):
    """The six criteria of the OECD's Development Assistance Committee (2019)."""

    RELEVANCE = "relevance"
    COHERENCE = "coherence"
    EFFECTIVENESS = "effectiveness"
    EFFICIENCY = "efficiency"
    IMPACT = "impact"
    SUSTAINABILITY = "sustainability"


class CostKind(StrEnum):
    """Whether a cost comes once, each month, or for each unit."""

    ONCE = "once"
    MONTHLY = "monthly"
    PER_UNIT = "per-unit"


@record
class Objective:
    """One knot of the tree of objectives; `under` is the objective that it serves."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=60)
    says: str = line("What is hoped for")
    rung: Rung = choice("Place in the tree")
    under: str = reference("Objective it serves", default="", pattern=CODE_PATTERN)
    assumption: str = line("What must be true for it", default="")


@record
class Indicator:
    """What is measured, from where, in which unit, and which way it is hoped to go."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=60)
    name: str = line("Indicator")
    objective: str = reference("Objective it tells of", default="", pattern=CODE_PATTERN)
    source: str = line("Where the figures come from")
    unit: str = line("Unit", max_length=40)
    direction: Direction = choice("Direction hoped for")
    frequency: Frequency = choice("Frequency")
    baseline: float | None = number("Figure before the start", default=None)
    baseline_on: str = partial_day("When it was measured", default="")
    break_risk: str = line("What might change the way of measuring", default="")


@record
class Question:
    """A question that the report must answer, « non mesuré » included."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=60)
    asks: str = line("Question")
    indicators: tuple[str, ...] = references("Indicators", minimum=1, pattern=CODE_PATTERN)
    method: str = line("How the figures are compared", default="")


@record
class QualitativeQuestion:
    """A question for people, on one of the six criteria; two persons rate the answers."""

    code: str = line("Code", pattern=CODE_PATTERN, max_length=60)
    asks: str = line("Question")
    criterion: Criterion = choice("Criterion")
    asked_of: str = line("Of whom")
    raters: tuple[str, ...] = many("Who rates the answers (roles)", default=(), maximum=2)


@record
class Unit:
    """A service, a team or a place: whether it takes part, and from when if not from the start."""

    name: str = line("Unit", max_length=120)
    group: Group = choice("Takes part, or stands beside")
    starts_on: dt.date | None = day("Start of this unit", default=None)


@record
class Sizing:
    """The least change worth the trouble, and what tells whether it could be seen.

    `spread` is the standard deviation, between units, of what is compared: of changes where units
    are measured before and after, of measures otherwise. `correlation` is that of the measures
    before and after (0 to 1), for groups drawn by lot and adjusted; `cluster` the units that go
    together, `alike` how much they look like each other (0 to 1).
    """

    least_worth: float = number("Smallest effect worth having", minimum=0)
    spread: float | None = number("Spread between units", default=None, minimum=0)
    spread_from: str = line("Where the spread comes from", default="")
    correlation: float = number("Correlation of before and after", default=0.0, minimum=0)
    cluster: int = whole("Units that go together", default=1, minimum=1)
    alike: float = number("How much they look alike", default=0.0, minimum=0, maximum=1)


@record
class Rule:
    """What is decided beforehand: if this is met, then that is done."""

    when: str = line("If this is met")
    then: str = line("Then this is done")


@record
class Cost:
    """A cost planned or borne, in cents, with where its figure comes from."""

    name: str = line("Cost")
    amount: int = money("Amount", minimum=0)
    kind: CostKind = choice("How it comes", default=CostKind.ONCE)
    source: str = line("Where the figure comes from", default="")
    paid_by: str = line("Who paid, and what for", default="")


@record
class Plan:
    """What is promised before the start.

    `as_planned` is the design and its numbers, judged by `evaluation.judge`; `primary` the one
    indicator on which the pilot is read first, `others` five at most. Days are local.
    """

    pilot: str = line("Pilot", max_length=160)
    registrant: str = line("Who commits (role and administration)")
    outcomes_seen: Seen = choice("Figures already seen", default=Seen.NOTHING)
    problem: str = prose("The problem")
    objectives: tuple[Objective, ...] = many("Tree of objectives", minimum=1, maximum=60)
    questions: tuple[Question, ...] = many("Questions", minimum=1, maximum=12)
    estimand: str = prose("What exactly is estimated, for whom", default="")
    as_planned: Circumstances = part("Design")
    why_not_stronger: str = prose("Why no stronger design is possible", default="")
    assignment: str = prose("Who chose the units, and how")
    units: tuple[Unit, ...] = many("Units", minimum=1, maximum=2000)
    comparison: str = prose("With whom or what it is compared", default="")
    primary: Indicator = part("Primary indicator")
    others: tuple[Indicator, ...] = many("Other indicators", default=(), maximum=MOST_OTHERS)
    sizing: Sizing = part("Smallest effect")
    measured_from: dt.date = day("First day measured")
    starts_on: dt.date = day("Start of the pilot")
    ends_on: dt.date = day("End of the pilot")
    reported_on: dt.date = day("Day of the report")
    missing: str = prose("What is done with missing figures and units lost", default="")
    sensitivity: tuple[str, ...] = many("Checks of sturdiness", default=())
    subgroups: tuple[str, ...] = many("Groups looked at apart", default=())
    deciding: tuple[Rule, ...] = many("What will be decided", default=())
    stopping: tuple[Rule, ...] = many("When the pilot is stopped", minimum=1)
    abandoning: tuple[Rule, ...] = many("When it is abandoned", default=())
    qualitative: tuple[QualitativeQuestion, ...] = many("Questions for people", default=())
    costs: tuple[Cost, ...] = many("Costs planned", default=())
    data_protection: str = prose("Personal data, and what is published", default="")
    publishes_nil: bool = yes("Published whatever is found, nil included", default=True)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, the primary one first."""
        return (self.primary, *self.others)

    def names(self, group: Group) -> tuple[str, ...]:
        """The units of one group, in their order."""
        return tuple(unit.name for unit in self.units if unit.group is group)
