"""From measures and a design to the one estimate that the plan promised: nobody chooses it after.

Which estimator goes with which design is said once, in `designs`; here it is applied. Nothing is
estimated where the design allows no number.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from reflexes.evaluation.designs import Circumstances, Design, Says, Verdict, judge
from reflexes.evaluation.differences import (
    changes_of,
    compare_changes,
    compare_groups,
    measure_change,
)
from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests
from reflexes.evaluation.measures import Panel, circumstances_of
from reflexes.evaluation.numbers import Real
from reflexes.records import record

if TYPE_CHECKING:
    from reflexes.evaluation.synthetic import Synthetic

MONTHS_A_YEAR = 12
_OF_ONE_SERIES = {Design.SERIES, Design.CONTROLLED_SERIES}


@record
class Analysis:
    """What the measures of one indicator say: how it went, the verdict, and the estimate if any."""

    facts: Circumstances
    verdict: Verdict
    estimate: Estimate | None


def analyse(panel: Panel, planned: Circumstances, *, level: float = 0.95) -> Analysis:
    """Judge what was measured and compute what the design allows, and no other number.

    Raises:
    ------
    EvaluationError
        The estimator refuses what is given.
    """
    facts = circumstances_of(panel, planned)
    verdict = judge(facts)
    estimator = _ESTIMATORS.get(facts.design)
    if verdict.says is Says.CHANGE and facts.design not in _OF_ONE_SERIES:
        # The comparison does not hold: the change of those who took part is all that is told.
        estimator = _before_after if len(panel.treated) > 1 else None
    told = None if verdict.says is Says.NOTHING or estimator is None else estimator(panel, level)
    return Analysis(facts=facts, verdict=verdict, estimate=told)


def _lines(panel: Panel) -> tuple[Real, Real]:
    return np.asarray(panel.treated, dtype=np.float64), np.asarray(panel.compared, dtype=np.float64)


def _before_after(panel: Panel, level: float) -> Estimate:
    treated, _ = _lines(panel)
    early = treated[:, : panel.before].mean(axis=1)
    return measure_change(early, treated[:, panel.before :].mean(axis=1), level=level)


def _difference(panel: Panel, level: float) -> Estimate:
    treated, compared = _lines(panel)
    return compare_changes(
        changes_of(treated, panel.before), changes_of(compared, panel.before), level=level
    )


def _cross_section(panel: Panel, level: float) -> Estimate:
    treated, compared = (lines[:, panel.before :].mean(axis=1) for lines in _lines(panel))
    return compare_changes(treated, compared, level=level)


def _lottery(panel: Panel, level: float) -> Estimate:
    """Adjusted for the measures before, where there are some and units enough (Lin 2013)."""
    treated, compared = _lines(panel)
    late = tuple(lines[:, panel.before :].mean(axis=1) for lines in (treated, compared))
    few = min(len(treated), len(compared)) < 5  # noqa: PLR2004 - a slope for each group needs units
    if not panel.before or few:
        return compare_groups(*late, level=level)
    early = tuple(lines[:, : panel.before].mean(axis=1) for lines in (treated, compared))
    return compare_groups(*late, covariates=(early[0], early[1]), level=level)


def _roll_out(panel: Panel, level: float) -> Estimate:
    from reflexes.evaluation.staggering import measure_roll_out  # noqa: PLC0415 - as designs ask

    treated, compared = _lines(panel)
    together = np.vstack([treated, compared]) if len(compared) else treated
    return measure_roll_out(together, starts=list(panel.starts), level=level).overall


def _series(panel: Panel, level: float) -> Estimate:
    treated, _ = _lines(panel)
    return _broken(panel, treated.mean(axis=0), None, level)


def _controlled_series(panel: Panel, level: float) -> Estimate:
    treated, compared = _lines(panel)
    if not len(compared):
        raise EvaluationError("A controlled series needs a series beside: name it in the table.")
    return _broken(panel, treated.mean(axis=0), compared.mean(axis=0), level)


def _broken(panel: Panel, series: Real, control: Real | None, level: float) -> Estimate:
    from reflexes.evaluation.interrupting import measure_break  # noqa: PLC0415 - as designs ask

    monthly = len({on.day for on in panel.periods}) == 1 and _step_of(panel) == 1
    return measure_break(
        series,
        before=panel.before,
        times=_times(panel),
        control=control,
        season=MONTHS_A_YEAR if monthly else None,
        level=level,
    ).level


def _times(panel: Panel) -> Real:
    """Months or days since the first period, so that holes are borne."""
    first = panel.periods[0]
    if len({on.day for on in panel.periods}) == 1:
        months = [(on.year - first.year) * MONTHS_A_YEAR + on.month for on in panel.periods]
        return np.asarray(months, dtype=np.float64) - months[0]
    return np.asarray([(on - first).days for on in panel.periods], dtype=np.float64)


def _step_of(panel: Panel) -> float:
    return float(np.diff(_times(panel)).min()) if len(panel.periods) > 1 else 0.0


def _synthetic(panel: Panel, level: float) -> Estimate:
    from reflexes.evaluation.synthetic import synthetic_control  # noqa: PLC0415 - as designs ask

    treated, compared = _lines(panel)
    if len(treated) != 1:
        raise EvaluationError(
            "A synthetic control takes one unit; %(units)s take part. Compare their changes.",
            units=len(treated),
        )
    return estimate_of(synthetic_control(treated[0], compared, before=panel.before), level=level)


def estimate_of(found: "Synthetic", *, level: float = 0.95) -> Estimate:
    """A synthetic control as an estimate: the interval holds what the rank test does not reject.

    With J donors and chance α, half its width is the ⌊α(J + 1)⌋-th largest of the placebos.

    Raises:
    ------
    EvaluationError
        Too few donors for any rank to be that rare.
    """
    donors = len(found.placebos)
    place = int((1 - level) * (donors + 1) + 1e-9)
    if place < 1:
        raise EvaluationError(
            "%(donors)s donors allow no interval of %(level)s %%: the rarest rank is one in "
            "%(ranks)s.",
            donors=donors,
            level=round(100 * level),
            ranks=donors + 1,
        )
    reach = sorted((abs(one) for one in found.placebos), reverse=True)[place - 1]
    return Estimate(
        value=found.value,
        error=found.error,
        low=found.value - reach,
        high=found.value + reach,
        level=level,
        freedom=None,
        p=found.p,
        method=found.method,
        rests=Rests.DONORS,
        units=donors + 1,
    )


_ESTIMATORS: dict[Design, Callable[[Panel, float], Any]] = {
    Design.BEFORE_AFTER: _before_after,
    Design.CROSS_SECTION: _cross_section,
    Design.DIFFERENCE: _difference,
    Design.SYNTHETIC: _synthetic,
    Design.ROLL_OUT: _roll_out,
    Design.SERIES: _series,
    Design.CONTROLLED_SERIES: _controlled_series,
    Design.LOTTERY: _lottery,
}
