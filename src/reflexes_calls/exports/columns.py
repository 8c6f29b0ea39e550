"""The columns of the table of a call's files: what is known of each file, then one a question.

A question that was not asked of a file, or that its form did not hold, says so in its cell: that
is not an answer, and never « non ».
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from reflexes.records import record
from reflexes_calls.domain.clock import PLACE
from reflexes_calls.domain.form import Form, Kind, Question

Cell = str | int | Decimal | dt.date | dt.datetime | None
Words = Callable[[str], str]


class CellKind(StrEnum):
    """What a column holds, as table schemas name it."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"


@record
class ExportedFile:
    """A file as it is exported: what its managers see, and what its last submission says.

    `said` are the answers as kept, `not_asked` the questions whose condition was not met, `known`
    those of the form of that day.
    """

    facts: Mapping[str, Cell]
    said: Mapping[str, Any]
    not_asked: frozenset[str]
    known: frozenset[str]
    internal: Mapping[str, str]
    documents: Mapping[str, Any]


@attrs.frozen(kw_only=True)
class Column:
    """A column: its code, its words, its help, what it holds, and how a file fills it."""

    code: str
    title: str
    help: str
    kind: CellKind
    read: Callable[[ExportedFile], Cell]


@attrs.frozen(kw_only=True)
class Fact:
    """What is known of a file beside its answers."""

    code: str
    title: str
    help: str
    kind: CellKind = CellKind.STRING


@attrs.frozen(kw_only=True)
class Marks:
    """What a cell says when there was no answer to give."""

    not_asked: str
    absent: str
    internal: str

    def missing(self) -> list[str]:
        """The texts that stand for no value."""
        return ["", self.not_asked, self.absent]


_KINDS = {
    Kind.WHOLE: CellKind.INTEGER,
    Kind.MONEY: CellKind.NUMBER,
    Kind.DAY: CellKind.DATE,
}


def columns_of(
    facts: Iterable[Fact], forms: Sequence[Form], language: str, marks: Marks
) -> tuple[Column, ...]:
    """The columns of a call: the facts, then each question of its forms, the newest form first."""
    found = [
        Column(
            code=fact.code,
            title=fact.title,
            help=fact.help,
            kind=fact.kind,
            read=_reading_fact(fact.code),
        )
        for fact in facts
    ]
    found += [_column(question, language, marks) for question in _questions(forms)]
    return tuple(_told_apart(found))


def _questions(forms: Sequence[Form]) -> Iterator[Question]:
    """Every question that was ever asked, once, as the newest form that holds it words it."""
    met: set[str] = set()
    for form in sorted(forms, key=lambda each: each.number, reverse=True):
        for question in form.questions():
            if question.code not in met:
                met.add(question.code)
                yield question


def _told_apart(columns: Iterable[Column]) -> Iterator[Column]:
    """Two questions of the same words are told apart by their codes."""
    met: set[str] = set()
    for column in columns:
        title = column.title if column.title not in met else f"{column.title} ({column.code})"
        met.add(title)
        yield attrs.evolve(column, title=title)


def _reading_fact(code: str) -> Callable[[ExportedFile], Cell]:
    return lambda file: file.facts[code]


def _column(question: Question, language: str, marks: Marks) -> Column:
    title = question.label.said(language)
    said = _saying(question, language)

    def read(file: ExportedFile) -> Cell:
        if question.code in file.not_asked:
            return marks.not_asked
        if question.code not in file.known:
            return marks.absent
        value = file.said.get(question.code)
        return None if value is None else said(value)

    return Column(
        code=question.code,
        title=f"{marks.internal} {title}" if question.internal else title,
        help=question.help.said(language),
        kind=CellKind.STRING if question.internal else _KINDS.get(question.kind, CellKind.STRING),
        read=_reading_internal(question.code) if question.internal else read,
    )


def _reading_internal(code: str) -> Callable[[ExportedFile], Cell]:
    """What the team of the programme typed for itself, as typed."""

    def read(file: ExportedFile) -> Cell:
        typed = file.internal.get(code)
        if typed is not None:
            return typed
        parts = [key for key in file.internal if key.startswith(f"{code}.")]
        return " ; ".join(f"{key.removeprefix(f'{code}.')}: {file.internal[key]}" for key in parts)

    return read


def _saying(question: Question, language: str) -> Callable[[Any], Cell]:
    """How an answer of this question is said in one cell."""
    labels = {one.code: one.label.said(language) for one in question.choices}
    if question.kind is Kind.TABLE:
        return _saying_table(question, language)
    sayings: dict[Kind, Callable[[Any], Cell]] = {
        Kind.WHOLE: lambda value: value,
        Kind.MONEY: euros_of,
        Kind.DAY: day_of,
        Kind.CHOICE: lambda value: labels.get(value, str(value)),
        Kind.CHOICES: lambda value: " ; ".join(labels.get(each, str(each)) for each in value),
        Kind.TERRITORY: _saying_named("code", "name"),
        Kind.ADMINISTRATION: _saying_named("siret", "name"),
        Kind.FILE: lambda value: " ; ".join(str(each.get("name", "")) for each in value),
        Kind.CONSENT: lambda value: _yes(value, language),
    }
    return sayings.get(question.kind, str)


def _saying_named(code: str, name: str) -> Callable[[Any], Cell]:
    def say(value: Any) -> Cell:
        if not isinstance(value, Mapping):
            return str(value)
        return " – ".join(str(value[key]) for key in (code, name) if value.get(key))

    return say


def _saying_table(question: Question, language: str) -> Callable[[Any], Cell]:
    """A table in one cell: a line for each row, its columns by their names."""
    columns = [
        (each.code, each.label.said(language), _saying(each, language)) for each in question.columns
    ]

    def say(rows: Any) -> Cell:
        return "\n".join(
            " ; ".join(
                f"{label}: {plain(said(row[code]))}"
                for code, label, said in columns
                if row.get(code) is not None
            )
            for row in rows
        )

    return say


def _yes(value: Any, language: str) -> str:
    return {"fr": ("non", "oui"), "en": ("no", "yes")}[language][bool(value)]


def euros_of(cents: int) -> Decimal:
    """Cents as euros."""
    return Decimal(cents) / 100


def day_of(text: Any) -> Cell:
    """A day as kept; a text that is none stays a text."""
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return str(text)


def local_of(instant: dt.datetime | None) -> dt.datetime | None:
    """An instant as it was in Paris, to the second."""
    if instant is None:
        return None
    return instant.astimezone(ZoneInfo(PLACE)).replace(microsecond=0)


def plain(cell: Cell) -> str:
    """A cell as text: figures with a point, days and instants as ISO 8601 writes them."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)
