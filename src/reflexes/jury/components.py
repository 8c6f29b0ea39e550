"""How much of the scores is the applications, how much the reviewers, and how much neither.

The crossed random-effects model ``y = mean + application + reviewer + rest``, by restricted maximum
likelihood (Patterson & Thompson 1971) in the profiled form of Bates et al., « Fitting linear
mixed-effects models using lme4 », JSS 2015. The larger side is absorbed, so that one evaluation
costs a Cholesky factor of the smaller side.
"""

from functools import cached_property

import numpy as np
from scipy import linalg, optimize

from reflexes.jury.scores import Real, Scores
from reflexes.records import record

_START = (1.0, 0.5)
_TOLERANCE = 1e-10
_NEGLIGIBLE = 1e-6
"""A relative deviation below which an effect is nil: the likelihood is flat there."""


@record
class Components:
    """The variances of a fitted model, in squared points, and its restricted deviance.

    `criterion` is minus twice the restricted log-likelihood (the « REML criterion » of lme4).
    """

    mean: float
    application: float
    reviewer: float
    rest: float
    criterion: float

    def reliability(self, reviews: float = 1) -> float:
        """ICC(A,k): how much of the mean of `reviews` scores is the application (0 to 1).

        Absolute agreement, of McGraw & Wong 1996; 0 when nothing varies.
        """
        noise = (self.reviewer + self.rest) / reviews
        whole = self.application + noise
        return self.application / whole if whole > 0 else 0.0


def fit_components(
    scores: Scores, *, start: tuple[float, float] = _START, tolerance: float = _TOLERANCE
) -> Components:
    """Fit the model; `start` are first guesses of the deviations relative to the rest's."""
    likelihood = _Likelihood(scores)
    found = optimize.minimize(
        likelihood.criterion,
        start,
        method="L-BFGS-B",
        bounds=[(0.0, None), (0.0, None)],
        options={"ftol": tolerance, "gtol": 1e-6 if tolerance < 1e-8 else 1e-3, "maxiter": 200},  # noqa: PLR2004 - fine or coarse
    )
    theta = np.where(found.x < _NEGLIGIBLE, 0.0, found.x)
    return likelihood.components(theta)


class _Likelihood:
    """The restricted likelihood of some scores, as a function of the relative deviations."""

    def __init__(self, scores: Scores) -> None:
        """Lay out what does not change from one evaluation to the next."""
        # The side with fewer members is kept, the other absorbed.
        self.turned = scores.reviewers > scores.applications
        incidence = scores.incidence.T.tocsr() if self.turned else scores.incidence
        self.incidence = incidence
        self.count = len(scores.value)
        sums = np.bincount(scores.reviewer, weights=scores.value, minlength=scores.reviewers)
        self.outer = scores.read if self.turned else scores.given
        self.inner = scores.given if self.turned else scores.read
        self.outer_sums = sums if self.turned else scores.sums
        self.inner_sums = scores.sums if self.turned else sums
        self.centre = float(scores.value.mean())
        # Centred, so that large scores lose no figures; the mean is added back at the end.
        self.outer_sums = self.outer_sums - self.centre * self.outer
        self.inner_sums = self.inner_sums - self.centre * self.inner
        centred = scores.value - self.centre
        self.squares = float(centred @ centred)
        self.total = float(centred.sum())

    @cached_property
    def crossings(self) -> tuple[tuple[int, Real], ...]:
        """For each number of reviews of the absorbed side: the crossings of the kept side."""
        made = []
        for number in np.unique(self.outer):
            rows = self.incidence[np.flatnonzero(self.outer == number)]
            made.append((int(number), (rows.T @ rows).toarray()))
        return tuple(made)

    def criterion(self, theta: Real) -> float:
        """Minus twice the restricted log-likelihood at relative deviations."""
        determinant, fixed, _, rest = self._solved(theta)
        free = self.count - 1
        if rest <= 0:
            return float("inf")
        return float(determinant + np.log(fixed) + free * (1 + np.log(2 * np.pi * rest / free)))

    def components(self, theta: Real) -> Components:
        """The variances at relative deviations."""
        _, fixed, cross, rest = self._solved(theta)
        variance = max(rest, 0.0) / (self.count - 1)
        return Components(
            mean=self.centre + cross / fixed,
            application=float(theta[0] ** 2) * variance,
            reviewer=float(theta[1] ** 2) * variance,
            rest=variance,
            criterion=self.criterion(theta),
        )

    def _solved(self, theta: Real) -> tuple[float, float, float, float]:
        """Log-determinant, information on the mean, its cross product, residual squares."""
        out, inn = (theta[1], theta[0]) if self.turned else (theta[0], theta[1])
        diagonal = out**2 * self.outer + 1.0
        kept = np.diag(inn**2 * self.inner + 1.0)
        for number, crossing in self.crossings:
            kept -= (out * inn) ** 2 / (out**2 * number + 1.0) * crossing
        factor = linalg.cholesky(kept, lower=True, check_finite=False)
        sides = np.column_stack([self.outer, self.outer_sums]) * out
        inner = np.column_stack([self.inner, self.inner_sums]) * inn
        inner = inner - out * inn * (self.incidence.T @ (sides / diagonal[:, None]))
        # Not `solve_triangular`: on so few figures, its threads wait for each other a hundred times
        # longer than they compute.
        inner = linalg.blas.dtrsm(1.0, factor, inner, lower=1)
        gram = (sides / diagonal[:, None]).T @ sides + inner.T @ inner
        fixed = self.count - gram[0, 0]
        cross = self.total - gram[0, 1]
        rest = self.squares - gram[1, 1] - cross**2 / fixed
        determinant = np.log(diagonal).sum() + 2 * np.log(np.diag(factor)).sum()
        return float(determinant), float(fixed), float(cross), float(rest)
