"""Bounds, costs and raters, beside published figures or what a hand computes exactly."""

import math

import numpy as np
import pytest

from reflexes.errors import RefusedError
from reflexes.evaluation import (
    Assumption,
    Cost,
    CostKind,
    EvaluationError,
    Role,
    Weights,
    agree,
    agree_on_table,
    bound_attrition,
    bound_event_study,
    bound_trends,
    compare_changes,
    cost_per_unit,
    e_value,
    e_value_of_difference,
    read_grid,
    spare,
    total_cost,
)
from reflexes.evaluation.estimate import Rests
from reflexes.evaluation.plan import Criterion
from reflexes.evaluation.rating import Rating

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("ratio", "low", "high", "published"),
    [(3.9, 1.8, 8.7, (7.26, 3.0)), (0.8, 0.71, 0.91, (1.81, 1.43)), (1.1, 0.9, 1.3, (1.43, 1.0))],
)
def test_e_values_are_those_published(ratio, low, high, published) -> None:
    """VanderWeele & Ding (2017): breast-feeding 7.26 and 3.0; and both other sides of one."""
    found = e_value(ratio, low=low, high=high)
    assert (round(found.value, 2), round(found.limit, 2)) == published


def test_the_e_value_of_a_difference_goes_by_the_same_authors() -> None:
    found = e_value_of_difference(5.0, 1.0, 10.0)
    ratio = math.exp(0.455)
    assert found.value == pytest.approx(ratio + math.sqrt(ratio * (ratio - 1)))
    assert math.isnan(e_value(2.0).limit)
    for wrong in ((0.0, None, None), (2.0, -1.0, 3.0), (2.0, 3.0, 4.0)):
        with pytest.raises(EvaluationError):
            e_value(wrong[0], low=wrong[1], high=wrong[2])


def test_trends_that_part_bound_the_difference_by_hand() -> None:
    """Means 0, 1, 1 then 5 against nil: a step of one before, a difference of four."""
    shape = np.array([[-1.0], [0.0], [1.0]]) * 0.01
    treated = np.array([[0.0, 1.0, 1.0, 5.0]]) + shape
    compared = np.zeros((3, 4)) + shape
    found = bound_trends(treated, compared, before=3, magnitudes=(0.5, 1.0, 2.0))
    assert found.plain.value == pytest.approx(4.0)
    assert found.most == pytest.approx(1.0)
    assert [(one.low, one.high) for one in found.bounds] == [
        pytest.approx((3.5, 4.5)),
        pytest.approx((3.0, 5.0)),
        pytest.approx((2.0, 6.0)),
    ]
    # Nothing varies between changes: nil is met when four steps fit.
    assert found.breakdown == pytest.approx(4.0, abs=1e-6)
    assert all(one.interval.rests is Rests.TRENDS_APART for one in found.bounds)


def test_bounds_over_several_periods_let_trends_part_at_each_step() -> None:
    treated = np.array([[0.0, 1.0, 5.0, 5.0]] * 2)
    found = bound_trends(treated, np.zeros((2, 4)), before=2, magnitudes=(1.0,))
    assert (found.bounds[0].low, found.bounds[0].high) == pytest.approx((4 - 1.5, 4 + 1.5))


def test_at_no_magnitude_the_bound_is_the_plain_interval() -> None:
    rng = np.random.default_rng(3)
    treated, compared = rng.normal(size=(5, 5)), rng.normal(size=(7, 5))
    found = bound_trends(treated, compared, before=4, magnitudes=(0.0,))
    plain = compare_changes(treated[:, 4] - treated[:, 3], compared[:, 4] - compared[:, 3])
    assert found.bounds[0].interval.low == pytest.approx(plain.low)
    assert found.bounds[0].interval.high == pytest.approx(plain.high)
    assert found.breakdown == 0.0
    with pytest.raises(EvaluationError):
        bound_trends(treated, compared, before=1)


def test_an_event_study_is_bounded_by_hand() -> None:
    """Coefficients .1 and -.2 before, 1.0 after, independent errors of .05."""
    found = bound_event_study([0.1, -0.2, 1.0], np.eye(3) * 0.0025, before=2, magnitude=1.0)
    # The largest step is .3, from .1 to -.2.
    assert (found.low, found.high) == pytest.approx((0.7, 1.3))
    reach = 1.959964 * 0.05 * math.sqrt(3)
    assert found.interval.low == pytest.approx(0.7 - reach, abs=1e-6)
    with pytest.raises(EvaluationError):
        bound_event_study([0.1, 1.0], np.eye(3), before=1, magnitude=1.0)


# Health insurance of poor adults without children, 43 American states, those that widened Medicaid
# in 2014 beside the others: the event study that the documentation of HonestDiD shows, from 2008
# to 2015 without 2013, by least squares on states and years, errors by state; computed again here
# from `ehec_data` (Mixtape Sessions, Advanced DID).
MEDICAID = (-0.00528535453, -0.0112973246, -0.00267599181, -0.00141931225, 0.000339663519,
            0.0464468542, 0.0692061755)  # fmt: skip
SPREAD = np.array([
    [7.488484, 6.039874, 4.44462, 3.385765, 4.328011, 4.76588, 2.425129],
    [6.039874, 7.266501, 3.78933, 2.866578, 4.543321, 4.42885, 2.824655],
    [4.44462, 3.78933, 5.052052, 2.673679, 2.778194, 3.060644, 0.9637534],
    [3.385765, 2.866578, 2.673679, 4.003222, 2.41286, 2.380868, 0.2923878],
    [4.328011, 4.543321, 2.778194, 2.41286, 5.462662, 3.682531, 0.9722948],
    [4.76588, 4.42885, 3.060644, 2.380868, 3.682531, 8.375669, 6.321398],
    [2.425129, 2.824655, 0.9637534, 0.2923878, 0.9722948, 6.321398, 10.71235],
]) * 1e-5  # fmt: skip


@pytest.mark.parametrize(
    ("magnitude", "held", "printed"),
    [
        (0.5, (0.042136, 0.050758), (0.0241, 0.0673)),
        (1.0, (0.037826, 0.055068), (0.0171, 0.0720)),
        (1.5, (0.033515, 0.059379), (0.00859, 0.0796)),
        (2.0, (0.029204, 0.063690), (-0.00107, 0.0883)),
    ],
)
def test_bounds_are_those_of_others_and_intervals_hold_theirs(magnitude, held, printed) -> None:
    """Bounds of the difference itself as `diff-diff` 3.13.0 gives them, to the sixth decimal.

    HonestDiD prints intervals by another inference (conditional and least favourable, C-LF). Ours,
    the union over earlier steps, hold them and are at most a sixth wider: the price of a rule that
    small panels can follow too.
    """
    found = bound_event_study(MEDICAID, SPREAD, before=5, magnitude=magnitude)
    assert (found.low, found.high) == pytest.approx(held, abs=1.5e-6)
    low, high = printed
    assert found.interval.low < low < high < found.interval.high
    assert (found.interval.high - found.interval.low) / (high - low) < 7 / 6


def test_unions_of_intervals_cover_at_least_their_level() -> None:
    """400 panels whose trends part after by no more than before: 93 in a hundred or more."""
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        drift = np.array([0.0, 0.4, 0.8, 0.8 + rng.uniform(-0.4, 0.4)])
        treated = rng.normal(size=(6, 4)) * 0.3 + drift + np.array([0, 0, 0, 1.0])
        compared = rng.normal(size=(6, 4)) * 0.3
        one = bound_trends(treated, compared, before=3, magnitudes=(1.0,)).bounds[0].interval
        held += one.low <= 1.0 <= one.high
    assert held / 400 >= 0.93


def test_attrition_is_bounded_by_hand() -> None:
    """Eight of ten kept against six of ten: a quarter is trimmed off, two units."""
    found = bound_attrition([1, 2, 3, 4, 5, 6, 7, 8], [2, 3, 4, 5, 6, 7], drawn=(10, 10))
    assert found.trimmed == pytest.approx(0.25)
    assert (found.low, found.high) == pytest.approx((3.5 - 4.5, 5.5 - 4.5))
    mirrored = bound_attrition([2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7, 8], drawn=(10, 10))
    assert (mirrored.low, mirrored.high) == pytest.approx((-1.0, 1.0))
    assert found.interval.low < found.low < found.high < found.interval.high


def test_a_unit_at_the_cut_counts_in_part() -> None:
    """A share of one in five off four units: 3.2 units are left."""
    found = bound_attrition([1, 2, 3, 4], [0, 0, 0, 0], drawn=(4, 5))
    assert found.low == pytest.approx((1 + 2 + 3 + 0.2 * 4) / 3.2)
    assert found.high == pytest.approx((4 + 3 + 2 + 0.2 * 1) / 3.2)
    with pytest.raises(EvaluationError):
        bound_attrition([1, 2, 3], [1, 2], drawn=(2, 5))


def test_without_attrition_the_bounds_are_one_number() -> None:
    found = bound_attrition([1, 2, 3, 4], [0, 1, 2, 3], drawn=(4, 4))
    assert found.low == found.high == pytest.approx(1.0)
    assert found.low_error == pytest.approx(math.sqrt(2 * 1.25 / 4), rel=0.25)


TABLE = [[0.44, 0.05, 0.01], [0.07, 0.20, 0.03], [0.09, 0.05, 0.06]]


def test_weighted_kappa_is_that_of_cohen() -> None:
    """Cohen (1968): .492 plain, .348 with his weights."""
    plain = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    weighted = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
    assert agree_on_table(TABLE, items=200, disagreements=plain).kappa == pytest.approx(
        0.492, abs=5e-4
    )
    assert agree_on_table(TABLE, items=200, disagreements=weighted).kappa == pytest.approx(
        0.348, abs=5e-4
    )


def test_kappa_and_its_error_on_two_committees() -> None:
    """NeurIPS 2014, 166 papers read twice: .3303, error .0817."""
    table = [[22 / 166, 22 / 166], [21 / 166, 101 / 166]]
    found = agree_on_table(table, items=166, disagreements=[[0, 1], [1, 0]])
    assert found.kappa == pytest.approx(0.3303, abs=5e-5)
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(0.0817, abs=5e-5)
    assert found.same == pytest.approx(123 / 166)


def test_two_raters_of_a_grid() -> None:
    """Weights by hand on four answers: levels 1, 2, 3, 4 against 1, 2, 4, 4."""
    found = agree([1, 2, 3, 4], [1, 2, 4, 4], weights=Weights.LINEAR)
    # Expected disagreement 22/16, met 1/4.
    assert found.kappa == pytest.approx(1 - (1 / 4) / (22 / 16))
    assert found.rough
    assert math.isnan(agree([2, 2], [2, 2]).kappa)
    for wrong in (([], []), ([1], [1, 2]), ([5], [1])):
        with pytest.raises(EvaluationError):
            agree(*wrong)


def a_rating(rater: str, level: int, item: str, criterion=Criterion.RELEVANCE) -> Rating:
    return Rating(criterion=criterion, item=item, rater=rater, level=level, rests_on="Entretien")


def test_a_grid_says_where_raters_differ_and_what_nobody_asked() -> None:
    grid = read_grid(
        [a_rating("Cheffe", n, str(n)) for n in (1, 2, 3)]
        + [a_rating("Voisin", n, str(n)) for n in (1, 2)]
        + [a_rating("Voisin", 4, "3")]
    )
    assert grid.read[0].apart == ("3",)
    assert grid.read[0].levels == ((1, 2), (2, 2), (3, 1), (4, 1))
    assert len(grid.unread) == 5
    assert grid.agreement is not None
    assert grid.agreement.items == 3
    assert read_grid([a_rating("Cheffe", 1, "1")]).agreement is None
    with pytest.raises(RefusedError) as caught:
        read_grid([a_rating(who, 1, "1") for who in ("A", "B", "C", "A")])
    assert [one.kind for one in caught.value.refusals] == ["too-many", "repeated"]


def an_assumption(code: str, value: float, low: float, high: float, **said: object) -> Assumption:
    return Assumption(code=code, name=code, value=value, low=low, high=high, source="Essai", **said)


def test_costs_avoided_hang_on_what_is_supposed() -> None:
    """Ten stays of 300 €, from five to twelve; the price from 200 to 400 €."""
    found = spare(
        (
            an_assumption("sejours", 10, 5, 12, measured=True),
            an_assumption("prix", 30_000, 20_000, 40_000),
        ),
        cost=240_000,
    )
    assert (found.value, found.low, found.high) == (300_000, 100_000, 480_000)
    assert found.net == 60_000
    assert [(one.code, one.at_low, one.at_high) for one in found.swings] == [
        ("sejours", 150_000, 360_000),
        ("prix", 200_000, 400_000),
    ]
    assert dict(found.turns) == {"sejours": 8.0, "prix": 24_000.0}
    assert found.supposed == 1


def test_an_assumption_may_divide_and_must_hold_its_value() -> None:
    found = spare(
        (an_assumption("gain", 100, 50, 150), an_assumption("par", 4, 2, 5, role=Role.DIVIDES))
    )
    assert (found.value, found.low, found.high) == (25.0, 10.0, 75.0)
    for wrong in ((), (an_assumption("a", 9, 1, 2),),
                  (an_assumption("a", 1, 0, 2, role=Role.DIVIDES),)):  # fmt: skip
        with pytest.raises(EvaluationError):
            spare(wrong)


def test_the_cost_of_each_unit_counts_every_line() -> None:
    costs = (
        Cost(name="Animation", amount=100_000),
        Cost(name="Logiciel", amount=5_000, kind=CostKind.MONTHLY),
        Cost(name="Tablette", amount=20_000, kind=CostKind.PER_UNIT),
    )
    found = cost_per_unit(costs, units=50, months=6, treated=3)
    assert found.lines == (("Animation", 100_000), ("Logiciel", 30_000), ("Tablette", 60_000))
    assert found.total == total_cost(costs, months=6, units=3) == 190_000
    assert found.each == 3_800
    with pytest.raises(EvaluationError):
        cost_per_unit(costs, units=0)
