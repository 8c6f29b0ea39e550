"""When letters leave: at once on a quiet day, after the rush on the last evening."""

import time

import pytest

from reflexes_calls.actions import posting
from reflexes_calls.actions.posting import LONGEST, RUSH, Courier, Pace
from tests.makers import World, a_call, a_submitted

PATIENCE = 20.0


def test_on_a_quiet_day_letters_leave_at_the_first_look() -> None:
    pace = Pace()
    assert pace.is_time(500, 100.0)
    assert pace.is_time(500 + RUSH, 101.0)
    assert pace.is_time(500 + RUSH, 102.0)


def test_in_a_rush_they_wait_until_it_is_over() -> None:
    pace = Pace()
    assert pace.is_time(0, 100.0)
    newest = 0
    for second in range(1, 11):
        newest += RUSH * 4
        assert not pace.is_time(newest, 100.0 + second)
    assert pace.is_time(newest, 111.0)


def test_in_a_rush_without_end_they_leave_all_the_same() -> None:
    pace, newest = Pace(), 0
    assert pace.is_time(newest, 100.0)
    left = []
    for second in range(1, int(LONGEST) + 5):
        newest += RUSH * 4
        left.append(pace.is_time(newest, 100.0 + second))
    assert left.index(True) == LONGEST
    assert all(left[int(LONGEST) :])


def test_many_letters_between_two_looks_close_together_are_a_rush_too() -> None:
    pace = Pace()
    assert pace.is_time(0, 100.0)
    assert not pace.is_time(RUSH, 100.1)


@pytest.mark.storage
def test_the_courier_sends_what_waits_and_ends_with_nothing_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "QUIET", 0.05)
    call = a_call(world)
    a_submitted(world, call)
    expected = len(list(world.desk.outbox.glob("*.eml")))
    for each in world.desk.outbox.glob("*.eml"):
        each.unlink()
    with world.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE letters SET sent_at = NULL")
    courier = Courier(world.desk).start()
    until = time.monotonic() + PATIENCE
    while len(list(world.desk.outbox.glob("*.eml"))) < expected and time.monotonic() < until:
        time.sleep(0.02)
    courier.stop()
    assert expected > 0
    assert len(list(world.desk.outbox.glob("*.eml"))) == expected


@pytest.mark.storage
def test_told_to_stop_in_a_rush_the_courier_sends_what_waits_first(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "is_time", lambda *_: False)
    a_submitted(small_world, a_call(small_world))
    for each in small_world.desk.outbox.glob("*.eml"):
        each.unlink()
    with small_world.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE letters SET sent_at = NULL")
    courier = Courier(small_world.desk).start()
    time.sleep(0.1)
    assert list(small_world.desk.outbox.glob("*.eml")) == []
    courier.stop()
    assert list(small_world.desk.outbox.glob("*.eml")) != []
