"""Why no assignment exists: the rules are tried one after the other, from the simplest."""

import numpy as np
from numpy.typing import NDArray

from reflexes.jury.candidates import Candidates, Whole
from reflexes.jury.errors import Cause, Obstruction
from reflexes.jury.flowing import greatest_flow, lay_out
from reflexes.jury.programming import least_lacking
from reflexes.jury.shares import Share
from reflexes.records import changed


def find_obstruction(candidates: Candidates) -> Obstruction:
    """The witness that no assignment of these candidates exists.

    The places alone are tried first, then each rule on a kind, then the minimum loads; what none of
    them explains alone is left by their meeting.
    """
    without = changed(candidates, shares=(), least=np.zeros_like(candidates.least))
    found = _of_places(without)
    for share in candidates.shares:
        found = found or _of_share(without, share)
    return found or _of_minimum(candidates) or _together(candidates)


def _of_places(candidates: Candidates) -> Obstruction | None:
    """Applications that need more than those who may read them have places."""
    applications, reviewers, missing = _cut(candidates)
    if not missing:
        return None
    needed = int(candidates.needed[applications].sum())
    return Obstruction(
        cause=Cause.PLACES,
        applications=_told(applications),
        reviewers=_told(reviewers),
        needed=needed,
        available=needed - missing,
        missing=missing,
    )


def _of_share(candidates: Candidates, share: Share) -> Obstruction | None:
    """Applications that need more of a kind than it has places, or more of all others."""
    within = np.isin(candidates.reviewer, share.reviewers)
    taken = candidates.taken[share.name]
    least = np.maximum(share.at_least - taken, 0)
    tried = [(within, least)]
    if share.at_most is not None:
        most = np.maximum(share.at_most - taken, 0)
        tried.append((~within, np.maximum(candidates.needed - most, 0)))
    for pairs, needed in tried:
        found = _of_places(changed(candidates.only(pairs), needed=needed))
        if found is not None:
            return changed(found, cause=Cause.SHARE, share=share.name)
    return None


def _of_minimum(candidates: Candidates) -> Obstruction | None:
    """Reviewers who must read more than what they may read has to give.

    The same problem seen from the other side: reviewers ask, applications have places.
    """
    turned = changed(
        candidates,
        application=candidates.reviewer,
        reviewer=candidates.application,
        needed=candidates.least,
        most=candidates.needed,
        least=np.zeros_like(candidates.needed),
        shares=(),
    )
    found = _of_places(turned)
    if found is None:
        return None
    return changed(
        found,
        cause=Cause.MINIMUM,
        applications=found.reviewers,
        reviewers=found.applications,
    )


def _together(candidates: Candidates) -> Obstruction:
    """What is left without a place when each rule alone can hold."""
    lacking = least_lacking(candidates)
    missing = int(lacking.sum())
    applications = np.flatnonzero(lacking[: len(candidates.needed)])
    needed = int(candidates.needed.sum())
    return Obstruction(
        cause=Cause.TOGETHER,
        applications=_told(applications),
        reviewers=(),
        needed=needed,
        available=needed - missing,
        missing=missing,
    )


def _cut(candidates: Candidates) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The applications and full reviewers of the least cut, and how many reviews it lacks."""
    network = lay_out(candidates, np.arange(len(candidates.most)))
    flow, asked, before = greatest_flow(network)
    applications = np.flatnonzero(before[: len(candidates.needed)])
    reviewers: Whole = np.flatnonzero(before[network.reviewers])
    return applications, reviewers, asked - flow


def _told(indices: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(one) for one in indices)
