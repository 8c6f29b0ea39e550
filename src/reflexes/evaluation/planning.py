"""A plan is read from TOML or JSON, checked as a whole, and written back: every refusal at once."""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

import tomli_w

from reflexes.digests import canonical, digest_of
from reflexes.errors import Refusal, RefusedError
from reflexes.evaluation.designs import Design, Reason, judge
from reflexes.evaluation.plan import Group, Objective, Plan, Seen
from reflexes.evaluation.power import CHANCE, Smallest, smallest_chance, smallest_of
from reflexes.locating import line_among, places
from reflexes.opening import open_text, open_toml
from reflexes.records import record

SCHEMA = 1
"""The number of the form of a plan; it rises when a field changes its meaning."""


class Remark(StrEnum):
    """What a plan should be told before it is locked; none of it forbids."""

    NOT_IDENTIFIABLE = "not-identifiable"
    TOO_SMALL_TO_SEE = "too-small-to-see"
    SPREAD_UNKNOWN = "spread-unknown"
    CHANCE_TOO_COARSE = "chance-too-coarse"
    NO_BASELINE_YET = "no-baseline-yet"
    SEVERAL_INDICATORS = "several-indicators"
    FIGURES_SEEN = "figures-seen"
    NO_ABANDONING = "no-abandoning"
    NO_COSTS = "no-costs"
    NO_QUALITATIVE = "no-qualitative"
    ONE_RATER = "one-rater"
    NOT_PUBLISHED = "not-published"
    WHY_NOT_STRONGER = "why-not-stronger"


REMARKS = {
    Remark.NOT_IDENTIFIABLE: (
        "This design will not tell what the pilot changed: the report will tell a change, or an "
        "account, and say so."
    ),
    Remark.TOO_SMALL_TO_SEE: (
        "The smallest effect worth having is smaller than the smallest that could be seen: finding "
        "nothing would say nothing. Add units, measure more often, or look for more."
    ),
    Remark.SPREAD_UNKNOWN: (
        "Nobody knows how far units vary: the smallest effect that could be seen cannot be said. "
        "Take it from last year’s figures."
    ),
    Remark.CHANCE_TOO_COARSE: (
        "With so few units drawn by lot, no result can be rarer than one in twenty."
    ),
    Remark.NO_BASELINE_YET: (
        "The primary indicator has no figure before the start. Measure it before that day."
    ),
    Remark.SEVERAL_INDICATORS: (
        "Several indicators: beside the primary one, chances are told by Holm’s rule, as one in "
        "twenty moves by itself."
    ),
    Remark.FIGURES_SEEN: "Some figures were already seen: what rests on them will say so.",
    Remark.NO_ABANDONING: "Nothing says when the pilot is given up. Write it while it is cool.",
    Remark.NO_COSTS: "No cost is planned: the report will not be able to say what it cost.",
    Remark.NO_QUALITATIVE: "Nobody will be asked anything: the figures will not say why.",
    Remark.ONE_RATER: "Two persons are needed to rate answers, so that their agreement is seen.",
    Remark.NOT_PUBLISHED: (
        "The report is not promised whatever is found: only good news would come out."
    ),
    Remark.WHY_NOT_STRONGER: (
        "Say why no stronger design is possible: a lot drawn for the day of the start often is."
    ),
}
"""What each remark says; message ids."""


@record
class Checked:
    """A plan read and looked at: what its design will allow, what it could see, what to know."""

    plan: Plan
    smallest: Smallest | None
    remarks: tuple[Remark, ...]


def read_plan(path: Path) -> Plan:
    """The plan said by a TOML or JSON file, checked.

    Raises `RefusedError` with every refusal, each with its line where the file has lines.
    """
    file = path.name
    if path.suffix == ".json":
        return plan_of(_json_of(path, file), file=file)
    said, text = open_toml(path, file), open_text(path, file)
    try:
        return plan_of(said, file=file)
    except RefusedError as error:
        found = places(text)
        placed = [one._replace(line=line_among(found, text, one.path)) for one in error.refusals]
        raise RefusedError(sorted(placed, key=lambda one: one.line)) from error


def _json_of(path: Path, file: str) -> Any:
    text = open_text(path, file)
    try:
        return _with_days(json.loads(text))
    except (ValueError, RecursionError) as error:
        met = str(error)[:60]
        raise RefusedError([Refusal(kind="broken-json", file=file, met=met)]) from error


def _with_days(said: Any) -> Any:
    """JSON has no days: those that the plan needs are read from their text, wherever they stand."""
    import datetime as dt  # noqa: PLC0415 - needed for JSON alone

    if isinstance(said, list):
        return [_with_days(one) for one in said]
    if not isinstance(said, dict):
        return said
    read = {key: _with_days(value) for key, value in said.items()}
    for key in {"measured_from", "starts_on", "ends_on", "reported_on"} & set(read):
        try:
            read[key] = dt.date.fromisoformat(read[key])
        except (TypeError, ValueError):
            continue  # refused with the others, as no day
    return read


def plan_of(said: Any, *, file: str = "") -> Plan:
    """The plan said by plain data, such as a form or JSON gives; raises `RefusedError`."""
    from reflexes.conversion import structure  # noqa: PLC0415 - late: cattrs is long to read

    made = structure(Plan, _with_days(said) if isinstance(said, Mapping) else said, file=file)
    refusals = [one._replace(file=file) for one in check_plan(made)]
    if refusals:
        raise RefusedError(refusals)
    return made


def as_plain(record: object, *, native_days: bool = False) -> dict[str, Any]:
    """The plain form of a record: see `reflexes.conversion.plain`."""
    from reflexes.conversion import plain  # noqa: PLC0415 - late: cattrs is long to read

    return plain(record, native_days=native_days)


def plan_to_plain(plan: Plan) -> dict[str, Any]:
    """The plain form of a plan, for JSON; what equals its default is left out."""
    return as_plain(plan)


def plan_to_toml(plan: Plan) -> str:
    """The plan as a TOML file that `read_plan` reads back to the same plan."""
    return tomli_w.dumps(as_plain(plan, native_days=True), multiline_strings=True)


def canonical_plan(plan: Plan) -> bytes:
    """The bytes that stand for a plan: the same for the same plan, however it was written."""
    return canonical({"schema": SCHEMA, "plan": plan_to_plain(plan)})


def digest_of_plan(plan: Plan) -> str:
    """The SHA-256 of `canonical_plan`; any field that changes, changes it."""
    return digest_of({"schema": SCHEMA, "plan": plan_to_plain(plan)})


def check_plan(plan: Plan) -> Iterator[Refusal]:
    """Everything that the parts of a plan get wrong between them."""
    yield from _codes_used_twice(plan)
    yield from _objectives_astray(plan)
    yield from _indicators_astray(plan)
    yield from _days_astray(plan)
    yield from _units_astray(plan)


def _coded(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each code of the plan, with the path where it stands."""
    for place, objective in enumerate(plan.objectives):
        yield objective.code, f"objectives[{place}].code"
    for place, question in enumerate(plan.questions):
        yield question.code, f"questions[{place}].code"
    yield plan.primary.code, "primary.code"
    for place, indicator in enumerate(plan.others):
        yield indicator.code, f"others[{place}].code"
    for place, asked in enumerate(plan.qualitative):
        yield asked.code, f"qualitative[{place}].code"


def _codes_used_twice(plan: Plan) -> Iterator[Refusal]:
    met: dict[str, str] = {}
    for code, path in _coded(plan):
        if code in met:
            yield Refusal(kind="plan-code-twice", path=path, met=code, expected=met[code])
        met.setdefault(code, path)


def _unknown(met: str, path: str, codes: list[str]) -> Refusal:
    near = get_close_matches(met, codes, n=3, cutoff=0.6) or codes
    return Refusal(kind="unknown-plan-code", path=path, met=met, expected=", ".join(near))


def _objectives_astray(plan: Plan) -> Iterator[Refusal]:
    codes = [one.code for one in plan.objectives]
    over = {one.code: one.under for one in plan.objectives}
    for place, objective in enumerate(plan.objectives):
        path = f"objectives[{place}].under"
        if objective.under and objective.under not in over:
            yield _unknown(objective.under, path, codes)
        elif _stands_over_itself(objective, over):
            yield Refusal(kind="objectives-go-round", path=path, met=objective.code)
    tops = [one.code for one in plan.objectives if not one.under]
    if len(tops) > 1:
        yield Refusal(kind="several-tops", path="objectives", met=", ".join(tops))


def _stands_over_itself(objective: Objective, over: dict[str, str]) -> bool:
    at, steps = objective.under, 0
    while at and at != objective.code and steps <= len(over):
        at, steps = over.get(at, ""), steps + 1
    return at == objective.code


def _indicators_astray(plan: Plan) -> Iterator[Refusal]:
    objectives = [one.code for one in plan.objectives]
    known = [one.code for one in plan.indicators]
    paths = ("primary", *(f"others[{place}]" for place in range(len(plan.others))))
    for path, indicator in zip(paths, plan.indicators, strict=True):
        if indicator.objective and indicator.objective not in objectives:
            yield _unknown(indicator.objective, f"{path}.objective", objectives)
        if _is_share(indicator.unit) and indicator.baseline is not None:
            yield from _shares_astray(indicator.baseline, f"{path}.baseline")
    for place, question in enumerate(plan.questions):
        for at, code in enumerate(question.indicators):
            if code not in known:
                yield _unknown(code, f"questions[{place}].indicators[{at}]", known)
    asked = {code for question in plan.questions for code in question.indicators}
    if plan.primary.code not in asked:
        yield Refusal(kind="primary-unasked", path="primary.code", met=plan.primary.code)


def _is_share(unit: str) -> bool:
    return unit.strip() in {"%", "pour cent", "percent", "per cent"}


def _shares_astray(value: float, path: str) -> Iterator[Refusal]:
    if not 0 <= value <= 100:  # noqa: PLR2004 - a share of a hundred
        yield Refusal(kind="percentage-out-of-bounds", path=path, met=f"{value:g}", expected="%")


def _days_astray(plan: Plan) -> Iterator[Refusal]:
    days = ("measured_from", "starts_on", "ends_on", "reported_on")
    for earlier, later in pairwise(days):
        first, second = getattr(plan, earlier), getattr(plan, later)
        if second < first:
            yield Refusal(kind="day-before", path=later, met=str(second), expected=str(first))
    for place, unit in enumerate(plan.units):
        if unit.starts_on and not plan.starts_on <= unit.starts_on <= plan.ends_on:
            yield Refusal(
                kind="unit-starts-outside",
                path=f"units[{place}].starts_on",
                met=str(unit.starts_on),
                expected=f"{plan.starts_on} → {plan.ends_on}",
            )


def _units_astray(plan: Plan) -> Iterator[Refusal]:
    met: dict[str, int] = {}
    for place, unit in enumerate(plan.units):
        if unit.name in met:
            yield Refusal(kind="repeated", path=f"units[{place}].name", met=unit.name)
        met.setdefault(unit.name, place)
    for group, path in (
        (Group.TREATED, "as_planned.treated"),
        (Group.COMPARED, "as_planned.compared"),
    ):
        counted, named = getattr(plan.as_planned, group.value), len(plan.names(group))
        if counted != named:
            yield Refusal(kind="units-miscounted", path=path, met=str(counted), expected=str(named))


def look_at(plan: Plan) -> Checked:
    """What a plan should be told: the smallest effect that it could see, and remarks."""
    smallest = smallest_of(plan)
    return Checked(plan=plan, smallest=smallest, remarks=tuple(_remarks(plan, smallest)))


def _remarks(plan: Plan, smallest: Smallest | None) -> Iterator[Remark]:
    facts = plan.as_planned
    verdict = judge(facts)
    told = {
        Remark.NOT_IDENTIFIABLE: not verdict.identified,
        Remark.WHY_NOT_STRONGER: verdict.maryland < 5 and not plan.why_not_stronger,  # noqa: PLR2004 - the top of the scale
        Remark.TOO_SMALL_TO_SEE: smallest is not None and smallest.effect > plan.sizing.least_worth,
        Remark.SPREAD_UNKNOWN: smallest is None and facts.design is not Design.ACCOUNT,
        Remark.CHANCE_TOO_COARSE: facts.design is Design.LOTTERY
        and bool(facts.treated and facts.compared)
        and smallest_chance(facts.treated, facts.compared) > CHANCE,
        Remark.NO_BASELINE_YET: plan.primary.baseline is None
        and Reason.NO_MEASURE not in verdict.refused,
        Remark.SEVERAL_INDICATORS: bool(plan.others),
        Remark.FIGURES_SEEN: plan.outcomes_seen is not Seen.NOTHING,
        Remark.NO_ABANDONING: not plan.abandoning,
        Remark.NO_COSTS: not plan.costs,
        Remark.NO_QUALITATIVE: not plan.qualitative,
        Remark.ONE_RATER: any(len(one.raters) == 1 for one in plan.qualitative),
        Remark.NOT_PUBLISHED: not plan.publishes_nil,
    }
    yield from (remark for remark, so in told.items() if so)
