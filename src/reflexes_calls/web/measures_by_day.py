"""What was recorded in a pilot, a line for each day: several units are told by their extremes.

No mean is made of them: which units stand side by side is the plan's affair, and its report's.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from reflexes.records import record
from reflexes_calls.domain.pilot import Measure
from reflexes_calls.domain.pilot_measures import latest, number_of
from reflexes_calls.web.formatting import number


@record
class DayLine:
    """A line of the table: what was read of an indicator on a day.

    Of several units (`count`), `value` is the smallest that was read and `most` the largest.
    """

    day: dt.date
    indicator: str
    value: str
    most: str = ""
    count: int = 0
    note: str = ""


def lines_by_day(
    measures: Sequence[Measure], names: Mapping[int, str], language: str
) -> tuple[DayLine, ...]:
    """The lines of the table, in the order of days; `names` are those of the indicators."""
    whole = [
        DayLine(
            day=one.measured_on, indicator=names[one.promise_id], value=one.value, note=one.note
        )
        for one in measures
        if not one.observed_unit
    ]
    lines = [*whole, *_of_units(measures, names, language)]
    return tuple(sorted(lines, key=lambda one: one.day))


def _of_units(
    measures: Sequence[Measure], names: Mapping[int, str], language: str
) -> Iterator[DayLine]:
    """The figures in force of units that are observed one by one."""
    for key, name in names.items():
        own = latest([one for one in measures if one.promise_id == key and one.observed_unit])
        for day, found in groupby(own, key=lambda one: one.measured_on):
            values = [value for one in found if (value := number_of(one.value)) is not None]
            if not values:
                continue
            least, most = number(min(values), language), number(max(values), language)
            yield DayLine(
                day=day,
                indicator=name,
                value=least,
                most="" if most == least else most,
                count=len(values),
            )
