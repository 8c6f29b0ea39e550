"""The pictures of an evaluation: each with its table and one sentence that claims no more.

A picture of a before and after alone never says why it changed: its sentence is that of
`wording.word_finding`, which the verdict governs.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reflexes.evaluation.designs import Verdict
from reflexes.evaluation.estimate import Estimate
from reflexes.evaluation.labels import RUNGS
from reflexes.evaluation.measures import Panel
from reflexes.evaluation.naming import word_periods
from reflexes.evaluation.plan import Objective, Plan
from reflexes.evaluation.report import Report
from reflexes.evaluation.sections import word_answer
from reflexes.evaluation.wording import said, word_finding
from reflexes.plotting import (
    Branch,
    Moment,
    Picture,
    Row,
    Series,
    Shape,
    Slope,
    draw_event_study,
    draw_forest,
    draw_intervals,
    draw_series,
    draw_slopes,
    draw_tree,
)
from reflexes.records import record
from reflexes.wording import translator

if TYPE_CHECKING:
    from reflexes.evaluation.staggering import RollOut
    from reflexes.evaluation.synthesis import Synthesis

MOST_SLOPES = 12
"""Beyond so many units the lines of a before and after cannot be told apart: means are drawn."""


@record
class Pilot:
    """A pilot of a synthesis: its name, its result and error; none where it was abandoned.

    `low` and `high` are the ends of its own interval; without them, those of the normal law.
    """

    name: str
    value: float | None
    error: float | None
    because: str = ""
    low: float | None = None
    high: float | None = None


def picture_tree(plan: Plan, language: str = "fr") -> Picture:
    """The tree of objectives, from what is hoped for down to what is given."""
    say = translator(language)
    top = next(one for one in plan.objectives if not one.under)
    words = say("%(count)s objectives serve “%(top)s”.")
    return draw_tree(
        _branch(top, plan.objectives, language),
        name="objectives",
        title=say("Tree of objectives"),
        sentence=words % {"count": len(plan.objectives) - 1, "top": top.says},
        columns=(say("Number"), say("Place in the tree"), say("What is hoped for")),
    )


def _branch(objective: Objective, several: Sequence[Objective], language: str) -> Branch:
    return Branch(
        label=objective.says,
        kind=translator(language)(RUNGS[objective.rung]),
        under=tuple(_branch(one, several, language) for one in several
                    if one.under == objective.code),
    )  # fmt: skip


def picture_before_after(  # noqa: PLR0913 - a panel, what was found in it, and how to say it
    panel: Panel,
    indicator: str,
    verdict: Verdict,
    estimate: Estimate | None,
    *,
    unit: str = "",
    language: str = "fr",
) -> Picture:
    """Each unit's mean before and after; both groups where another stands beside."""
    say = translator(language)
    slopes = [
        Slope(label=name, before=_mean(line[: panel.before]), after=_mean(line[panel.before :]),
              hue=hue)
        for hue, names, lines in (
            (1, panel.treated_units, panel.treated),
            (2, panel.compared_units, panel.compared),
        )
        for name, line in zip(names, lines, strict=True)
    ]  # fmt: skip
    if len(slopes) > MOST_SLOPES:
        slopes = _means(panel, language)
    return draw_slopes(
        slopes,
        name="before-after",
        title=f"{indicator} ({unit})" if unit else indicator,
        sentence=word_finding(indicator, verdict, estimate, unit=unit, language=language),
        columns=(say("Unit"), say("Before"), say("After"), say("Difference")),
        before_said=say("Before"),
        after_said=say("After"),
        language=language,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _means(panel: Panel, language: str) -> list[Slope]:
    say = translator(language)
    return [
        Slope(
            label=say(words),
            before=_mean([_mean(line[: panel.before]) for line in lines]),
            after=_mean([_mean(line[panel.before :]) for line in lines]),
            hue=hue,
        )
        for hue, words, lines in (
            (1, "Units that take part", panel.treated),
            (2, "Units beside", panel.compared),
        )
        if lines
    ]


def picture_series(  # noqa: PLR0913 - a panel, what was found in it, and how to say it
    panel: Panel,
    indicator: str,
    verdict: Verdict,
    estimate: Estimate | None,
    *,
    unit: str = "",
    language: str = "fr",
) -> Picture:
    """The mean of those who take part, period by period, with its break; that of others beside."""
    say = translator(language)
    series = [
        Series(label=say(words), values=tuple(_mean(at) for at in zip(*lines, strict=True)),
               dashed=dashed, has_marks=not dashed)
        for words, lines, dashed in (
            ("Units that take part", panel.treated, False),
            ("Units beside", panel.compared, True),
        )
        if lines
    ]  # fmt: skip
    return draw_series(
        word_periods(panel.periods, language),
        series,
        name="series",
        title=f"{indicator} ({unit})" if unit else indicator,
        sentence=word_finding(indicator, verdict, estimate, unit=unit, language=language),
        columns=(say("Period"), *(one.label for one in series)),
        break_before=panel.before,
        break_said=say("Start"),
        measure=unit,
        language=language,
    )


def picture_event_study(
    found: "RollOut", indicator: str, verdict: Verdict, *, unit: str = "", language: str = "fr"
) -> Picture:
    """The difference at each step before and after a start; steps before should be near nil."""
    say = translator(language)
    moments = [
        Moment(at=step.since, value=step.estimate.value, low=step.estimate.low,
               high=step.estimate.high)
        for step in found.steps
    ]  # fmt: skip
    told = word_finding(indicator, verdict, found.overall, unit=unit, language=language)
    return draw_event_study(
        moments,
        name="event-study",
        title=f"{indicator} ({unit})" if unit else indicator,
        sentence=f"{told} {say('Steps before the start should lie near nil.')}",
        columns=(say("Periods since the start"), say("Difference"), say("Low"), say("High")),
        event_said=say("Start"),
        measure=unit,
        language=language,
    )


def picture_report(report: Report, language: str = "fr") -> Picture:
    """Every planned answer with its interval, each in its unit; what was not measured is blank."""
    say = translator(language)
    rows = [
        Row(
            label=one.indicator.name,
            value=one.estimate.value if one.estimate else None,
            low=one.estimate.low if one.estimate else None,
            high=one.estimate.high if one.estimate else None,
            detail=one.indicator.unit if one.measured else say("not measured"),
            cells=(one.indicator.unit if one.measured else say("not measured"),),
        )
        for one in report.answered
    ]
    # A table has the columns of intervals only where somebody has one.
    bounds = (say("Low"), say("High")) if any(row.low is not None for row in rows) else ()
    return draw_intervals(
        rows,
        name="answers",
        title=say("What was found"),
        sentence=word_answer(report.primary, language),
        columns=(say("Indicator"), say("Value"), *bounds, say("Unit")),
        reference=0.0,
        language=language,
    )


def picture_synthesis(
    pilots: Sequence[Pilot],
    pooled: "Synthesis | None",
    indicator: str,
    *,
    unit: str = "",
    language: str = "fr",
) -> Picture:
    """Every pilot, abandoned ones among them, then the mean and where one more would fall.

    Without `pooled`, as with two pilots, they stand side by side and no mean is drawn.
    """
    say = translator(language)
    heaviest = min((one.error for one in pilots if one.error), default=1.0)
    rows = [_row(one, heaviest, language) for one in pilots]
    sentence = say("%(pilots)s pilots side by side: too few for a mean.") % {"pilots": len(pilots)}
    if pooled is not None:
        rows += [
            Row(label=say("Mean of such pilots"), value=pooled.value, low=pooled.low,
                high=pooled.high, shape=Shape.DIAMOND, rule=say("Together"), cells=("",)),
            Row(label=say("One more pilot"), value=None, low=pooled.predicted[0],
                high=pooled.predicted[1], cells=("",)),
        ]  # fmt: skip
        sentence = say(
            "Over %(pilots)s pilots the mean is %(value)s (%(low)s to %(high)s); one more would "
            "fall between %(from)s and %(to)s, roughly."
        ) % {
            "pilots": pooled.pilots,
            "value": said(pooled.value, unit, language),
            "low": said(pooled.low, unit, language),
            "high": said(pooled.high, unit, language),
            "from": said(pooled.predicted[0], unit, language),
            "to": said(pooled.predicted[1], unit, language),
        }
    without = sum(one.value is None for one in pilots)
    if without:
        words = say("%(count)s pilots brought no figure, and count as pilots.")
        sentence = f"{sentence} {words % {'count': without}}"
    return draw_forest(
        rows,
        name="synthesis",
        title=f"{indicator} ({unit})" if unit else indicator,
        sentence=sentence,
        columns=(say("Pilot"), say("Value"), say("Low"), say("High"), say("Why")),
        language=language,
    )


def _row(one: Pilot, heaviest: float, language: str) -> Row:
    """A pilot; its square is as wide as what it weighs beside the heaviest."""
    if one.value is None or one.error is None:
        words = one.because or translator(language)("not measured")
        return Row(label=one.name, value=None, detail=words, cells=(words,))
    reach = 1.959963984540054 * one.error
    return Row(
        label=one.name,
        value=one.value,
        low=one.value - reach if one.low is None else one.low,
        high=one.value + reach if one.high is None else one.high,
        scale=max(0.6, 1.6 * heaviest / one.error),
        cells=("",),
    )
