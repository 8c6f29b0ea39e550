"""Whether what pilots found goes with a trait of theirs: their setting, design, size or error.

A trait is never a weight: a weak design does not count less in the mean, it is looked at as a
trait. What is found is a relation between pilots that nobody drew at random, not a cause.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import optimize

from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.estimate import Estimate, Rests, by_student
from reflexes.evaluation.numbers import Real, read_numbers
from reflexes.evaluation.synthesis import between_variance, read_pilots
from reflexes.records import record

CONSTANT = "constant"
"""The name of what is found where every trait is nil."""
MORE = 2
"""Pilots that are needed beyond the numbers sought: with fewer, the spread left is unknown."""
_METHOD = "meta-regression, Knapp–Hartung"


@record
class Relation:
    """What pilots found, by their traits.

    `names` begins with "constant"; `estimates` has one line for each name, in the unit of the
    values by unit of the trait; `plain_errors` are the errors without the prudence of few pilots,
    to compare with others. `between` is the variance between pilots that the traits leave,
    `explained` the share that they take away (0 to 1; None where there was none to take), `spread`
    Cochran's Q of what is left.
    """

    pilots: int
    names: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    plain_errors: tuple[float, ...]
    between: float
    explained: float | None
    spread: float

    def __getitem__(self, name: str) -> Estimate:
        """The line of a trait; raises `KeyError` on another name."""
        return dict(zip(self.names, self.estimates, strict=True))[name]


def relate(values: Any, errors: Any, traits: Mapping[str, Any], *, level: float = 0.95) -> Relation:
    """Relate the values of pilots, each with its standard error, to their traits.

    Mixed effects by restricted maximum likelihood, with the errors of Knapp & Hartung (2003) never
    narrower than the plain ones. `traits` has one number for each pilot under each name; 0 and 1
    tell two kinds apart.

    Raises:
    ------
    EvaluationError
        A hole, an error not above nil, a trait of another length or that repeats others, or fewer
        pilots than the numbers sought and two more.
    """
    effects, variances = read_pilots(values, errors)
    names, design = read_traits(traits, len(effects))
    if len(effects) < len(names) + MORE:
        raise EvaluationError(
            "%(pilots)s pilots do not tell %(sought)s numbers: %(least)s are needed. Keep fewer "
            "traits.",
            pilots=len(effects),
            sought=len(names),
            least=len(names) + MORE,
        )
    between = _between(effects, variances, design)
    without = between_variance(effects, variances)
    found, inverse = weighted_fit(effects, design, 1 / (variances + between))
    freedom = len(effects) - len(names)
    inflation = max(_left(effects, design, 1 / (variances + between)) / freedom, 1.0)
    plain = np.sqrt(np.diag(inverse))
    return Relation(
        pilots=len(effects),
        names=names,
        estimates=tuple(
            by_student(
                float(value),
                float(error * np.sqrt(inflation)),
                freedom,
                method=_METHOD,
                units=len(effects),
                level=level,
                rests=Rests.MODEL,
            )
            for value, error in zip(found, plain, strict=True)
        ),
        plain_errors=tuple(plain.tolist()),
        between=between,
        explained=max(0.0, 1 - between / without) if without else None,
        spread=_left(effects, design, 1 / variances),
    )


def look_for_missing(values: Any, errors: Any, *, level: float = 0.95) -> Relation:
    """Whether pilots that measured badly found more: a sign that others were never told.

    The relation of the values to their own errors (Egger et al. 1997, in the mixed form of Sterne &
    Egger 2005), under the name "error"; its constant is what a pilot without error would have
    found. Of few pilots, no sign is no proof that none is missing. Raises as `relate` does.
    """
    return relate(values, errors, {"error": errors}, level=level)


def read_traits(traits: Mapping[str, Any], pilots: int) -> tuple[tuple[str, ...], Real]:
    """The names sought, the constant first, and one column for each; raises `EvaluationError`."""
    columns = [np.ones(pilots)]
    for name, given in traits.items():
        read = read_numbers(name, given, least=1)
        if len(read) != pilots:
            raise EvaluationError(
                "“%(name)s” has %(met)s numbers for %(pilots)s pilots: give one for each.",
                name=name,
                met=len(read),
                pilots=pilots,
            )
        columns.append(read)
    design = np.column_stack(columns)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise EvaluationError(
            "A trait is the same for every pilot, or repeats the others: nothing tells them apart. "
            "Leave it out."
        )
    return (CONSTANT, *traits), design


def weighted_fit(effects: Real, design: Real, weights: Real) -> tuple[Real, Real]:
    """Coefficients by weighted least squares, and the inverse of their information."""
    weighted = design.T * weights
    inverse: Real = np.asarray(np.linalg.inv(weighted @ design), dtype=np.float64)
    return inverse @ weighted @ effects, inverse


def _left(effects: Real, design: Real, weights: Real) -> float:
    """The weighted sum of squares that the traits leave."""
    found, _ = weighted_fit(effects, design, weights)
    return float(weights @ (effects - design @ found) ** 2)


def _between(effects: Real, variances: Real, design: Real) -> float:
    """The variance that traits leave between pilots, by restricted likelihood; at least nil."""

    def deviance(root: float) -> float:
        weights = 1 / (variances + root**2)
        information = (design.T * weights) @ design
        return float(
            -np.log(weights).sum()
            + np.linalg.slogdet(information)[1]
            + _left(effects, design, weights)
        )

    most = np.sqrt(10 * float(effects.var(ddof=1) + variances.max()))
    found = optimize.minimize_scalar(
        deviance, bounds=(0, most), method="bounded", options={"xatol": 1e-12}
    )
    return float(found.x**2) if found.fun < deviance(0.0) else 0.0
