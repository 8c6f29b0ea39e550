"""A report is made from the locked plan and what was done; no question may stay unanswered."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import attrs

from reflexes.errors import Refusal, RefusedError
from reflexes.evaluation.costing import cost_per_unit, total_cost
from reflexes.evaluation.designs import Circumstances, judge
from reflexes.evaluation.estimate import Estimate
from reflexes.evaluation.locking import Registration, changes, check_registration, head
from reflexes.evaluation.plan import Direction, Indicator, Plan
from reflexes.evaluation.planning import as_plain
from reflexes.evaluation.rating import read_grid
from reflexes.evaluation.report import (
    Amended,
    Difference,
    Done,
    Ending,
    Finding,
    Found,
    Kept,
    Report,
    Sureness,
    Unplanned,
)
from reflexes.opening import open_toml
from reflexes.records import changed

_USUAL = {
    one.name: one.default
    for one in attrs.fields(cast("Any", Circumstances))
    if one.default != attrs.NOTHING
}
"""What a plan leaves unsaid of how it went."""
_OF_AN_INDICATOR = ("name", "source", "unit", "direction", "frequency")


def make_report(kept: Registration, done: Done, *, on: dt.date) -> Report:
    """The report of a pilot, from its locked plan and what was done.

    Raises `RefusedError` when the plan was altered, a question that it asks has no answer, or
    something was not measured and nobody says why; all at once.
    """
    check_registration(kept)
    plan = kept.plan
    refusals = list(_refusals(plan, done))
    if refusals:
        raise RefusedError(refusals)
    findings = _with_holm(tuple(_finding(kept, plan, done, one) for one in _owed_first(plan, done)))
    primary = next((one for one in findings if one.primary), None)
    spent = total_cost(done.costs, months=done.months, units=len(done.units))
    return Report(
        registration=kept,
        plan=plan,
        done=done,
        digest=head(kept),
        reported_on=on,
        differences=tuple(_differences(kept, plan, done)),
        amended=tuple(_amended(kept)),
        findings=findings,
        least_worth=_least_worth(kept),
        verdict=primary.verdict if primary else judge(done.as_done),
        planned=total_cost(
            plan.costs,
            months=_months(plan.starts_on, plan.ends_on),
            units=plan.as_planned.treated,
        ),
        spent=spent,
        each=cost_per_unit(
            done.costs, units=done.obtained, months=done.months, treated=len(done.units)
        )
        if done.obtained > 0 and done.costs
        else None,
        grid=read_grid(done.ratings) if done.ratings else None,
    )


def read_done(path: Path, plan: Plan) -> Done:
    """What was done, as a TOML file says it; how it went is the plan’s where the file is silent.

    Raises `RefusedError` with every refusal.
    """
    from reflexes.conversion import structure  # noqa: PLC0415 - late: cattrs is long to read

    said = open_toml(path, path.name)
    usual = {"starts_on": plan.starts_on, "ends_on": plan.ends_on, "ending": Ending.ENDED.value,
             "as_done": as_plain(plan.as_planned)}  # fmt: skip
    return structure(Done, usual | said, file=path.name)


def _months(start: dt.date, end: dt.date) -> float:
    return round((end - start).days / 30.4375, 1)


def _refusals(plan: Plan, done: Done) -> Iterator[Refusal]:
    known = [one.code for one in (*plan.indicators, *done.unplanned)]
    met: set[tuple[str, str]] = set()
    for place, found in enumerate(done.found):
        path = f"found[{place}]"
        if found.indicator not in known:
            yield Refusal(
                kind="estimate-without-indicator",
                path=f"{path}.indicator",
                met=found.indicator,
                expected=", ".join(known),
            )
        if (found.question, found.indicator) in met:
            yield Refusal(kind="answered-twice", path=path, met=found.indicator)
        met.add((found.question, found.indicator))
        if not (found.estimate or found.figures or found.not_measured.strip()):
            yield Refusal(
                kind="unmeasured-without-reason", path=f"{path}.not_measured", met=found.indicator
            )
    for place, question in enumerate(plan.questions):
        owed = [one for one in question.indicators if (question.code, one) not in met]
        if owed:
            yield Refusal(
                kind="question-unanswered",
                path=f"questions[{place}]",
                met=question.asks,
                expected=", ".join(owed),
            )


def _owed_first(plan: Plan, done: Done) -> tuple[Found, ...]:
    """Answers in the order of the plan, then what nobody had planned."""
    order = {
        (question.code, indicator): (indicator != plan.primary.code, place, at)
        for place, question in enumerate(plan.questions)
        for at, indicator in enumerate(question.indicators)
    }
    last = (True, len(plan.questions), 0)
    return tuple(sorted(done.found, key=lambda one: order.get((one.question, one.indicator), last)))


def _finding(kept: Registration, plan: Plan, done: Done, found: Found) -> Finding:
    known = {one.code: one for one in (*plan.indicators, *done.unplanned)}
    indicator = known[found.indicator]
    asks = next((one.asks for one in plan.questions if one.code == found.question), found.question)
    primary = indicator.code == plan.primary.code
    unplanned = tuple(_unplanned(kept, done, found, indicator))
    measured = found.estimate is not None or bool(found.figures)
    return Finding(
        question=found.question,
        asks=asks,
        indicator=indicator,
        primary=primary,
        measured=measured,
        verdict=judge(found.facts or done.as_done),
        estimate=found.estimate,
        figures=found.figures,
        because=found.not_measured,
        exploratory=unplanned,
        sureness=sureness_of(found.estimate, indicator.direction, _least_worth(kept))
        if primary and found.estimate
        else None,
    )


def _least_worth(kept: Registration) -> float:
    """The threshold as it stood when the pilot began: a later one was chosen with figures seen."""
    return float(kept.before_start["sizing"]["least_worth"])


def _unplanned(
    kept: Registration, done: Done, found: Found, indicator: Indicator
) -> Iterator[Unplanned]:
    """Why a finding is exploratory, judged on the plan as it stood when the pilot began."""
    early = kept.before_start
    questions = {one["code"]: one for one in early["questions"]}
    question = questions.get(found.question)
    if question is None or found.indicator not in question["indicators"]:
        yield Unplanned.QUESTION
    indicators = {one["code"]: one for one in (early["primary"], *early.get("others", ()))}
    before = indicators.get(found.indicator)
    if before is None:
        yield Unplanned.INDICATOR
    elif any(before.get(name) != as_plain(indicator).get(name) for name in _OF_AN_INDICATOR):
        yield Unplanned.INDICATOR_CHANGED
    if (found.facts or done.as_done).design.value != early["as_planned"]["design"]:
        yield Unplanned.DESIGN
    if found.method and question is not None and found.method != question.get("method", ""):
        yield Unplanned.METHOD


def sureness_of(estimate: Estimate, direction: Direction, least: float) -> Sureness:
    """Where an interval lies, beside nil and the smallest change worth the trouble."""
    if direction is Direction.EITHER:
        return Sureness.BOTH_WAYS
    ends = (estimate.low, estimate.high)
    low, high = ends if direction is Direction.UP else (-ends[1], -ends[0])
    if high < 0:
        return Sureness.WRONG_WAY
    if low >= least and low > 0:
        return Sureness.WORTH
    if high < least:
        return Sureness.NOT_WORTH
    return Sureness.SOME if low > 0 else Sureness.UNDECIDED


def _with_holm(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The chances of the planned indicators beside the primary one, by Holm's rule."""
    places = [
        place
        for place, one in enumerate(findings)
        if not one.primary and not one.exploratory and one.estimate and one.estimate.p is not None
    ]
    chances = [one.estimate.p for one in (findings[place] for place in places) if one.estimate]
    adjusted = dict(zip(places, holm([p for p in chances if p is not None]), strict=True))
    return tuple(
        changed(one, adjusted=adjusted[place]) if place in adjusted else one
        for place, one in enumerate(findings)
    )


def holm(chances: list[float]) -> list[float]:
    """Chances adjusted for there being several, by Holm's step-down rule (1979)."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    most, adjusted = 0.0, [0.0] * len(chances)
    for rank, place in enumerate(order):
        most = max(most, min((len(chances) - rank) * chances[place], 1.0))
        adjusted[place] = most
    return adjusted


def _amended(kept: Registration) -> Iterator[Amended]:
    before = kept.first
    for one in kept.amendments:
        yield Amended(
            on=one.on,
            reason=one.reason,
            after_start=one.after_start,
            changes=tuple(changes(before, one.plan)),
        )
        before = one.plan


def _differences(kept: Registration, plan: Plan, done: Done) -> Iterator[Difference]:
    """Everything registered before the start, beside what was done."""
    why = {f"costs[{one.name}]": one.paid_by for one in done.costs if one.paid_by}
    why |= dict(done.reasons)
    for path, promised, met in _beside(kept, plan, done):
        if promised == met:
            became = Kept.SAME
        elif not met:
            became = Kept.MISSING
        else:
            became = Kept.ADDED if not promised else Kept.CHANGED
        yield Difference(path=path, promised=promised, done=met, kept=became, why=why.get(path, ""))


def _beside(kept: Registration, plan: Plan, done: Done) -> Iterator[tuple[str, str, str]]:
    early = kept.before_start
    yield "starts_on", str(early["starts_on"]), done.starts_on.isoformat()
    yield "ends_on", str(early["ends_on"]), done.ends_on.isoformat()
    facts, were = as_plain(done.as_done), early["as_planned"]
    for name in dict.fromkeys((*were, *facts)):
        usual = _USUAL.get(name)
        yield f"as_planned.{name}", _said(were.get(name, usual)), _said(facts.get(name, usual))
    named = {one["name"]: one["group"] for one in early["units"]}
    done_units = {one.name: one.group.value for one in done.units}
    for name in dict.fromkeys((*named, *done_units)):
        yield f"units[{name}]", named.get(name, ""), done_units.get(name, "")
    yield from _indicators_beside(early, plan, done)
    costs = {one["name"]: one["amount"] for one in early.get("costs", ())}
    borne = {one.name: one.amount for one in done.costs}
    for name in dict.fromkeys((*costs, *borne)):
        yield f"costs[{name}]", _said(costs.get(name)), _said(borne.get(name))
    for asked in early.get("qualitative", ()):
        criterion = asked["criterion"]
        rated = any(one.criterion.value == criterion for one in done.ratings)
        yield f"qualitative[{asked['code']}]", criterion, criterion if rated else ""


def _indicators_beside(
    early: dict[str, Any], plan: Plan, done: Done
) -> Iterator[tuple[str, str, str]]:
    promised = {one["code"]: one["name"] for one in (early["primary"], *early.get("others", ()))}
    names = {one.code: one.name for one in (*plan.indicators, *done.unplanned)}
    told = {one.indicator for one in done.found if one.estimate or one.figures}
    for code in dict.fromkeys((*promised, *names)):
        done_as = names[code] if code in told and code in names else ""
        if promised.get(code) or done_as:
            yield f"indicators[{code}]", promised.get(code, ""), done_as


def _said(value: object) -> str:
    return "" if value is None else str(value)
