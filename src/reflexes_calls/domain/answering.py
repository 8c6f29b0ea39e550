"""From a form and what was typed to the answers that are kept, or to every refusal at once.

Typed answers are flat texts: a question's code is its key; several choices are `code.choice`, a
table is `code.row.column`, the name beside a SIRET is `code.name`. Read answers are plain data:
a question asked and left empty is None, one that was not asked is listed apart, and one that the
form does not have is not there at all. None of the three ever means « no ».
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from reflexes.fields import LimitError, Spec, check_limits, shortened
from reflexes.records import changed, record
from reflexes_calls.domain.answers import (
    TICKED,
    Raw,
    UnreadableError,
    read_day,
    read_money,
    read_whole,
)
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import (
    Condition,
    Form,
    Kind,
    Phase,
    Question,
    Section,
    Test,
    spec_of_question,
)

ROW = r"[A-Za-z0-9]{1,26}"
MOST_ROWS = 60


class Registers(Protocol):
    """The official lists, as the reading of answers needs them. Both raise `UnreadableError`."""

    def territory(self, typed: str) -> dict[str, Any]:
        """The territory of an official code."""

    def administration(self, siret: str, name: str) -> dict[str, Any]:
        """The administration of a SIRET number; `name` is what was typed beside it."""


class NoRegisters:
    """When no list is at hand: codes and numbers are kept as typed."""

    def territory(self, typed: str) -> dict[str, Any]:
        """What was typed."""
        return {"code": typed}

    def administration(self, siret: str, name: str) -> dict[str, Any]:
        """What was typed."""
        return {"siret": siret, "name": name}


@record
class Reading:
    """What reading a form needs to know around it.

    `figures` are those of the call (`budget_cap`, `weeks`); `files` gives the attached files of
    each question, as plain data.
    """

    today: dt.date
    figures: Mapping[str, int]
    registers: Registers
    files: Mapping[str, list[dict[str, Any]]]


@record
class Answers:
    """Read answers, and the codes of the questions that were not asked."""

    said: dict[str, Any]
    not_asked: tuple[str, ...]


def sections_asked(form: Form, phase: Phase, typed: Raw) -> Iterator[tuple[Section, Question]]:
    """The questions an applicant is asked, given what is typed so far, each with its section."""
    asked: set[str] = set()
    for section in form.sections:
        if phase not in section.phases or not _holds(form, section.when, typed, asked):
            continue
        for question in section.questions:
            if not question.internal and _holds(form, question.when, typed, asked):
                asked.add(question.code)
                yield section, question


def questions_asked(form: Form, phase: Phase, typed: Raw) -> tuple[Question, ...]:
    """The questions an applicant is asked, given what is typed so far."""
    return tuple(question for _, question in sections_asked(form, phase, typed))


def _holds(form: Form, conditions: Iterable[Condition], typed: Raw, asked: set[str]) -> bool:
    return all(one.question in asked and _is_met(form, one, typed) for one in conditions)


def _is_met(form: Form, condition: Condition, typed: Raw) -> bool:
    question = form.find(condition.question)
    if question is None:
        return False
    given = values_typed(question, typed)
    if condition.test is Test.ANSWERED:
        return bool(given)
    if condition.test is Test.IS:
        return condition.value in given
    if condition.test is Test.IS_NOT:
        return bool(given) and condition.value not in given
    return _compares(question, condition, given)


def _compares(question: Question, condition: Condition, given: tuple[str, ...]) -> bool:
    read = read_money if question.kind is Kind.MONEY else read_whole
    try:
        met, bound = read(given[0]), read(condition.value)
    except (UnreadableError, IndexError):
        return False
    return met >= bound if condition.test is Test.AT_LEAST else met <= bound


def values_typed(question: Question, typed: Raw) -> tuple[str, ...]:
    """What a condition compares: the text typed, the choices ticked, the rows of a table."""
    if question.kind is Kind.CHOICES:
        return tuple(
            one.code for one in question.choices if _ticked(typed, question.code, one.code)
        )
    if question.kind is Kind.TABLE:
        return rows_typed(question, typed)
    text = typed.get(question.code, "").strip()
    return (text,) if text else ()


def _ticked(typed: Raw, code: str, choice: str) -> bool:
    return typed.get(f"{code}.{choice}", "").strip().lower() in TICKED


def rows_typed(question: Question, typed: Raw) -> tuple[str, ...]:
    """The rows of a table in which something is typed, in the order they came."""
    columns = "|".join(re.escape(each.code) for each in question.columns)
    pattern = re.compile(rf"{re.escape(question.code)}\.({ROW})\.(?:{columns})")
    found = (pattern.fullmatch(key) for key, text in typed.items() if text.strip())
    return tuple(dict.fromkeys(match[1] for match in found if match))


def is_key_of(form: Form, key: str) -> bool:
    """Whether a typed key belongs to a question that applicants fill."""
    code, _, rest = key.partition(".")
    question = form.find(code)
    if question is None or question.internal or question.kind is Kind.FILE:
        return False
    if question.kind is Kind.CHOICES:
        return rest in {one.code for one in question.choices}
    if question.kind is Kind.TABLE:
        row, _, column = rest.partition(".")
        return bool(re.fullmatch(ROW, row)) and column in {one.code for one in question.columns}
    return rest in (("", "name") if question.kind is Kind.ADMINISTRATION else ("",))


def keep_known(form: Form, raw: Raw) -> dict[str, str]:
    """What was typed for the questions of a form, untouched, and nothing else."""
    return {key: text for key, text in raw.items() if is_key_of(form, key)}


def read_answers(form: Form, phase: Phase, typed: Raw, reading: Reading) -> Answers:
    """The answers of a phase; raises `Invalid` with every refusal, in the order of the form."""
    asked = questions_asked(form, phase, typed)
    said: dict[str, Any] = {}
    refusals: list[FieldRefusal] = []
    for question in asked:
        try:
            said[question.code] = _read_question(question, typed, reading)
        except Invalid as error:
            refusals.extend(error.refusals)
    if refusals:
        raise Invalid(tuple(refusals))
    known = {question.code for question in asked}
    left = tuple(q.code for q in form.questions() if q.code not in known and not q.internal)
    return Answers(said=said, not_asked=left)


def refusals_of(form: Form, phase: Phase, typed: Raw, reading: Reading) -> tuple[FieldRefusal, ...]:
    """Everything that keeps a draft from being submitted, in the order of the form."""
    try:
        read_answers(form, phase, typed, reading)
    except Invalid as error:
        return error.refusals
    return ()


def _read_question(question: Question, typed: Raw, reading: Reading) -> Any:
    if question.kind is Kind.TABLE:
        return _read_table(question, typed, reading)
    spec = spec_of_question(question, "fr", figures=reading.figures)
    met = typed.get(question.code, "")
    try:
        if question.kind is Kind.FILE:
            return _read_files(question, spec, reading)
        if question.kind is Kind.CHOICES:
            return _read_choices(question, spec, typed)
        return _read_single(question, spec, typed, reading)
    except (UnreadableError, LimitError) as error:
        raise Invalid((_refusal(question.code, error, met),)) from error


def _refusal(key: str, error: UnreadableError | LimitError, typed: str) -> FieldRefusal:
    kind = "missing" if error.kind == "empty" else error.kind
    met = getattr(error, "met", None)
    return FieldRefusal(
        field=key,
        kind=kind,
        met=shortened(typed if met is None else met),
        expected=str(error.expected),
    )


def _read_single(question: Question, spec: Spec, typed: Raw, reading: Reading) -> Any:
    text = typed.get(question.code, "").replace("\r\n", "\n").strip()
    if question.kind is Kind.CONSENT:
        return _read_consent(question, spec, text)
    if not text:
        if question.required:
            raise UnreadableError("missing", spec.label)
        return None
    if "\x00" in text:
        raise UnreadableError("unreadable", spec.label)
    if question.kind is Kind.TERRITORY:
        return reading.registers.territory(text)
    if question.kind is Kind.ADMINISTRATION:
        name = typed.get(f"{question.code}.name", "").strip()
        return reading.registers.administration(text, name)
    return _read_plain(question, spec, text, reading)


def _read_plain(question: Question, spec: Spec, text: str, reading: Reading) -> Any:
    if question.kind is Kind.DAY:
        return _read_day(question, text, reading.today)
    if question.kind is Kind.CHOICE:
        if text not in {one.code for one in question.choices}:
            raise UnreadableError("not-a-choice", ", ".join(c.label.fr for c in question.choices))
        return text
    if question.kind is Kind.LINE and "\n" in text:
        raise UnreadableError("several-lines", spec.label)
    readers = {Kind.WHOLE: read_whole, Kind.MONEY: read_money}
    value: Any = readers[question.kind](text) if question.kind in readers else text
    check_limits(spec, value)
    return value


def _read_day(question: Question, text: str, today: dt.date) -> str:
    day = read_day(text)
    if question.not_past and day < today:
        raise LimitError("past-day", met=day, expected=today)
    return day.isoformat()


def _read_consent(question: Question, spec: Spec, text: str) -> bool | None:
    # A box that is not ticked is an absence of answer: it never becomes « no ».
    if text.lower() in TICKED:
        return True
    if question.required:
        raise UnreadableError("not-ticked", spec.label)
    return None


def _read_choices(question: Question, spec: Spec, typed: Raw) -> list[str] | None:
    ticked = values_typed(question, typed)
    if not ticked:
        if question.required:
            raise UnreadableError("missing", spec.label)
        return None
    check_limits(spec, ticked)
    return list(ticked)


def _read_files(question: Question, spec: Spec, reading: Reading) -> list[dict[str, Any]] | None:
    found = reading.files.get(question.code, [])
    if not found:
        if question.required:
            raise UnreadableError("missing-file", spec.label)
        return None
    check_limits(spec, tuple(found))
    return found


def _read_table(question: Question, typed: Raw, reading: Reading) -> list[dict[str, Any]] | None:
    rows = rows_typed(question, typed)
    if not rows:
        if question.required:
            raise Invalid((FieldRefusal(field=question.code, kind="missing"),))
        return None
    refusals: list[FieldRefusal] = []
    said: list[dict[str, Any]] = []
    for row in rows:
        try:
            said.append(_read_row(question, row, typed, reading))
        except Invalid as error:
            refusals.extend(error.refusals)
    spec = spec_of_question(question, "fr", figures=reading.figures)
    try:
        check_limits(changed(spec, maximum=min(spec.maximum or MOST_ROWS, MOST_ROWS)), rows)
    except LimitError as error:
        refusals.insert(0, _refusal(question.code, error, ""))
    if refusals:
        raise Invalid(tuple(refusals))
    return said


def _read_row(question: Question, row: str, typed: Raw, reading: Reading) -> dict[str, Any]:
    said: dict[str, Any] = {}
    refusals: list[FieldRefusal] = []
    for column in question.columns:
        key = f"{question.code}.{row}.{column.code}"
        spec = spec_of_question(column, "fr", figures=reading.figures)
        cell = {column.code: typed.get(key, "")}
        try:
            said[column.code] = _read_single(column, spec, cell, reading)
        except (UnreadableError, LimitError) as error:
            refusals.append(_refusal(key, error, typed.get(key, "")))
    if refusals:
        raise Invalid(tuple(refusals))
    return said
