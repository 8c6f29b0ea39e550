"""The sentences people read: English message ids here, French words in `locale/`."""

import gettext
from collections.abc import Callable
from pathlib import Path

from reflexes.errors import Refusal

LOCALE = Path(__file__).parent / "locale"
Translate = Callable[[str], str]

REFUSALS = {
    "broken-toml": "This file is not valid TOML (%(met)s). Mend the line it names.",
    "not-utf-8": "This file is not UTF-8 text (byte %(met)s). Save it again as UTF-8.",
    "missing-file": "This file is missing. Create it: %(expected)s.",
    "bad-file-name": "“%(met)s” cannot be a code: use lower-case letters without accents, "
    "figures and hyphens (%(expected)s).",
    "unknown-shelf": "“%(met)s” is not a shelf. The shelves are: %(expected)s.",
    "stray-file": "“%(met)s” stands on no shelf. Move it into one of: %(expected)s.",
    "code-inside": "The code is the file's name, “%(expected)s”: remove “code = …” from the file.",
    "code-used-twice": "The code “%(met)s” is already used by %(expected)s. "
    "Codes are unique across all shelves: rename one of the two files.",
    "unknown-key-near": "“%(met)s” is not a known key. Did you mean “%(expected)s”?",
    "unknown-key": "“%(met)s” is not a known key. The keys are: %(expected)s.",
    "missing-key": "“%(expected)s” is missing. Add it.",
    "wrong-type": "Met “%(met)s”, where %(expected)s was expected.",
    "not-a-choice": "Met “%(met)s”. Choose one of: %(expected)s.",
    "empty": "This is empty. Write something, or remove the key if it is optional.",
    "too-long": "This is %(met)s characters long; at most %(expected)s are allowed.",
    "too-small": "Met %(met)s; the least is %(expected)s.",
    "too-large": "Met %(met)s; the most is %(expected)s.",
    "too-few": "Met %(met)s; at least %(expected)s are needed.",
    "too-many": "Met %(met)s; at most %(expected)s are allowed.",
    "malformed": "“%(met)s” does not have the expected form: %(expected)s.",
    "dangling-code-near": "No record bears the code “%(met)s”. Did you mean: %(expected)s?",
    "dangling-code": "No record bears the code “%(met)s” on: %(expected)s. "
    "Correct the code, or add the record.",
    "claim-without-source": "This text says that it comes from “%(met)s” and names no source. "
    "Add one, or say that it is ours: says = “%(expected)s”.",
    "ours-attributed-to-inquiry": "A record of this project may not give its title to the inquiry. "
    "Write says = “%(expected)s”.",
    "content-without-proposition": "A piste known by its name alone keeps that name and nothing "
    "more: remove “%(met)s”, or write the %(expected)s with its source.",
    "personal-data": "“%(met)s” looks like a %(expected)s: published texts name nobody. Remove it.",
    "refused": "This is refused: %(expected)s.",
}
"""One sentence for each kind of refusal: what was met, what was expected, how to mend it."""

EXPECTED = {
    "text": "some text between quotes",
    "whole-number": "a whole number without quotes",
    "true-or-false": "true or false without quotes",
    "day": "a day without quotes, such as 2020-05-28",
    "list": "a list between square brackets",
    "table": "a table of keys",
}
"""What a value had to be, in words."""


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
