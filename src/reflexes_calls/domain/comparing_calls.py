"""What differs between two published texts of a call: field by field, word by word."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.domain.call_document import FIGURES, INSTANTS, SAID_SINCE, WORDS
from reflexes_calls.domain.carrying import Change, changes_between
from reflexes_calls.domain.form import Phase, form_of
from reflexes_calls.domain.terms import specs_of_terms

Document = Mapping[str, Any]
TOKEN = re.compile(r"\w[\w’'-]*\s*|[^\w\s]\s*|\s+")
"""A word or a mark, with the space after it: spaces alone would tie words that differ."""
TERM, SETTING, CRITERION, QUESTION = "term", "setting", "criterion", "question"
SETTINGS = ("partners", "evaluator", "several")
PHASES = (Phase.LETTER, Phase.FULL)


class Sort(StrEnum):
    """How what changed is read: as words, an instant, a figure, a criterion, a question."""

    WORDS = "words"
    INSTANT = "instant"
    FIGURE = "figure"
    SETTING = "setting"
    CRITERION = "criterion"
    QUESTION = "question"
    REST = "rest"


class PieceKind(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@record
class Piece:
    """Some words that follow each other, and what became of them."""

    kind: PieceKind
    text: str

    @property
    def words(self) -> str:
        """The words without the space after them."""
        return self.text.rstrip()

    @property
    def space(self) -> str:
        """The space after the words."""
        return self.text[len(self.words) :]


@record
class CallChange:
    """One thing that differs: `field` names it, `before` and `after` say it in plain data.

    `pieces` are the words of a text that changed; `question` says in what a question changed.
    """

    field: str
    sort: Sort
    before: Any
    after: Any
    pieces: tuple[Piece, ...] = ()
    question: Change | None = None


def compare(older: Document, newer: Document) -> tuple[CallChange, ...]:
    """Everything that differs between two texts, in the order in which a call is read.

    What one of them has no place for, since it was kept before that place existed, is not compared.
    """
    return (
        *_words(older, newer),
        *_instants(older, newer),
        *_figures(older, newer),
        *_terms(older, newer),
        *_settings(older, newer),
        *_criteria(older, newer),
        *_questions(older, newer),
    )


def _in_both(older: Document, newer: Document, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name in older and name in newer and older[name] != newer[name]:
            yield name


def _words(older: Document, newer: Document) -> Iterator[CallChange]:
    for name in _in_both(older, newer, WORDS):
        yield _worded(name, older[name], newer[name])


def _worded(field: str, before: str, after: str) -> CallChange:
    return CallChange(
        field=field,
        sort=Sort.WORDS,
        before=before,
        after=after,
        pieces=words_between(before, after),
    )


def _instants(older: Document, newer: Document) -> Iterator[CallChange]:
    for name in _in_both(older, newer, INSTANTS):
        before, after = _instant(older[name]), _instant(newer[name])
        yield CallChange(field=name, sort=Sort.INSTANT, before=before, after=after)
    for name in SAID_SINCE:
        # Where it does not stand, nothing was said.
        before, after = _instant(older.get(name)), _instant(newer.get(name))
        if before != after:
            yield CallChange(field=name, sort=Sort.INSTANT, before=before, after=after)
    for name in _in_both(older, newer, ("cutoffs",)):
        both = [tuple(map(_instant, each[name])) for each in (older, newer)]
        yield CallChange(field=name, sort=Sort.INSTANT, before=both[0], after=both[1])


def _instant(kept: str | None) -> dt.datetime | None:
    return None if kept is None else dt.datetime.fromisoformat(kept)


def _figures(older: Document, newer: Document) -> Iterator[CallChange]:
    for name in _in_both(older, newer, FIGURES):
        yield CallChange(field=name, sort=Sort.FIGURE, before=older[name], after=newer[name])


def _terms(older: Document, newer: Document) -> Iterator[CallChange]:
    before, after = older.get("terms", {}), newer.get("terms", {})
    for name in specs_of_terms():
        if before.get(name, "") != after.get(name, ""):
            yield _worded(f"{TERM}.{name}", before.get(name, ""), after.get(name, ""))


def _settings(older: Document, newer: Document) -> Iterator[CallChange]:
    before, after = older.get("settings", {}), newer.get("settings", {})
    for name in _in_both(before, after, SETTINGS):
        field = f"{SETTING}.{name}"
        yield CallChange(field=field, sort=Sort.SETTING, before=before[name], after=after[name])


def _criteria(older: Document, newer: Document) -> Iterator[CallChange]:
    if "criteria" not in older or "criteria" not in newer:
        return
    before, after = ({each["code"]: each for each in said["criteria"]} for said in (older, newer))
    changes = [
        CallChange(
            field=f"{CRITERION}.{code}",
            sort=Sort.CRITERION,
            before=before.get(code),
            after=after.get(code),
        )
        for code in dict.fromkeys((*after, *before))
        if before.get(code) != after.get(code)
    ]
    if not changes and list(before) != list(after):
        yield CallChange(field="criteria", sort=Sort.REST, before=tuple(before), after=tuple(after))
    yield from changes


def _questions(older: Document, newer: Document) -> Iterator[CallChange]:
    if "form" not in older or "form" not in newer:
        return
    if digest_of(older["form"]) == digest_of(newer["form"]):
        return
    old, new = form_of(older["form"], 0), form_of(newer["form"], 0)
    found = {
        change.question.code: change
        for phase in PHASES
        for change in changes_between(old, new, phase)
    }
    for code, change in found.items():
        field = f"{QUESTION}.{code}"
        yield CallChange(field=field, sort=Sort.QUESTION, before=None, after=None, question=change)
    if not found:
        # Its order, a heading, or what only the programme's team fills in.
        yield CallChange(field="form", sort=Sort.REST, before=None, after=None)


def words_between(before: str, after: str) -> tuple[Piece, ...]:
    """The words of two texts in their order: those that stay, that go and that come."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            _add(pieces, PieceKind.KEPT, "".join(old[old_from:old_to]))
            continue
        _add(pieces, PieceKind.REMOVED, "".join(old[old_from:old_to]))
        _add(pieces, PieceKind.ADDED, "".join(new[new_from:new_to]))
    return tuple(pieces)


def _add(pieces: list[Piece], kind: PieceKind, text: str) -> None:
    if text:
        pieces.append(Piece(kind=kind, text=text))
