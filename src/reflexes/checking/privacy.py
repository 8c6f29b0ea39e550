"""What must not stand in a published record, and what people agreed to.

`reflexes.personal_data` holds a stated list of patterns and no more than that. It finds the form of
a mail address, of a French telephone number, of a street with its number, of a civility before a
name. It finds no name written alone, no nickname, no function that only one person holds: someone
must read again before publishing. Authors of sources are named: they published under their names.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from reflexes.errors import Refusal
from reflexes.fields import spec_of
from reflexes.interview import ConsentScope, Interview
from reflexes.links import parts
from reflexes.observation import Observation
from reflexes.personal_data import CIVILITY, personal_data_in
from reflexes.sources import Source
from reflexes.texts import Text

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
        for what, found in personal_data_in(words):
            if not (what == CIVILITY and isinstance(record, Source)):
                yield Refusal(kind="personal-data", file=file, path=path, met=found, expected=what)


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
