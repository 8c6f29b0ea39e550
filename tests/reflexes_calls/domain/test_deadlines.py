"""A deadline a second before, at and after: announced, in grace, moved, admitted; two seasons."""

import datetime as dt
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from reflexes_calls.domain.clock import instant_of
from reflexes_calls.domain.deadlines import Deadline, Outage, Verdict, deadline_of, stand

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")
WINTER = instant_of(dt.date(2027, 1, 30), 17)
SUMMER = instant_of(dt.date(2027, 7, 30), 17)
# The days on which clocks change: 02:00 to 03:00 in March, 03:00 to 02:00 in October.
SPRING = instant_of(dt.date(2027, 3, 28), 17)
AUTUMN = instant_of(dt.date(2027, 10, 31), 17)


def verdicts(deadline: Deadline, instant: dt.datetime, **said: dt.datetime) -> list[Verdict]:
    """A second before, at, and a second after an instant."""
    around = (instant - SECOND, instant, instant + SECOND)
    return [stand(deadline, now, **said).verdict for now in around]


@pytest.mark.parametrize("announced", [WINTER, SUMMER, SPRING, AUTUMN])
def test_the_announced_second_is_in_time_and_the_next_is_late(announced: dt.datetime) -> None:
    assert announced.astimezone(PARIS).hour == 17
    assert verdicts(deadline_of(announced), announced) == [
        Verdict.IN_TIME,
        Verdict.IN_TIME,
        Verdict.LATE,
    ]


def test_winter_and_summer_are_not_the_same_instant() -> None:
    assert (WINTER.astimezone(dt.UTC).hour, SUMMER.astimezone(dt.UTC).hour) == (16, 15)
    assert (SPRING.astimezone(dt.UTC).hour, AUTUMN.astimezone(dt.UTC).hour) == (15, 16)


@pytest.mark.parametrize("announced", [WINTER, SUMMER])
def test_the_grace_is_told_apart_and_ends_to_the_second(announced: dt.datetime) -> None:
    deadline = deadline_of(announced, grace=10)
    assert verdicts(deadline, announced) == [Verdict.IN_TIME, Verdict.IN_TIME, Verdict.IN_GRACE]
    assert verdicts(deadline, announced + 10 * MINUTE) == [
        Verdict.IN_GRACE,
        Verdict.IN_GRACE,
        Verdict.LATE,
    ]


def test_what_comes_before_the_opening_is_early() -> None:
    opens = WINTER - dt.timedelta(days=30)
    standing = stand(deadline_of(WINTER), opens - SECOND, opens_at=opens)
    assert (standing.verdict, standing.until, standing.is_open) == (Verdict.EARLY, opens, False)
    assert stand(deadline_of(WINTER), opens, opens_at=opens).is_open


def outage(start: dt.timedelta, end: dt.timedelta) -> Outage:
    """An outage told from the deadline: negative before it."""
    return Outage(started_at=WINTER + start, ended_at=WINTER + end)


@pytest.mark.parametrize(
    ("outages", "later"),
    [
        # The time lost, rounded up to the hour.
        ([outage(-5 * HOUR, -5 * HOUR + 20 * MINUTE)], HOUR),
        ([outage(-5 * HOUR, -4 * HOUR)], HOUR),
        ([outage(-5 * HOUR, -4 * HOUR + SECOND)], 2 * HOUR),
        # Two outages add up; told twice, one counts once.
        ([outage(-9 * HOUR, -8 * HOUR), outage(-3 * HOUR, -2 * HOUR)], 2 * HOUR),
        ([outage(-3 * HOUR, -2 * HOUR), outage(-3 * HOUR, -2 * HOUR)], HOUR),
        ([outage(-3 * HOUR, -2 * HOUR), outage(-2 * HOUR - 30 * MINUTE, -HOUR)], 2 * HOUR),
        # Over the deadline itself: an hour at least after the return.
        ([outage(-10 * MINUTE, 3 * HOUR)], 4 * HOUR),
        ([outage(-10 * MINUTE, 10 * MINUTE)], HOUR + 10 * MINUTE),
        # A day before, only the part inside the window is lost.
        ([outage(-30 * HOUR, -23 * HOUR)], HOUR),
        # In the time that an outage gave: it gives more, for the time lost in both.
        ([outage(-HOUR, -30 * MINUTE), outage(HOUR, 2 * HOUR)], 3 * HOUR),
        ([outage(-HOUR, -30 * MINUTE), outage(30 * MINUTE, 45 * MINUTE)], HOUR + 45 * MINUTE),
        ([outage(-HOUR, -30 * MINUTE), outage(HOUR + SECOND, 2 * HOUR)], HOUR),
        # Long before, or after: nothing moves.
        ([outage(-48 * HOUR, -24 * HOUR)], dt.timedelta()),
        ([outage(SECOND, 2 * HOUR)], dt.timedelta()),
        ([], dt.timedelta()),
    ],
)
def test_an_outage_moves_the_deadline_for_everyone(
    outages: list[Outage], later: dt.timedelta
) -> None:
    assert deadline_of(WINTER, outages=outages).until == WINTER + later


def test_an_outage_within_the_grace_moves_the_deadline_too() -> None:
    lost = [outage(5 * MINUTE, 20 * MINUTE)]
    assert deadline_of(WINTER, outages=lost).moved_to is None
    moved = deadline_of(WINTER, grace=10, outages=lost)
    assert moved.moved_to == WINTER + HOUR + 20 * MINUTE
    assert moved.until == moved.moved_to + 10 * MINUTE
    late = [outage(10 * MINUTE + SECOND, 20 * MINUTE)]
    assert deadline_of(WINTER, grace=10, outages=late).moved_to is None


def test_the_order_in_which_outages_are_told_changes_nothing() -> None:
    told = [outage(HOUR, 2 * HOUR), outage(-HOUR, -30 * MINUTE), outage(-9 * HOUR, -8 * HOUR)]
    found = {deadline_of(WINTER, outages=each).until for each in permutations(told)}
    assert found == {WINTER + 3 * HOUR}


def test_an_hour_that_comes_twice_ends_with_the_second() -> None:
    # On 31 October 2027, 02:00 comes twice in Paris: at 00:00 and at 01:00 of universal time.
    twice = instant_of(dt.date(2027, 10, 31), 2)
    assert twice == dt.datetime(2027, 10, 31, 1, tzinfo=dt.UTC)
    assert verdicts(deadline_of(twice), twice) == [Verdict.IN_TIME, Verdict.IN_TIME, Verdict.LATE]


def test_an_hour_that_never_comes_ends_with_the_hour_after_it() -> None:
    never = instant_of(dt.date(2027, 3, 28), 2, 30)
    assert never == instant_of(dt.date(2027, 3, 28), 3, 30)
    assert verdicts(deadline_of(never), never) == [Verdict.IN_TIME, Verdict.IN_TIME, Verdict.LATE]


def test_a_moved_deadline_is_as_sharp_as_another() -> None:
    deadline = deadline_of(WINTER, grace=5, outages=[outage(-HOUR, -30 * MINUTE)])
    assert verdicts(deadline, WINTER) == [Verdict.MOVED, Verdict.MOVED, Verdict.MOVED]
    assert verdicts(deadline, WINTER + HOUR + 5 * MINUTE) == [
        Verdict.MOVED,
        Verdict.MOVED,
        Verdict.LATE,
    ]


def test_an_outage_over_the_change_of_clocks_is_counted_in_real_time() -> None:
    # From 01:30 to 03:30 on a night that skips an hour: one hour was lost.
    started = dt.datetime(2027, 3, 28, 1, 30, tzinfo=PARIS)
    ended = dt.datetime(2027, 3, 28, 3, 30, tzinfo=PARIS)
    told = [Outage(started_at=started.astimezone(dt.UTC), ended_at=ended.astimezone(dt.UTC))]
    assert deadline_of(SPRING, outages=told).until == SPRING + HOUR


def test_one_file_admitted_late_has_its_own_end() -> None:
    until = WINTER + 3 * HOUR
    said = verdicts(deadline_of(WINTER), until, admitted_until=until)
    assert said == [Verdict.ADMITTED, Verdict.ADMITTED, Verdict.LATE]
    assert stand(deadline_of(WINTER), WINTER, admitted_until=until).verdict is Verdict.IN_TIME
