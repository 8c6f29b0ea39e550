"""Pictures of a calibration: the ranking, the severity of readers, agreement by criterion."""

from collections.abc import Mapping, Sequence
from math import isnan

from reflexes.jury.agreement import Agreement, Estimate, measure_agreement
from reflexes.jury.calibration import SURE, SURELY_NOT, Calibration
from reflexes.jury.wording import agreement_said, counted, points_said
from reflexes.plotting import (
    Axis,
    Picture,
    Row,
    Shape,
    axis_over,
    draw_dots,
    draw_intervals,
)
from reflexes.plotting.picture import Cell
from reflexes.plotting.rows import table_of
from reflexes.records import record
from reflexes.wording import translator

_LEVEL_REACH = 1.959964
MOST_SHOWN = 120
"""Beyond so many files, those around the last place are drawn, and the others are in the table."""
_SURE = (
    "no file is surely among the first",
    "%(count)s file is surely among the first",
    "%(count)s files are surely among the first",
)
_GREY = (
    "no file is in the grey zone",
    "%(count)s file is in the grey zone, where the scores do not settle it",
    "%(count)s files are in the grey zone, where the scores do not settle it",
)
_RANKING = "The ranking, with how sure each score is"
_SEVERITY = "How severe each reader is"
_AGREEMENT = "How far readers agree, criterion by criterion"


@record
class CriterionFound:
    """What the marks of one criterion are worth; `agreement` is None where too few were given.

    `spread` is the standard deviation of its marks; `commonest` the share of its commonest mark.
    """

    code: str
    label: str
    marks: int
    spread: float
    commonest: float
    agreement: Agreement | None

    @property
    def is_flat(self) -> bool:
        """Whether nearly everything got the same mark."""
        return self.commonest >= SURE

    @property
    def tells_nothing(self) -> bool:
        """Whether its marks tell no file from another.

        They do when the interval of either measure, reliability or agreement, leaves zero.
        """
        if self.is_flat or self.agreement is None:
            return True
        return not self.agreement.discriminates and not self.agreement.alpha.low > 0


def picture_ranking(  # noqa: PLR0913 - what is ranked, and how it is said
    calibration: Calibration,
    codes: Sequence[str],
    *,
    places: int,
    chances: Sequence[float],
    titles: Mapping[str, str] | None = None,
    best: float = 4.0,
    name: str = "ranking",
    language: str = "fr",
) -> Picture:
    """The scores from the best down, each with its interval of 95 % and its plain mean beside.

    `chances` are those to be among the first `places`; the grey zone lies between surely and
    surely not.
    """
    t = translator(language)
    ranked = calibration.ranking()
    rows = [
        _ranked(calibration, n, codes, (rank, places), chances[n], titles or {}, language)
        for rank, n in enumerate(ranked)
    ]
    grey = sum(SURELY_NOT < chances[n] < SURE for n in ranked)
    sure = sum(chances[n] >= SURE for n in ranked)
    sentence = t("For %(places)s places: %(sure)s, and %(grey)s.") % {
        "places": places,
        "sure": counted(sure, _SURE, t),
        "grey": counted(grey, _GREY, t),
    }
    first, last = _around(len(rows), places)
    drawn = rows[first:last]
    return draw_intervals(
        drawn,
        name=name,
        title=t(_RANKING),
        sentence=sentence,
        columns=(),
        axis=_points(rows, best, language),
        measure=t("Corrected score, out of %(best)s") % {"best": f"{best:g}"},
        description=t(
            "A line for each file, the best first: its mark is the corrected score, its bar the "
            "interval of 95%, its cross the plain mean. Full circles are surely among the first, "
            "diamonds on hatching in the grey zone, hollow circles surely not. A table says the "
            "same."
        ),
        table=table_of(rows, t(_RANKING), _ranking_columns(rows, language), 2),
        language=language,
    )


def _ranked(  # noqa: PLR0913, PLR0917 - one row of a ranking
    found: Calibration,
    n: int,
    codes: Sequence[str],
    place: tuple[int, int],
    chance: float,
    titles: Mapping[str, str],
    language: str,
) -> Row:
    t = translator(language)
    rank, places = place
    low, high = _interval(found, n)
    is_grey = SURELY_NOT < chance < SURE
    shape = Shape.DIAMOND if is_grey else Shape.FULL if chance >= SURE else Shape.HOLLOW
    fate = "grey zone" if is_grey else "surely in" if chance >= SURE else "surely not"
    return Row(
        label=codes[n],
        detail=titles.get(codes[n], ""),
        value=found.scores[n],
        low=low,
        high=high,
        beside=found.means[n],
        shape=shape,
        shaded=is_grey,
        rule=t("The %(places)s places end here") % {"places": places} if rank == places else "",
        cells=(round(100 * chance), t(fate), rank + 1),
    )


def _interval(found: Calibration, n: int) -> tuple[float | None, float | None]:
    if isnan(found.errors[n]):
        return None, None
    reach = _LEVEL_REACH * found.errors[n]
    return found.scores[n] - reach, found.scores[n] + reach


def _ranking_columns(rows: Sequence[Row], language: str) -> tuple[str, ...]:
    t = translator(language)
    has_interval = any(row.low is not None for row in rows)
    ends = (t("from"), t("to")) if has_interval else ()
    return (
        t("Application file"),
        t("Corrected score"),
        *ends,
        t("Plain mean"),
        t("Chances in 100 to be among the first"),
        t("Zone"),
        t("Rank"),
    )


def _around(count: int, places: int) -> tuple[int, int]:
    """The part of the ranking that is drawn."""
    if count <= MOST_SHOWN:
        return 0, count
    first = min(max(places - MOST_SHOWN // 2, 0), count - MOST_SHOWN)
    return first, first + MOST_SHOWN


def _points(rows: Sequence[Row], best: float, language: str) -> Axis:
    """From nil to the best mark, or further where an interval goes further."""
    known = [each for row in rows for each in (row.low, row.high, row.value) if each is not None]
    low = min(0.0, *known) if known else 0.0
    return axis_over([*known, 0.0, best], language, low=None if low < 0 else 0.0)


def picture_severity(
    calibration: Calibration,
    names: Sequence[str],
    *,
    read: Sequence[int],
    name: str = "severity",
    language: str = "fr",
) -> Picture:
    """How many points below (severe) or above (generous) the others each reader marks."""
    t = translator(language)
    known = [n for n in range(len(names)) if not isnan(calibration.severities[n])]
    known.sort(key=lambda n: (-calibration.severities[n], n))
    rows = [_severe(calibration, n, names[n], read[n]) for n in known]
    values = [calibration.severities[n] for n in known]
    gap = max(values) - min(values) if values else 0.0
    sentence = (
        t("Severity could not be told from quality: there is nothing to compare.")
        if len(known) < 2  # noqa: PLR2004 - two readers to compare
        else t(
            "From the most severe reader to the most generous one, the same file would lose or "
            "gain %(gap)s points."
        )
        % {"gap": points_said(gap, language, 2)}
    )
    ends = (t("from"), t("to")) if any(row.low is not None for row in rows) else ()
    return draw_dots(
        rows,
        name=name,
        title=t(_SEVERITY),
        sentence=sentence,
        columns=(t("Reader"), t("Severity, in points"), *ends, t("Files read")),
        measure=t("Generous (left), severe (right), in points"),
        description=t(
            "A line for each reader, the most severe first: how many points below the others the "
            "same file is marked, with an interval of 95%. A table says the same."
        ),
        language=language,
    )


def _severe(found: Calibration, n: int, label: str, read: int) -> Row:
    error = found.severity_errors[n]
    value = found.severities[n]
    reach = None if isnan(error) else _LEVEL_REACH * error
    apart = reach is not None and abs(value) > reach
    return Row(
        label=label,
        value=value,
        low=None if reach is None else value - reach,
        high=None if reach is None else value + reach,
        shape=Shape.FULL if apart else Shape.HOLLOW,
        cells=(read,),
    )


def picture_agreement(
    criteria: Sequence[CriterionFound], *, name: str = "agreement", language: str = "fr"
) -> Picture:
    """Krippendorff's alpha of each criterion, with its interval; hollow where nothing is told."""
    t = translator(language)
    rows = [_agreed(each, language) for each in criteria]
    silent = [each.label for each in criteria if each.tells_nothing]
    # An end of the axis for what is worse than chance, never further than it must be.
    lows = [row.low for row in rows if row.low is not None]
    axis = axis_over([*lows, 0.0, 1.0], language, high=1.0)
    sentence = (
        t("Marks tell files apart on every criterion.")
        if criteria and not silent
        else t("Marks hardly tell one file from another on: %(criteria)s.")
        % {"criteria": ", ".join(silent)}
    )
    ends = (t("from"), t("to")) if lows else ()
    return draw_dots(
        rows,
        name=name,
        title=t(_AGREEMENT),
        sentence=sentence,
        columns=(
            t("Criterion"),
            t("Agreement (Krippendorff’s alpha)"),
            *ends,
            t("In words"),
            t("Reliability of one mark"),
            t("Reliability of the mean"),
            t("Spread of the marks"),
            t("Tells files apart"),
        ),
        axis=axis,
        measure=t("0: no more than chance; 1: full agreement"),
        description=t(
            "A line for each criterion: how far readers agree, with an interval of 95%. Hollow "
            "circles are criteria whose marks tell no file from another. A table says the same."
        ),
        language=language,
    )


def _agreed(each: CriterionFound, language: str) -> Row:
    t = translator(language)
    alpha = each.agreement.alpha if each.agreement else None
    cells: tuple[Cell, ...] = (
        agreement_said(alpha.value, language) if alpha else "",
        each.agreement.single.value if each.agreement else None,
        each.agreement.mean.value if each.agreement else None,
        each.spread,
        t("no") if each.tells_nothing else t("yes"),
    )
    return Row(
        label=each.label,
        value=_known(alpha, "value"),
        low=_known(alpha, "low"),
        high=_known(alpha, "high"),
        shape=Shape.HOLLOW if each.tells_nothing else Shape.FULL,
        cells=cells,
    )


def _known(estimate: Estimate | None, part: str) -> float | None:
    value = getattr(estimate, part) if estimate else None
    return None if value is None or isnan(value) else float(value)


def criterion_found(
    label: tuple[str, str],
    scores: Sequence[tuple[int, int, float]],
    size: tuple[int, int],
    *,
    resamples: int,
    seed: int = 0,
) -> CriterionFound:
    """Measure one criterion: its code and label, its marks as triples, applications and reviewers.

    Where no file was marked twice, or nothing was marked, there is no agreement to measure.
    """
    values = [mark for *_, mark in scores]
    count = len(values)
    mean = sum(values) / count if count else 0.0
    spread = (sum((one - mean) ** 2 for one in values) / count) ** 0.5 if count else 0.0
    commonest = max((values.count(one) for one in set(values)), default=0) / max(count, 1)
    agreement = None
    if count:
        agreement = measure_agreement(
            scores, applications=size[0], reviewers=size[1], resamples=resamples, seed=seed
        )
    return CriterionFound(
        code=label[0],
        label=label[1],
        marks=count,
        spread=spread,
        commonest=commonest,
        agreement=agreement,
    )
