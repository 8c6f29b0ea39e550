"""The scores of a jury: who gave what to what, with holes where nobody read."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from reflexes.jury.errors import JuryError
from reflexes.records import record

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@record
class Scores:
    """Scores in parallel arrays, one place for each review; indices count from 0.

    A pair is scored once. `applications` and `reviewers` are how many there are, scored or not.
    """

    application: Whole
    reviewer: Whole
    value: Real
    applications: int
    reviewers: int

    @property
    def given(self) -> Whole:
        """How many reviews each application has."""
        return np.bincount(self.application, minlength=self.applications).astype(np.int64)

    @property
    def read(self) -> Whole:
        """How many reviews each reviewer gave."""
        return np.bincount(self.reviewer, minlength=self.reviewers).astype(np.int64)

    @property
    def sums(self) -> Real:
        """The sum of the scores of each application."""
        summed: Real = np.bincount(
            self.application, weights=self.value, minlength=self.applications
        ).astype(np.float64)
        return summed

    @property
    def incidence(self) -> sparse.csr_array:
        """Who read what, applications × reviewers, ones and holes."""
        return sparse.csr_array(
            (np.ones(len(self.value)), (self.application, self.reviewer)),
            shape=(self.applications, self.reviewers),
        )

    def panels(self) -> tuple[Whole, Whole]:
        """The panel of each application and of each reviewer; -1 for who has no review.

        Two panels have no reviewer and no application in common: nothing compares them.
        """
        links = sparse.block_array([[None, self.incidence], [self.incidence.T, None]])
        _, labels = csgraph.connected_components(links, directed=False)
        labels = labels.astype(np.int64)
        met = np.concatenate([self.given, self.read]) > 0
        numbers = np.full(len(labels), -1, dtype=np.int64)
        _, numbers[met] = np.unique(labels[met], return_inverse=True)
        return numbers[: self.applications], numbers[self.applications :]


def read_scores(
    scores: Any | Iterable[tuple[int, int, float]],
    *,
    applications: int | None = None,
    reviewers: int | None = None,
) -> Scores:
    """Scores from an array applications × reviewers with NaN in its holes, or from triples.

    Raises:
    ------
    JuryError
        Another shape, no score at all, an infinite score, an index outside, or a pair scored twice.
    """
    if isinstance(scores, Scores):
        return scores
    if isinstance(scores, np.ndarray) or applications is None or reviewers is None:
        made = _from_array(scores)
    else:
        made = _from_triples(list(scores), applications, reviewers)
    if not len(made.value):
        raise JuryError("There is no score at all. Wait until reviews have come in.")
    if not np.isfinite(made.value).all():
        raise JuryError("A score is infinite. Scores are finite numbers; NaN stands for a hole.")
    return made


def _from_array(scores: Any) -> Scores:
    dense = np.asarray(scores, dtype=np.float64)
    if dense.ndim != 2:  # noqa: PLR2004 - applications and reviewers
        raise JuryError(
            "The scores have %(met)s dimensions where two are expected: one line for each "
            "application, one column for each reviewer, NaN where nobody read.",
            met=dense.ndim,
        )
    application, reviewer = np.nonzero(~np.isnan(dense))
    return Scores(
        application=application.astype(np.int64),
        reviewer=reviewer.astype(np.int64),
        value=dense[application, reviewer],
        applications=dense.shape[0],
        reviewers=dense.shape[1],
    )


def _from_triples(
    triples: list[tuple[int, int, float]], applications: int, reviewers: int
) -> Scores:
    pairs = np.array([(a, r) for a, r, _ in triples], dtype=np.int64).reshape(-1, 2)
    outside = (pairs < 0).any(axis=1) | (pairs >= (applications, reviewers)).any(axis=1)
    if outside.any():
        met = pairs[np.flatnonzero(outside)[0]]
        raise JuryError(
            "A score is given by reviewer %(reviewer)s to application %(application)s; there are "
            "%(applications)s applications and %(reviewers)s reviewers, counted from 0.",
            reviewer=int(met[1]),
            application=int(met[0]),
            applications=applications,
            reviewers=reviewers,
        )
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs = pairs[order]
    twice: Whole = np.flatnonzero((np.diff(pairs, axis=0) == 0).all(axis=1))
    if len(twice):
        met = pairs[twice[0]]
        raise JuryError(
            "Reviewer %(reviewer)s scored application %(application)s twice. Keep one score.",
            reviewer=int(met[1]),
            application=int(met[0]),
        )
    return Scores(
        application=pairs[:, 0],
        reviewer=pairs[:, 1],
        value=np.array([value for *_, value in triples], dtype=np.float64)[order],
        applications=applications,
        reviewers=reviewers,
    )
