"""From what was done and the tables of measures to every answer that the report owes."""

from collections.abc import Mapping

from reflexes.evaluation.analysing import Analysis, analyse
from reflexes.evaluation.designs import Design
from reflexes.evaluation.locking import Registration
from reflexes.evaluation.measures import Panel, Table, arrange, groups_of, starts_of
from reflexes.evaluation.picturing import picture_before_after, picture_series
from reflexes.evaluation.plan import Indicator, Plan
from reflexes.evaluation.report import Done, Found
from reflexes.plotting import Picture
from reflexes.records import changed, record

_SERIES = {Design.SERIES, Design.CONTROLLED_SERIES, Design.SYNTHETIC, Design.ROLL_OUT}


@record
class Analysed:
    """The measures of one indicator, arranged and judged."""

    indicator: Indicator
    panel: Panel
    analysis: Analysis

    def picture(self, language: str = "fr") -> Picture:
        """The figures of both sides of the start, with the sentence that the verdict allows."""
        is_series = self.analysis.facts.design in _SERIES or len(self.panel.treated) < 2  # noqa: PLR2004 - one unit is a line
        draw = picture_series if is_series else picture_before_after
        drawn = draw(
            self.panel,
            self.indicator.name,
            self.analysis.verdict,
            self.analysis.estimate,
            unit=self.indicator.unit,
            language=language,
        )
        return changed(drawn, name=f"{drawn.name}-{self.indicator.code}")


@record
class Answered:
    """What was done with every answer computed, and the measures behind them."""

    done: Done
    analysed: tuple[Analysed, ...]

    def pictures(self, language: str = "fr") -> tuple[Picture, ...]:
        """A picture for each indicator measured."""
        return tuple(one.picture(language) for one in self.analysed)


def analyse_table(plan: Plan, indicator: Indicator, table: Table) -> Analysed:
    """The measures of one indicator judged and estimated as the plan promised.

    Raises:
    ------
    EvaluationError
        What was measured cannot be arranged, or the estimator refuses it.
    """
    panel = arrange(table, starts_on=plan.starts_on, groups=groups_of(plan), starts=starts_of(plan))
    return Analysed(indicator=indicator, panel=panel, analysis=analyse(panel, plan.as_planned))


def answer(kept: Registration, done: Done, tables: Mapping[str, Table]) -> Answered:
    """Answer each question of the plan from the measures; what `done` already answers stays.

    Raises:
    ------
    EvaluationError
        A table that cannot be analysed.
    """
    plan = kept.plan
    analysed: dict[str, Analysed] = {}
    for indicator in (*plan.indicators, *done.unplanned):
        if indicator.code in tables:
            analysed[indicator.code] = analyse_table(plan, indicator, tables[indicator.code])
    given = {(one.question, one.indicator) for one in done.found}
    owed = [
        _found(question.code, analysed[code])
        for question in plan.questions
        for code in question.indicators
        if (question.code, code) not in given and code in analysed
    ]
    facts = analysed.get(plan.primary.code)
    return Answered(
        done=changed(
            done,
            found=(*done.found, *owed),
            as_done=facts.analysis.facts if facts else done.as_done,
        ),
        analysed=tuple(analysed.values()),
    )


def _found(question: str, one: Analysed) -> Found:
    """The estimate where the design allows one, the figures as they are otherwise."""
    estimate = one.analysis.estimate
    return Found(
        question=question,
        indicator=one.indicator.code,
        estimate=estimate,
        figures="" if estimate else figures_of(one.panel),
        facts=one.analysis.facts,
    )


def figures_of(panel: Panel) -> str:
    """The mean of those who take part before and after, as figures: « 6,4 → 4,1 »."""
    lines = panel.treated or panel.compared
    before = [value for line in lines for value in line[: panel.before]]
    after = [value for line in lines for value in line[panel.before :]]
    return " → ".join(_mean(several) for several in (before, after) if several)


def _mean(values: list[float]) -> str:
    return f"{sum(values) / len(values):.3g}".replace(".", ",")
