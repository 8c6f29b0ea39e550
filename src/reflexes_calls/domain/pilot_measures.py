"""What is found of a pilot: measures by unit, then the report that answers each promise."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Any

from reflexes.evaluation.measures import Measure as Figure
from reflexes.evaluation.measures import Table
from reflexes.evaluation.plan import Group, Indicator, Plan
from reflexes.fields import line, number, prose
from reflexes.records import record
from reflexes_calls.domain.pilot import Measure, Promise

LONGEST_UNIT = 120


@record
class TableAnswers:
    """A table of measures on its way in: what was typed or pasted, and where it comes from."""

    table: str = prose(
        "Figures",
        max_length=60_000,
        help="Paste from a spreadsheet: a column for the unit, the date and the value, or a "
        "column for each date.",
    )
    source: str = line(
        "Where they come from", max_length=160, help="A register, a count, a survey; no name."
    )


@record
class ReportAnswers:
    """What the team says of a pilot that is over; the figures come from its measures."""

    title_en: str = line("Title in English", max_length=160, default="")
    ended_because: str = prose("How it ended, and why", max_length=1200, default="")
    obtained: float | None = number(
        "How many were obtained", minimum=0, default=None, help="A number."
    )
    obtained_unit: str = line(
        "Of what", max_length=60, default="", help="Letters answered, families received."
    )
    surprises: str = prose("Surprises", max_length=2000, default="", help="One on each line.")
    obstacles: str = prose("Obstacles", max_length=2000, default="", help="One on each line.")
    lessons: str = prose(
        "What others should know before trying", max_length=2000, help="One on each line."
    )
    limits: str = prose("What it does not say", max_length=2000, default="")


@record
class KeptReport:
    """What a team has typed of its report, and what was issued of it."""

    pilot_id: int
    typed: dict[str, str]
    revision: int
    saved_by: int
    saved_at: dt.datetime
    issued: dict[str, Any] | None
    digest: str | None
    issued_by: int | None
    issued_at: dt.datetime | None


def promise_of(indicator: Indicator, promises: Iterable[Promise]) -> Promise | None:
    """The promise under which an indicator of the plan is measured."""
    return next((one for one in promises if one.indicator == indicator.name[:160]), None)


def latest(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The figure in force for each unit and day: the one recorded last; all others stay kept."""
    last = {(one.observed_unit, one.measured_on): one for one in _in_order(measures)}
    return tuple(sorted(last.values(), key=lambda one: (one.measured_on, one.id)))


def _in_order(measures: Sequence[Measure]) -> list[Measure]:
    return sorted(measures, key=lambda one: one.id)


def table_of(measures: Sequence[Measure], plan: Plan, unit: str) -> Table:
    """The figures in force of one indicator, as the estimators want them.

    A figure of the whole pilot is that of its only unit, where the plan has one only; what is not a
    number is left out.
    """
    alone = plan.units[0].name if len(plan.units) == 1 else ""
    figures = []
    for one in latest(measures):
        name, value = one.observed_unit or alone, number_of(one.value)
        if name and value is not None:
            group = Group(one.observed_group) if one.observed_group else None
            figures.append(Figure(unit=name, on=one.measured_on, value=value, group=group))
    return Table(measures=tuple(figures), unit=unit)


def number_of(said: str) -> float | None:
    """The number of a value as it was typed: « 6,5 » is 6.5; None for words, and without end."""
    bare = "".join(said.split()).replace(",", ".").replace("−", "-")
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def text_of(table: Table) -> str:
    """A table as text that is read again the same: what is confirmed is what was shown."""
    lines = ["Unité;Groupe;Date;Valeur"]
    for one in table.measures:
        side = _SIDES[one.group] if one.group else ""
        lines.append(f"{_cell(one.unit)};{side};{one.on.isoformat()};{one.value!r}")
    return "\n".join(lines)


_SIDES = {Group.TREATED: "pilote", Group.COMPARED: "témoin"}


def _cell(said: str) -> str:
    return '"' + said.replace('"', '""') + '"' if set(said) & set(';"\n') else said
