"""Whether the better applications were given to some reviewers rather than others.

Random severity is right only when assignment has nothing to do with quality. For each reviewer, the
guard takes what the *others* gave to what that reviewer read; when assignment is indifferent, those
means vary between reviewers no more than they do once the applications are dealt out again.

Where most applications have three readers or more, what the others gave is first freed from their
own severity (by least squares, which holds however files were assigned): severe readers meet each
other when assignment follows quality, and would hide it. In simulation this raises the power from
0.77–0.92 to 1.00, at a size of 0.04–0.06; with two readers it would raise the size to 0.14, so that
the scores are then taken as they are.
"""

import numpy as np

from reflexes.jury.effects import fixed_effects
from reflexes.jury.scores import Real, Scores, Whole
from reflexes.records import changed

DEALS = 499
_ENOUGH = 8
"""Fewer applications read by several cannot be dealt out in enough ways."""
_READERS = 3


def guard_p_value(read: Scores, *, seed: int, deals: int = DEALS) -> float | None:
    """The chance of means so far apart under an indifferent assignment; None when untellable.

    A permutation test over whole applications within each panel, `deals` of them.
    """
    read = _freed(read)
    order = np.lexsort((read.reviewer, read.application))
    application, reviewer = read.application[order], read.reviewer[order]
    value, given = read.value[order], read.given
    several = given[application] > 1
    if len(np.unique(application[several])) < _ENOUGH:
        return None
    application, reviewer, value = application[several], reviewer[several], value[several]
    others = (read.sums[application] - value) / (given[application] - 1)
    slots = _Slots(application, given)
    found = _between(others, reviewer, read.reviewers)
    panels, _ = read.panels()
    rng = np.random.default_rng(seed)
    as_far = 0
    for _ in range(deals):
        dealt = slots.dealt(others, panels, rng)
        as_far += _between(dealt, reviewer, read.reviewers) >= found - 1e-12
    return (1 + as_far) / (1 + deals)


def _freed(read: Scores) -> Scores:
    """The scores freed from the severity of who gave them, where it can be told well enough."""
    given = read.given
    if np.median(given[given > 0]) < _READERS:
        return read
    severity = np.nan_to_num(fixed_effects(read).severities)
    return changed(read, value=read.value + severity[read.reviewer])


class _Slots:
    """Where the reviews of each application stand in the arrays."""

    def __init__(self, application: Whole, given: Whole) -> None:
        """Remember the first place and the number of places of each application."""
        self.application = application
        self.members = np.unique(application)
        self.first = np.searchsorted(application, np.arange(len(given)))
        self.given = given
        self.slot = np.arange(len(application)) - self.first[application]

    def dealt(self, others: Real, panels: Whole, rng: np.random.Generator) -> Real:
        """What the others gave, once applications are dealt out again within their panel."""
        target = np.arange(len(self.given))
        for panel in np.unique(panels[self.members]):
            within = self.members[panels[self.members] == panel]
            target[within] = rng.permutation(within)
        new = target[self.application]
        turn = rng.integers(0, self.given.max(), len(self.given))
        slot = (self.slot + turn[new]) % self.given[new]
        dealt: Real = others[self.first[new] + slot]
        return dealt


def _between(values: Real, reviewer: Whole, reviewers: int) -> float:
    """The sum of squares between reviewers of the means of some values."""
    counts = np.bincount(reviewer, minlength=reviewers)
    sums = np.bincount(reviewer, weights=values - values.mean(), minlength=reviewers)
    return float((sums**2 / np.maximum(counts, 1)).sum())
