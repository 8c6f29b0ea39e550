"""The delays of an appeal, as French law counts them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflexes_calls.domain.appeal import appeal_until, day_months_after, end_of, is_working
from reflexes_calls.domain.clock import instant_of, local_day

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("told", "last"),
    [
        # The day after the one of the same number: the two months are whole.
        (dt.date(2027, 3, 15), dt.date(2027, 5, 18)),  # the 16th is a Sunday, the 17th Whit Monday
        (dt.date(2027, 2, 10), dt.date(2027, 4, 12)),  # the 11th is a Sunday
        (dt.date(2027, 1, 4), dt.date(2027, 3, 5)),
        (dt.date(2026, 12, 30), dt.date(2027, 3, 1)),  # the last of February, then the day after
        (dt.date(2027, 3, 1), dt.date(2027, 5, 3)),  # the 2nd is a Sunday
        (dt.date(2027, 9, 10), dt.date(2027, 11, 12)),  # the 11th is a public holiday
    ],
)
def test_two_whole_months_to_appeal(told: dt.date, last: dt.date) -> None:
    until = appeal_until(instant_of(told, 10))
    assert local_day(until) == last
    assert until == end_of(last)
    assert local_day(until + dt.timedelta(microseconds=1)) == last + dt.timedelta(days=1)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 4, 6),
        dt.date(2026, 5, 14),
        dt.date(2026, 5, 25),
        dt.date(2027, 3, 29),
        dt.date(2028, 4, 17),
        dt.date(2030, 4, 22),
        dt.date(2027, 7, 14),
        dt.date(2027, 12, 25),
        dt.date(2027, 8, 7),
    ],
)
def test_no_delay_ends_on_a_holiday(day: dt.date) -> None:
    assert not is_working(day)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1)))
def test_a_delay_is_never_shorter_than_two_months(day: dt.date) -> None:
    last = local_day(appeal_until(instant_of(day, 23, 59)))
    assert is_working(last)
    assert day_months_after(day) < last <= day_months_after(day) + dt.timedelta(days=7)
