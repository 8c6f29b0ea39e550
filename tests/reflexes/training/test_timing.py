"""Minutes are moved about, and every sum stays true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reflexes
from reflexes import training
from reflexes.training import Choices, Module, check_module, gather
from reflexes.training.module import Step
from reflexes.training.timing import clock, moments, shared_out


def test_the_clock_of_a_day(day: Module) -> None:
    told = [(each.begins, each.ends, each.activity.code) for each in moments(day)]

    assert told[0] == ("09:00", "09:20", "welcome")
    assert told[5] == ("11:00", "12:30", "lessons-learnt")
    assert told[6][0] == "14:00"
    assert told[-1][1] == "17:00"
    assert clock(24 * 60 + 5) == "00:05"


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=8),
    st.integers(8, 300),
)
def test_steps_share_any_minutes_to_the_minute(parts: list[int], minutes: int) -> None:
    steps = tuple(Step(minutes=each, text="x") for each in parts)
    shared = shared_out(steps, minutes)

    assert sum(step.minutes for step in shared) == minutes
    assert min(step.minutes for step in shared) >= 1
    for one, other in zip(steps, shared, strict=True):
        for longer, given_to in zip(steps, shared, strict=True):
            assert one.minutes >= longer.minutes or other.minutes <= given_to.minutes


def test_a_step_takes_part_in_what_is_retimed(day: Module) -> None:
    module = training.retimed(day, "piste-study", 90)

    study = next(each for each in module.activities if each.code == "piste-study")
    assert sum(step.minutes for step in study.steps) == 90
    assert module.minutes == day.minutes + 15
    assert [session.minutes for session in module.sessions] == [210, 195]


def test_a_sequence_moves_within_its_session(day: Module) -> None:
    moved = training.moved(day, "sequence-2-1", 2)

    codes = [each.code for each in moved.sessions[1].sequences]
    assert codes == ["sequence-2-2", "sequence-2-3", "sequence-2-1", "sequence-2-4"]
    assert moved.minutes == day.minutes
    assert training.moved(day, "sequence-2-1", -9) == day


def test_an_activity_is_exchanged_with_its_objective_and_questions(
    day: Module, shipped: reflexes.Catalogue
) -> None:
    matter = gather(shipped, Choices(code="jour", length=day.length))
    for code, to in (("lessons-learnt", "controversy-map"), ("piste-study", "negotiation")):
        module = training.exchange(matter, day, code, to)

        assert check_module(module, shipped) == ()
        assert module.minutes == day.minutes
        assert to in [each.code for each in module.activities]
        assert [each.code for each in module.objectives] != [each.code for each in day.objectives]
    twice = training.exchange(matter, day, "lessons-learnt", "piste-study")
    assert check_module(twice, shipped) == ()


def test_an_unknown_code_is_told(day: Module) -> None:
    for act in (
        lambda: training.retimed(day, "danse", 10),
        lambda: training.moved(day, "danse", 1),
        lambda: training.replaced(day, "danse", day.activities[0]),
    ):
        with pytest.raises(LookupError, match="danse"):
            act()
