"""From a design to what may be said: the rules, before any number is looked at.

The levels are those of the Maryland scale (« SMS », as worded by the What Works Centre for Local
Economic Growth) and of Nesta's standards of evidence. They are computed from the design, then held
down by what failed; nobody chooses them, and they are never averaged.
"""

from collections.abc import Iterator
from enum import StrEnum

from reflexes.fields import choice, number, whole, yes
from reflexes.records import record


class Design(StrEnum):
    """How a pilot is compared."""

    ACCOUNT = "account"
    """What people tell, without a measure."""
    AFTER_ONLY = "after-only"
    """Measured after, never before, nobody beside."""
    BEFORE_AFTER = "before-after"
    """The same units before and after, nobody beside."""
    CROSS_SECTION = "cross-section"
    """Two groups measured after, one of them in the pilot, not drawn by lot."""
    DIFFERENCE = "difference"
    """Two groups before and after."""
    SYNTHETIC = "synthetic"
    """One unit beside a weighted mixture of many."""
    ROLL_OUT = "roll-out"
    """Units that start in turn, beside those that have not started."""
    SERIES = "series"
    """One long series with a break."""
    CONTROLLED_SERIES = "controlled-series"
    """A long series with a break, beside one that the pilot could not touch."""
    LOTTERY = "lottery"
    """Units drawn by lot, or started in an order drawn by lot."""


class Says(StrEnum):
    """The most that a finding may say."""

    NOTHING = "nothing"
    """No number: what people tell, and what was seen."""
    CHANGE = "change"
    """How much it changed, whatever the cause."""
    DIFFERENCE = "difference"
    """How far two groups differ, whatever the cause."""
    EFFECT = "effect"
    """What the pilot changed, as far as its design allows."""


class Reason(StrEnum):
    """Why nothing, or less, may be said."""

    NO_MEASURE = "no-measure"
    NO_BASELINE = "no-baseline"
    NO_COMPARISON = "no-comparison"
    NOT_DRAWN = "not-drawn"
    NO_OVERLAP = "no-overlap"
    TOO_FEW_TREATED = "too-few-treated"
    TOO_FEW_COMPARED = "too-few-compared"
    TOO_FEW_DONORS = "too-few-donors"
    MISFIT = "misfit"
    OUTSIDE_HULL = "outside-hull"
    NOBODY_WAITING = "nobody-waiting"
    SHORT_SERIES = "short-series"
    CO_INTERVENTION = "co-intervention"
    INSTRUMENT_CHANGED = "instrument-changed"
    SPILLOVER = "spillover"
    CHOSEN_AFTER = "chosen-after"
    TRENDS_UNSEEN = "trends-unseen"
    ATTRITION = "attrition"
    ATTRITION_APART = "attrition-apart"
    REGRESSION_TO_MEAN = "regression-to-mean"
    UNIT_MOVED = "unit-moved"


SENTENCES = {
    Reason.NO_MEASURE: "Nothing was measured: what people tell stands as an account.",
    Reason.NO_BASELINE: "Nothing was measured before the start: no change can be told.",
    Reason.NO_COMPARISON: (
        "Nobody is compared: a trend, a season or a return to the usual gives the same figures."
    ),
    Reason.NOT_DRAWN: (
        "Who took part was not drawn by lot: the groups may have differed from the first."
    ),
    Reason.NO_OVERLAP: "The two groups have no units alike: nothing compares them.",
    Reason.TOO_FEW_TREATED: "Fewer than two units took part: how far they vary cannot be seen.",
    Reason.TOO_FEW_COMPARED: (
        "Fewer than two units stand beside: how far such units vary cannot be seen."
    ),
    Reason.TOO_FEW_DONORS: (
        "Fewer than 19 units to compare with: no rank among them can be as rare as one in twenty."
    ),
    Reason.MISFIT: (
        "Before the start the mixture did not follow the unit as closely as the plan asked."
    ),
    Reason.OUTSIDE_HULL: "The unit lies beyond all those compared with it: no mixture equals it.",
    Reason.NOBODY_WAITING: "In some period nobody is left who has not started.",
    Reason.SHORT_SERIES: (
        "The series has fewer than 12 points in all, or 3 after the break: it may only be drawn."
    ),
    Reason.CO_INTERVENTION: (
        "Something else changed at the same time: nobody can tell the two apart."
    ),
    Reason.INSTRUMENT_CHANGED: (
        "The way of measuring changed at the start: the figures are not of one kind."
    ),
    Reason.SPILLOVER: "The pilot reached those it is compared with.",
    Reason.CHOSEN_AFTER: "Those compared were chosen once the results were known.",
    Reason.TRENDS_UNSEEN: (
        "Fewer than three measures before the start: nobody can see whether both groups went the "
        "same way."
    ),
    Reason.ATTRITION: "More than one in five was lost on the way.",
    Reason.ATTRITION_APART: "The two groups lost units at rates more than five points apart.",
    Reason.REGRESSION_TO_MEAN: (
        "Units were chosen because their figures were bad: such figures mend by themselves."
    ),
    Reason.UNIT_MOVED: "A unit changed group on the way: it is counted where it began.",
}
"""What each reason says to a reader; message ids."""

LEAST_DONORS = 19
LEAST_POINTS, LEAST_AFTER, LEAST_TRENDS = 12, 3, 3
LOST, LOST_APART = 0.20, 0.05


@record
class Circumstances:
    """A design and how it went: what the rules look at.

    `treated` and `compared` count units (donors for a synthetic control); `before` and `after`
    count the periods or points measured on each side. Shares go from 0 to 1. `misfit` is the misfit
    before the start and `misfit_allowed` what the plan allows, in the unit of the indicator.
    """

    design: Design = choice("Design")
    treated: int = whole("Units that take part", default=0, minimum=0)
    compared: int = whole("Units beside", default=0, minimum=0)
    before: int = whole("Measures before the start", default=0, minimum=0)
    after: int = whole("Measures after the start", default=0, minimum=0)
    baseline: bool = yes("Measured before the start", default=True)
    overlap: bool = yes("Groups have units alike", default=True)
    inside_hull: bool = yes("The unit lies among those compared", default=True)
    somebody_waiting: bool = yes("Somebody always waits", default=True)
    order_drawn: bool = yes("Order of the starts drawn by lot", default=False)
    spillover: bool = yes("The pilot reached those beside", default=False)
    compared_chosen_after: bool = yes("Comparison chosen afterwards", default=False)
    co_intervention: bool = yes("Something else at the same time", default=False)
    instrument_changed: bool = yes("The way of measuring changed", default=False)
    chosen_for_bad_figures: bool = yes("Chosen for bad figures", default=False)
    unit_moved: bool = yes("A unit changed group", default=False)
    lost: float = number("Share of units lost", default=0.0, minimum=0, maximum=1)
    lost_apart: float = number("Difference of the shares lost", default=0.0, minimum=0, maximum=1)
    misfit: float | None = number("Misfit before the start", default=None, minimum=0)
    misfit_allowed: float | None = number("Misfit allowed", default=None, minimum=0)
    replicated: bool = yes("Done again by others", default=False)
    cost_known: bool = yes("Cost known", default=False)
    scaled: bool = yes("Carried on at scale", default=False)


@record
class Verdict:
    """What may be said, at which levels, and why no more.

    `says` is the most that a finding may say; `maryland` (0 to 5) and `nesta` (1 to 5) the levels.
    `refused` are the reasons for which no effect is identifiable, `cautions` those that hold a
    level down or must be said beside. `estimator` names what to compute.
    """

    says: Says
    maryland: int
    nesta: int
    refused: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    estimator: str

    @property
    def identified(self) -> bool:
        """Whether an effect may be spoken of."""
        return self.says is Says.EFFECT


_HIGHEST = {
    Design.ACCOUNT: (0, 1, "none"),
    Design.AFTER_ONLY: (0, 1, "none"),
    Design.BEFORE_AFTER: (1, 2, "mean change, paired"),
    Design.CROSS_SECTION: (2, 2, "difference adjusted on the measures before"),
    Design.DIFFERENCE: (3, 3, "difference of mean changes"),
    Design.SYNTHETIC: (3, 3, "synthetic control"),
    Design.ROLL_OUT: (3, 3, "roll-out, each wave beside those not yet reached"),
    Design.SERIES: (2, 2, "interrupted series"),
    Design.CONTROLLED_SERIES: (3, 3, "interrupted series, control taken away"),
    Design.LOTTERY: (5, 3, "difference of groups drawn by lot"),
}
_WITHOUT_COMPARISON = {Design.ACCOUNT, Design.AFTER_ONLY, Design.BEFORE_AFTER}
_OF_CHANGES = {Design.BEFORE_AFTER, Design.DIFFERENCE, Design.ROLL_OUT, Design.SYNTHETIC}
_OF_SERIES = {Design.SERIES, Design.CONTROLLED_SERIES}
_WITH_UNITS_BESIDE = {
    Design.DIFFERENCE,
    Design.SYNTHETIC,
    Design.ROLL_OUT,
    Design.CROSS_SECTION,
    Design.LOTTERY,
    Design.CONTROLLED_SERIES,
}


def judge(facts: Circumstances) -> Verdict:
    """Judge what a pilot's design and the way it went allow to say.

    The rules are those of `SENTENCES`; each that fails is named, all at once.
    """
    maryland, nesta, estimator = _HIGHEST[facts.design]
    refused = tuple(dict.fromkeys(_refusals(facts)))
    cautions = tuple(dict.fromkeys(_cautions(facts)))
    if facts.design is Design.ROLL_OUT and facts.order_drawn:
        maryland = 4
    if Reason.TRENDS_UNSEEN in cautions:
        maryland = min(maryland, 2)
    if {Reason.ATTRITION, Reason.ATTRITION_APART} & set(cautions):
        maryland = min(maryland, 3)
    says = _most(facts, refused)
    if says is not Says.EFFECT:
        cap = 2 if says is Says.DIFFERENCE and not _weak(refused) else 1
        maryland = min(maryland, 0 if says is Says.NOTHING else cap)
        nesta = min(nesta, 1 if says is Says.NOTHING else 2)
    elif facts.replicated and facts.cost_known:
        nesta = 5 if facts.scaled else 4
    return Verdict(
        says=says,
        maryland=maryland,
        nesta=nesta,
        refused=refused,
        cautions=cautions,
        estimator="none" if says is Says.NOTHING else estimator,
    )


def _most(facts: Circumstances, refused: tuple[Reason, ...]) -> Says:
    """The most that may be said, once the refusals are known."""
    if not refused:
        return Says.EFFECT
    if set(refused) & {Reason.NO_MEASURE, Reason.INSTRUMENT_CHANGED}:
        return Says.NOTHING
    if facts.design is Design.CROSS_SECTION:
        stops = {Reason.NO_BASELINE, Reason.NO_OVERLAP, Reason.TOO_FEW_TREATED}
        stops |= {Reason.TOO_FEW_COMPARED, Reason.CHOSEN_AFTER}
        return Says.NOTHING if stops & set(refused) else Says.DIFFERENCE
    if facts.design is Design.AFTER_ONLY or Reason.NO_BASELINE in refused:
        return Says.NOTHING
    if facts.design in _OF_SERIES:
        return Says.NOTHING if Reason.SHORT_SERIES in refused else Says.CHANGE
    return Says.CHANGE if facts.design is not Design.LOTTERY else Says.NOTHING


def _weak(refused: tuple[Reason, ...]) -> bool:
    return Reason.SPILLOVER in refused


def _refusals(facts: Circumstances) -> Iterator[Reason]:
    """Why no effect is identifiable."""
    design = facts.design
    if design is Design.ACCOUNT:
        yield Reason.NO_MEASURE
        return
    if design in _WITHOUT_COMPARISON:
        yield Reason.NO_COMPARISON
    if facts.instrument_changed and design not in {Design.CROSS_SECTION, Design.LOTTERY}:
        yield Reason.INSTRUMENT_CHANGED
    yield from _refusals_of_time(facts)
    yield from _refusals_of_units(facts)
    if design in _WITH_UNITS_BESIDE:
        if facts.spillover:
            yield Reason.SPILLOVER
        if facts.compared_chosen_after and design is not Design.LOTTERY:
            yield Reason.CHOSEN_AFTER


def _refusals_of_time(facts: Circumstances) -> Iterator[Reason]:
    design = facts.design
    if design is Design.AFTER_ONLY:
        yield Reason.NO_BASELINE
    if design in _OF_CHANGES and (facts.before < 1 or facts.after < 1 or not facts.baseline):
        yield Reason.NO_BASELINE
    if design is Design.CROSS_SECTION and not facts.baseline:
        yield Reason.NO_BASELINE
    if design in _OF_SERIES:
        if facts.before + facts.after < LEAST_POINTS or facts.after < LEAST_AFTER:
            yield Reason.SHORT_SERIES
        if facts.co_intervention:
            yield Reason.CO_INTERVENTION
    elif facts.co_intervention and design in {Design.SYNTHETIC, Design.BEFORE_AFTER}:
        yield Reason.CO_INTERVENTION


def _refusals_of_units(facts: Circumstances) -> Iterator[Reason]:
    design = facts.design
    if design is Design.CROSS_SECTION:
        yield Reason.NOT_DRAWN
        if not facts.overlap:
            yield Reason.NO_OVERLAP
    two_sided = {Design.DIFFERENCE, Design.CROSS_SECTION, Design.LOTTERY, Design.ROLL_OUT}
    if design in two_sided and facts.treated < 2:  # noqa: PLR2004 - two tell a spread
        yield Reason.TOO_FEW_TREATED
    if design in two_sided - {Design.ROLL_OUT} and facts.compared < 2:  # noqa: PLR2004 - the same
        yield Reason.TOO_FEW_COMPARED
    if design is Design.ROLL_OUT and not facts.somebody_waiting:
        yield Reason.NOBODY_WAITING
    if design is Design.SYNTHETIC:
        if facts.compared < LEAST_DONORS:
            yield Reason.TOO_FEW_DONORS
        if facts.misfit is not None and facts.misfit > (facts.misfit_allowed or 0.0):
            yield Reason.MISFIT
        if not facts.inside_hull:
            yield Reason.OUTSIDE_HULL


def _cautions(facts: Circumstances) -> Iterator[Reason]:
    """What holds a level down, or must be said beside."""
    design = facts.design
    trends = {Design.DIFFERENCE, Design.ROLL_OUT, Design.SYNTHETIC}
    if design in trends and facts.before < LEAST_TRENDS:
        yield Reason.TRENDS_UNSEEN
    if facts.lost > LOST:
        yield Reason.ATTRITION
    if facts.lost_apart > LOST_APART:
        yield Reason.ATTRITION_APART
    if facts.chosen_for_bad_figures and design in _WITHOUT_COMPARISON | _OF_SERIES:
        yield Reason.REGRESSION_TO_MEAN
    if facts.unit_moved:
        yield Reason.UNIT_MOVED
