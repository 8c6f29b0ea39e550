"""From raw scores to calibrated ones: the model, the guard, and what must be said beside."""

from typing import Any, Literal

import numpy as np

from reflexes.jury.calibration import Calibration, Caution, Model, Notice, Posterior
from reflexes.jury.components import Components, fit_components
from reflexes.jury.effects import Effects, fixed_effects, plain_means, random_effects
from reflexes.jury.guarding import guard_p_value
from reflexes.jury.scores import Scores, read_scores

GUARD_LEVEL = 0.05
"""Below this p-value the guard fires."""
_UNTELLABLE = {
    Caution.ONE_REVIEWER,
    Caution.ONE_APPLICATION,
    Caution.ALL_EQUAL,
    Caution.SINGLE_REVIEWS,
}
"""What leaves nothing to calibrate."""


def calibrate(
    scores: Any,
    *,
    applications: int | None = None,
    reviewers: int | None = None,
    model: Literal["auto", "random", "fixed"] = "auto",
    seed: int = 0,
) -> Calibration:
    """Tell the applications apart from the severity of those who read them.

    Parameters
    ----------
    scores
        An array applications × reviewers in points, NaN where nobody read; or triples
        (application, reviewer, score) with `applications` and `reviewers`.
    model
        ``"auto"`` takes random effects, and fixed ones when the guard fires (assignment followed
        quality) or when panels share nobody; the two others decide beforehand.
    seed
        Of the permutations of the guard.

    Returns:
    -------
    Calibration
        Whatever was given, as long as there is a score: where nothing can be calibrated, plain
        means, and a notice that says why. Random effects are best linear unbiased predictions
        (Henderson 1975) with their prediction errors.

    Raises:
    ------
    JuryError
        The scores cannot be read.
    """
    read = read_scores(scores, applications=applications, reviewers=reviewers)
    panels, _ = read.panels()
    notices = _notices(read, panels)
    cautions = {notice.caution for notice in notices}
    if cautions & _UNTELLABLE:
        return _calibration(read, Model.NONE, plain_means(read), (_unfitted(read), None), notices)
    components = fit_components(read)
    guard = guard_p_value(read, seed=seed)
    fires = guard is not None and guard <= GUARD_LEVEL
    if fires:
        notices = (*notices, Notice(caution=Caution.GUARD))
    split = Caution.PANELS in cautions
    chosen = Model(model) if model != "auto" else Model.FIXED if fires or split else Model.RANDOM
    if chosen is Model.FIXED:
        effects = fixed_effects(read)
        if np.isnan(effects.errors).all():
            notices = (*notices, Notice(caution=Caution.NO_ERROR))
    else:
        effects = random_effects(read, components)
    return _calibration(read, chosen, effects, (components, guard), notices)


def _calibration(
    read: Scores,
    model: Model,
    effects: Effects,
    fitted: tuple[Components, float | None],
    notices: tuple[Notice, ...],
) -> Calibration:
    panels, _ = read.panels()
    given = read.given
    with np.errstate(invalid="ignore"):
        means = np.where(given > 0, read.sums / np.maximum(given, 1), np.nan)
    return Calibration(
        model=model,
        scores=tuple(effects.scores.tolist()),
        errors=tuple(effects.errors.tolist()),
        means=tuple(means.tolist()),
        severities=tuple(effects.severities.tolist()),
        severity_errors=tuple(effects.severity_errors.tolist()),
        panels=tuple(panels.tolist()),
        components=fitted[0],
        guard=fitted[1],
        notices=notices,
        posterior=Posterior(
            centre=effects.scores, shares=effects.shares, root=effects.root, own=effects.own
        ),
    )


def _notices(read: Scores, panels: Any) -> tuple[Notice, ...]:
    """What the scores alone tell must be said."""
    given, counts = read.given, read.read
    found = []
    if (counts > 0).sum() == 1:
        found.append(Notice(caution=Caution.ONE_REVIEWER, concerned=_where(counts > 0)))
    if (given > 0).sum() == 1:
        found.append(Notice(caution=Caution.ONE_APPLICATION, concerned=_where(given > 0)))
    if np.ptp(read.value) == 0:
        found.append(Notice(caution=Caution.ALL_EQUAL))
    elif flat := _flat(read):
        found.append(Notice(caution=Caution.SAME_MARK, concerned=flat))
    if (given == 0).any():
        found.append(Notice(caution=Caution.UNSCORED, concerned=_where(given == 0)))
    if given.max() < 2:  # noqa: PLR2004 - read twice
        found.append(Notice(caution=Caution.SINGLE_REVIEWS))
    elif panels.max() > 0:
        found.append(Notice(caution=Caution.PANELS, concerned=tuple(range(int(panels.max()) + 1))))
    return tuple(found)


def _flat(read: Scores) -> tuple[int, ...]:
    """The reviewers who gave one mark to everything, having read two or more."""
    most = np.full(read.reviewers, -np.inf)
    least = np.full(read.reviewers, np.inf)
    np.maximum.at(most, read.reviewer, read.value)
    np.minimum.at(least, read.reviewer, read.value)
    return _where((most == least) & (read.read > 1))


def _where(mask: Any) -> tuple[int, ...]:
    return tuple(int(n) for n in np.flatnonzero(mask))


def _unfitted(read: Scores) -> Components:
    """The variances where no model can be fitted: nothing is told apart."""
    variance = float(read.value.var(ddof=1)) if len(read.value) > 1 else 0.0
    return Components(
        mean=float(read.value.mean()),
        application=0.0,
        reviewer=0.0,
        rest=variance,
        criterion=float("nan"),
    )
