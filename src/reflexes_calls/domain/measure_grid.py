"""The grid in which measures are typed: a line for each unit, a column for each period."""

import csv
import datetime as dt
import io
import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence

from reflexes.evaluation.plan import Frequency, Plan
from reflexes.records import record

LINES, COLUMNS = 20, 10
"""So many units and periods on a page: more would pass what a form may hold."""
OTHER = "other"
"""The column whose day is typed above it."""
OTHER_DAY = "other_day"
_CELL = re.compile(r"cell\.([0-9]{1,4})\.([0-9]{4}-[0-9]{2}-[0-9]{2}|other)")
_MONTHS_OF = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}
_DAYS_OF = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}
_MONTHS_A_YEAR = 12


@record
class Typed:
    """What was typed in one cell: its field, the place of its unit in the plan, and its column."""

    field: str
    place: int
    column: str
    said: str


def field_of(place: int, column: str) -> str:
    """The name of a cell."""
    return f"cell.{place}.{column}"


def cells_typed(raw: Mapping[str, str]) -> Iterator[Typed]:
    """The cells that a form sent, empty ones among them."""
    for name, value in raw.items():
        if found := _CELL.fullmatch(name):
            yield Typed(field=name, place=int(found[1]), column=found[2], said=value.strip())


def days_to_measure(
    frequency: Frequency, plan: Plan, known: Collection[dt.date], today: dt.date
) -> tuple[dt.date, ...]:
    """The days on which an indicator is measured up to today: those known, and those awaited.

    A period in which something was measured already takes the day of that figure.
    """
    last = min(today, plan.ends_on)
    awaited = _awaited(frequency, plan, known, last)
    met = {_period(frequency, day) for day in known}
    more = (day for day in awaited if day <= last and _period(frequency, day) not in met)
    return tuple(sorted({*known, *more}))


def _awaited(
    frequency: Frequency, plan: Plan, known: Collection[dt.date], last: dt.date
) -> Iterator[dt.date]:
    first = plan.measured_from
    if step := _DAYS_OF.get(frequency):
        yield from (first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, step))
    elif months := _MONTHS_OF.get(frequency):
        days = [day.day for day in known]
        usual = max(set(days), key=days.count) if days else 1
        start, end = (day.year * _MONTHS_A_YEAR + day.month - 1 for day in (first, last))
        for month in range(start, end + 1, months):
            yield _day_in(month, usual)
    else:
        yield from (first, plan.ends_on) if frequency is not Frequency.ONCE else (plan.ends_on,)


def _day_in(month: int, day: int) -> dt.date:
    """The day of a month counted from year 0; its last day where it has no such day."""
    year, rank = divmod(month, _MONTHS_A_YEAR)
    return dt.date(year, rank + 1, min(day, monthrange(year, rank + 1)[1]))


def _period(frequency: Frequency, day: dt.date) -> tuple[int, ...]:
    """What stands for the period of a day."""
    if frequency is Frequency.WEEKLY:
        return day.isocalendar()[:2]
    if months := _MONTHS_OF.get(frequency):
        return ((day.year * _MONTHS_A_YEAR + day.month - 1) // months,)
    return (day.toordinal(),)


def as_text(cells: Sequence[tuple[str, dt.date, str]]) -> str:
    """Cells (unit, day, figure) as a table that is read as any other; line 2 is the first one."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(("Unité", "Date", "Valeur"))
    writer.writerows((unit, day.isoformat(), said) for unit, day, said in cells)
    return out.getvalue()


def line_of(place: str) -> int | None:
    """The rank of the cell that a refusal of such a table is about: `C2` is the first one."""
    found = re.fullmatch(r"[A-Z]+([0-9]+)", place)
    return int(found[1]) - 2 if found else None
