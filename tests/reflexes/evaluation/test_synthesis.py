"""Several pilots together: published figures to their digits, and intervals that hold."""

import numpy as np
import pytest

from reflexes.evaluation import EvaluationError, synthesise
from reflexes.evaluation.synthesis import fixed_effect, moments_variance, plain_interval

pytestmark = pytest.mark.unit

# BCG vaccine against tuberculosis, thirteen trials (Colditz et al. 1994): ill and well, vaccinated
# then not.
BCG = np.array(
    [
        "4",
        "119",
        "11",
        "128",
        "6",
        "300",
        "29",
        "274",
        "3",
        "228",
        "11",
        "209",
        "62",
        "13536",
        "248",
        "12619",
        "33",
        "5036",
        "47",
        "5761",
        "180",
        "1361",
        "372",
        "1079",
        "8",
        "2537",
        "10",
        "619",
        "505",
        "87886",
        "499",
        "87892",
        "29",
        "7470",
        "45",
        "7232",
        "17",
        "1699",
        "65",
        "1600",
        "186",
        "50448",
        "141",
        "27197",
        "5",
        "2493",
        "3",
        "2338",
        "27",
        "16886",
        "29",
        "17825",
    ],
    dtype=float,
).reshape(13, 4)


@pytest.fixture(scope="module")
def risks() -> tuple:
    """The logarithms of the relative risks, and their variances."""
    ill, well, ill_without, well_without = BCG.T
    given, without = ill + well, ill_without + well_without
    values = np.log(ill / given / (ill_without / without))
    return values, 1 / ill - 1 / given + 1 / ill_without - 1 / without


def test_the_figures_are_those_of_the_public_package(risks) -> None:
    """REML, Hartung–Knapp, prediction interval, Q, I² and Q-profile, as metafor prints them."""
    found = synthesise(risks[0], np.sqrt(risks[1]))
    assert found.value == pytest.approx(-0.714532, abs=1e-6)
    assert found.error == pytest.approx(0.180792, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((-1.108444, -0.320621), abs=1e-6)
    assert found.predicted == pytest.approx((-1.996017, 0.566952), abs=1e-5)
    assert found.between == pytest.approx(0.313243, abs=1e-6)
    assert found.spread == pytest.approx(152.233008, abs=1e-6)
    assert 100 * found.share == pytest.approx(92.2214, abs=1e-4)
    assert (found.between_low, found.between_high) == pytest.approx((0.1197, 1.1115), abs=1e-4)


def test_the_older_ways_are_there_to_compare_with(risks) -> None:
    """Fixed effect and DerSimonian–Laird, as printed."""
    values, variances = risks
    assert fixed_effect(values, variances) == pytest.approx((-0.430285, 0.040499), abs=1e-6)
    assert moments_variance(values, variances) == pytest.approx(0.308760, abs=1e-6)


@pytest.mark.parametrize("pilots", [3, 5, 10])
def test_intervals_of_few_pilots_hold_the_truth(pilots) -> None:
    """95 % intervals hold at least 93.5 times in a hundred, where the plain ones do not."""
    rng = np.random.default_rng(pilots)
    held = plainly = 0
    times = 600
    for _ in range(times):
        errors = np.sqrt(2 / rng.integers(10, 60, pilots))
        values = rng.normal(0.3, np.sqrt(0.05), pilots) + rng.normal(0, errors)
        found = synthesise(values, errors)
        held += found.low <= 0.3 <= found.high
        low, high = plain_interval(*fixed_effect(values, errors**2))
        plainly += low <= 0.3 <= high
    assert held / times >= 0.935
    assert plainly / times < 0.90


def test_two_pilots_are_not_pooled_and_nonsense_is_refused() -> None:
    """Side by side, then; and errors are above nil."""
    with pytest.raises(EvaluationError, match="2 pilots do not tell"):
        synthesise([0.1, 0.4], [0.1, 0.1])
    with pytest.raises(EvaluationError, match="above nil"):
        synthesise([0.1, 0.4, 0.2], [0.1, 0.0, 0.1])
    with pytest.raises(EvaluationError, match="unit 2"):
        synthesise([0.1, float("nan"), 0.2], [0.1, 0.1, 0.1])


def test_pilots_that_agree_are_pooled_without_a_variance_between() -> None:
    """No spread between, and an interval that is not narrower than the plain one."""
    found = synthesise([0.2, 0.2, 0.2], [0.1, 0.1, 0.1])
    assert found.between == 0
    assert found.error == pytest.approx(0.1 / np.sqrt(3))
    assert sum(found.weights) == pytest.approx(1)
