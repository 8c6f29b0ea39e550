"""One typed answer as rows of cells, whatever its kind: to be compared, printed, and typed again.

A text is one cell. Ticked choices are rows of one cell, their codes. A table has a row for each
of its rows. An administration is its number and its name.
"""

from collections.abc import Iterator, Mapping
from itertools import count

from reflexes_calls.domain.answering import rows_typed, values_typed
from reflexes_calls.domain.answers import TICKED
from reflexes_calls.domain.form import Kind, Question

Rows = tuple[tuple[str, ...], ...]
YES = "yes"
TICKS = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.CONSENT})
"""Kinds that are answered by ticking what is offered."""
GRIDS = frozenset({Kind.TABLE, Kind.ADMINISTRATION})
"""Kinds that have columns."""


def rows_of(question: Question, draft: Mapping[str, str]) -> Rows:
    """What is typed for a question; nothing at all when it is empty."""
    text = draft.get(question.code, "").strip("\n")
    if question.kind is Kind.CHOICES:
        return tuple((code,) for code in values_typed(question, draft))
    if question.kind is Kind.CONSENT:
        return ((YES,),) if text.strip().lower() in TICKED else ()
    if question.kind is Kind.TABLE:
        codes = [column.code for column in question.columns]
        return tuple(
            tuple(draft.get(f"{question.code}.{row}.{code}", "").strip() for code in codes)
            for row in rows_typed(question, draft)
        )
    if question.kind is Kind.ADMINISTRATION:
        name = draft.get(f"{question.code}.name", "").strip()
        return ((text.strip(), name),) if text.strip() or name else ()
    return ((text,),) if text.strip() else ()


def keys_for(question: Question, rows: Rows, draft: Mapping[str, str]) -> dict[str, str]:
    """What to type so that a draft says `rows`; an empty text takes a key away."""
    said = dict.fromkeys(_keys_of(question, draft), "")
    if question.kind is Kind.CHOICES:
        return said | {f"{question.code}.{row[0]}": YES for row in rows}
    if question.kind is Kind.TABLE:
        names = _row_names(question, draft)
        for name, row in zip(names, rows, strict=False):
            for column, cell in zip(question.columns, row, strict=False):
                said[f"{question.code}.{name}.{column.code}"] = cell
        return said
    if question.kind is Kind.ADMINISTRATION:
        number, name = rows[0] if rows else ("", "")
        return {question.code: number, f"{question.code}.name": name}
    return {question.code: rows[0][0] if rows else ""}


def _keys_of(question: Question, draft: Mapping[str, str]) -> Iterator[str]:
    return (key for key in draft if key.startswith(f"{question.code}."))


def _row_names(question: Question, draft: Mapping[str, str]) -> Iterator[str]:
    """The names of the rows that are there, then names that none of them bears."""
    known = rows_typed(question, draft)
    yield from known
    yield from (name for name in map("r{}".format, count(1)) if name not in known)


def columns_of(question: Question, language: str) -> tuple[str, ...]:
    """The headings of a kind that has columns; SIRET is the same word in every language."""
    if question.kind is Kind.ADMINISTRATION:
        return ("SIRET", "Name" if language == "en" else "Nom")
    return tuple(column.label.said(language) for column in question.columns)


def offered(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    """The code and the words of each choice offered, or of the box to tick."""
    if question.kind is Kind.CONSENT:
        return ((YES, question.label.said(language)),)
    return tuple((one.code, one.label.said(language)) for one in question.choices)


def worded(question: Question, rows: Rows, language: str) -> Rows:
    """The rows as they are read: choices by their words, texts as typed."""
    if question.kind in TICKS:
        labels = dict(offered(question, language))
        return tuple((labels.get(code, code),) for (code,) in rows)
    if question.kind is Kind.TABLE:
        known = [dict(offered(column, language)) for column in question.columns]
        return tuple(
            tuple(labels.get(cell, cell) for labels, cell in zip(known, row, strict=True))
            for row in rows
        )
    return rows


def lines_worded(question: Question, rows: Rows, language: str) -> str:
    """The same as one text, to be shown beside another."""
    return "\n".join(" · ".join(filter(None, row)) for row in worded(question, rows, language))
