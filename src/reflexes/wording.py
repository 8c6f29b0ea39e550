"""The sentences people read: English message ids here, French words in `locale/`."""

import gettext
from collections.abc import Callable
from pathlib import Path

from reflexes.errors import Refusal
from reflexes.refusals import SENTENCES

LOCALE = Path(__file__).parent / "locale"
Translate = Callable[[str], str]

REFUSALS = SENTENCES
"""One sentence for each kind of refusal: what was met, what was expected, how to mend it.

A new kind takes its line in `reflexes.refusals.TABLE`.
"""

EXPECTED = {
    "text": "some text between quotes",
    "whole-number": "a whole number without quotes",
    "number": "a number without quotes, such as 12.5",
    "true-or-false": "true or false without quotes",
    "day": "a day without quotes, such as 2020-05-28",
    "list": "a list between square brackets",
    "table": "a table of keys",
    "mail address": "mail address",
    "telephone": "telephone number",
    "civility with a name": "civility before a name",
    "street": "street with its number",
}
"""What a value had to be, in words."""

MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_DAY_PARTS = 3
"""How many parts a day has: year, month, day."""


def said_date(parts: tuple[int, ...], language: str) -> str:
    """A year, a month or a day in words; `s. d.` or `n.d.` when nothing is known."""
    if not parts:
        return "n.d." if language == "en" else "s. d."
    words = [str(parts[0])]
    if len(parts) > 1:
        words.insert(0, MONTHS[language].split()[parts[1] - 1])
    if len(parts) == _DAY_PARTS:
        first = parts[2] == 1 and language == "fr"
        words.insert(0, "1er" if first else str(parts[2]))
    return " ".join(words)


def translator(language: str) -> Translate:
    """The function that says an English message id in `language` (`fr` or `en`)."""
    if language == "en":
        return lambda message: message
    return gettext.translation("reflexes", LOCALE, [language], fallback=True).gettext


def sentence(refusal: Refusal, translate: Translate) -> str:
    """What a refusal says to people, in the language of `translate`."""
    expected = EXPECTED.get(refusal.expected)
    facts = {
        "met": refusal.met,
        "expected": translate(expected) if expected else refusal.expected,
    }
    return translate(REFUSALS[refusal.kind]) % facts
