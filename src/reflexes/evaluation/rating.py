"""What two persons read in the answers of people, on the six criteria of the OECD.

Each answer is rated from 1 to 4 by two raters, apart, each with what it rests on. Their agreement
is Cohen's weighted kappa (Psychological Bulletin 1968). The six are labels in an order: they are
never averaged together, and never into a figure of the pilot.
"""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from math import nan, sqrt

from reflexes.errors import Refusal, RefusedError
from reflexes.evaluation.errors import EvaluationError
from reflexes.evaluation.plan import Criterion
from reflexes.fields import choice, line, many, prose, whole
from reflexes.records import record

LEVELS = (1, 2, 3, 4)
RATERS = 2

QUESTIONS = {
    Criterion.RELEVANCE: "Does the pilot do what was needed?",
    Criterion.COHERENCE: "Does it fit with what is done around it?",
    Criterion.EFFECTIVENESS: "Does it reach what it aimed at?",
    Criterion.EFFICIENCY: "Are time and money well used?",
    Criterion.IMPACT: "What else did it change, hoped for or not?",
    Criterion.SUSTAINABILITY: "Will what is good in it last?",
}
"""What each criterion asks (OECD, « Better Criteria for Better Evaluation », 2019); message ids."""

WORDS = {1: "Not at all", 2: "Little", 3: "Mostly", 4: "Fully"}
"""What each level says; message ids."""


class Weights(StrEnum):
    """How much it counts that two ratings differ."""

    NONE = "none"
    """Any difference counts as one."""
    LINEAR = "linear"
    """As many as the steps between them."""
    QUADRATIC = "quadratic"
    """As the square of these steps."""


@record
class Rating:
    """What one person read on one criterion, from 1 to 4, and what it rests on."""

    criterion: Criterion = choice("Criterion")
    item: str = line("Answer or document read")
    rater: str = line("Who rates (role)")
    level: int = whole("Level", minimum=LEVELS[0], maximum=LEVELS[-1])
    rests_on: str = prose("What it rests on")
    links: tuple[str, ...] = many("Links", default=())


@record
class Agreement:
    """How far two raters agree beyond chance: 1 fully, 0 as chance would.

    `kappa` and `low`, `high` (95 %, normal law with the error of Fleiss, Cohen & Everitt 1969,
    rough below some thirty answers: `rough` says so); `same` is the share rated alike, `items` how
    many both rated. `kappa` is not a number where nobody's ratings vary: nothing is then told.
    """

    kappa: float
    low: float
    high: float
    same: float
    items: int
    rough: bool


@record
class Read:
    """One criterion as both read it: how often each level was given, and where they differ."""

    criterion: Criterion
    levels: tuple[tuple[int, int], ...]
    apart: tuple[str, ...]


@record
class Grid:
    """All ratings: by criterion, and how far the two raters agree over all."""

    read: tuple[Read, ...]
    unread: tuple[Criterion, ...]
    raters: tuple[str, ...]
    agreement: Agreement | None


def read_grid(ratings: Sequence[Rating]) -> Grid:
    """The grid of the six criteria, and the agreement of its two raters.

    With one rater there is no agreement. Raises `RefusedError` for more than two raters, or an item
    that one person rates twice.
    """
    raters = tuple(dict.fromkeys(one.rater for one in ratings))
    refusals = []
    if len(raters) > RATERS:
        refusals.append(
            Refusal(kind="too-many", path="raters", met=str(len(raters)), expected=str(RATERS))
        )
    given: dict[tuple[str, Criterion, str], int] = {}
    for place, one in enumerate(ratings):
        key = (one.rater, one.criterion, one.item)
        if key in given:
            refusals.append(Refusal(kind="repeated", path=f"ratings[{place}]", met=one.item))
        given.setdefault(key, one.level)
    if refusals:
        raise RefusedError(refusals)
    pairs = _pairs(given, raters)
    return Grid(
        read=tuple(
            _read(criterion, ratings, pairs)
            for criterion in Criterion
            if any(one.criterion is criterion for one in ratings)
        ),
        unread=tuple(one for one in Criterion if all(two.criterion is not one for two in ratings)),
        raters=raters,
        agreement=agree(*zip(*pairs.values(), strict=True)) if len(pairs) > 1 else None,
    )


def _pairs(
    given: dict[tuple[str, Criterion, str], int], raters: tuple[str, ...]
) -> dict[tuple[Criterion, str], tuple[int, int]]:
    """What both rated, and how."""
    if len(raters) < RATERS:
        return {}
    one, other = raters
    keys = dict.fromkeys((criterion, item) for _, criterion, item in given)
    return {
        key: (given[one, *key], given[other, *key])
        for key in keys
        if (one, *key) in given and (other, *key) in given
    }


def _read(
    criterion: Criterion,
    ratings: Sequence[Rating],
    pairs: dict[tuple[Criterion, str], tuple[int, int]],
) -> Read:
    counted = Counter(one.level for one in ratings if one.criterion is criterion)
    return Read(
        criterion=criterion,
        levels=tuple(sorted(counted.items())),
        apart=tuple(item for (of, item), (a, b) in pairs.items() if of is criterion and a != b),
    )


def agree(
    first: Sequence[int],
    second: Sequence[int],
    *,
    weights: Weights = Weights.QUADRATIC,
    levels: Sequence[int] = LEVELS,
) -> Agreement:
    """The agreement of two raters over the same items, by weighted kappa.

    Raises:
    ------
    EvaluationError
        Lists of other lengths, no item, or a level that is not on the scale.
    """
    if len(first) != len(second) or not first:
        raise EvaluationError("Both raters must rate the same items, one or more.")
    if not set(first) | set(second) <= set(levels):
        raise EvaluationError(
            "A level is not on the scale, which holds: %(levels)s.",
            levels=", ".join(map(str, levels)),
        )
    met = Counter(zip(first, second, strict=True))
    table = [[met[a, b] / len(first) for b in levels] for a in levels]
    return agree_on_table(table, items=len(first), disagreements=_weights(weights, len(levels)))


def _weights(weights: Weights, size: int) -> list[list[float]]:
    power = {Weights.NONE: 0, Weights.LINEAR: 1, Weights.QUADRATIC: 2}[weights]
    return [
        [float(abs(a - b) ** power) if a != b else 0.0 for b in range(size)] for a in range(size)
    ]


def agree_on_table(
    table: Sequence[Sequence[float]],
    *,
    items: int,
    disagreements: Sequence[Sequence[float]],
) -> Agreement:
    """The agreement told by a table of shares, with any weights of disagreement.

    `disagreements` are nil on the diagonal, and larger where it matters more (Cohen 1968).
    """
    size = range(len(table))
    most = max(max(line) for line in disagreements)
    kept = [[1 - disagreements[a][b] / most for b in size] for a in size]
    rows = [sum(table[a]) for a in size]
    columns = [sum(table[a][b] for a in size) for b in size]
    met = sum(kept[a][b] * table[a][b] for a in size for b in size)
    expected = sum(kept[a][b] * rows[a] * columns[b] for a in size for b in size)
    same = sum(table[a][a] for a in size)
    if 1 - expected < 1e-12:  # noqa: PLR2004 - nobody's ratings vary
        return Agreement(kappa=nan, low=nan, high=nan, same=same, items=items, rough=True)
    kappa = (met - expected) / (1 - expected)
    error = _error(table, kept, rows, columns, kappa, items)
    reach = 1.959963984540054 * error
    return Agreement(
        kappa=kappa,
        low=max(kappa - reach, -1.0),
        high=min(kappa + reach, 1.0),
        same=same,
        items=items,
        rough=items < 30,  # noqa: PLR2004 - the law of large numbers is far
    )


def _error(  # noqa: PLR0913, PLR0917 - the parts of one formula
    table: Sequence[Sequence[float]],
    kept: list[list[float]],
    rows: list[float],
    columns: list[float],
    kappa: float,
    items: int,
) -> float:
    """The large-sample standard error of Fleiss, Cohen & Everitt (Psychological Bulletin 1969)."""
    size = range(len(table))
    by_row = [sum(columns[b] * kept[a][b] for b in size) for a in size]
    by_column = [sum(rows[a] * kept[a][b] for a in size) for b in size]
    expected = sum(rows[a] * by_row[a] for a in size)
    squares = sum(
        table[a][b] * (kept[a][b] - (by_row[a] + by_column[b]) * (1 - kappa)) ** 2
        for a in size
        for b in size
    )
    inside = squares - (kappa - expected * (1 - kappa)) ** 2
    return sqrt(max(inside, 0.0) / items) / (1 - expected)
