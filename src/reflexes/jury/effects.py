"""The effects of applications and reviewers, with their joint uncertainty."""

import attrs
import numpy as np
from scipy import linalg

from reflexes.jury.components import Components
from reflexes.jury.scores import Real, Scores, Whole


@attrs.frozen(kw_only=True, eq=False)
class Effects:
    """Scores and severities with their errors, and the factors of the scores' uncertainty.

    ``score = scores + shares @ root @ z1 + own * z2``: `shares` says how each score hangs on what
    is common to all (mean and severities), `root` is a factor of the covariance of that.
    """

    scores: Real
    errors: Real
    severities: Real
    severity_errors: Real
    shares: Real
    root: Real
    own: Real


def plain_means(read: Scores) -> Effects:
    """Means and their standard errors, each application by itself; no severity is told."""
    given = read.given
    safe = np.maximum(given, 1)
    means = np.where(given > 0, read.sums / safe, np.nan)
    squares = np.bincount(read.application, weights=read.value**2, minlength=read.applications)
    within = np.maximum(squares - given * np.nan_to_num(means) ** 2, 0.0)
    errors = np.where(given > 1, np.sqrt(within / np.maximum(given - 1, 1) / safe), np.nan)
    unknown = np.full(read.reviewers, np.nan)
    return Effects(
        scores=means,
        errors=errors,
        severities=unknown,
        severity_errors=unknown,
        shares=np.zeros((read.applications, 1)),
        root=np.zeros((1, 1)),
        own=np.nan_to_num(errors),
    )


def random_effects(read: Scores, components: Components) -> Effects:
    """Best linear unbiased predictions, from the mixed-model equations (Henderson 1975).

    The applications are absorbed: what is solved has the size of the jury. The uncertainty of the
    variances themselves is left out.
    """
    rest = components.rest or 1e-12
    ratio = components.application / rest
    given = read.given.astype(np.float64)
    shrunk = ratio / (1.0 + ratio * given)
    with_mean = np.column_stack([given, read.incidence.toarray()])
    gram = np.zeros((read.reviewers + 1, read.reviewers + 1))
    gram[0, 0] = len(read.value)
    gram[0, 1:] = gram[1:, 0] = read.read
    gram[1:, 1:] = np.diag(read.read.astype(np.float64))
    precision = gram - with_mean.T @ (with_mean * shrunk[:, None])
    sums = np.bincount(read.reviewer, weights=read.value, minlength=read.reviewers)
    right = np.concatenate([[read.value.sum()], sums]) - with_mean.T @ (shrunk * read.sums)
    kept = np.arange(read.reviewers + 1)
    if components.reviewer > 0:
        precision[1:, 1:] += np.eye(read.reviewers) * (rest / components.reviewer)
    else:
        kept = kept[:1]
    factor = linalg.cholesky(precision[np.ix_(kept, kept)], lower=True)
    common = np.zeros(read.reviewers + 1)
    common[kept] = linalg.cho_solve((factor, True), right[kept])
    root = np.zeros((read.reviewers + 1, len(kept)))
    root[kept] = linalg.solve_triangular(factor.T, np.eye(len(kept))) * np.sqrt(rest)
    shares = -with_mean * shrunk[:, None]
    shares[:, 0] += 1.0
    scores = shrunk * read.sums + shares @ common
    own = np.sqrt(rest * shrunk)
    errors = np.sqrt(((shares @ root) ** 2).sum(axis=1) + own**2)
    return Effects(
        scores=np.where(given > 0, scores, np.nan),
        errors=np.where(given > 0, errors, np.nan),
        severities=np.where(read.read > 0, -common[1:], np.nan),
        severity_errors=np.where(read.read > 0, np.sqrt((root[1:] ** 2).sum(axis=1)), np.nan),
        shares=shares,
        root=root,
        own=own,
    )


def fixed_effects(read: Scores) -> Effects:
    """Least squares with an effect for each application and each reviewer.

    Severities sum to nil within each panel, so that scores of two panels are not comparable.
    """
    given = np.maximum(read.given, 1).astype(np.float64)
    incidence = read.incidence.toarray()
    shares_of = incidence / given[:, None]
    laplacian = np.diag(read.read.astype(np.float64)) - incidence.T @ shares_of
    sums = np.bincount(read.reviewer, weights=read.value, minlength=read.reviewers)
    right = sums - shares_of.T @ read.sums
    values, vectors = linalg.eigh(laplacian)
    free = values > 1e-9 * max(float(values.max()), 1.0)
    directions = vectors[:, free]
    generosity = directions @ ((directions.T @ right) / values[free])
    _, panels = read.panels()
    generosity = _centred(generosity[:, None], panels)[:, 0]
    means = read.sums / given
    scores = means - shares_of @ generosity
    fitted = scores[read.application] + generosity[read.reviewer]
    degrees = len(read.value) - int((read.given > 0).sum()) - int(free.sum())
    squares = float(((read.value - fitted) ** 2).sum())
    variance = squares / degrees if degrees > 0 else np.nan
    root = directions / np.sqrt(values[free]) * np.sqrt(variance)
    root = _centred(root, panels)
    shares = np.column_stack([np.zeros(read.applications), -shares_of])
    whole = np.vstack([np.zeros((1, root.shape[1])), root])
    own = np.sqrt(variance / given)
    errors = np.sqrt(((shares @ whole) ** 2).sum(axis=1) + own**2)
    met, seen = read.given > 0, read.read > 0
    return Effects(
        scores=np.where(met, scores, np.nan),
        errors=np.where(met, errors, np.nan),
        severities=np.where(seen, -generosity, np.nan),
        severity_errors=np.where(seen, np.sqrt((root**2).sum(axis=1)), np.nan),
        shares=shares,
        root=np.nan_to_num(whole),
        own=np.nan_to_num(own),
    )


def _centred(effects: Real, panels: Whole) -> Real:
    """Effects of reviewers, one column for each direction, that sum to nil within each panel."""
    centred = effects.copy()
    for panel in range(int(panels.max()) + 1):
        members = panels == panel
        centred[members] -= centred[members].mean(axis=0)
    return centred
