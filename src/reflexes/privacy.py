"""What must not stand in a published record, and what people agreed to.

`PERSONAL_DATA` is a stated list of patterns and no more than that: it finds the form of a mail
address, of a French telephone number, of a street with its number, of a civility before a name. It
finds no name written alone, no nickname, no function that only one person holds: someone must read
again before publishing. Authors of sources are named: they published under their names.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from reflexes.errors import Refusal
from reflexes.interview import ConsentScope, Interview
from reflexes.links import parts
from reflexes.observation import Observation
from reflexes.texts import Text, Title

PERSONAL_DATA: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
        "telephone": re.compile(r"(?<!\d)(?:\+33|0)[ .]?[1-9](?:[ .]?\d{2}){4}(?!\d)"),
        "civility with a name": re.compile(r"\b(?:M\.|Mme|Mlle|Monsieur|Madame)\s+[A-ZÉÈÀ]"),
        "street": re.compile(
            r"\b\d+(?: bis| ter)?,? (?:rue|avenue|boulevard|impasse|allée) ", re.IGNORECASE
        ),
    }
)
"""The patterns, by what they look like."""

QUOTATION = re.compile(r"«|“|\"")
"""How a quotation begins."""


def names_nobody(record: Any, file: str) -> Iterator[Refusal]:
    """A refusal for each text that looks as if it named someone.

    In an interview or an observation, titles and single lines are read too.
    """
    for path, words in _words(record):
        for what, pattern in PERSONAL_DATA.items():
            found = pattern.search(words)
            if found is not None:
                yield Refusal(
                    kind="personal-data", file=file, path=path, met=found.group(), expected=what
                )


def _words(record: Any) -> Iterator[tuple[str, str]]:
    """What is read in a record, with its path."""
    all_of_it = isinstance(record, Interview | Observation)
    for path, part in parts(record):
        if isinstance(part, Text) or (all_of_it and isinstance(part, Title)):
            yield f"{path}.fr", part.fr
            yield f"{path}.en", part.en
    if all_of_it:
        for attribute in attrs.fields(type(record)):
            value = getattr(record, attribute.name)
            if isinstance(value, str) and attribute.name != "code":
                yield attribute.name, value


def check_consent(shelves: Mapping[str, Mapping[str, Any]]) -> Iterator[Refusal]:
    """A refusal for what interviews did not agree to."""
    interviews = shelves.get("interviews", {})
    for code, interview in interviews.items():
        if not interview.anonymised:
            yield Refusal(
                kind="not-anonymised",
                file=f"interviews/{code}.toml",
                path="anonymised",
                met="false",
                expected="true",
            )
    for code, observation in shelves.get("observations", {}).items():
        for met in observation.interviews:
            if met in interviews and interviews[met].consent.scope is not ConsentScope.QUOTED:
                yield from _quoted(observation, f"observations/{code}.toml", met)


def _quoted(observation: Observation, file: str, interview: str) -> Iterator[Refusal]:
    for path, words in _words(observation):
        found = QUOTATION.search(words)
        if found is not None:
            yield Refusal(
                kind="quotation-without-consent",
                file=file,
                path=path,
                met=interview,
                expected=ConsentScope.QUOTED.value,
            )
