"""A finding in words: what the design allows, in French or in English, and never more."""

import datetime as dt
import re
from collections.abc import Iterable

from reflexes.errors import Refusal
from reflexes.evaluation.designs import SENTENCES, Says, Verdict
from reflexes.evaluation.estimate import Estimate, Rests
from reflexes.wording import Translate, said_date, sentence, translator

_FOUND = {
    Says.CHANGE: (
        "“%(indicator)s” changed by %(value)s (between %(low)s and %(high)s, interval of "
        "%(level)s). Why it changed is not identifiable."
    ),
    Says.DIFFERENCE: (
        "On “%(indicator)s”, the two groups differ by %(value)s (between %(low)s and %(high)s, "
        "interval of %(level)s). Why they differ is not identifiable."
    ),
    Says.EFFECT: (
        "On “%(indicator)s”, the effect measured is %(value)s (between %(low)s and %(high)s, "
        "interval of %(level)s)."
    ),
}
_NOTHING = "On “%(indicator)s”, nothing is identifiable."
_UNMEASURED = "“%(indicator)s”: not measured."
_RESTS = {
    Rests.CHANCE_ALONE: "The interval rests on the lots drawn, and on nothing else.",
    Rests.EQUAL_SPREAD: (
        "The interval depends on this: that the unit which took part varies as the others do. With "
        "one unit nobody can see it."
    ),
    Rests.TREND: "The interval depends on this: that the trend before would have gone on.",
    Rests.DONORS: (
        "The interval depends on this: that what the mixture followed before it would have "
        "followed after."
    ),
    Rests.MODEL: "The interval depends on a model of how pilots vary, from very few of them.",
    Rests.TRENDS_APART: (
        "The interval depends on this: that the two groups parted after the start by no more than "
        "the plan supposes."
    ),
    Rests.NOBODY_PUSHED_BOTH_WAYS: (
        "The interval depends on this: that taking part made people stay, or made people leave, "
        "never both."
    ),
}
_WIDE = "With so few units the interval is wider than its name says: the price of prudence."
_NARROW_SPACE, _SPACE = "\u202f", "\u00a0"
FIGURES = 3
_PLURAL = 2
"""From two on, French says the plural: 1,9 jour, 2 jours."""
_LINK = re.compile(r"(?:de|des|du|par|pour|à|au|aux|en|sur|dans)$|d’|[(]")
_ALWAYS = frozenset(
    {"mois", "fois", "avis", "cas", "colis", "accès", "repas", "procès", "temps", "pays", "bus",
     "relais", "devis", "recours", "parcours", "concours", "corps", "décès", "succès", "progrès"}
)  # fmt: skip
"""Words that end in s when there is one only."""
_SHORT = 2
_ABOUT_DAYS = frozenset(
    {"day-before", "locked-too-late", "measured-later", "measured-twice", "unit-starts-outside"}
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = 100
"""From here on, numbers are said without decimals."""


def word_finding(
    indicator: str,
    verdict: Verdict,
    estimate: Estimate | None,
    *,
    unit: str = "",
    language: str = "fr",
) -> str:
    """Say what was found on one indicator.

    `unit` follows each number (« jours », « % »); `estimate` None says that it was not
    measured. The word “effect” stands only where the verdict allows it.
    """
    say = translator(language)
    if estimate is None:
        return say(_UNMEASURED) % {"indicator": indicator}
    if verdict.says is Says.NOTHING:
        sentences = [say(_NOTHING) % {"indicator": indicator}]
    else:
        facts = {
            "indicator": indicator,
            "value": said(estimate.value, unit, language, signed=True),
            "low": said(estimate.low, unit, language),
            "high": said(estimate.high, unit, language),
            "level": said(100 * estimate.level, "%", language),
        }
        sentences = [say(_FOUND[verdict.says]) % facts]
        if estimate.rests in _RESTS:
            sentences.append(say(_RESTS[estimate.rests]))
        if estimate.wide:
            sentences.append(say(_WIDE))
    reasons = (*verdict.refused, *verdict.cautions)
    return " ".join([*sentences, *(say(SENTENCES[reason]) for reason in reasons)])


def said(number: float, unit: str, language: str, *, signed: bool = False) -> str:
    """A number to three figures, with its unit, as the language writes it."""
    if number in {float("inf"), float("-inf")}:
        return "∞" if number > 0 else "−∞"
    size = abs(number)
    digits = f"{size:,.0f}" if size >= _WHOLE else f"{size:.{FIGURES}g}"
    if "e" in digits:
        digits = f"{size:.6f}"
    if language == "fr":
        digits = digits.replace(",", _NARROW_SPACE).replace(".", ",")
    sign = "−" if number < 0 else "+" if signed and number > 0 else ""
    space = _SPACE if language == "fr" else "" if unit == "%" else " "
    if language == "fr" and size < _PLURAL:
        unit = singular(unit)
    return f"{sign}{digits}{space}{unit}" if unit else f"{sign}{digits}"


def singular(unit: str) -> str:
    """A French unit as it is said of fewer than two: « jours » is « jour », « mois » stays.

    Only the words before a first preposition change: « points de pourcentage ».
    """
    unit, slash, each = unit.partition("/")
    words = unit.split(" ")
    last = next((at for at, word in enumerate(words) if _LINK.match(word)), len(words))
    made = [
        word[:-1] if word.endswith("s") and word not in _ALWAYS and len(word) > _SHORT else word
        for word in words[:last]
    ]
    return " ".join([*made, *words[last:]]) + slash + each


def words_in(language: str) -> Translate:
    """What says a message of plans, verdicts and reports in `language` (`fr` or `en`)."""
    return translator(language)


def word_refusals(refusals: Iterable[Refusal], language: str) -> tuple[str, ...]:
    """What each refusal of a plan, of measures or of a report says, and how to mend it."""
    say = words_in(language)
    return tuple(sentence(_with_days(each, language), say) for each in refusals)


def _with_days(refusal: Refusal, language: str) -> Refusal:
    """A refusal about days, with those days in words."""
    if refusal.kind not in _ABOUT_DAYS:
        return refusal
    return refusal._replace(
        met=word_days_in(refusal.met, language), expected=word_days_in(refusal.expected, language)
    )


def word_day(day: dt.date, language: str) -> str:
    """A day in words: « 1er avril 2027 », “1 April 2027”."""
    words = said_date((day.year, day.month, day.day), language)
    return words.replace(" ", "\u00a0", 1)


def word_days_in(text: str, language: str) -> str:
    """A text whose days are written as 2027-04-01, with those days in words."""
    return _DAY.sub(lambda met: _day_said(met[0], language), text)


def _day_said(written: str, language: str) -> str:
    try:
        return word_day(dt.date.fromisoformat(written), language)
    except ValueError:
        return written
