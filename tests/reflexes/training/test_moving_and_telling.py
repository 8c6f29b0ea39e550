"""What a trainer changes by hand: places, people expected, and refusals told with their place."""

import pytest

import reflexes
from reflexes import RefusedError, training
from reflexes.records import changed

CATALOGUE = reflexes.load()


def _codes(module: training.Module) -> list[list[str]]:
    return [
        [activity.code for activity in sequence.activities]
        for session in module.sessions
        for sequence in session.sequences
    ]


@pytest.fixture
def module() -> training.Module:
    return training.compose(CATALOGUE)


def test_an_activity_moves_within_its_sequence(module: training.Module) -> None:
    moved = training.moved_activity(module, "entry-quiz", -1)
    assert _codes(moved)[0] == ["entry-quiz", "welcome"]
    assert moved.minutes == module.minutes


def test_at_the_edge_it_goes_to_the_next_sequence_and_sums_follow(module: training.Module) -> None:
    moved = training.moved_activity(module, "entry-quiz", 1)
    assert _codes(moved)[:2] == [["welcome"], ["entry-quiz", "moving-debate"]]
    sequences = moved.sessions[0].sequences
    assert [each.minutes for each in sequences[:2]] == [15, 70]
    back = training.moved_activity(moved, "entry-quiz", -1)
    assert _codes(back) == _codes(module)


def test_a_sequence_left_empty_goes_away(module: training.Module) -> None:
    moved = training.moved_activity(module, "break", 1)
    assert _codes(moved)[2] == ["break", "piste-study"]
    assert len(_codes(moved)) == len(_codes(module)) - 1
    assert training.check_module(moved, CATALOGUE) == ()


def test_nothing_stands_before_the_first_nor_after_the_last(module: training.Module) -> None:
    assert training.moved_activity(module, "welcome", -1) == module
    assert training.moved_activity(module, "closing", 1) == module
    with pytest.raises(LookupError):
        training.moved_activity(module, "nothing", 1)


@pytest.mark.parametrize(
    ("length", "places"), [("half-day", 2), ("day", 4), ("two-days", 7), ("six-weeks", 5)]
)
def test_each_length_has_its_places(length: str, places: int) -> None:
    assert training.places_of(training.Length(length)) == places
    made = training.compose(CATALOGUE, training.Choices(length=training.Length(length)))
    mains = [each for each in made.activities if each.template in training.MAINS]
    assert len(mains) == places


def test_a_place_left_empty_takes_what_is_usual_and_never_twice_the_same() -> None:
    choices = training.Choices(activities=("", "moving-debate"))
    assert training.activities_of(choices) == ("piste-study", "moving-debate")


def test_a_module_is_fitted_to_the_people_expected() -> None:
    made = training.compose(CATALOGUE, training.Choices(group=9))
    assert (made.fewest, made.most) == (6, 9)
    assert training.check_module(made, CATALOGUE) == ()


def test_every_activity_that_the_group_does_not_suit_is_named_at_once() -> None:
    with pytest.raises(RefusedError) as refused:
        training.compose(CATALOGUE, training.Choices(group=2))
    assert {(each.kind, each.path) for each in refused.value.refusals} == {
        ("group-too-small", "activities.moving-debate"),
        ("group-too-small", "activities.piste-study"),
    } | {
        ("group-too-small", f"activities.{each.code}")
        for each in training.compose(CATALOGUE).activities
        if each.fewest > 2 and not each.is_break
    }


def test_refusals_are_told_with_their_place(module: training.Module) -> None:
    silent = changed(module.activities[2], trace="")
    broken = training.replaced(module, silent.code, silent)
    broken = training.retimed(broken, "piste-study", 130)
    objective = changed(broken.objectives[0], verb="comprendre")
    broken = changed(broken, objectives=(objective, *broken.objectives[1:]))
    told = training.told(training.check_module(broken, CATALOGUE), broken, "fr")
    places = {each.anchor: each.where for each in told}
    assert places["moving-debate"] == f"{silent.title} – Trace produite"
    assert places["piste-study"].startswith("Étudier une piste")
    assert places[objective.code] == f"Objectifs – {objective.code}"
    assert "comprendre" in next(each.sentence for each in told if each.anchor == objective.code)
    assert any(each.where == "" and "265" in each.sentence for each in told)
