"""What the scores of a jury mean: a calibrated score and an error for each application."""

from enum import StrEnum

import attrs
import numpy as np

from reflexes.jury.components import Components
from reflexes.jury.scores import Real
from reflexes.records import record

SURE = 0.9
"""The chance above which an application is surely among the first."""
SURELY_NOT = 0.1
"""The chance below which it surely is not; between the two lies the grey zone."""


class Model(StrEnum):
    """How severity was told apart from quality."""

    RANDOM = "random"
    """Crossed random effects: the usual case."""
    FIXED = "fixed"
    """Fixed effects: assignment followed quality, or panels share nobody."""
    NONE = "none"
    """Plain means: severity cannot be told apart, or there is nothing to tell."""


class Caution(StrEnum):
    """What the reader of a calibration must know."""

    ONE_REVIEWER = "one-reviewer"
    """One person read everything: severity cannot be told from quality."""
    ONE_APPLICATION = "one-application"
    """One application was read: there is nothing to compare it with."""
    ALL_EQUAL = "all-equal"
    """Every score is the same: nothing ranks the applications."""
    SAME_MARK = "same-mark"
    """A reviewer gave the same mark to everything read."""
    UNSCORED = "unscored"
    """Applications nobody scored."""
    PANELS = "panels"
    """Groups of reviewers and applications with nobody in common: nothing compares them."""
    GUARD = "guard"
    """The better applications were given to some reviewers: random severity would be wrong."""
    NO_ERROR = "no-error"
    """There are no more scores than effects: no error can be told."""
    SINGLE_REVIEWS = "single-reviews"
    """No application was read twice: severity, quality and chance cannot be told apart."""


@record
class Notice:
    """A caution, and whom it concerns: indices of applications or reviewers, or panel numbers."""

    caution: Caution
    concerned: tuple[int, ...] = ()


@attrs.frozen(kw_only=True, eq=False)
class Posterior:
    """The joint uncertainty of the scores, in factors from which draws are made.

    ``score = centre + shares @ (root @ z1) + own * z2`` with independent standard normals.
    """

    centre: Real
    shares: Real
    root: Real
    own: Real

    def draw(self, count: int, seed: int) -> Real:
        """Draws of all scores, `count` × applications (NaN where nobody scored)."""
        rng = np.random.default_rng(seed)
        common = rng.standard_normal((count, self.root.shape[1])) @ self.root.T
        alone = rng.standard_normal((count, len(self.own))) * self.own
        drawn: Real = self.centre + common @ self.shares.T + alone
        return drawn


@record
class Calibration:
    """Calibrated scores.

    Shapes: `scores`, `errors` (standard errors, in points) and `means` (plain) have one place for
    each application, NaN where nobody scored or no error can be told; `severities` and
    `severity_errors` one for each reviewer: how many points below the others the same work is
    marked (negative: above). `panels` number the panel of each application, -1 where nobody scored.
    `guard` is the p-value of the guard, None where it could not be tried. `components` are the
    variances of the random-effects model, kept beside whatever model was used.
    """

    model: Model
    scores: tuple[float, ...]
    errors: tuple[float, ...]
    means: tuple[float, ...]
    severities: tuple[float, ...]
    severity_errors: tuple[float, ...]
    panels: tuple[int, ...]
    components: Components
    guard: float | None
    notices: tuple[Notice, ...]
    posterior: Posterior = attrs.field(eq=False, repr=False)

    def interval(self, application: int, *, level: float = 0.95) -> tuple[float, float]:
        """The interval of one score, at a level between 0 and 1 (normal approximation)."""
        # Late: scipy's distributions cost more than all the rest of this module.
        from scipy.special import ndtri  # noqa: PLC0415 - see above

        reach = float(ndtri(0.5 + level / 2)) * self.errors[application]
        return self.scores[application] - reach, self.scores[application] + reach

    def chances(self, places: int, *, draws: int = 4000, seed: int = 0) -> tuple[float, ...]:
        """For each application, the chance (0 to 1) to be among the first `places`.

        Over draws of the scores' joint uncertainty; 0 for those that nobody scored.
        """
        drawn = self.posterior.draw(draws, seed)
        scored = ~np.isnan(self.posterior.centre)
        drawn = np.where(scored, drawn, -np.inf)
        kept = min(places, int(scored.sum()))
        counts = np.zeros(len(scored))
        if kept:
            first = np.argpartition(-drawn, kept - 1, axis=1)[:, :kept]
            counts = np.bincount(first.ravel(), minlength=len(scored)) / draws
        return tuple(float(one) for one in counts)

    def grey_zone(self, places: int, *, draws: int = 4000, seed: int = 0) -> tuple[int, ...]:
        """The applications that the scores neither surely take nor surely leave, best first."""
        chances = self.chances(places, draws=draws, seed=seed)
        grey = [n for n, chance in enumerate(chances) if SURELY_NOT < chance < SURE]
        return tuple(sorted(grey, key=lambda n: (-chances[n], n)))

    def ranking(self) -> tuple[int, ...]:
        """The scored applications, best first; equals in the order of their indices."""
        scored = [n for n, score in enumerate(self.scores) if not np.isnan(score)]
        return tuple(sorted(scored, key=lambda n: (-self.scores[n], n)))
