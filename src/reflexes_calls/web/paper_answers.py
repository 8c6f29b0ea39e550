"""Answers on paper: what was submitted or typed, worded by the form it answers."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reflexes_calls.actions.papers import FilePage
from reflexes_calls.domain.answering import questions_asked
from reflexes_calls.domain.form import Form, Kind, Phase, Question, Section
from reflexes_calls.domain.typed_answer import Rows, columns_of, rows_of, worded
from reflexes_calls.papers.tree import Block, Grid, Heading, Items, Prose, paragraphs_of
from reflexes_calls.web.formatting import day, money, number, weight
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_

NO_ANSWER = N_("no answer")
NOT_ASKED = N_("question not asked")
YES = N_("Yes")
TOTAL = N_("Total")
FILE_LINE = N_("%(name)s (%(weight)s), SHA-256 digest %(digest)s")
OTHERS = N_("Other questions")
NUMBERS = frozenset({Kind.WHOLE, Kind.MONEY})


def submitted_blocks(shown: FilePage, language: str, words: Translate) -> Iterator[Block]:
    """Every answer of a submission, by section; what was left out is told apart."""
    version = shown.version
    assert version is not None  # noqa: S101  # whoever calls this has looked
    form = shown.own.forms[version.form_number]
    not_asked = frozenset(version.answers.get("not_asked", ()))
    for section in _sections(form, version.phase):
        found = [
            (question, code in not_asked)
            for question in section.questions
            if not question.internal
            and ((code := question.code) in version.said or code in not_asked)
        ]
        if not found:
            continue
        yield Heading(text=section.title.said(language), level=2)
        for question, is_left in found:
            yield Heading(text=question.label.said(language), level=3)
            value = version.said.get(question.code)
            yield from _left(words) if is_left else _said(question, value, language, words)
    yield from _others(form, version.said, words)


def _sections(form: Form, phase: Phase) -> Iterable[Section]:
    return (section for section in form.sections if phase in section.phases)


def _left(words: Translate) -> tuple[Block, ...]:
    return (Prose(paragraphs=(words(NOT_ASKED),), tone="soft"),)


def _empty(words: Translate) -> tuple[Block, ...]:
    return (Prose(paragraphs=(words(NO_ANSWER),), tone="soft"),)


def _others(form: Form, said: Mapping[str, Any], words: Translate) -> Iterator[Block]:
    """What was said to questions that the form does not have: never met, never hidden."""
    known = {question.code for question in form.questions()}
    rest = {code: value for code, value in said.items() if code not in known}
    if rest:
        yield Heading(text=words(OTHERS), level=2)
    for code, value in rest.items():
        yield Heading(text=code, level=3)
        yield Prose(paragraphs=paragraphs_of(str(value)))


def _said(question: Question, value: Any, language: str, words: Translate) -> tuple[Block, ...]:
    if value is None or value == []:
        return _empty(words)
    if question.kind is Kind.TABLE:
        return (_grid(question, value, language, words),)
    if question.kind is Kind.FILE:
        return (Items(texts=tuple(file_line(each, language, words) for each in value)),)
    if question.kind is Kind.CHOICES:
        labels = _labels(question, language)
        return (Items(texts=tuple(labels.get(each, str(each)) for each in value)),)
    return (Prose(paragraphs=paragraphs_of(_text(question, value, language, words))),)


def _labels(question: Question, language: str) -> dict[str, str]:
    return {one.code: one.label.said(language) for one in question.choices}


def _text(question: Question, value: Any, language: str, words: Translate) -> str:
    """One value as it is read; whatever it is, something is shown of it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return _named(value)
    if question.kind is Kind.CONSENT:
        return words(YES)
    if question.kind is Kind.CHOICE:
        return _labels(question, language).get(value, str(value))
    return _measured(question.kind, value, language)


def _measured(kind: Kind, value: Any, language: str) -> str:
    if kind is Kind.MONEY and isinstance(value, int):
        return money(value, language)
    if kind is Kind.WHOLE and isinstance(value, int):
        return number(value, language, places=0)
    if kind is Kind.DAY:
        return day(dt.date.fromisoformat(str(value)), language)
    return str(value)


def _named(value: Mapping[str, Any]) -> str:
    """A territory or an administration: its name and its official number."""
    code = value.get("siret") or value.get("code") or ""
    return f"{value['name']} ({code})" if value.get("name") else str(code)


def _grid(question: Question, rows: list[Any], language: str, words: Translate) -> Grid:
    cells = [
        tuple(_text(column, row.get(column.code), language, words) for column in question.columns)
        for row in rows
    ]
    places = tuple(rank for rank, column in enumerate(question.columns) if column.kind in NUMBERS)
    return Grid(
        headings=columns_of(question, language),
        rows=(*cells, *_totals(question, rows, language, words)),
        numbers=places,
    )


def _totals(
    question: Question, rows: list[Any], language: str, words: Translate
) -> Iterator[tuple[str, ...]]:
    column = next((each for each in question.columns if each.code == question.total), None)
    if column is None or column.kind not in NUMBERS:
        return
    total = sum(row.get(column.code) or 0 for row in rows)
    said = [
        _text(column, total, language, words) if each is column else "" for each in question.columns
    ]
    if said[0] == "":
        said[0] = words(TOTAL)
    yield tuple(said)


def file_line(kept: Mapping[str, Any], language: str, words: Translate) -> str:
    """An attached file: its name, its weight and the digest of its content."""
    return words(FILE_LINE) % {
        "name": kept["name"],
        "weight": weight(kept["size"], language),
        "digest": kept["digest"],
    }


def draft_blocks(shown: FilePage, language: str, words: Translate) -> Iterator[Block]:
    """Every answer of a draft as it is typed, even what cannot be read yet."""
    known = shown.own.application
    form = shown.own.form
    asked = {each.code for each in questions_asked(form, known.phase, known.draft)}
    for section in _sections(form, known.phase):
        questions = [each for each in section.questions if not each.internal]
        if not questions:
            continue
        yield Heading(text=section.title.said(language), level=2)
        for question in questions:
            yield Heading(text=question.label.said(language), level=3)
            if question.code in asked:
                yield from _typed(question, shown, language, words)
            else:
                yield from _left(words)


def _typed(
    question: Question, shown: FilePage, language: str, words: Translate
) -> tuple[Block, ...]:
    if question.kind is Kind.FILE:
        files = [each for each in shown.attachments if each.question == question.code]
        texts = tuple(file_line(each.document(), language, words) for each in files)
        return (Items(texts=texts),) if texts else _empty(words)
    rows = worded(question, rows_of(question, shown.own.application.draft), language)
    return (_typed_block(question, rows, language, words),) if rows else _empty(words)


def _typed_block(question: Question, rows: Rows, language: str, words: Translate) -> Block:
    if question.kind is Kind.TABLE:
        return Grid(headings=columns_of(question, language), rows=rows)
    if question.kind is Kind.CHOICES:
        return Items(texts=tuple(row[0] for row in rows))
    if question.kind is Kind.CONSENT:
        return Prose(paragraphs=(words(YES),))
    return Prose(paragraphs=paragraphs_of(" · ".join(filter(None, rows[0]))))
