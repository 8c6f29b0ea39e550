"""A sequence is given other minutes whole, and every sum stays true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflexes import training
from reflexes.records import changed
from reflexes.training import Module, Sequence
from reflexes.training.sharing_minutes import fewest_minutes


def _sequence(module: Module, code: str) -> Sequence:
    return training.sequence_of(module, code)


def test_activities_share_in_proportion_by_fives(day: Module) -> None:
    sequence = max(
        (each for session in day.sessions for each in session.sequences),
        key=lambda each: len(each.activities),
    )
    longer = training.retimed_sequence(day, sequence.code, sequence.minutes + 30)

    shared = _sequence(longer, sequence.code)
    assert shared.minutes == sequence.minutes + 30
    assert [each.minutes % 5 for each in shared.activities] == [0] * len(shared.activities)
    assert longer.minutes == day.minutes + 30
    for activity in shared.activities:
        if activity.steps:
            assert sum(step.minutes for step in activity.steps) == activity.minutes


@given(st.lists(st.integers(1, 90), min_size=1, max_size=5), st.integers(0, 400))
def test_sums_hold_for_any_minutes(day: Module, parts: list[int], more: int) -> None:
    module = day
    first = module.sessions[0].sequences[0]
    model = first.activities[0]
    activities = tuple(
        changed(model, code=f"a{at}", minutes=part, steps=()) for at, part in enumerate(parts)
    )
    sequence = changed(first, activities=activities, minutes=sum(parts))
    session = changed(module.sessions[0], sequences=(sequence,), minutes=sum(parts))
    module = changed(module, sessions=(session,), minutes=sum(parts))
    minutes = len(parts) + more

    made = training.retimed_sequence(module, sequence.code, minutes)

    shares = [each.minutes for each in made.activities]
    assert sum(shares) == made.minutes == minutes
    assert min(shares) >= 1
    if minutes >= 5 * len(parts):
        assert sum(1 for each in shares if each % 5) <= (1 if minutes % 5 else 0)


def test_fewer_minutes_than_steps_are_refused(day: Module) -> None:
    sequence = day.sessions[0].sequences[0]
    least = sum(fewest_minutes(each) for each in sequence.activities)

    assert training.retimed_sequence(day, sequence.code, least).minutes
    with pytest.raises(ValueError, match=str(least - 1)):
        training.retimed_sequence(day, sequence.code, least - 1)
    with pytest.raises(LookupError):
        training.retimed_sequence(day, "nothing", 60)


def test_a_session_starts_at_another_hour(day: Module) -> None:
    module = training.starting_at(day, "session-2", "13:30")

    assert [each.starts for each in module.sessions] == ["09:00", "13:30"]
    with pytest.raises(LookupError):
        training.starting_at(day, "session-9", "13:30")
