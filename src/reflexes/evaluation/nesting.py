"""Several findings of one organisation are not as many pilots: they are pooled at two levels.

Findings of one call, team or study resemble each other more than others do. Counted as if they were
alone, they make an interval too narrow.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import optimize

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests, by_student
from reflexes.evaluation.numbers import Real
from reflexes.evaluation.relating import read_traits
from reflexes.evaluation.synthesis import LEAST, read_pilots
from reflexes.records import record

_METHOD = "random effects at two levels, CR2 with Satterthwaite degrees"
_STARTS = ((0.5, 0.5), (1.0, 0.1), (0.1, 1.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0))
"""Where the likelihood is climbed from, as shares of the spread of the values: the best two."""


@record
class Nested:
    """Findings that come in groups, pooled.

    `names` begins with "constant" (the mean over groups like these, where no trait is given);
    `estimates` has one line for each name, whose error is the larger of two: that of the model
    (`plain_errors`) and that which allows for a wrong model (`robust_errors`). `between_groups`
    and `within_groups` are variances, in the unit of the values squared.
    """

    findings: int
    groups: int
    names: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    plain_errors: tuple[float, ...]
    robust_errors: tuple[float, ...]
    between_groups: float
    within_groups: float

    def __getitem__(self, name: str) -> Estimate:
        """The line of a name; raises `KeyError` on another."""
        return dict(zip(self.names, self.estimates, strict=True))[name]


def synthesise_groups(
    values: Any,
    errors: Any,
    groups: Sequence[str],
    *,
    traits: Mapping[str, Any] | None = None,
    level: float = 0.95,
) -> Nested:
    """Pool findings of which several come from one group, each with its standard error.

    Random effects at two levels by restricted maximum likelihood (Konstantopoulos 2011), with the
    errors by group of Bell & McCaffrey (2002) and their Satterthwaite degrees of freedom, as
    Pustejovsky & Tipton (2018) adapt them. `groups` names the group of each finding.

    Raises:
    ------
    EvaluationError
        A hole, an error not above nil, a finding without a group, a trait that tells nothing, or
        fewer groups than the numbers sought and two more.
    """
    effects, variances = read_pilots(values, errors)
    names, design = read_traits(traits or {}, len(effects))
    members = _members(groups, len(effects))
    least = len(names) - 1 + LEAST
    if len(members) < least:
        raise EvaluationError(
            "%(groups)s groups do not tell how far groups differ: %(least)s are needed. Show them "
            "side by side.",
            groups=len(members),
            least=least,
        )
    between, within = _variances(effects, variances, design, members)
    model = _Model(design, _covariance(variances, members, between, within), members)
    found = model.inverse @ model.weighted @ effects
    plain = np.sqrt(np.diag(model.inverse))
    robust, freedoms = _robust(model, effects - design @ found)
    return Nested(
        findings=len(effects),
        groups=len(members),
        names=names,
        estimates=tuple(
            by_student(
                float(value),
                float(max(one, other)),
                freedom,
                method=_METHOD,
                units=len(members),
                level=level,
                rests=Rests.MODEL,
            )
            for value, one, other, freedom in zip(found, plain, robust, freedoms, strict=True)
        ),
        plain_errors=tuple(plain.tolist()),
        robust_errors=tuple(robust.tolist()),
        between_groups=between,
        within_groups=within,
    )


class _Model:
    """The working model: traits, covariance of the findings, and what is computed from both."""

    def __init__(self, design: Real, covariance: Real, members: list[Any]) -> None:
        self.design, self.covariance, self.members = design, covariance, members
        self.weighted: Real = np.asarray(np.linalg.solve(covariance, design).T, dtype=np.float64)
        self.inverse: Real = np.asarray(np.linalg.inv(self.weighted @ design), dtype=np.float64)


def _members(groups: Sequence[str], findings: int) -> list[Any]:
    """The places of each group's findings."""
    if len(groups) != findings or not all(groups):
        raise EvaluationError(
            "%(met)s groups are named for %(findings)s findings: name the group of each.",
            met=sum(bool(group) for group in groups),
            findings=findings,
        )
    named = np.asarray(groups, dtype=str)
    return [np.flatnonzero(named == name) for name in dict.fromkeys(named.tolist())]


def _covariance(variances: Real, members: list[Any], between: float, within: float) -> Real:
    covariance: Real = np.diag(variances + within)
    for places in members:
        covariance[np.ix_(places, places)] += between
    return covariance


def _variances(
    effects: Real, variances: Real, design: Real, members: list[Any]
) -> tuple[float, float]:
    """The variances between and within groups, by restricted likelihood; each at least nil."""

    def deviance(roots: Any) -> float:
        between, within = (float(root) ** 2 for root in roots)
        information = np.zeros((design.shape[1], design.shape[1]))
        crossed = np.zeros(design.shape[1])
        squares = logarithms = 0.0
        # A group's covariance is a diagonal and one variance for all: its inverse is known.
        for places in members:
            weights = 1 / (variances[places] + within)
            shrunk = between / (1 + between * weights.sum())
            part, values = design[places], effects[places]
            along, sums = weights @ part, float(weights @ values)
            information += (part.T * weights) @ part - shrunk * np.outer(along, along)
            crossed += (part.T * weights) @ values - shrunk * along * sums
            squares += float(weights @ values**2) - shrunk * sums**2
            logarithms += float(np.log1p(between * weights.sum()) - np.log(weights).sum())
        left = squares - float(crossed @ np.linalg.solve(information, crossed))
        return logarithms + float(np.linalg.slogdet(information)[1]) + left

    spread = float(effects.std(ddof=1)) or float(np.sqrt(variances.max()))
    starts = sorted((np.array(start) * spread for start in _STARTS), key=deviance)
    tried = [
        optimize.minimize(
            deviance,
            start,
            method="Nelder-Mead",
            bounds=((0, 10 * spread), (0, 10 * spread)),
            options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000},
        )
        for start in starts[:2]
    ]
    best = min(tried, key=lambda one: float(one.fun))
    return float(best.x[0] ** 2), float(best.x[1] ** 2)


def _robust(model: _Model, left: Real) -> tuple[Real, list[float]]:
    """Errors by group, and the degrees of freedom of each coefficient."""
    hidden = model.design @ model.inverse
    sums = []
    for places in model.members:
        part = model.covariance[np.ix_(places, places)]
        root = np.linalg.cholesky(part).T
        seen = part - hidden[places] @ model.design[places].T
        adjusted = root.T @ _inverse_root(root @ seen @ root.T) @ root
        sums.append(model.inverse @ model.weighted[:, places] @ adjusted)
    scores = np.array([one @ left[places] for one, places in zip(sums, model.members, strict=True)])
    errors = np.sqrt((scores**2).sum(axis=0))
    projector = np.eye(len(left)) - hidden @ model.weighted
    freedoms = []
    for line in range(len(model.inverse)):
        spread = np.array(
            [one[line] @ projector[places] for one, places in zip(sums, model.members, strict=True)]
        )
        products = spread @ model.covariance @ spread.T
        freedoms.append(float(np.trace(products) ** 2 / (products**2).sum()))
    return errors, freedoms


def _inverse_root(square: Real) -> Real:
    """The inverse of the symmetric root; what the traits leave nothing of stays nil."""
    sizes, directions = np.linalg.eigh((square + square.T) / 2)
    kept = sizes > sizes.max() * len(sizes) * np.finfo(np.float64).eps * 100
    inverse = np.where(kept, 1 / np.sqrt(np.where(kept, sizes, 1.0)), 0.0)
    rooted: Real = (directions * inverse) @ directions.T
    return rooted
