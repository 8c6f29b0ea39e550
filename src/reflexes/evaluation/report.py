"""The report of a pilot as data: what was promised beside what was done, and every answer owed."""

import datetime as dt
from enum import StrEnum

from reflexes.evaluation.costing import Spared, UnitCost
from reflexes.evaluation.designs import Circumstances, Verdict
from reflexes.evaluation.estimate import Estimate
from reflexes.evaluation.locking import Change, Registration
from reflexes.evaluation.plan import Cost, Indicator, Plan, Rule, Unit
from reflexes.evaluation.rating import Grid, Rating
from reflexes.records import record


class Ending(StrEnum):
    """How the pilot ended."""

    ENDED = "ended"
    EXTENDED = "extended"
    HANDED_OVER = "handed-over"
    SUSPENDED = "suspended"
    ABANDONED = "abandoned"


class Kept(StrEnum):
    """What became of one thing promised."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


class Unplanned(StrEnum):
    """Why a finding is exploratory."""

    QUESTION = "question"
    """Nobody had asked it before the start."""
    INDICATOR = "indicator"
    """The indicator was not in the plan before the start."""
    INDICATOR_CHANGED = "indicator-changed"
    """The indicator was said otherwise after the start."""
    DESIGN = "design"
    """The comparison is not the one that was planned."""
    METHOD = "method"
    """The figures are not compared as was planned."""


class Sureness(StrEnum):
    """Where the interval lies, beside nil and the smallest change worth the trouble."""

    WORTH = "worth"
    """All of it is worth the trouble."""
    SOME = "some"
    """It goes the way hoped for; whether it is worth the trouble is not sure."""
    UNDECIDED = "undecided"
    """It holds nil as well as what would be worth the trouble."""
    NOT_WORTH = "not-worth"
    """None of it is worth the trouble."""
    WRONG_WAY = "wrong-way"
    """All of it goes the other way."""
    BOTH_WAYS = "both-ways"
    """Nobody said which way was hoped for."""


@record
class Found:
    """What was found on one indicator for one question; without estimate, why none was measured.

    `figures` gives the figures as they are (« 6,4 → 4,1 ») where they allow no estimate.
    `facts` is how the comparison went for this indicator, where it is not that of the whole pilot;
    `method` how figures were compared, where it is not what the plan said.
    """

    question: str
    indicator: str
    estimate: Estimate | None = None
    figures: str = ""
    not_measured: str = ""
    facts: Circumstances | None = None
    method: str = ""


@record
class Explored:
    """Something seen that nobody had planned to look at, and what it rests on."""

    what: str
    rests_on: str


@record
class RuleRead:
    """How the plan's own rules were read when the pilot was given up; without `rule`, none held."""

    why: str
    rule: Rule | None = None


@record
class Done:
    """What was done, told by the team once the pilot ended, was extended or was given up.

    `found` answers the questions of the plan, and may answer others: those are exploratory, and
    their indicators stand in `unplanned` when the plan has none of them. `explored` is what was
    seen without being measured so. `reasons` says why a thing promised was not kept, by its path;
    a cost that the plan has not says it itself (`paid_by`).
    """

    starts_on: dt.date
    ends_on: dt.date
    ending: Ending
    as_done: Circumstances
    units: tuple[Unit, ...] = ()
    found: tuple[Found, ...] = ()
    unplanned: tuple[Indicator, ...] = ()
    explored: tuple[Explored, ...] = ()
    ratings: tuple[Rating, ...] = ()
    costs: tuple[Cost, ...] = ()
    months: float = 0.0
    obtained: float = 0.0
    obtained_unit: str = ""
    spared: Spared | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    surprises: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    ended_because: str = ""
    rule_read: RuleRead | None = None


@record
class Difference:
    """One thing promised beside what was done; `why` where the team said it."""

    path: str
    promised: str
    done: str
    kept: Kept
    why: str = ""


@record
class Finding:
    """One answer: what may be said of it, and whether it had been planned.

    `measured` is false for « not measured », with `because`. `adjusted` is the chance by Holm's
    rule among the other indicators (Scandinavian Journal of Statistics 1979).
    """

    question: str
    asks: str
    indicator: Indicator
    primary: bool
    measured: bool
    verdict: Verdict
    estimate: Estimate | None
    figures: str = ""
    because: str = ""
    exploratory: tuple[Unplanned, ...] = ()
    sureness: Sureness | None = None
    adjusted: float | None = None


@record
class Amended:
    """An amendment as the report tells it: when, why, and what it changed."""

    on: dt.date
    reason: str
    after_start: bool
    changes: tuple[Change, ...]


@record
class Report:
    """The report as data; `sections.word_report` says it in French or in English.

    `verdict` is that of the primary indicator, `least_worth` the smallest change worth the trouble
    as it stood when the pilot began; `spent` and `planned` are in cents.
    """

    registration: Registration
    plan: Plan
    done: Done
    digest: str
    reported_on: dt.date
    differences: tuple[Difference, ...]
    amended: tuple[Amended, ...]
    findings: tuple[Finding, ...]
    least_worth: float
    verdict: Verdict
    planned: int
    spent: int
    each: UnitCost | None
    grid: Grid | None

    @property
    def primary(self) -> Finding:
        """What was found on the primary indicator, as planned if it was so answered."""
        found = [one for one in self.findings if one.primary]
        return next((one for one in found if not one.exploratory), found[0])

    @property
    def answered(self) -> tuple[Finding, ...]:
        """The answers that the plan promised."""
        return tuple(one for one in self.findings if not one.exploratory)

    @property
    def explored(self) -> tuple[Finding, ...]:
        """What was not planned."""
        return tuple(one for one in self.findings if one.exploratory)

    @property
    def beyond(self) -> tuple[Cost, ...]:
        """The costs that the plan had not when the pilot began."""
        early = {one["name"] for one in self.registration.before_start.get("costs", ())}
        return tuple(one for one in self.done.costs if one.name not in early)
