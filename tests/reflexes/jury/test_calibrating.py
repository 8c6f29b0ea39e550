"""Calibrated scores: published fits to their digits, simulated juries, and what must be said."""

import numpy as np
import pytest
from scipy.stats import kendalltau

from reflexes.jury import JuryError, calibrate
from reflexes.jury.calibration import Calibration, Caution, Model
from reflexes.jury.components import fit_components
from reflexes.jury.effects import random_effects
from reflexes.jury.scores import read_scores
from tests.reflexes.jury.made import Made, jury

pytestmark = pytest.mark.unit
NAN = float("nan")
TIMES = 60

# Diameters (mm) of growth inhibition, 24 plates × 6 samples (Davies & Goldsmith 1972), the example
# of crossed effects in the article on lme4 (Bates et al. 2015).
PENICILLIN = """
27 23 26 23 23 21  27 23 26 23 23 21  25 21 25 24 24 20  26 23 25 23 23 20
25 22 26 22 23 20  24 22 25 23 22 19  24 20 23 21 22 19  26 22 26 24 24 21
24 21 24 22 22 20  24 21 24 23 22 19  26 23 26 24 24 21  25 22 26 24 24 20
26 24 26 24 25 22  26 23 26 23 23 20  26 23 25 24 24 22  25 22 25 23 23 20
25 21 24 23 23 20  25 22 24 23 23 19  24 21 23 21 21 19  26 23 26 24 24 21
25 21 24 22 22 18  25 22 25 22 22 20  24 21 24 22 24 19  24 21 24 22 21 18
"""


def test_the_fit_is_that_of_lme4_on_its_own_example() -> None:
    """Variances, criterion, mean and predictions, to the digits lme4 prints."""
    read = read_scores(np.array(PENICILLIN.split(), dtype=float).reshape(24, 6))
    found = fit_components(read)
    assert found.criterion == pytest.approx(330.860589, abs=1e-5)
    assert found.application == pytest.approx(0.7169, abs=1e-4)
    assert found.reviewer == pytest.approx(3.731, abs=1e-3)
    assert found.rest == pytest.approx(0.302415, abs=1e-5)
    assert found.mean == pytest.approx(22.972222, abs=1e-6)
    published = [2.187058, -1.010476, 1.937900, -0.096895, -0.013842, -3.003745]
    assert -random_effects(read, found).severities == pytest.approx(published, abs=1e-5)


def test_the_side_that_is_absorbed_changes_nothing() -> None:
    """Applications and reviewers changed about: the same criterion, the variances changed about."""
    table = np.array(PENICILLIN.split(), dtype=float).reshape(24, 6)
    one, other = fit_components(read_scores(table)), fit_components(read_scores(table.T))
    assert one.criterion == pytest.approx(other.criterion, abs=1e-7)
    assert one.application == pytest.approx(other.reviewer, rel=1e-3)


@pytest.fixture(scope="module")
def usual() -> list[tuple[Made, Calibration]]:
    """Juries with the variances of NeurIPS 2014, and their calibrations."""
    made = [jury(seed) for seed in range(TIMES)]
    return [(one, _calibrated(one)) for one in made]


def _calibrated(made: Made) -> Calibration:
    return calibrate(made.scores, applications=made.applications, reviewers=made.reviewers)


def _gain(made: Made, found: Calibration) -> float:
    """How much nearer to the truth the order is than by plain means (Kendall's tau)."""
    return kendalltau(found.scores, made.quality)[0] - kendalltau(found.means, made.quality)[0]


def test_calibration_finds_what_severity_hides(usual) -> None:
    """Nearer the truth than plain means: a little at real severity, much where it is great."""
    assert np.mean([_gain(*one) for one in usual]) >= 0.010
    great = [jury(seed, severity=1.0) for seed in range(20)]
    assert np.mean([_gain(one, _calibrated(one)) for one in great]) >= 0.055
    none = [jury(seed, severity=0.0) for seed in range(40)]
    random = [calibrate(one.scores, applications=200, reviewers=40, model="random") for one in none]
    assert np.mean([_gain(*one) for one in zip(none, random, strict=True)]) >= -0.001


def test_intervals_hold_the_truth_as_often_as_they_say(usual) -> None:
    """95 % intervals cover 93.5 to 96.5 %."""
    held = [
        low - 5 <= truth <= high - 5
        for made, found in usual
        for truth, (low, high) in zip(
            made.quality, (found.interval(n) for n in range(200)), strict=True
        )
    ]
    assert 0.935 <= np.mean(held) <= 0.965


def test_chances_are_honest(usual) -> None:
    """Brier score of the chance to be among the best 40, and how often « sure » is right."""
    squares, sure = [], []
    for made, found in usual[:30]:
        best = np.zeros(200)
        best[np.argsort(-made.quality)[:40]] = 1
        chances = np.array(found.chances(40, draws=1000))
        squares.append(float(((chances - best) ** 2).mean()))
        sure.extend(best[chances > 0.9])
        grey = found.grey_zone(40, draws=1000)
        assert set(grey) == set(np.flatnonzero((chances > 0.1) & (chances < 0.9)))
    assert np.mean(squares) <= 0.085
    assert np.mean(sure) >= 0.94


def test_the_guard_fires_when_assignment_follows_quality(usual) -> None:
    """Rarely when it does not, nearly always when it does; fixed effects then find the best."""
    quiet = [found.guard <= 0.05 for _, found in usual]
    quiet += [_calibrated(jury(seed, reviews=2)).guard <= 0.05 for seed in range(TIMES, TIMES + 40)]
    assert (
        np.mean(quiet) <= 0.11
    )  # 0.05 expected: 5 of 100, and at most 11 nineteen times in twenty
    fired, found_best = [], []
    for seed in range(20):
        made = jury(seed, severity=1.0, following=1.0)
        found = _calibrated(made)
        fired.append(found.model is Model.FIXED)
        best = set(np.argsort(-made.quality)[:40])
        found_best.append(len(best & set(found.ranking()[:40])) / 40)
        assert (Caution.GUARD in {one.caution for one in found.notices}) == fired[-1]
    assert np.mean(fired) >= 0.9
    assert np.mean(found_best) >= 0.67


@pytest.mark.parametrize(
    ("table", "caution", "model"),
    [
        ([[3], [4], [5]], Caution.ONE_REVIEWER, Model.NONE),
        ([[3, 4, 5]], Caution.ONE_APPLICATION, Model.NONE),
        ([[3, 3], [3, 3], [3, NAN]], Caution.ALL_EQUAL, Model.NONE),
        ([[3, NAN], [4, NAN], [NAN, 2], [NAN, 5]], Caution.SINGLE_REVIEWS, Model.NONE),
        ([[3, 4, NAN, NAN], [5, 4, NAN, NAN], [NAN, NAN, 1, 2], [NAN, NAN, 4, 4]],
         Caution.PANELS, Model.FIXED),
        ([[3, 2], [3, 5], [3, 4], [3, 1]], Caution.SAME_MARK, Model.RANDOM),
        ([[3, 2], [NAN, NAN], [4, 4]], Caution.UNSCORED, Model.RANDOM),
    ],
)  # fmt: skip
def test_what_must_be_said_is_said(table, caution, model) -> None:
    """A jury of one, scores all equal, one mark for everything, holes, panels: told, not hidden."""
    found = calibrate(np.array(table, dtype=float))
    assert caution in {one.caution for one in found.notices}
    assert found.model is model
    scored = ~np.isnan(np.array(table, dtype=float)).all(axis=1)
    assert (~np.isnan(found.scores) == scored).all()


def test_who_gave_one_mark_to_everything_and_what_nobody_scored_are_named() -> None:
    """By their indices."""
    found = calibrate(np.array([[3, 2, NAN], [3, 5, NAN], [NAN] * 3, [3, 4, 4]]))
    said = {one.caution: one.concerned for one in found.notices}
    assert said == {Caution.SAME_MARK: (0,), Caution.UNSCORED: (2,)}
    assert found.ranking() == (1, 3, 0)
    assert found.chances(2)[2] == 0


def test_with_as_many_effects_as_scores_no_error_is_told() -> None:
    """Two panels of two scores: means, and no error."""
    found = calibrate(np.array([[3, 4, NAN, NAN], [NAN, NAN, 1, 2]]))
    assert {Caution.PANELS, Caution.NO_ERROR} <= {one.caution for one in found.notices}
    assert np.isnan(found.errors).all()


def test_scores_that_agree_fully_are_kept_as_they_are() -> None:
    """No noise at all is no failure."""
    found = calibrate(np.repeat([[1.0], [2.0], [3.0], [4.0]], 3, axis=1))
    assert found.scores == pytest.approx([1, 2, 3, 4], abs=1e-4)
    added = calibrate(np.add.outer([1.0, 2, 5, 3, 8], [0.0, 1, 2]))
    assert added.severities == pytest.approx([1, 0, -1], abs=1e-4)


@pytest.mark.parametrize(
    ("scores", "shape", "words"),
    [
        ([], (2, 2), "no score at all"),
        ([(0, 0, 1.0), (0, 0, 2.0)], (2, 2), "twice"),
        ([(0, 5, 1.0)], (2, 2), "reviewer 5"),
        ([(0, 0, float("inf"))], (2, 2), "infinite"),
        (np.full((2, 2), NAN), (None, None), "no score at all"),
        (np.ones(3), (None, None), "1 dimensions"),
    ],
)
def test_scores_that_cannot_be_read_are_refused(scores, shape, words) -> None:
    """With what was met."""
    with pytest.raises(JuryError, match=words):
        calibrate(scores, applications=shape[0], reviewers=shape[1])
