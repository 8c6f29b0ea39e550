"""The questions of a form, by section, to be filled in or to be read."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import attrs

from reflexes.fields import Spec
from reflexes.records import changed, record
from reflexes_calls.domain.answering import (
    questions_asked,
    rows_typed,
    sections_asked,
    values_typed,
)
from reflexes_calls.domain.answers import UnreadableError, read_money, read_whole
from reflexes_calls.domain.errors import FieldRefusal
from reflexes_calls.domain.form import Form, Kind, Phase, Question, Section, spec_of_question
from reflexes_calls.domain.progress import code_of
from reflexes_calls.web.formatting import money, number
from reflexes_calls.web.forms import Field, Row, Sheet, Translate, draw_field
from reflexes_calls.web.notices import N_
from reflexes_calls.wording import sentence

SIZE_HINT = N_("%(count)s characters at most.")
CAP_HINT = N_("At most %(cap)s.")
RANGE_HINT = N_("From %(least)s to %(most)s.")
LEAST_HINT = N_("%(least)s at least.")
DAY_HINT = N_("Write days as 31/12/2026.")
CHOICES_HINT = N_("Tick what fits.")
CHOICES_MOST_HINT = N_("Tick what fits, %(most)s at most.")
ROWS_HINT = N_("%(most)s lines at most.")
TERRITORY_HINT = N_("Write its official code. The search of places gives it from a name.")
NAME_BESIDE = N_("Name of the administration, if our lists do not know the number")
NO_ANSWER = N_("No answer")
OPTIONAL = N_("optional")
NAMED = N_("%(label)s: %(said)s")
CELL_NAMED = N_("%(label)s, line %(rank)s, %(column)s: %(said)s")
OTHERS = N_("Other questions")
MOST_RADIOS = 6
"""Beyond, a list is shorter to read than buttons."""
FIRST_ROW = "r1"
ROW_BYTES = 8


@record
class SectionShown:
    """Some fields under one heading."""

    code: str
    heading: str
    intro: str
    fields: tuple[Field, ...]


@record
class Answer:
    """One submitted answer: its question, the kind of its field, and what was said.

    `value` is None for a question that was asked and left empty; `is_asked` is False for one that
    was not asked at all.
    """

    label: str
    kind: str
    value: Any
    question: Question | None = None
    is_asked: bool = True


@record
class AnswerSection:
    """Some submitted answers under one heading."""

    heading: str
    answers: tuple[Answer, ...]
    code: str = ""


@attrs.frozen(kw_only=True)
class Drawing:
    """What drawing a form needs to know around it: where it stands, and what was typed in it."""

    language: str
    words: Translate
    values: Mapping[str, str]
    figures: Mapping[str, int]
    errors: Mapping[str, str] = attrs.field(factory=dict)
    found: Mapping[str, str] = attrs.field(factory=dict)
    rows: Mapping[str, int] = attrs.field(factory=dict)


def sections_shown(  # noqa: PLR0913  # a form, where it stands, and what was typed in it
    form: Form,
    phase: Phase,
    language: str,
    words: Translate,
    *,
    values: Mapping[str, str],
    figures: Mapping[str, int],
    errors: tuple[tuple[str, str], ...] = (),
) -> tuple[SectionShown, ...]:
    """The questions asked, under their headings, with what was typed and what is to mend."""
    drawing = Drawing(
        language=language,
        words=words,
        values=values,
        figures=figures,
        errors=dict(reversed(errors)),
    )
    found: dict[str, tuple[Section, list[Field]]] = {}
    for section, question in sections_asked(form, phase, values):
        found.setdefault(section.code, (section, []))[1].append(draw_question(question, drawing))
    return tuple(_shown(section, fields, language) for section, fields in found.values())


def section_shown(form: Form, phase: Phase, section: Section, drawing: Drawing) -> SectionShown:
    """One section, for the page that fills it.

    A question that waits for another answer of the same page is drawn too: a script shows it as
    soon as that answer is given, and without one it appears once the page is saved.
    """
    asked = {question.code for question in questions_asked(form, phase, drawing.values)}
    here = {question.code for question in section.questions}
    fields = []
    for question in section.questions:
        waits = {one.question for one in question.when}
        if question.internal or (question.code not in asked and not waits & here):
            continue
        if question.code not in asked and not (waits - here) <= asked:
            continue
        field = draw_question(question, drawing)
        fields.append(
            attrs.evolve(field, when=_conditions(question, here), is_asked=question.code in asked)
        )
    return _shown(section, fields, drawing.language)


def _shown(section: Section, fields: Iterable[Field], language: str) -> SectionShown:
    return SectionShown(
        code=section.code,
        heading=section.title.said(language),
        intro=section.intro.said(language),
        fields=tuple(fields),
    )


def _conditions(question: Question, here: Collection[str]) -> str:
    """The conditions that a script can look at, as JSON; empty when there are none."""
    known = [
        {"question": one.question, "test": one.test.value, "value": one.value}
        for one in question.when
        if one.question in here
    ]
    return json.dumps(known, ensure_ascii=False) if known else ""


def draw_question(question: Question, drawing: Drawing) -> Field:
    """A question as a field, whatever its kind."""
    field = _simple(question, question.code, drawing)
    if question.kind is Kind.CHOICE and len(question.choices) <= MOST_RADIOS:
        none = (("", drawing.words(NO_ANSWER)),) if not question.required else ()
        return attrs.evolve(field, kind="radio", choices=field.choices + none)
    if question.kind is Kind.CHOICES:
        ticked = values_typed(question, drawing.values)
        boxes = tuple(
            (f"{question.code}.{one.code}", one.label.said(drawing.language), one.code in ticked)
            for one in question.choices
        )
        return attrs.evolve(field, boxes=boxes)
    if question.kind is Kind.TABLE:
        return _table(question, field, drawing)
    if question.kind is Kind.CONSENT and not question.required:
        # Beside a box, it is the words of the box that say so.
        return attrs.evolve(field, label=f"{field.label} ({drawing.words(OPTIONAL)})")
    if question.kind is Kind.ADMINISTRATION:
        return attrs.evolve(field, beside=_name_beside(question, drawing))
    return field


def _simple(question: Question, key: str, drawing: Drawing) -> Field:
    spec = spec_of_question(question, drawing.language, figures=drawing.figures)
    hints = [spec.help, *_limits(question, spec, drawing)]
    return draw_field(
        key,
        spec,
        str,
        value=drawing.values.get(key, ""),
        error=drawing.errors.get(key, ""),
        hint=" ".join(filter(None, hints)),
        example=question.example.said(drawing.language),
        found=drawing.found.get(key, ""),
        choices=tuple((one.code, one.label.said(drawing.language)) for one in question.choices),
    )


def _limits(question: Question, spec: Spec, drawing: Drawing) -> list[str]:
    """The limits of a field, told before it."""
    words, most = drawing.words, spec.maximum
    facts = {"count": spec.max_length, "most": most}
    if question.kind is Kind.WHOLE:
        return _range(spec, words)
    if question.kind is Kind.MONEY:
        return [words(CAP_HINT) % {"cap": money(most, drawing.language)}] if most else []
    if question.kind is Kind.CHOICES:
        return [words(CHOICES_MOST_HINT if most else CHOICES_HINT) % facts]
    hint, is_told = {
        Kind.LINE: (SIZE_HINT, spec.max_length),
        Kind.PROSE: (SIZE_HINT, spec.max_length),
        Kind.TABLE: (ROWS_HINT, most),
        Kind.TERRITORY: (TERRITORY_HINT, True),
        Kind.DAY: (DAY_HINT, True),
    }.get(question.kind, ("", False))
    return [words(hint) % facts] if is_told else []


def _range(spec: Spec, words: Translate) -> list[str]:
    if spec.maximum is not None:
        return [words(RANGE_HINT) % {"least": spec.minimum or 0, "most": spec.maximum}]
    return [words(LEAST_HINT) % {"least": spec.minimum}] if spec.minimum is not None else []


def _name_beside(question: Question, drawing: Drawing) -> Field:
    key = f"{question.code}.name"
    return Field(
        name=key,
        label=drawing.words(NAME_BESIDE),
        value=drawing.values.get(key, ""),
        optional=True,
    )


def _table(question: Question, field: Field, drawing: Drawing) -> Field:
    typed = rows_typed(question, drawing.values)
    rows = tuple(
        Row(
            id=row,
            rank=rank,
            cells=tuple(_cell(question, row, column, drawing) for column in question.columns),
        )
        for rank, row in enumerate((*typed, *_empty_rows(question, typed, drawing)), start=1)
    )
    return attrs.evolve(field, rows=rows, total=_total(question, typed, drawing))


def _cell(question: Question, row: str, column: Question, drawing: Drawing) -> Field:
    field = _simple(column, f"{question.code}.{row}.{column.code}", drawing)
    if column.kind is not Kind.LINE:
        return field
    # A limit told beside each short box of each line would hide the rest.
    return attrs.evolve(field, hint=column.help.said(drawing.language), max_length=None)


def _empty_rows(question: Question, typed: Collection[str], drawing: Drawing) -> Iterable[str]:
    """The ids of rows to be filled: one in a table that has none, or as many as were asked for.

    Two people who add a row each at once must not fill the same one: ids are drawn by lot.
    """
    wanted = drawing.rows.get(question.code, 0) or (0 if typed else 1)
    for rank in range(wanted - len(typed)):
        yield FIRST_ROW if not typed and rank == 0 else secrets.token_hex(ROW_BYTES)


def _total(question: Question, rows: Iterable[str], drawing: Drawing) -> str:
    column = next((one for one in question.columns if one.code == question.total), None)
    if column is None:
        return ""
    read = read_money if column.kind is Kind.MONEY else read_whole
    amount = 0
    for row in rows:
        try:
            amount += read(drawing.values.get(f"{question.code}.{row}.{column.code}", ""))
        except UnreadableError:
            continue
    return said_amount(column, amount, drawing.language)


def said_amount(column: Question, amount: int, language: str) -> str:
    """An amount or a number, as it is read."""
    return money(amount, language) if column.kind is Kind.MONEY else number(amount, language)


def named_errors(sheet: Sheet, words: Translate) -> tuple[tuple[str, str], ...]:
    """The errors for the summary: away from its field, a sentence needs the question's name."""
    labels = {field.name: field.label for field in sheet.fields}
    return tuple(
        (name, words(NAMED) % {"label": labels[name], "said": said} if name in labels else said)
        for name, said in sheet.errors
    )


def refusal_said(form: Form, refusal: FieldRefusal, words: Translate) -> str:
    """The sentence of a refused answer, its amounts in euros."""
    question = _question_at(form, refusal.field)
    if question is not None and question.kind is Kind.MONEY:
        # `sentence` writes the limits of this field in euros, of which we keep cents.
        return sentence(changed(refusal, field="budget"), words)
    return sentence(refusal, words)


def refusal_named(
    form: Form, refusal: FieldRefusal, typed: Mapping[str, str], language: str, words: Translate
) -> str:
    """The same away from its field: the question, and the line of a table, come first."""
    said = refusal_said(form, refusal, words)
    question = form.find(code_of(refusal.field))
    if question is None:
        return said
    label, parts = question.label.said(language), refusal.field.split(".")
    column = _question_at(form, refusal.field)
    rows = rows_typed(question, typed) if question.kind is Kind.TABLE else ()
    if len(parts) > 1 and column is not None and parts[1] in rows:
        return words(CELL_NAMED) % {
            "label": label,
            "rank": rows.index(parts[1]) + 1,
            "column": column.label.said(language),
            "said": said,
        }
    return words(NAMED) % {"label": label, "said": said}


def _question_at(form: Form, key: str) -> Question | None:
    """The question of a key, or the column of a cell."""
    question = form.find(code_of(key))
    if question is None or question.kind is not Kind.TABLE:
        return question
    column = key.rpartition(".")[2]
    return next((one for one in question.columns if one.code == column), question)


def answers_of(
    form: Form,
    said: Mapping[str, Any],
    language: str,
    words: Translate,
    *,
    not_asked: Collection[str] = (),
) -> tuple[AnswerSection, ...]:
    """What was submitted under its headings, worded by the form of that day.

    A question that this form did not have says nothing at all.
    """
    found = [
        AnswerSection(
            code=section.code,
            heading=section.title.said(language),
            answers=tuple(
                _answer(question, said.get(question.code), language, is_asked=question.code in said)
                for question in section.questions
                if question.code in said or question.code in not_asked
            ),
        )
        for section in form.sections
    ]
    known = {question.code for question in form.questions()}
    rest = tuple(
        Answer(label=code, kind="line", value=value)
        for code, value in said.items()
        if code not in known
    )
    found.append(AnswerSection(heading=words(OTHERS), answers=rest))
    # A section of which nothing was asked is of another phase, or of another case.
    return tuple(each for each in found if any(one.is_asked for one in each.answers))


def _answer(question: Question, value: Any, language: str, *, is_asked: bool) -> Answer:
    return Answer(
        label=question.label.said(language),
        kind=question.kind.value,
        value=_worded(question, value, language),
        question=question,
        is_asked=is_asked,
    )


def _worded(question: Question, value: Any, language: str) -> Any:
    """Choices in their words; a table as rows of answers with its total; the rest as it is kept."""
    if value is None:
        return None
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        labels = {one.code: one.label.said(language) for one in question.choices}
        if question.kind is Kind.CHOICE:
            return labels.get(value, value)
        return [labels.get(each, each) for each in value]
    if question.kind is Kind.TABLE:
        return TableSaid(
            columns=tuple(column.label.said(language) for column in question.columns),
            rows=tuple(
                tuple(
                    _answer(column, row.get(column.code), language, is_asked=True)
                    for column in question.columns
                )
                for row in value
            ),
            total=_total_said(question, value, language),
        )
    return value


@record
class TableSaid:
    """A submitted table: its headings, its rows of answers, and its total in words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Answer, ...], ...]
    total: str


def _total_said(question: Question, rows: Iterable[Mapping[str, Any]], language: str) -> str:
    column = next((one for one in question.columns if one.code == question.total), None)
    if column is None or column.kind not in {Kind.MONEY, Kind.WHOLE}:
        return ""
    return said_amount(column, sum(row.get(column.code) or 0 for row in rows), language)
