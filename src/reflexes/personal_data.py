"""What looks as if it named somebody, in words that people write.

A stated list of patterns and no more than that: the form of a mail address, of a French telephone
number, of a street with its number, of a civility before a name. It finds no name written alone.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

CIVILITY = "civility with a name"
SPACE = "[ \u00a0\u202f]"
PERSONAL_DATA: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w[\w.-]*"),
        "telephone": re.compile(
            rf"(?<!\d)(?:(?:\+|00)33(?:{SPACE}|[.-])?(?:\(0\)(?:{SPACE}|[.-])?)?|0)"
            rf"[1-9](?:(?:{SPACE}|[.-])?\d{{2}}){{4}}(?!\d)"
        ),
        CIVILITY: re.compile(
            r"\b(?=[MDP])(?:MM?\.|Mmes?|Mlles?|Mgr|Messieurs|Monsieur|Mesdames|Madame|Mademoiselle|Maître"
            r"|Dr|Pr|Mr|Mrs|Ms|Miss)\.?\s+[A-ZÀ-ÖØ-Þ]"
        ),
        "street": re.compile(
            rf"\b\d+(?:{SPACE}?(?i:bis|ter|quater|[a-d]))?(?:"
            rf",?{SPACE}(?i:rue|avenue|boulevard|bd|impasse|allée|ruelle|chemin|quai|square){SPACE}"
            # These are also counted (« 2 places »), so that a comma is asked for.
            rf"|,{SPACE}(?i:place|route|cours|passage|résidence|lieu-dit){SPACE}"
            rf"|,?{SPACE}(?:[A-Z][\w’'-]+{SPACE}){{1,2}}(?:Street|Road|Avenue|Lane|Square)\b)"
        ),
    }
)
"""The patterns, by what they look like."""

NEEDED = {
    "mail address": re.compile("@"),
    "telephone": re.compile(r"\d"),
    "street": re.compile(r"\d"),
}
"""What a pattern cannot be found without: looked for first, because it is found far sooner."""


def personal_data_in(words: str) -> Iterator[tuple[str, str]]:
    """Each pattern that is found in `words`, with what was found."""
    for what, pattern in PERSONAL_DATA.items():
        needed = NEEDED.get(what)
        if needed is not None and needed.search(words) is None:
            continue
        found = pattern.search(words)
        if found is not None:
            yield what, found.group()
