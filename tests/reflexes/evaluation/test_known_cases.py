"""Known cases come out to their printed digits, from the tables that the examples bring."""

import csv
import datetime as dt
from math import exp, log
from pathlib import Path

import pytest

from reflexes.evaluation import (
    Circumstances,
    Design,
    EvaluationError,
    Panel,
    analyse,
    arrange,
    changes_of,
    estimate_of,
    measure_break,
    read_table,
    synthetic_control,
    synthetic_difference,
)

pytestmark = pytest.mark.unit
EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def tobacco() -> Panel:
    """California beside 38 states, 1970 to 2000."""
    return arrange(read_table(EXAMPLES / "proposition_99.csv"), starts_on=dt.date(1989, 1, 1))


def test_proposition_99_by_difference_and_by_mixture(tobacco: Panel) -> None:
    """Arkhangelsky et al. (2021), −27.3, −19.6, −15.6; exact weights −19.513631."""
    unit, others, before = tobacco.treated[0], tobacco.compared, tobacco.before
    assert (len(others), before) == (38, 19)
    plain = changes_of(tobacco.treated, before)[0] - changes_of(others, before).mean()
    assert plain == pytest.approx(-27.349111, abs=1e-4)
    mixture = synthetic_control(unit, others, before=before)
    assert mixture.value == pytest.approx(-19.513631, abs=1e-4)
    assert (mixture.rank, mixture.p) == (3, 3 / 39)
    both = synthetic_difference(unit, others, before=before)
    assert both.value == pytest.approx(-15.604, abs=0.01)
    assert both.rank == 2


def test_the_published_recipe_finds_the_published_figure_again(tobacco: Panel) -> None:
    """−15.603828 (package `synthdid` of the authors, and `diff-diff` 3.13.0); exact −15.605399."""
    unit, others, before = tobacco.treated[0], tobacco.compared, tobacco.before
    found = synthetic_difference(unit, others, before=before, weights="published")
    assert found.value == pytest.approx(-15.603828, abs=1e-5)
    exact = synthetic_difference(unit, others, before=before)
    assert exact.value == pytest.approx(-15.605399, abs=1e-5)
    assert (found.rank, exact.rank) == (2, 2)
    assert 0 < sum(one > 0 for one in found.weights) < len(others)
    assert sum(found.weights) == pytest.approx(1.0)
    with pytest.raises(EvaluationError, match="exact, published"):
        synthetic_difference(unit, others, before=before, weights="best")


def test_the_published_recipe_bears_donors_that_never_move() -> None:
    still = [[1.0, 1.0, 1.0, 1.0], [2.0, 2.0, 2.0, 2.0], [5.0, 5.0, 5.0, 5.0]]
    found = synthetic_difference([3.0, 3.0, 4.0, 4.0], still, before=2, weights="published")
    assert found.value == pytest.approx(1.0)


def test_an_interval_by_rank_holds_what_the_test_does_not_reject(tobacco: Panel) -> None:
    """At one in twenty among 39, the largest placebo; at one in ten, the third."""
    facts = Circumstances(design=Design.SYNTHETIC, misfit=1.8, misfit_allowed=3.0)
    found = analyse(tobacco, facts)
    mixture = synthetic_control(tobacco.treated[0], tobacco.compared, before=tobacco.before)
    sizes = sorted((abs(one) for one in mixture.placebos), reverse=True)
    assert found.estimate is not None
    assert found.estimate.high - found.estimate.value == pytest.approx(sizes[0])
    assert estimate_of(mixture, level=0.9).high - mixture.value == pytest.approx(sizes[2])
    with pytest.raises(EvaluationError):
        estimate_of(mixture, level=0.99)


def test_the_british_seat_belt_law() -> None:
    """Harvey & Durbin (1986) print −23 %, −30 % and +3 %: each lies well within its interval."""
    with (EXAMPLES / "seat_belts.csv").open(encoding="utf-8") as file:
        months = list(csv.DictReader(file))
    assert len(months) == 192
    series = {
        name: [log(int(month[name])) for month in months] for name in ("drivers", "front", "rear")
    }
    for name, published, near in (("drivers", -23, 2), ("front", -30, 3), ("rear", 3, 1)):
        found = measure_break(series[name], before=169, season=12).level
        assert 100 * (exp(found.low) - 1) < published < 100 * (exp(found.high) - 1)
        assert 100 * (exp(found.value) - 1) == pytest.approx(published, abs=near)
    beside = measure_break(series["front"], before=169, season=12, control=series["rear"]).level
    assert 100 * (exp(beside.value) - 1) == pytest.approx(-30.3, abs=0.1)
