"""Tables of measures come into a pilot: looked at first, then kept; nothing is ever erased."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from reflexes import Refusal, RefusedError
from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.measures import Notice, Table, look_at_table
from reflexes.evaluation.measuring import read_pasted, read_uploaded
from reflexes.evaluation.plan import Indicator, Plan
from reflexes.records import record
from reflexes_calls.actions.around_pilots import Around, around
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.piloting import open_pilot_step
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.lifecycle import PILOT_STEPS, open_steps
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.pilot import Measure, Promise
from reflexes_calls.domain.pilot_measures import LONGEST_UNIT, latest, promise_of, table_of, text_of
from reflexes_calls.storage import pilots, plans

if TYPE_CHECKING:
    from reflexes.evaluation.answering import Analysed

LONGEST_SOURCE = 160
MOST_TEXT = 240 * 1024
"""So many bytes of figures are brought at once: some nine thousand figures."""


@record
class Measured:
    """One indicator of the plan and its figures; `versions` holds those replaced since too."""

    indicator: Indicator
    promise: Promise
    table: Table
    versions: tuple[Measure, ...]
    notices: tuple[Notice, ...]

    @property
    def in_force(self) -> tuple[Measure, ...]:
        """The figures that count today."""
        return latest(self.versions)


@record
class MeasuresPage:
    """The measures of a pilot, indicator by indicator."""

    around: Around
    plan: Plan | None
    measured: tuple[Measured, ...]
    writes: bool

    def of(self, code: str) -> Measured:
        """The measures of an indicator; raises `NotFound` for one that the plan has not."""
        found = next((one for one in self.measured if one.indicator.code == code), None)
        if found is None:
            raise NotFound("indicator", code)
        return found


@record
class Tried:
    """A table looked at before it is kept; with refusals, nothing of it can be."""

    table: Table | None
    refusals: tuple[Refusal, ...]
    notices: tuple[Notice, ...]
    known: int = 0
    """Figures that stand already, the same."""
    corrected: int = 0
    """Figures that will stand in the place of another."""


def measures_page(desk: Desk, actor: Person, pilot_id: str) -> MeasuresPage:
    """The measures of a pilot, for its team and the managers of its call."""
    with desk.look() as connection:
        return page_of(connection, around(connection, actor, pilot_id))


def page_of(connection: Connection, found: Around) -> MeasuresPage:
    """The measures of a pilot that is known."""
    kept = plans.registration_of_pilot(connection, found.pilot.id)
    plan = kept.plan if kept else None
    steps = open_steps(PILOT_STEPS, found.pilot.stage, found.roles)
    return MeasuresPage(
        around=found,
        plan=plan,
        measured=measured_of(connection, found.pilot.id, plan) if plan else (),
        writes=any(step.name == "measure" for step in steps),
    )


def measured_of(connection: Connection, pilot: int, plan: Plan) -> tuple[Measured, ...]:
    """Each indicator of a plan with all that was measured of it."""
    promises = pilots.promises_of(connection, pilot)
    measures = pilots.measures_of(connection, pilot)
    found = []
    for indicator in plan.indicators:
        promise = promise_of(indicator, promises)
        if promise is None:
            continue
        own = tuple(one for one in measures if one.promise_id == promise.id)
        table = table_of(own, plan, indicator.unit)
        notices = look_at_table(
            table, starts_on=plan.starts_on, measured_from=plan.measured_from
        ) if table.measures else ()  # fmt: skip
        found.append(
            Measured(
                indicator=indicator, promise=promise, table=table, versions=own, notices=notices
            )
        )
    return tuple(found)


def try_table(  # noqa: PLR0913  # a table, or the file that holds it, and where it would go
    desk: Desk,
    actor: Person,
    pilot_id: str,
    code: str,
    *,
    text: str = "",
    file: Path | None = None,
    name: str = "",
) -> Tried:
    """What is understood of a table, and what would be kept of it; nothing is kept yet."""
    shown = measures_page(desk, actor, pilot_id)
    known, plan = shown.of(code), shown.plan
    if plan is None:
        raise NotFound("plan", pilot_id)
    unit = known.indicator.unit
    try:
        table = read_uploaded(file.read_bytes(), name, unit=unit) if file else read_pasted(
            text, unit=unit
        )  # fmt: skip
    except RefusedError as error:
        return Tried(table=None, refusals=tuple(error.refusals), notices=())
    if too_large := _too_large(table):
        return Tried(table=None, refusals=(too_large,), notices=())
    astray = tuple(_astray(table, plan, local_day(desk.clock.now()).isoformat()))
    stands = {(one.observed_unit, one.measured_on): one.value for one in known.in_force}
    beside = [
        (stands[one.unit, one.on], _value(one.value))
        for one in table.measures
        if (one.unit, one.on) in stands
    ]
    return Tried(
        table=None if astray else table,
        refusals=astray,
        notices=look_at_table(table, starts_on=plan.starts_on, measured_from=plan.measured_from),
        known=sum(before == after for before, after in beside),
        corrected=sum(before != after for before, after in beside),
    )


def _too_large(table: Table) -> Refusal | None:
    """What a table looked at comes back as is a field of a form, which holds so much."""
    size, figures = len(text_of(table).encode()), len(table.measures)
    if size <= MOST_TEXT:
        return None
    fits = figures * MOST_TEXT // size
    return Refusal(kind="table-too-large", met=str(figures), expected=str(fits))


def _astray(table: Table, plan: Plan, today: str) -> list[Refusal]:
    """Units that the plan does not name, names too long, days that have not come."""
    names = [one.name for one in plan.units]
    unknown = [unit for unit in table.units if (names and unit not in names)
               or len(unit) > LONGEST_UNIT]  # fmt: skip
    refusals = [
        Refusal(kind="unknown-plan-code", path=unit, met=unit[:LONGEST_UNIT],
                expected=", ".join(names[:12]))
        for unit in unknown
    ]  # fmt: skip
    late = sorted({one.on for one in table.measures if one.on.isoformat() > today})
    refusals += [
        Refusal(kind="measured-later", path=str(on), met=str(on), expected=today) for on in late[:5]
    ]
    return refusals


def keep_table(  # noqa: PLR0913  # a table, where it goes and where it comes from
    desk: Desk, actor: Person, pilot_id: str, code: str, *, text: str, source: str
) -> int:
    """Keep a table that was looked at; gives how many figures are new or corrected.

    A figure that stands already is not kept twice; another one for the same day comes after it.
    """
    tried = try_table(desk, actor, pilot_id, code, text=text)
    if tried.table is None:
        raise Invalid((FieldRefusal(field="table", kind="missing", expected="Figures"),))
    if not source.strip() or len(source) > LONGEST_SOURCE:
        kind = "too-long" if source.strip() else "missing"
        expected = str(LONGEST_SOURCE)
        raise Invalid((FieldRefusal(field="source", kind=kind, met="", expected=expected),))
    with desk.take(actor) as taking:
        known, call = taking.pilot(pilot_id)
        step = open_pilot_step(taking, known, call, "measure")
        shown = page_of(taking.connection, around(taking.connection, actor, pilot_id))
        into = shown.of(code)
        stands = {(one.observed_unit, one.measured_on): one.value for one in into.in_force}
        new = [
            one for one in tried.table.measures
            if stands.get((one.unit, one.on)) != _value(one.value)
        ]  # fmt: skip
        for one in new:
            pilots.add_measure(
                taking.connection,
                promise_id=into.promise.id,
                value=_value(one.value),
                measured_on=one.on,
                note="",
                observed_unit=one.unit,
                observed_group=one.group.value if one.group else "",
                source=source.strip(),
                recorded_by=actor.id,
                recorded_at=taking.now,
            )
        if new:
            facts = {"indicator": code, "figures": len(new), "source": source.strip()}
            taking.note(step, call, known.public_id, facts)
    return len(new)


def _value(value: float) -> str:
    return f"{value:.10g}"


def analyse_measured(plan: Plan, one: Measured) -> "tuple[Analysed | None, EvaluationError | None]":
    """What the figures of an indicator allow to say, or why nothing can be computed of them."""
    # Late: numbers take a while to import, and few pages need them.
    from reflexes.evaluation.answering import analyse_table  # noqa: PLC0415 - see above

    if not one.table.measures:
        return None, None
    try:
        return analyse_table(plan, one.indicator, one.table), None
    except EvaluationError as error:
        return None, error
