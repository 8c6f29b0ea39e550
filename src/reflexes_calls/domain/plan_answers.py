"""What a team answers about its plan, in five short pages; and the library's plan made of it.

Nobody is asked for a code or for the name of a design: codes are counted, and the design follows
from who takes part, who stands beside and when they are measured, unless the team names another.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from reflexes.evaluation.designs import LEAST_DONORS, LEAST_POINTS, Design
from reflexes.evaluation.plan import Criterion, Direction, Frequency, Plan, Seen
from reflexes.fields import choice, day, line, number, prose, spec_of, whole, yes
from reflexes.records import record
from reflexes_calls.domain.answers import (
    Raw,
    UnreadableError,
    read_day,
    read_form,
    read_money,
)
from reflexes_calls.domain.errors import FieldRefusal, Invalid

MOST_OUTCOMES, MOST_ACTIONS, MOST_UNITS, MOST_COSTS = 5, 12, 2000, 20


@record
class PurposeAnswers:
    """What the trial is for."""

    registrant: str = line(
        "Who commits", max_length=160, help="A role and an administration, never a name."
    )
    problem: str = prose("The problem", max_length=2000)
    purpose: str = line(
        "What you hope for in the end", max_length=200, help="The top of the tree of objectives."
    )
    outcomes: str = prose(
        "What must change for that", max_length=1000, help="One change on each line, five at most."
    )
    actions: str = prose(
        "What you will do for it",
        max_length=2000,
        help="One action on each line. Begin the line with 2. when it serves the second change.",
        default="",
    )
    assumption: str = line(
        "What must be true for it to work",
        max_length=300,
        help="For instance: agents have the time to try.",
        default="",
    )


@record
class UnitsAnswers:
    """Who takes part, and who stands beside."""

    treated: str = prose(
        "Who takes part",
        max_length=20_000,
        help="One service, team or place on each line. If they start on several days, write the "
        "day after a semicolon: Registry; 01/05/2027",
    )
    compared: str = prose(
        "Who stands beside, and is measured too",
        max_length=20_000,
        help="One on each line. Nobody beside: you will be able to tell a change, not its cause.",
        default="",
    )
    drawn: bool = yes("Chance drew who takes part, or in which order they start", default=False)
    assignment: str = prose("Who chose them, and how", max_length=1000)
    why_not_stronger: str = prose(
        "Why no stronger comparison is possible",
        max_length=1000,
        help="A lot drawn for the day of the start often is.",
        default="",
    )
    design: Design | None = choice(
        "Kind of comparison",
        help="Leave it as it is: it follows from your other answers.",
        default=None,
    )


@record
class IndicatorAnswers:
    """What is measured, and what would be worth having."""

    indicator: str = line("The one indicator that counts first", max_length=160)
    unit: str = line("Unit", max_length=40, help="Days, letters, euros, %…")
    source: str = line("Where the figures come from", max_length=200)
    direction: Direction = choice("It should go")
    frequency: Frequency = choice("Measured how often")
    before: int = whole(
        "How many measures before the start",
        minimum=0,
        maximum=1000,
        help="Two or more if you can.",
    )
    after: int = whole("How many measures after the start", minimum=0, maximum=1000)
    baseline: float | None = number(
        "Figure before the start", help="If it is known already.", default=None
    )
    least_worth: float = number(
        "Smallest change worth the trouble",
        minimum=0,
        help="In the unit of the indicator. Below it, you would not go on.",
    )
    spread: float | None = number(
        "How far units differ from each other",
        minimum=0,
        help="The standard deviation of what is compared, from figures of last year. Leave it "
        "empty if nobody knows.",
        default=None,
    )
    question: str = line("The question you must answer", max_length=200)
    others: str = prose(
        "Other indicators",
        max_length=2000,
        help="Five at most. One on each line: name; unit; where the figures come from; up or down",
        default="",
    )


@record
class DayAnswers:
    """When, and what is decided beforehand."""

    measured_from: dt.date = day("First day measured")
    starts_on: dt.date = day("Start of the pilot")
    ends_on: dt.date = day("End of the pilot")
    reported_on: dt.date = day("Day of the report")
    stop_when: str = line(
        "The pilot stops at once if",
        max_length=300,
        help="For instance: two complaints in a month.",
    )
    stop_then: str = line("Then", max_length=300, help="For instance: back to the former way.")
    abandon_when: str = line("It is given up if", max_length=300, default="")
    missing: str = prose(
        "What is done with missing figures, and with units that leave", max_length=1000, default=""
    )


@record
class PeopleAnswers:
    """What is asked of people, what it costs, and what is published."""

    asks: str = line("A question for people", max_length=200, default="")
    asked_of: str = line("Asked of whom", max_length=160, default="")
    criterion: Criterion = choice("It is about", default=Criterion.EFFECTIVENESS)
    raters: str = line(
        "Who rates the answers",
        max_length=200,
        help="Two roles, with a semicolon between them: two persons, so that their agreement is "
        "seen.",
        default="",
    )
    costs: str = prose(
        "Costs planned", max_length=2000, help="One on each line: Workshops; 2 400 €", default=""
    )
    data_protection: str = prose(
        "Personal data, and what is published", max_length=1000, default=""
    )
    outcomes_seen: Seen = choice("Figures already seen", default=Seen.NOTHING)
    publishes_nil: bool = yes("The report is published whatever is found", default=True)


SECTIONS: Mapping[str, type[Any]] = {
    "but": PurposeAnswers,
    "qui": UnitsAnswers,
    "mesures": IndicatorAnswers,
    "dates": DayAnswers,
    "suite": PeopleAnswers,
}
"""The pages of a plan, by the last word of their address, in their order."""


def section_of(field: str) -> str:
    """The page on which a field stands; "" for what belongs to none."""
    bare = field.partition(".")[0]
    for section, answers in SECTIONS.items():
        if bare in {attribute.name for attribute in attrs.fields(answers)}:
            return section
    return ""


@record
class PlanAnswers:
    """Everything answered, each part read."""

    purpose: PurposeAnswers
    units: UnitsAnswers
    measure: IndicatorAnswers
    days: DayAnswers
    people: PeopleAnswers


def read_plan_answers(typed: Raw) -> PlanAnswers:
    """Every page read; raises `Invalid` with all that is refused on all of them."""
    refusals: list[FieldRefusal] = []
    read: list[Any] = []
    for answers in SECTIONS.values():
        try:
            read.append(read_form(answers, typed))
        except Invalid as error:
            refusals.extend(error.refusals)
    refusals.extend(_misread_lines(typed))
    if refusals:
        raise Invalid(tuple(refusals))
    purpose, units, measure, days, people = read
    return PlanAnswers(purpose=purpose, units=units, measure=measure, days=days, people=people)


def _misread_lines(typed: Raw) -> Iterator[FieldRefusal]:
    """What is wrong with the answers that hold one thing on each line."""
    for name, reader in (("treated", _units), ("compared", _units), ("costs", _costs)):
        try:
            reader(typed.get(name, ""))
        except UnreadableError as error:
            yield FieldRefusal(field=name, kind=error.kind, met=error.expected)
    for said in lines_of(typed.get("others", "")):
        parts = [part.strip() for part in said.split(";")]
        if len(parts) != len(_OTHER) or not all(parts) or parts[-1].lower() not in _WAYS:
            yield FieldRefusal(field="others", kind="plan-line-other", met=said[:80])
    known = {"outcomes": MOST_OUTCOMES, "actions": MOST_ACTIONS, "others": 5, "costs": MOST_COSTS}
    for name, most in known.items():
        if (met := len(lines_of(typed.get(name, "")))) > most:
            yield FieldRefusal(
                field=name, kind="plan-too-many-lines", met=str(met), expected=str(most)
            )


def boxes_of(section: str) -> frozenset[str]:
    """The boxes of a page: one that is not ticked is not sent at all."""
    specs = ((one.name, spec_of(one)) for one in attrs.fields(SECTIONS[section]))
    return frozenset(name for name, spec in specs if spec is not None and spec.kind == "yes")


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that hold something."""
    return tuple(filter(None, (said.strip(" \t\u00a0-•–") for said in text.splitlines())))


_OTHER = ("name", "unit", "source", "direction")
_WAYS = {
    "up": Direction.UP,
    "hausse": Direction.UP,
    "monte": Direction.UP,
    "down": Direction.DOWN,
    "baisse": Direction.DOWN,
    "descend": Direction.DOWN,
}


def _units(text: str) -> list[tuple[str, dt.date | None]]:
    found: list[tuple[str, dt.date | None]] = []
    for said in lines_of(text):
        name, semicolon, when = (part.strip() for part in said.partition(";"))
        try:
            found.append((name, read_day(when) if semicolon and when else None))
        except UnreadableError:
            raise UnreadableError("plan-line-day", said[:80]) from None
    return found


def _costs(text: str) -> list[tuple[str, int]]:
    found = []
    for said in lines_of(text):
        name, _, amount = (part.strip() for part in said.rpartition(";"))
        try:
            cents = read_money(amount)
        except UnreadableError:
            raise UnreadableError("plan-line-cost", said[:80]) from None
        if not name or cents < 0:
            raise UnreadableError("plan-line-cost", said[:80])
        found.append((name, cents))
    return found


def plain_plan(answers: PlanAnswers, pilot: str) -> dict[str, Any]:
    """The plan as plain data, for `reflexes.evaluation.plan_of`."""
    purpose, units, measure = answers.purpose, answers.units, answers.measure
    days, people = answers.days, answers.people
    treated, compared = _units(units.treated), _units(units.compared)
    return {
        "pilot": pilot,
        "registrant": purpose.registrant,
        "outcomes_seen": people.outcomes_seen.value,
        "problem": purpose.problem,
        "objectives": _objectives(purpose),
        "questions": [{"code": "question", "asks": measure.question, "indicators": _all(measure)}],
        "as_planned": {
            "design": (units.design or design_of(answers)).value,
            "treated": len(treated),
            "compared": len(compared),
            "before": measure.before,
            "after": measure.after,
            "baseline": measure.before > 0 or measure.baseline is not None,
            "order_drawn": units.drawn and _in_waves(treated),
        },
        "why_not_stronger": units.why_not_stronger,
        "assignment": units.assignment,
        "units": [
            *(_unit(each, "treated") for each in treated),
            *(_unit(each, "compared") for each in compared),
        ],
        "primary": _primary(measure),
        "others": [_other(place, said) for place, said in enumerate(lines_of(measure.others), 2)],
        "sizing": {"least_worth": measure.least_worth}
        | ({"spread": measure.spread} if measure.spread is not None else {}),
        "measured_from": days.measured_from.isoformat(),
        "starts_on": days.starts_on.isoformat(),
        "ends_on": days.ends_on.isoformat(),
        "reported_on": days.reported_on.isoformat(),
        "missing": days.missing,
        "stopping": [{"when": days.stop_when, "then": days.stop_then}],
        "abandoning": [{"when": days.abandon_when, "then": days.stop_then}]
        if days.abandon_when
        else [],
        "qualitative": _qualitative(people),
        "costs": [{"name": name, "amount": cents} for name, cents in _costs(people.costs)],
        "data_protection": people.data_protection,
        "publishes_nil": people.publishes_nil,
    }


def design_of(answers: PlanAnswers) -> Design:
    """The design that the answers describe."""
    treated, compared = _units(answers.units.treated), _units(answers.units.compared)
    before, after = answers.measure.before, answers.measure.after
    is_series = before + after >= LEAST_POINTS and len(treated) == 1
    if answers.units.drawn and (compared or _in_waves(treated)):
        return Design.LOTTERY if compared else Design.ROLL_OUT
    if _in_waves(treated):
        return Design.ROLL_OUT
    if compared:
        return _beside(len(treated), len(compared), before=before, is_series=is_series)
    if not before:
        return Design.AFTER_ONLY if after else Design.ACCOUNT
    return Design.SERIES if is_series else Design.BEFORE_AFTER


def _beside(treated: int, compared: int, *, before: int, is_series: bool) -> Design:
    if not before:
        return Design.CROSS_SECTION
    if treated == 1 and compared >= LEAST_DONORS:
        return Design.SYNTHETIC
    return Design.CONTROLLED_SERIES if is_series and compared == 1 else Design.DIFFERENCE


def _in_waves(units: list[tuple[str, dt.date | None]]) -> bool:
    return len({when for _, when in units if when}) > 1


def _unit(said: tuple[str, dt.date | None], group: str) -> dict[str, Any]:
    name, when = said
    return {"name": name, "group": group} | ({"starts_on": when} if when else {})


def _objectives(said: PurposeAnswers) -> list[dict[str, str]]:
    outcomes = lines_of(said.outcomes)
    tree = [{"code": "but", "says": said.purpose, "rung": "purpose"}]
    tree += [
        {"code": f"changement-{place}", "says": each, "rung": "outcome", "under": "but"}
        for place, each in enumerate(outcomes, 1)
    ]
    if said.assumption:
        tree[0]["assumption"] = said.assumption
    for place, each in enumerate(lines_of(said.actions), 1):
        rank, dot, rest = each.partition(".")
        serves = int(rank) if dot and rank.isdigit() and 1 <= int(rank) <= len(outcomes) else 0
        tree.append(
            {
                "code": f"action-{place}",
                "says": rest.strip() if serves else each,
                "rung": "action",
                "under": f"changement-{serves or 1}",
            }
        )
    return tree


def _all(measure: IndicatorAnswers) -> list[str]:
    several = len(lines_of(measure.others))
    return ["indicateur-1", *(f"indicateur-{place}" for place in range(2, several + 2))]


def _primary(said: IndicatorAnswers) -> dict[str, Any]:
    return {
        "code": "indicateur-1",
        "name": said.indicator,
        "objective": "changement-1",
        "source": said.source,
        "unit": said.unit,
        "direction": said.direction.value,
        "frequency": said.frequency.value,
    } | ({"baseline": said.baseline} if said.baseline is not None else {})


def _other(place: int, said: str) -> dict[str, Any]:
    name, unit, source, way = (part.strip() for part in said.split(";"))
    return {
        "code": f"indicateur-{place}",
        "name": name,
        "source": source,
        "unit": unit,
        "direction": _WAYS[way.lower()].value,
        "frequency": Frequency.BEFORE_AND_AFTER.value,
    }


def _qualitative(said: PeopleAnswers) -> list[dict[str, Any]]:
    if not said.asks:
        return []
    raters = [part.strip() for part in said.raters.split(";") if part.strip()]
    return [
        {
            "code": "parole",
            "asks": said.asks,
            "criterion": said.criterion.value,
            "asked_of": said.asked_of or said.asks,
            "raters": raters[:2],
        }
    ]


_FIELDS = {
    "primary.baseline": "baseline",
    "primary": "indicator",
    "others": "others",
    "objectives": "outcomes",
    "units": "treated",
    "as_planned": "design",
    "sizing.spread": "spread",
    "sizing": "least_worth",
    "stopping": "stop_when",
    "abandoning": "abandon_when",
    "qualitative": "asks",
    "questions": "question",
}


def field_of(path: str, plan: Mapping[str, Any]) -> str:
    """The field of the pages to which a path of the library's plan leads."""
    if path.startswith("units["):
        place = int(path[len("units[") :].partition("]")[0])
        return "treated" if place < plan["as_planned"]["treated"] else "compared"
    bare = path.partition("[")[0]
    for start, field in _FIELDS.items():
        if bare == start or bare.startswith(f"{start}."):
            return field
    return bare if section_of(bare) else ""


def typed_of(plan: Plan) -> dict[str, str]:
    """A plan as it would have been typed, so that an amendment begins from what is in force."""
    first, others = plan.primary, plan.others
    outcomes = [one for one in plan.objectives if one.rung.value == "outcome"]
    ranks = {one.code: place for place, one in enumerate(outcomes, 1)}
    tops = [one for one in plan.objectives if not one.under]
    asked = plan.qualitative[0] if plan.qualitative else None
    return {
        "registrant": plan.registrant,
        "problem": plan.problem,
        "purpose": tops[0].says if tops else "",
        "assumption": tops[0].assumption if tops else "",
        "outcomes": "\n".join(one.says for one in outcomes),
        "actions": "\n".join(
            f"{ranks.get(one.under, 1)}. {one.says}"
            for one in plan.objectives
            if one.rung.value == "action"
        ),
        "treated": _typed_units(plan, "treated"),
        "compared": _typed_units(plan, "compared"),
        "drawn": "yes" if plan.as_planned.design is Design.LOTTERY or _is_drawn(plan) else "",
        "assignment": plan.assignment,
        "why_not_stronger": plan.why_not_stronger,
        "design": plan.as_planned.design.value,
        "indicator": first.name,
        "unit": first.unit,
        "source": first.source,
        "direction": first.direction.value,
        "frequency": first.frequency.value,
        "before": str(plan.as_planned.before),
        "after": str(plan.as_planned.after),
        "baseline": _figure(first.baseline),
        "least_worth": _figure(plan.sizing.least_worth),
        "spread": _figure(plan.sizing.spread),
        "question": plan.questions[0].asks,
        "others": "\n".join(
            f"{one.name}; {one.unit}; {one.source}; {one.direction.value}" for one in others
        ),
        "measured_from": f"{plan.measured_from:%d/%m/%Y}",
        "starts_on": f"{plan.starts_on:%d/%m/%Y}",
        "ends_on": f"{plan.ends_on:%d/%m/%Y}",
        "reported_on": f"{plan.reported_on:%d/%m/%Y}",
        "stop_when": plan.stopping[0].when,
        "stop_then": plan.stopping[0].then,
        "abandon_when": plan.abandoning[0].when if plan.abandoning else "",
        "missing": plan.missing,
        "asks": asked.asks if asked else "",
        "asked_of": asked.asked_of if asked else "",
        "criterion": asked.criterion.value if asked else Criterion.EFFECTIVENESS.value,
        "raters": "; ".join(asked.raters) if asked else "",
        "costs": "\n".join(f"{one.name}; {one.amount / 100:.2f}" for one in plan.costs),
        "data_protection": plan.data_protection,
        "outcomes_seen": plan.outcomes_seen.value,
        "publishes_nil": "yes" if plan.publishes_nil else "",
    }


def _is_drawn(plan: Plan) -> bool:
    return plan.as_planned.order_drawn


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")


def _typed_units(plan: Plan, group: str) -> str:
    return "\n".join(
        f"{one.name}; {one.starts_on:%d/%m/%Y}" if one.starts_on else one.name
        for one in plan.units
        if one.group.value == group
    )
