"""What must not stand in a published record, and what people agreed to.

`PERSONAL_DATA` is a stated list of patterns and no more than that: it finds the form of a mail
address, of a French telephone number, of a street with its number, of a civility before a name. It
finds no name written alone, no nickname, no function that only one person holds: someone must read
again before publishing. Authors of sources are named: they published under their names.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs

from reflexes.errors import Refusal
from reflexes.fields import spec_of
from reflexes.interview import ConsentScope, Interview
from reflexes.links import parts
from reflexes.observation import Observation
from reflexes.sources import Source
from reflexes.texts import Text

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

QUOTATION = re.compile(r"«|“|\"")
"""How a quotation begins."""
WRITTEN = frozenset({"line", "prose"})
"""The kinds of fields that hold words."""


def names_nobody(record: Any, file: str) -> Iterator[Refusal]:
    """A refusal for each text that looks as if it named someone.

    In an interview or an observation, titles and single lines are read too. In a source, the
    author may be named.
    """
    for path, words in _words(record):
        for what, found in _looks_like(words):
            if not (what == CIVILITY and isinstance(record, Source)):
                yield Refusal(kind="personal-data", file=file, path=path, met=found, expected=what)


def _looks_like(words: str) -> Iterator[tuple[str, str]]:
    """Each pattern that is found in `words`, with what was found."""
    for what, pattern in PERSONAL_DATA.items():
        needed = NEEDED.get(what)
        if needed is not None and needed.search(words) is None:
            continue
        found = pattern.search(words)
        if found is not None:
            yield what, found.group()


def _words(record: Any) -> Iterator[tuple[str, str]]:
    """What is read in a record, with its path."""
    all_of_it = isinstance(record, Interview | Observation)
    if all_of_it:
        yield from _lines(record, "")
    for path, part in parts(record):
        if all_of_it or isinstance(part, Text):
            yield from _lines(part, f"{path}.")


def _lines(item: Any, path: str) -> Iterator[tuple[str, str]]:
    kind: Any = type(item)
    for name in _written(kind):
        if words := getattr(item, name):
            yield f"{path}{name}", words


@cache
def _written(kind: Any) -> tuple[str, ...]:
    """The fields of a class that hold words; a code is a file's name."""
    specs = ((attribute.name, spec_of(attribute)) for attribute in attrs.fields(kind))
    return tuple(
        name for name, spec in specs if spec is not None and spec.kind in WRITTEN and name != "code"
    )


def check_consent(shelves: Mapping[str, Mapping[str, Any]]) -> Iterator[Refusal]:
    """A refusal for what interviews did not agree to."""
    interviews = shelves.get("interviews", {})
    silent = {
        code
        for code, interview in interviews.items()
        if interview.consent.scope is not ConsentScope.QUOTED
    }
    for code, interview in interviews.items():
        file = f"interviews/{code}.toml"
        if not interview.anonymised:
            yield Refusal(
                kind="not-anonymised", file=file, path="anonymised", met="false", expected="true"
            )
        if code in silent:
            yield from _quoted(interview, file, code, within="notes")
    for code, observation in shelves.get("observations", {}).items():
        for met in observation.interviews:
            if met in silent:
                yield from _quoted(observation, f"observations/{code}.toml", met)


def _quoted(
    record: Interview | Observation, file: str, interview: str, *, within: str = ""
) -> Iterator[Refusal]:
    for path, words in _words(record):
        if path.startswith(within) and QUOTATION.search(words) is not None:
            yield Refusal(
                kind="quotation-without-consent",
                file=file,
                path=path,
                met=interview,
                expected=ConsentScope.QUOTED.value,
            )
