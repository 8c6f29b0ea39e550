"""Measures of one indicator, as read from a table, and as the estimators want them.

`measuring` reads a table; here it is looked at (what is missing, what is odd) and arranged into
units and periods on both sides of the start.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import reduce
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

from reflexes.evaluation.designs import Circumstances
from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.plan import Group
from reflexes.evaluation.wording import word_days_in
from reflexes.records import changed, record
from reflexes.wording import translator

if TYPE_CHECKING:
    from reflexes.evaluation.plan import Plan

MONTHS = 12
_DAYS = frozenset({"first", "start"})
"""The facts of an oddity that are days."""


@record
class Measure:
    """One figure: of which unit, in which group where it is said, for which day or period."""

    unit: str
    on: dt.date
    value: float
    group: Group | None = None


class Odd(StrEnum):
    """What is odd in a table, and forbids nothing."""

    GAPS = "gaps"
    ONE_UNIT = "one-unit"
    IDENTICAL = "identical"
    MOVED = "moved"
    NOTHING_BEFORE = "nothing-before"
    NOTHING_AFTER = "nothing-after"
    BEFORE_MEASURES = "before-measures"


SENTENCES = {
    Odd.GAPS: (
        "“%(unit)s” lacks %(count)s of %(periods)s periods (the first: %(first)s). Find the "
        "figures, or the unit is left out and the report says so."
    ),
    Odd.ONE_UNIT: (
        "One unit only (“%(unit)s”): how far units vary cannot be seen. Beside others, or as a "
        "long series, it may be compared."
    ),
    Odd.IDENTICAL: (
        "All the figures of “%(unit)s” are the same (%(value)s). Check that they were measured and "
        "not copied."
    ),
    Odd.MOVED: (
        "“%(unit)s” changes group on %(first)s. It is counted where it began, and the report says "
        "so."
    ),
    Odd.NOTHING_BEFORE: (
        "No figure comes before the start (%(start)s): no change can be told. Look for earlier "
        "ones."
    ),
    Odd.NOTHING_AFTER: (
        "All figures come before the start (%(start)s): they tell where things stood, and nothing "
        "more yet."
    ),
    Odd.BEFORE_MEASURES: (
        "%(count)s figures come before the first day that the plan measures (%(start)s). They are "
        "used, and told as unplanned."
    ),
}
"""What each oddity says; message ids."""


@record
class Notice:
    """An oddity with its facts; `said` gives its sentence."""

    odd: Odd
    facts: tuple[tuple[str, str], ...]

    def said(self, language: str = "fr") -> str:
        """The sentence, in French or in English."""
        return translator(language)(SENTENCES[self.odd]) % {
            name: word_days_in(fact, language) if name in _DAYS else fact
            for name, fact in self.facts
        }


@record
class Table:
    """The measures of one indicator, in one unit of measure ('' where the table names none)."""

    measures: tuple[Measure, ...]
    unit: str = ""

    @property
    def units(self) -> tuple[str, ...]:
        """The units measured, in the order met."""
        return tuple(dict.fromkeys(one.unit for one in self.measures))

    @property
    def periods(self) -> tuple[dt.date, ...]:
        """Every day measured, in order."""
        return tuple(sorted({one.on for one in self.measures}))

    def of(self, unit: str) -> dict[dt.date, float]:
        """The figures of one unit, by day."""
        return {one.on: one.value for one in self.measures if one.unit == unit}

    def group_of(self, unit: str) -> Group | None:
        """The group in which a unit began; None where the table says none."""
        return _began([one for one in self.measures if one.unit == unit])

    def by_unit(self) -> dict[str, list[Measure]]:
        """All the measures of each unit, in the order met: one walk over the table for them all."""
        lines: dict[str, list[Measure]] = {}
        for one in self.measures:
            lines.setdefault(one.unit, []).append(one)
        return lines


@record
class Panel:
    """Units × periods on both sides of the start, for the estimators.

    `treated` and `compared` hold one line a unit, in the order of `treated_units` and
    `compared_units`; `before` counts the periods that end before the start. `left_out` are units
    with a hole. `starts` gives, for each unit (treated, then compared), the place of the period in
    which it starts, or -1.
    """

    periods: tuple[dt.date, ...]
    before: int
    treated_units: tuple[str, ...]
    compared_units: tuple[str, ...]
    treated: tuple[tuple[float, ...], ...]
    compared: tuple[tuple[float, ...], ...]
    starts: tuple[int, ...]
    left_out: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    lost: float = 0.0
    lost_apart: float = 0.0


def look_at_table(
    table: Table, *, starts_on: dt.date | None = None, measured_from: dt.date | None = None
) -> tuple[Notice, ...]:
    """What is odd in a table: gaps, one unit, identical figures, units that move, days astray."""
    return tuple(_oddities(table, starts_on, measured_from))


def _oddities(
    table: Table, starts_on: dt.date | None, measured_from: dt.date | None
) -> Iterator[Notice]:
    expected = expected_periods(table.periods)
    lines = table.by_unit()
    for unit, line in lines.items():
        figures = {one.on: one.value for one in line}
        missing = [on for on in expected if on not in figures]
        if missing:
            yield _notice(Odd.GAPS, unit=unit, count=len(missing), periods=len(expected),
                          first=missing[0])  # fmt: skip
        if len(figures) > 1 and len(set(figures.values())) == 1:
            yield _notice(Odd.IDENTICAL, unit=unit, value=f"{next(iter(figures.values())):g}")
        if moved := _moved_on(line):
            yield _notice(Odd.MOVED, unit=unit, first=moved)
    if len(lines) == 1:
        yield _notice(Odd.ONE_UNIT, unit=next(iter(lines)))
    yield from _days_astray(table, starts_on, measured_from)


def _days_astray(
    table: Table, starts_on: dt.date | None, measured_from: dt.date | None
) -> Iterator[Notice]:
    periods = table.periods
    if starts_on and periods:
        if periods[0] >= starts_on:
            yield _notice(Odd.NOTHING_BEFORE, start=starts_on)
        if periods[-1] < starts_on:
            yield _notice(Odd.NOTHING_AFTER, start=starts_on)
    if measured_from:
        early = sum(one.on < measured_from for one in table.measures)
        if early:
            yield _notice(Odd.BEFORE_MEASURES, count=early, start=measured_from)


def _notice(odd: Odd, **facts: object) -> Notice:
    return Notice(odd=odd, facts=tuple((name, str(value)) for name, value in facts.items()))


def _began(line: Sequence[Measure]) -> Group | None:
    """The group in which a unit began; None where none is said."""
    said = [one for one in line if one.group]
    return min(said, key=lambda one: one.on).group if said else None


def _moved_on(line: Sequence[Measure]) -> dt.date | None:
    """The first day on which a unit says another group than the one in which it began."""
    began = _began(line)
    away = [one.on for one in line if one.group not in {began, None}]
    return min(away) if away else None


def expected_periods(met: tuple[dt.date, ...]) -> tuple[dt.date, ...]:
    """The periods that a regular series would have between its first and last one.

    Months where all days are alike, days otherwise; the step is the largest that meets them all.
    """
    if len(met) < 3:  # noqa: PLR2004 - two days tell no step
        return met
    if len({on.day for on in met}) == 1:
        numbers = [on.year * MONTHS + on.month - 1 for on in met]
        step = reduce(gcd, (late - early for early, late in pairwise(numbers)))
        return tuple(
            dt.date(at // MONTHS, at % MONTHS + 1, met[0].day)
            for at in range(numbers[0], numbers[-1] + 1, step)
        )
    ordinals = [on.toordinal() for on in met]
    step = reduce(gcd, (late - early for early, late in pairwise(ordinals)))
    if step == 1 and len(met) * 2 < ordinals[-1] - ordinals[0]:
        return met  # no step at all: days of chance
    return tuple(dt.date.fromordinal(at) for at in range(ordinals[0], ordinals[-1] + 1, step))


def arrange(
    table: Table,
    *,
    starts_on: dt.date,
    groups: Mapping[str, Group] | None = None,
    starts: Mapping[str, dt.date] | None = None,
) -> Panel:
    """Arrange a table into units and periods on both sides of the start.

    `groups` says who takes part where the table does not; `starts` the units that start later.
    Units with a hole are left out and named; shares lost are over all units of each group.

    Raises:
    ------
    EvaluationError
        A unit whose group nobody says, or no unit that is measured in every period.
    """
    periods, measured = table.periods, table.by_unit()
    given = groups or {}
    placed = {unit: _began(line) or given.get(unit) for unit, line in measured.items()}
    unknown = [unit for unit, group in placed.items() if group is None]
    if unknown:
        raise EvaluationError(
            "Nobody says whether these take part or stand beside: %(units)s. Add a column “group”, "
            "or name them in the plan.",
            units=", ".join(unknown),
        )
    lines = {unit: {one.on: one.value for one in line} for unit, line in measured.items()}
    whole = [unit for unit in measured if all(on in lines[unit] for on in periods)]
    if not whole:
        raise EvaluationError(
            "No unit is measured in every period: nothing can be compared. Keep the periods that "
            "all have, or find the figures."
        )
    known = frozenset(whole)
    by_group = {group: tuple(unit for unit in whole if placed[unit] is group) for group in Group}
    lost = {group: _lost(group, placed, by_group) for group in Group}
    everybody = len(placed)
    treated, compared = by_group[Group.TREATED], by_group[Group.COMPARED]
    return Panel(
        periods=periods,
        before=sum(on < starts_on for on in periods),
        treated_units=treated,
        compared_units=compared,
        treated=tuple(tuple(lines[unit][on] for on in periods) for unit in treated),
        compared=tuple(tuple(lines[unit][on] for on in periods) for unit in compared),
        starts=tuple(
            _first_period(periods, (starts or {}).get(unit, starts_on)) for unit in treated
        )
        + tuple(-1 for _ in compared),
        left_out=tuple(unit for unit in measured if unit not in known),
        moved=tuple(unit for unit, line in measured.items() if _moved_on(line)),
        lost=(everybody - len(whole)) / everybody,
        lost_apart=abs(lost[Group.TREATED] - lost[Group.COMPARED])
        if Group.COMPARED in placed.values()
        else 0.0,
    )


def _lost(
    group: Group, placed: Mapping[str, Group | None], kept: Mapping[Group, tuple[str, ...]]
) -> float:
    counted = sum(one is group for one in placed.values())
    return (counted - len(kept[group])) / counted if counted else 0.0


def _first_period(periods: tuple[dt.date, ...], start: dt.date) -> int:
    """The place of the first period from the start on, -1 where none is."""
    return next((place for place, on in enumerate(periods) if on >= start), -1)


def groups_of(plan: "Plan") -> dict[str, Group]:
    """Who takes part and who stands beside, as the plan names them."""
    return {unit.name: unit.group for unit in plan.units}


def starts_of(plan: "Plan") -> dict[str, dt.date]:
    """The day on which each unit that takes part starts."""
    return {
        unit.name: unit.starts_on or plan.starts_on
        for unit in plan.units
        if unit.group is Group.TREATED
    }


def circumstances_of(panel: Panel, planned: Circumstances) -> Circumstances:
    """The circumstances of the plan, with what the measures tell in the place of what was hoped."""
    return changed(
        planned,
        treated=len(panel.treated_units),
        compared=len(panel.compared_units),
        before=panel.before,
        after=len(panel.periods) - panel.before,
        baseline=panel.before > 0 and planned.baseline,
        unit_moved=planned.unit_moved or bool(panel.moved),
        lost=max(planned.lost, panel.lost),
        lost_apart=max(planned.lost_apart, panel.lost_apart),
    )
