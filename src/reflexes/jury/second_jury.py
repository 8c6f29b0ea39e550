"""How often a second jury would choose the same: the part of chance, in one number.

With scores of reliability r, the scores of two juries are correlated by r, and those of one jury
with the truth by its square root: the share chosen by both, and rightly, follows from the bivariate
normal. It is the « consistency experiment » of NeurIPS 2014 (Lawrence & Cortes) without a second
jury; see also Bartoš & Martinková 2024.
"""

import numpy as np
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from reflexes.jury.errors import JuryError
from reflexes.records import record


@record
class SecondJury:
    """What a second jury of the same make would do, in shares (0 to 1).

    `same` of what this jury chooses would be chosen by the other; `truly` of it is truly among the
    best; `by_chance` would be chosen by both if both drew lots.
    """

    reliability: float
    share: float
    same: float
    truly: float
    by_chance: float


def expect_second_jury(reliability: float, share: float) -> SecondJury:
    """What to expect when the best `share` (0 to 1) is chosen on scores of some reliability.

    `reliability` is that of the score chosen on, ICC(A,k) for a mean of k reviews.

    Raises:
    ------
    JuryError
        A number is outside 0 and 1.
    """
    if not 0 <= reliability <= 1 or not 0 < share <= 1:
        raise JuryError(
            "Reliability (%(reliability)s) goes from 0 to 1, and the share chosen (%(share)s) from "
            "more than 0 to 1.",
            reliability=reliability,
            share=share,
        )
    return SecondJury(
        reliability=reliability,
        share=share,
        same=both_among_the_first(reliability, share),
        truly=both_among_the_first(float(np.sqrt(reliability)), share),
        by_chance=share,
    )


def both_among_the_first(correlation: float, share: float) -> float:
    """The chance that what is among the first `share` by one score is so by another, correlated."""
    if share >= 1 or correlation >= 1:
        return 1.0
    if correlation == 0:
        return share
    limit = float(ndtri(share))
    joint = multivariate_normal(mean=[0.0, 0.0], cov=[[1.0, correlation], [correlation, 1.0]])
    return float(joint.cdf([limit, limit])) / share


def reliability_of_more(single: float, reviews: float) -> float:
    """The reliability of a mean of `reviews` marks, from that of one (Spearman–Brown 1910)."""
    return reviews * single / (1 + (reviews - 1) * single)
