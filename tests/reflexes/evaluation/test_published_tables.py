"""Tables that others printed come out again from their own data (`published/`), to their digits."""

import csv
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import pytest

from reflexes.evaluation import (
    EvaluationError,
    compare_changes,
    compare_groups,
    look_for_missing,
    measure_rate_break,
    relate,
    synthesise,
    synthesise_groups,
)
from reflexes.evaluation.numbers import Real
from reflexes.evaluation.synthesis import cochran, matching_variance

pytestmark = pytest.mark.unit
PUBLISHED = Path(__file__).parent / "published"


def lines_of(table: str) -> list[dict[str, str]]:
    with (PUBLISHED / table).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def counted(file: str, value: str, many: str, **wanted: str) -> Real:
    """One number for each of those that a file counts."""
    kept = [one for one in lines_of(file) if all(one[key] == wanted[key] for key in wanted)]
    return np.array(list(chain(*(repeat(float(one[value]), int(one[many])) for one in kept))))


def earnings(group: str) -> Real:
    return counted("earnings.csv", "dollars", "people", group=group)


def restaurants(state: str, table: str) -> Real:
    return counted("restaurants.csv", "jobs", "restaurants", state=state, table=table)


def equal_spread_error(one: Real, other: Real) -> float:
    """The error of ordinary least squares, which older tables print."""
    squares = ((one - one.mean()) ** 2).sum() + ((other - other.mean()) ** 2).sum()
    return float(np.sqrt(squares / (len(one) + len(other) - 2) * (1 / len(one) + 1 / len(other))))


def test_a_training_programme_whose_places_were_drawn() -> None:
    """Dehejia & Wahba (1999) print 1,794 (633); Neyman's error, which we give, is 671."""
    drawn, left = earnings("drawn"), earnings("left")
    assert (len(drawn), len(left)) == (185, 260)
    found = compare_groups(drawn, left)
    assert found.value == pytest.approx(1794.3424, abs=1e-3)
    assert found.error == pytest.approx(670.9965, abs=1e-3)
    assert equal_spread_error(drawn, left) == pytest.approx(632.8534, abs=1e-3)


def test_the_same_people_beside_a_survey_that_nobody_drew() -> None:
    """The sign turns round, −8,498 (712): what a comparison that was not drawn can say."""
    drawn, survey = earnings("drawn"), earnings("survey")
    assert len(survey) == 15_992
    found = compare_groups(drawn, survey)
    assert found.value == pytest.approx(-8497.5161, abs=1e-3)
    assert equal_spread_error(drawn, survey) == pytest.approx(712.0207, abs=1e-3)
    # The true difference lies outside the interval: chance is not what went wrong.
    assert found.high < 0


@pytest.mark.parametrize(
    ("state", "when", "mean", "error"),
    [
        ("PA", "before", 23.33, 1.35),
        ("NJ", "before", 20.44, 0.51),
        ("PA", "after", 21.17, 0.94),
        ("NJ", "after", 21.03, 0.52),
    ],
)
def test_restaurants_before_and_after_a_minimum_wage(state, when, mean, error) -> None:
    """Card & Krueger (1994), table 3: jobs of a restaurant."""
    jobs = restaurants(state, when)
    assert round(jobs.mean(), 2) == mean
    assert round(jobs.std(ddof=1) / np.sqrt(len(jobs)), 2) == error


def test_the_difference_of_changes_of_restaurants() -> None:
    """Table 3 prints 2.75 (1.34), and 2.51 (1.35) with those closed for a time; table 4, 2.33."""
    found = compare_changes(restaurants("NJ", "change"), restaurants("PA", "change"))
    assert (found.value, found.error) == pytest.approx((2.75, 1.3423410), abs=1e-6)
    closed = compare_changes(
        restaurants("NJ", "change_or_closed"), restaurants("PA", "change_or_closed")
    )
    assert (round(closed.value, 2), round(closed.error, 2)) == (2.51, 1.35)
    one, other = (restaurants(state, "change_with_wage") for state in ("NJ", "PA"))
    assert len(one) + len(other) == 357
    assert compare_changes(one, other).value == pytest.approx(2.3258312, abs=1e-6)
    assert round(equal_spread_error(one, other), 2) == 1.19


def test_hearts_before_and_after_a_smoking_ban() -> None:
    """Lopez Bernal et al. (2017), 59 months: 0.89 (0.84 to 0.95), 0.885 (0.839 to 0.933) by season.

    The first interval of the authors supposes that counts spread as chance alone would have it
    (0.864 to 0.925); they spread 3.6 times as much.
    """
    months = lines_of("coronary.csv")
    events = [float(month["events"]) for month in months]
    people = [float(month["people"]) for month in months]
    before = sum(month["law"] == "0" for month in months)
    assert (len(months), before) == (59, 36)
    found = measure_rate_break(events, people, before=before)
    assert found.dispersion == pytest.approx(3.56, abs=0.005)
    ratio = found.ratio
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx(
        (0.894377, 0.839189, 0.953193), abs=2e-6
    )
    narrow = ratio.error / np.sqrt(found.dispersion)
    ends = ratio.value * np.exp(np.array([-1, 1]) * 1.9599640 * narrow)
    assert ends == pytest.approx((0.864686, 0.925086), abs=2e-6)
    by_season = measure_rate_break(events, people, before=before, season=12)
    assert by_season.dispersion == pytest.approx(2.2622, abs=1e-4)
    ratio = by_season.ratio
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx(
        (0.885072, 0.839401, 0.933227), abs=2e-6
    )


@pytest.fixture(scope="module")
def grants() -> tuple[Real, Real, list[dict[str, str]]]:
    """Logarithms of the odds of women beside men, and their errors (Bornmann et al. 2007)."""
    lines = lines_of("grants.csv")
    names = ("women_awarded", "women", "men_awarded", "men")
    won, women, won_by_men, men = (
        np.array([float(line[name]) for line in lines]) for name in names
    )
    lost, lost_by_men = women - won, men - won_by_men
    values = np.log(won * lost_by_men / (lost * won_by_men))
    return values, np.sqrt(1 / won + 1 / lost + 1 / won_by_men + 1 / lost_by_men), lines


def test_women_and_men_before_grant_juries(grants) -> None:
    """66 findings as `metafor` 3.8.1 pools them when it takes each as a study of its own."""
    values, errors, _ = grants
    found = synthesise(values, errors)
    assert (found.pilots, found.spread) == (66, pytest.approx(221.284974, abs=1e-6))
    assert found.value == pytest.approx(-0.067332, abs=5e-7)
    assert found.between == pytest.approx(0.021793, abs=5e-7)
    plain = np.sqrt(1 / (1 / (errors**2 + found.between)).sum())
    assert plain == pytest.approx(0.028669, abs=5e-7)
    # Ours allows for a spread that the model does not hold.
    assert found.error > plain


def test_findings_of_one_study_do_not_count_as_many(grants) -> None:
    """21 studies: `metafor` prints −.100989 (.041737), `clubSandwich` .0416 with 13.5 degrees."""
    values, errors, lines = grants
    found = synthesise_groups(values, errors, [line["study"] for line in lines])
    assert (found.findings, found.groups) == (66, 21)
    assert found["constant"].value == pytest.approx(-0.100989, abs=1e-6)
    assert found.plain_errors == pytest.approx((0.041737,), abs=1e-6)
    assert (found.between_groups, found.within_groups) == pytest.approx(
        (0.016085, 0.003752), abs=1e-6
    )
    assert round(found.robust_errors[0], 4) == 0.0416
    assert round(found["constant"].freedom, 1) == 13.5
    alone = synthesise(values, errors)
    assert found["constant"].high - found["constant"].low > alone.high - alone.low


def test_fellowships_and_grants_differ(grants) -> None:
    """Fellowships −.201019 (.042938), grants .188979 (.056390) more; CR2 5.07 and 9.30 degrees."""
    values, errors, lines = grants
    kind = [float(line["kind"] == "grant") for line in lines]
    studies = [line["study"] for line in lines]
    found = synthesise_groups(values, errors, studies, traits={"grant": kind})
    assert found["constant"].value == pytest.approx(-0.201019, abs=1e-6)
    assert found["grant"].value == pytest.approx(0.188979, abs=1e-6)
    assert found.plain_errors == pytest.approx((0.042938, 0.056390), abs=1e-6)
    assert [round(one, 4) for one in found.robust_errors] == [0.0375, 0.0557]
    assert [round(one.freedom, 2) for one in found.estimates] == [5.07, 9.30]
    with pytest.raises(KeyError):
        found["country"]


def test_a_vaccine_by_latitude(risks) -> None:
    """`metafor`: −.029102 (.007196) by degree, 75.62 % explained; Knapp–Hartung .008202."""
    values, errors, latitudes = risks
    found = relate(values, errors, {"latitude": latitudes})
    assert found["latitude"].value == pytest.approx(-0.029102, abs=1e-6)
    assert found.plain_errors == pytest.approx((0.249104, 0.007196), abs=1e-5)
    # The package stops its own search at a hundred-thousandth: hence not the sixth decimal.
    assert found["latitude"].error == pytest.approx(0.008202, abs=1e-6)
    assert (found["latitude"].low, found["latitude"].high) == pytest.approx(
        (-0.047153, -0.011050), abs=1e-6
    )
    assert found["constant"].value == pytest.approx(0.251464, abs=1e-5)
    assert found.between == pytest.approx(0.0763547, abs=1e-5)
    assert found.explained == pytest.approx(0.7562448, abs=5e-5)
    assert found.spread == pytest.approx(30.733090, abs=1e-6)


def test_small_trials_of_a_vaccine_found_no_more_than_large_ones(risks) -> None:
    """Egger: z −.8033, and −.510432 for a trial without error; Paule & Mandel .318094."""
    values, errors, _ = risks
    found = look_for_missing(values, errors)
    assert found["error"].value / found.plain_errors[1] == pytest.approx(-0.803329, abs=1e-5)
    assert found["constant"].value == pytest.approx(-0.510432, abs=1e-5)
    # The package stops at a weighted sum of 11.9993; ours goes on to the 12 that is sought.
    between = matching_variance(values, errors**2)
    assert between == pytest.approx(0.318094, abs=5e-5)
    assert cochran(values, errors**2, between) == pytest.approx(12, abs=1e-9)


@pytest.fixture(scope="module")
def risks() -> tuple[Real, Real, Real]:
    """Thirteen trials (Colditz et al. 1994): logarithms of relative risks, errors, latitudes."""
    lines = lines_of("vaccine.csv")
    ill, well, ill_without, well_without, latitude = (
        np.array([float(line[name]) for line in lines])
        for name in ("ill", "well", "ill_without", "well_without", "latitude")
    )
    given, without = ill + well, ill_without + well_without
    values = np.log(ill / given / (ill_without / without))
    return values, np.sqrt(1 / ill - 1 / given + 1 / ill_without - 1 / without), latitude


def test_what_tells_nothing_is_refused(grants) -> None:
    """Too few groups or pilots, a trait that never changes, a finding of no group."""
    values, errors, lines = grants
    with pytest.raises(EvaluationError, match="2 groups do not tell"):
        synthesise_groups(values[:6], errors[:6], ["a", "a", "b", "b", "a", "b"])
    with pytest.raises(EvaluationError, match="named for 6 findings"):
        synthesise_groups(values[:6], errors[:6], ["a", "", "b", "c", "a", "b"])
    with pytest.raises(EvaluationError, match="repeats the others"):
        relate(values, errors, {"kind": np.ones(66)})
    with pytest.raises(EvaluationError, match="4 are needed"):
        relate(values[:3], errors[:3], {"kind": [0, 1, 0]})
    with pytest.raises(EvaluationError, match="3 numbers for 66"):
        relate(values, errors, {"kind": [0, 1, 0]})
    with pytest.raises(EvaluationError, match="above nil"):
        synthesise_groups(values, errors * 0, [line["study"] for line in lines])


def test_intervals_of_groups_hold_the_truth() -> None:
    """Three findings in each of eight organisations: 95 % intervals hold, those of singles not."""
    rng = np.random.default_rng(8)
    groups = [str(number // 3) for number in range(24)]
    held = singly = 0
    times = 150
    for _ in range(times):
        errors = np.sqrt(2 / rng.integers(10, 60, 24))
        values = 0.3 + np.repeat(rng.normal(0, 0.4, 8), 3) + rng.normal(0, errors)
        found = synthesise_groups(values, errors, groups)["constant"]
        held += found.low <= 0.3 <= found.high
        alone = synthesise(values, errors)
        singly += alone.low <= 0.3 <= alone.high
    assert held / times >= 0.92
    assert singly / times < 0.90
