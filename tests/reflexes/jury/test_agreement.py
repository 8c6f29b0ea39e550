"""Agreement of a jury, and what a second jury would do: published tables to their digits."""

import numpy as np
import pytest

from reflexes.jury import JuryError, expect_second_jury, measure_agreement
from reflexes.jury.agreement import Scale, intraclass, krippendorff_alpha
from reflexes.jury.scores import read_scores
from reflexes.jury.second_jury import both_among_the_first, reliability_of_more
from tests.reflexes.jury.made import jury

pytestmark = pytest.mark.unit
NAN = float("nan")
# Four observers, twelve units (Krippendorff, « Computing Krippendorff's Alpha-Reliability », 2011).
OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


@pytest.mark.parametrize(
    ("scale", "published"),
    [(Scale.NOMINAL, 0.743), (Scale.ORDINAL, 0.815), (Scale.INTERVAL, 0.849)],
)
def test_alpha_is_that_of_its_author(scale, published) -> None:
    """To the three digits printed."""
    assert round(krippendorff_alpha(read_scores(OBSERVERS), scale), 3) == published


def test_intraclass_correlations_are_those_of_shrout_and_fleiss() -> None:
    """Six coefficients, two digits printed in 1979, and six by a public package since."""
    found = intraclass(SHROUT_FLEISS)
    published = {
        "one_way_single": (0.17, 0.165742),
        "agreement_single": (0.29, 0.289764),
        "consistency_single": (0.71, 0.714841),
        "one_way_mean": (0.44, 0.442797),
        "agreement_mean": (0.62, 0.620051),
        "consistency_mean": (0.91, 0.909316),
    }
    for name, (printed, figures) in published.items():
        assert round(getattr(found, name), 2) == printed
        assert getattr(found, name) == pytest.approx(figures, abs=5e-7)
    with pytest.raises(JuryError, match="without holes"):
        intraclass([[1, NAN], [2, 3]])


def test_intervals_hold_the_truth() -> None:
    """The intraclass correlation of juries made up, whose truth is known."""
    truth = 1.27823 / (1.27823 + 0.24001 + 1.26837)
    held = 0
    for seed in range(20):
        made = jury(seed, applications=80, reviewers=16)
        found = measure_agreement(
            made.scores, applications=80, reviewers=16, resamples=60, seed=seed
        )
        held += found.single.low <= truth <= found.single.high
        assert found.discriminates
        assert found.mean.value > found.single.value
    assert held >= 16


def test_a_criterion_nobody_discriminates_on_is_said_so() -> None:
    """Marks that have nothing to do with the applications; and marks all the same."""
    noise = np.random.default_rng(3).integers(1, 5, (40, 4)).astype(float)
    found = measure_agreement(noise, resamples=60)
    assert not found.discriminates
    assert found.alpha.low < 0 < found.alpha.high
    same = measure_agreement(np.full((6, 3), 4.0), resamples=10)
    assert np.isnan(same.alpha.value)
    assert not same.discriminates


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.05, 0.2438), (0.10, 0.3240), (0.15, 0.3846), (0.20, 0.4358), (0.25, 0.4811)],
)
def test_what_two_juries_choose_alike_when_half_is_taste(share, expected) -> None:
    """The closed form of Lawrence's simulation, one reviewer, half of the score their own."""
    assert round(both_among_the_first(0.5, share), 4) == expected


def test_what_two_juries_of_three_choose_alike() -> None:
    """The acceptance rate of NeurIPS 2014: what its experiment met was about half."""
    assert round(both_among_the_first(0.75, 0.23), 4) == 0.6241


@pytest.mark.parametrize(
    ("reliability", "truly"),
    [(0.2, 0.406), (0.34, 0.485), (0.5, 0.570), (0.72, 0.692), (0.9, 0.821)],
)
def test_how_much_of_what_is_chosen_is_truly_the_best(reliability, truly) -> None:
    """The best fifth, at five reliabilities."""
    assert round(expect_second_jury(reliability, 0.2).truly, 3) == truly


def test_more_reviewers_and_the_ends_of_the_scale() -> None:
    """Spearman–Brown for 3, 5 and 12; nothing and everything."""
    assert [round(reliability_of_more(0.34, k), 2) for k in (3, 5, 12)] == [0.61, 0.72, 0.86]
    assert expect_second_jury(0.0, 0.2).same == 0.2
    assert expect_second_jury(1.0, 0.2).same == 1.0
    with pytest.raises(JuryError, match="from 0 to 1"):
        expect_second_jury(1.2, 0.2)
