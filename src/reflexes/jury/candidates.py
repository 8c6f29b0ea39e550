"""What an assignment is sought for: the pairs that may be, what is asked of each side, and checks.

All is numpy: `application`, `reviewer` and `fit` are parallel arrays, one place for each pair that
may be, in the order of applications then reviewers.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reflexes.jury.errors import JuryError
from reflexes.jury.shares import Share
from reflexes.records import changed, record

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Pairs = Iterable[tuple[int, int]]

FINEST = 10**9
"""The greatest whole number a fit becomes: beyond nine figures, fits are rounded together."""


@record
class Candidates:
    """The pairs that may be, and what is asked of applications and reviewers.

    Shapes: `application`, `reviewer` (indices), `fit` and `weight` (whole numbers, the fit scaled
    by `scale`) have one place for each pair that may be; `needed` one for each application; `most`
    and `least` one for each reviewer. `kept` are the pairs settled beforehand: they are in none of
    the arrays, and what they take is already taken off `needed`, `most`, `least` and `shares`.
    """

    application: Whole
    reviewer: Whole
    fit: Real
    weight: Whole
    scale: float
    needed: Whole
    most: Whole
    least: Whole
    kept: tuple[tuple[int, int], ...]
    kept_fit: float
    shares: tuple[Share, ...]
    taken: dict[str, Whole]
    """For each share: how many kept reviews of it each application has already."""

    def only(self, wanted: NDArray[np.bool_]) -> "Candidates":
        """The same with the pairs of a mask alone."""
        return changed(
            self,
            application=self.application[wanted],
            reviewer=self.reviewer[wanted],
            fit=self.fit[wanted],
            weight=self.weight[wanted],
        )


def gather(  # noqa: PLR0913 - one place where everything asked meets
    fit: Any,
    *,
    reviews: int | Sequence[int],
    loads: int | Sequence[int],
    minimum: int | Sequence[int],
    conflicts: Pairs,
    keep: Pairs,
    shares: Sequence[Share],
) -> Candidates:
    """Read and check what was asked of `assign`.

    Raises:
    ------
    JuryError
        An array has another shape, a number is not finite or negative, an index is outside, a kept
        pair is in conflict or breaks a limit.
    """
    application, reviewer, values, shape = _pairs_of(fit)
    needed = _whole("reviews", reviews, shape[0])
    most = _whole("loads", loads, shape[1])
    least = _whole("minimum", minimum, shape[1])
    _check_minimum(least, most)
    _check_shares(shares, shape[1])
    barred = _indices("conflicts", conflicts, shape)
    settled = _indices("keep", keep, shape)
    _check_kept(settled, barred)
    position = application * shape[1] + reviewer
    kept_fit = float(values[np.isin(position, settled)].sum())
    free = ~np.isin(position, np.concatenate([barred, settled]))
    kept = tuple((int(p // shape[1]), int(p % shape[1])) for p in settled)
    needed, most, least = _after(kept, needed, most, least)
    taken = {share.name: _taken(share, kept, shape[0]) for share in shares}
    _check_room(shares, needed, taken)
    scale = scale_of(values)
    return Candidates(
        application=application[free],
        reviewer=reviewer[free],
        fit=values[free],
        weight=np.rint(values[free] * scale).astype(np.int64),
        scale=scale,
        needed=needed,
        most=most,
        least=least,
        kept=kept,
        kept_fit=kept_fit,
        shares=tuple(shares),
        taken=taken,
    )


def scale_of(values: Real) -> float:
    """The power of ten that makes whole numbers of fits: exact where they have few decimals."""
    greatest = float(np.abs(values).max(initial=0.0))
    if greatest == 0:
        return 1.0
    if greatest < FINEST and bool(np.all(values == np.rint(values))):
        return 1.0
    return float(10.0 ** np.floor(np.log10(FINEST / greatest)))


def _pairs_of(fit: Any) -> tuple[Whole, Whole, Real, tuple[int, int]]:
    """The parallel arrays of a dense array, or of the stored places of a sparse one."""
    if hasattr(fit, "tocsr"):
        rows = fit.tocsr()
        rows.sort_indices()
        counts = np.diff(rows.indptr)
        application = np.repeat(np.arange(rows.shape[0], dtype=np.int64), counts)
        reviewer, values = rows.indices.astype(np.int64), rows.data.astype(np.float64)
        shape = (int(rows.shape[0]), int(rows.shape[1]))
    else:
        dense = np.asarray(fit, dtype=np.float64)
        if dense.ndim != 2:  # noqa: PLR2004 - applications and reviewers
            raise JuryError(
                "The fit has %(met)s dimensions where two are expected: one line for each "
                "application, one column for each reviewer.",
                met=dense.ndim,
            )
        shape = (dense.shape[0], dense.shape[1])
        application = np.repeat(np.arange(shape[0], dtype=np.int64), shape[1])
        reviewer = np.tile(np.arange(shape[1], dtype=np.int64), shape[0])
        values = dense.ravel()
    if not np.isfinite(values).all():
        first = int(np.flatnonzero(~np.isfinite(values))[0])
        raise JuryError(
            "The fit of application %(application)s and reviewer %(reviewer)s is not a number. "
            "Give a number, or name the pair among the conflicts.",
            application=int(application[first]),
            reviewer=int(reviewer[first]),
        )
    return application, reviewer, values, shape


def _whole(name: str, given: int | Sequence[int], length: int) -> Whole:
    """One whole number from 0 for each place, from one for all or one for each."""
    read = np.asarray(given)
    if read.ndim == 0:
        read = np.full(length, read)
    if read.shape != (length,):
        raise JuryError(
            "“%(name)s” has %(met)s numbers where one, or %(expected)s, are expected.",
            name=name,
            met=read.size,
            expected=length,
        )
    numbers = read.astype(np.float64)
    if not np.isfinite(numbers).all() or (numbers != np.rint(numbers)).any() or (numbers < 0).any():
        raise JuryError("“%(name)s” must be whole numbers from 0.", name=name)
    return numbers.astype(np.int64)


def _check_minimum(least: Whole, most: Whole) -> None:
    above = np.flatnonzero(least > most)
    if above.size:
        first = int(above[0])
        raise JuryError(
            "Reviewer %(reviewer)s must read at least %(least)s and may read at most %(most)s. "
            "Lower the minimum or raise the load.",
            reviewer=first,
            least=int(least[first]),
            most=int(most[first]),
        )


def _check_shares(shares: Sequence[Share], reviewers: int) -> None:
    for share in shares:
        outside = [one for one in share.reviewers if not 0 <= one < reviewers]
        if outside:
            raise JuryError(
                "The rule “%(share)s” names reviewer %(met)s; reviewers go from 0 to %(last)s.",
                share=share.name,
                met=outside[0],
                last=reviewers - 1,
            )
        if share.at_most is not None and share.at_most < share.at_least:
            raise JuryError(
                "The rule “%(share)s” asks for at least %(least)s and at most %(most)s reviews. "
                "Make the first the smaller one.",
                share=share.name,
                least=share.at_least,
                most=share.at_most,
            )
    if len({share.name for share in shares}) < len(shares):
        raise JuryError("Two rules on kinds of reviewers bear one name. Name each apart.")


def _indices(name: str, pairs: Pairs, shape: tuple[int, int]) -> Whole:
    """Where pairs stand in the array laid out line by line, sorted, each once."""
    read = np.asarray(list(pairs), dtype=np.int64).reshape(-1, 2)
    wrong = (read < 0).any(axis=1) | (read[:, 0] >= shape[0]) | (read[:, 1] >= shape[1])
    if wrong.any():
        met = read[np.flatnonzero(wrong)[0]]
        raise JuryError(
            "“%(name)s” holds the pair (%(application)s, %(reviewer)s); there are %(applications)s "
            "applications and %(reviewers)s reviewers, counted from 0.",
            name=name,
            application=int(met[0]),
            reviewer=int(met[1]),
            applications=shape[0],
            reviewers=shape[1],
        )
    return np.unique(read[:, 0] * shape[1] + read[:, 1])


def _check_kept(settled: Whole, barred: Whole) -> None:
    both = np.intersect1d(settled, barred)
    if both.size:
        raise JuryError(
            "%(met)s pairs are kept and in conflict. Take each out of one of the two.",
            met=int(both.size),
        )


def _after(
    kept: Sequence[tuple[int, int]], needed: Whole, most: Whole, least: Whole
) -> tuple[Whole, Whole, Whole]:
    """What remains to be found once the kept pairs are counted."""
    applications = np.bincount([one for one, _ in kept], minlength=len(needed))
    reviewers = np.bincount([one for _, one in kept], minlength=len(most))
    for over, limit, words in (
        (
            applications,
            needed,
            (
                "Application %(which)s keeps %(met)s reviews and needs %(limit)s. "
                "Let go of some of them."
            ),
        ),
        (
            reviewers,
            most,
            (
                "Reviewer %(which)s keeps %(met)s reviews and may read %(limit)s. "
                "Let go of some of them."
            ),
        ),
    ):
        beyond = np.flatnonzero(over > limit)
        if beyond.size:
            first = int(beyond[0])
            raise JuryError(
                words,
                which=first,
                met=int(over[first]),
                limit=int(limit[first]),
            )
    return needed - applications, most - reviewers, np.maximum(least - reviewers, 0)


def _taken(share: Share, kept: Sequence[tuple[int, int]], applications: int) -> Whole:
    """How many kept reviews of a share each application has."""
    of_kind = frozenset(share.reviewers)
    return np.bincount([a for a, r in kept if r in of_kind], minlength=applications).astype(
        np.int64
    )


def _check_room(shares: Sequence[Share], needed: Whole, taken: dict[str, Whole]) -> None:
    """An application must have room for what each rule asks of it."""
    for share in shares:
        asked = np.maximum(share.at_least - taken[share.name], 0)
        short = np.flatnonzero(asked > needed)
        if short.size:
            first = int(short[0])
            raise JuryError(
                "The rule “%(share)s” asks for %(met)s more reviews of application %(which)s, "
                "which has room for %(room)s. Ask for more reviews, or loosen the rule.",
                share=share.name,
                met=int(asked[first]),
                which=first,
                room=int(needed[first]),
            )
