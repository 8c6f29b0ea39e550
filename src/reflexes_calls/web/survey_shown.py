"""The results of a survey as pages show them: each with a picture, its table and one sentence.

A sentence says what was answered, by how many and how sure that is; never why, nor what did it.
"""

from collections.abc import Iterator

from reflexes.plotting import Axis, Picture, Row, draw_intervals, number_said
from reflexes.records import record
from reflexes_calls.domain.survey import QuestionKind, SurveyQuestion
from reflexes_calls.domain.survey_results import (
    Crossed,
    QuestionResult,
    Share,
    SurveyResults,
    difference,
)
from reflexes_calls.web.field_words import LEVEL_WORDS
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_

PARTS = (0, 25, 50, 75, 100)
AGREED = N_(
    "%(count)s of %(of)s agree, rather or wholly: %(share)s%%. Were they drawn at random among"
    " those concerned, the share would lie between %(low)s and %(high)s%%."
)
MOST = N_(
    "Given most often: %(label)s, by %(count)s of %(of)s, %(share)s%%. Were they drawn at random"
    " among those concerned, the share would lie between %(low)s and %(high)s%%."
)
MEAN = N_(
    "%(mean)s %(unit)s on average, over %(of)s answers. Were they drawn at random among those"
    " concerned, the average would lie between %(low)s and %(high)s."
)
CHANGED = N_(
    "Agree: %(share)s%% of %(of)s, after %(first)s%% of %(first_of)s in the wave before. A"
    " difference of %(gap)s points, between %(low)s and %(high)s. These are two groups, perhaps not"
    " the same people; why they answer otherwise is not known from here."
)


@record
class ShownQuestion:
    """A question with its picture; `words` where it asks for words."""

    question: SurveyQuestion
    is_hidden: bool
    picture: Picture | None
    words: tuple[str, ...]
    change: str


@record
class ShownCross:
    """A crossed table, ready to be drawn."""

    question: SurveyQuestion
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hides_some: bool


def shown_questions(
    results: SurveyResults, earlier: SurveyResults | None, words: Translate, language: str
) -> tuple[ShownQuestion, ...]:
    """Each question as it is shown."""
    before = {each.question.code: each for each in earlier.questions} if earlier else {}
    return tuple(
        ShownQuestion(
            question=each.question,
            is_hidden=each.is_hidden,
            picture=_picture(each, words, language),
            words=each.words,
            change=_change(before.get(each.question.code), each, words, language),
        )
        for each in results.questions
    )


def _picture(result: QuestionResult, words: Translate, language: str) -> Picture | None:
    if result.is_hidden or result.question.kind is QuestionKind.WORDS:
        return None
    if result.mean is not None:
        return _mean_picture(result, words, language)
    rows = [
        Row(
            label=label_of(result.question, share, words),
            value=100 * share.value,
            low=100 * share.low,
            high=100 * share.high,
            cells=(share.count,),
        )
        for share in result.shares
    ]
    return draw_intervals(
        rows,
        name=f"enquete-{result.question.code}",
        title=result.question.asks,
        sentence=_sentence(result, words, language),
        columns=(
            words("Answer"),
            words("Share, percent"),
            words("At least"),
            words("At most"),
            words("How many"),
        ),
        axis=Axis(low=0, high=100, ticks=PARTS, decimals=0, language=language),
        measure=words("percent of those who answered"),
        language=language,
        decimals=0,
    )


def _mean_picture(result: QuestionResult, words: Translate, language: str) -> Picture:
    label = result.question.unit or words("average")
    row = Row(label=label, value=result.mean, low=result.low, high=result.high)
    return draw_intervals(
        [row],
        name=f"enquete-{result.question.code}",
        title=result.question.asks,
        sentence=_sentence(result, words, language),
        columns=(words("Unit"), words("Average"), words("At least"), words("At most")),
        language=language,
        decimals=1,
    )


def _sentence(result: QuestionResult, words: Translate, language: str) -> str:
    if result.mean is not None:
        facts = {
            "mean": number_said(result.mean, language, 1),
            "unit": result.question.unit,
            "of": result.answered,
            "low": number_said(result.low, language, 1),
            "high": number_said(result.high, language, 1),
        }
        return " ".join((words(MEAN) % facts).split(" "))
    if result.agree is not None:
        return words(AGREED) % _facts(result.agree)
    most = max(result.shares, key=lambda share: share.count)
    label = label_of(result.question, most, words)
    return words(MOST) % (_facts(most) | {"label": label})


def _facts(share: Share) -> dict[str, object]:
    return {
        "count": share.count,
        "of": share.of,
        "share": round(100 * share.value),
        "low": round(100 * share.low),
        "high": round(100 * share.high),
    }


def label_of(question: SurveyQuestion, share: Share, words: Translate) -> str:
    """The words of some answers that are counted together."""
    return _labels(question, share.ranks, words)


def _labels(question: SurveyQuestion, ranks: tuple[int | None, ...], words: Translate) -> str:
    return ", ".join(_label(question, rank, words) for rank in ranks)


def _label(question: SurveyQuestion, rank: int | None, words: Translate) -> str:
    if rank is None:
        return words("no answer")
    if question.kind is QuestionKind.AGREEMENT:
        return words(LEVEL_WORDS[rank])
    return question.options[rank]


def _change(
    before: QuestionResult | None, after: QuestionResult, words: Translate, language: str
) -> str:
    """Two waves beside each other, as two groups; empty where there is nothing to compare."""
    if before is None or before.agree is None or after.agree is None:
        return ""
    gap, low, high = difference(before.agree, after.agree)
    facts = {
        "share": round(100 * after.agree.value),
        "of": after.agree.of,
        "first": round(100 * before.agree.value),
        "first_of": before.agree.of,
        "gap": number_said(round(100 * gap), language, 0),
        "low": number_said(round(100 * low), language, 0),
        "high": number_said(round(100 * high), language, 0),
    }
    return words(CHANGED) % facts


def shown_crosses(
    crosses: tuple[Crossed, ...], group: SurveyQuestion, words: Translate
) -> Iterator[ShownCross]:
    """Each crossed table: a line for a group, a column for a class."""
    for each in crosses:
        is_scale = each.question.kind is QuestionKind.AGREEMENT
        classes = (
            (words("Agree"), words("Do not agree, or did not answer"))
            if is_scale
            else tuple(_label(each.question, rank, words) for rank in each.classes)
        )
        yield ShownCross(
            question=each.question,
            headers=(group.asks, *classes),
            rows=tuple(
                (_labels(group, row.group.values, words), *map(str, row.counts))
                for row in each.rows
            ),
            hides_some=each.hides_some,
        )
