"""Answers to a form as JSON: read from a draft, typed into it, and described by a schema.

A whole number is a number, an amount is whole cents, a table a list of objects. What a draft holds
and cannot be read so (a number written in words) is given as it was typed: a draft keeps it too.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reflexes.fields import Spec, shortened
from reflexes_calls.domain.answering import MOST_ROWS, is_key_of, rows_typed
from reflexes_calls.domain.answers import UnreadableError, read_day, read_money, read_whole
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import (
    MOST_CHARACTERS,
    Form,
    Kind,
    Phase,
    Question,
    spec_of_question,
)
from reflexes_calls.domain.typed_answer import YES, Rows, keys_for, rows_of
from reflexes_calls.web.api.describing import Schema
from reflexes_calls.web.api.reading import TYPES, text_of

READERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.WHOLE: read_whole,
    Kind.MONEY: read_money,
    Kind.DAY: lambda text: read_day(text).isoformat(),
}


def answers_of_draft(form: Form, draft: Mapping[str, str]) -> dict[str, Any]:
    """What is typed so far; a question without an answer is not there."""
    said = {}
    for question in form.questions():
        if question.internal or question.kind is Kind.FILE:
            continue
        if rows := rows_of(question, draft):
            said[question.code] = _value_of(question, rows)
    return said


def _value_of(question: Question, rows: Rows) -> Any:
    if question.kind is Kind.CHOICES:
        return [code for (code,) in rows]
    if question.kind is Kind.CONSENT:
        return True
    if question.kind is Kind.TABLE:
        return [
            {
                column.code: _cell_of(column, cell)
                for column, cell in zip(question.columns, row, strict=True)
                if cell
            }
            for row in rows
        ]
    if question.kind is Kind.ADMINISTRATION:
        return dict(zip(("siret", "name"), rows[0], strict=True))
    if question.kind is Kind.TERRITORY:
        return {"code": rows[0][0].strip()}
    return _cell_of(question, rows[0][0])


def _cell_of(question: Question, text: str) -> Any:
    read = READERS.get(question.kind)
    if read is None:
        return text
    try:
        return read(text.strip())
    except UnreadableError:
        return text


def typed_of(form: Form, draft: Mapping[str, str], said: Any) -> dict[str, str]:
    """What to type so that a draft says some answers; raises `Invalid` with every refusal.

    `null` takes an answer away; a question that is not named keeps its own.
    """
    if not isinstance(said, dict):
        raise Invalid((_wrong("answers", said, "{…}"),))
    typed: dict[str, str] = {}
    refusals: list[FieldRefusal] = []
    for code, value in said.items():
        place = f"answers.{code}"
        question = form.find(code)
        if question is None or question.internal:
            refusals.append(FieldRefusal(field=place, kind="no-such-question", met=shortened(code)))
            continue
        if question.kind is Kind.FILE:
            refusals.append(FieldRefusal(field=place, kind="file-elsewhere", met=code))
            continue
        found = list(_wrongs(question, value, place))
        refusals += found
        if not found:
            typed |= keys_for(question, _rows_of(question, value), draft)
    if refusals:
        raise Invalid(tuple(refusals))
    return {key: text for key, text in typed.items() if is_key_of(form, key)}


def _wrong(place: str, met: Any, expected: str) -> FieldRefusal:
    told = shortened(json.dumps(met, ensure_ascii=False))
    return FieldRefusal(field=place, kind="wrong-type", met=told, expected=expected)


def _wrongs(question: Question, value: Any, place: str) -> Iterator[FieldRefusal]:
    """What of an answer is not of the type that its question takes."""
    if value is None:
        return
    if question.kind is Kind.TABLE:
        yield from _wrongs_of_table(question, value, place)
    elif question.kind is Kind.CHOICES:
        known = {each.code for each in question.choices}
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield _wrong(place, value, "[…]")
        elif set(value) - known:
            met = shortened(", ".join(sorted(set(value) - known)))
            yield FieldRefusal(
                field=place, kind="not-a-choice", met=met, expected=", ".join(sorted(known))
            )
    elif question.kind is Kind.CONSENT:
        if type(value) is not bool:
            yield _wrong(place, value, "true, false")
    elif question.kind in {Kind.TERRITORY, Kind.ADMINISTRATION}:
        yield from _wrongs_of_object(question, value, place)
    else:
        yield from _wrongs_of_cell(question, value, place)


def _wrongs_of_table(question: Question, value: Any, place: str) -> Iterator[FieldRefusal]:
    if not isinstance(value, list):
        yield _wrong(place, value, "[{…}]")
        return
    if len(value) > MOST_ROWS:
        yield FieldRefusal(
            field=place, kind="too-many", met=str(len(value)), expected=str(MOST_ROWS)
        )
        return
    columns = {each.code: each for each in question.columns}
    for rank, row in enumerate(value):
        if not isinstance(row, dict):
            yield _wrong(f"{place}.{rank}", row, "{…}")
            continue
        for code, cell in row.items():
            at = f"{place}.{rank}.{code}"
            if code not in columns:
                yield FieldRefusal(field=at, kind="unknown-field", met=shortened(code))
            elif cell is not None:
                yield from _wrongs_of_cell(columns[code], cell, at)


def _wrongs_of_object(question: Question, value: Any, place: str) -> Iterator[FieldRefusal]:
    names = {"code"} if question.kind is Kind.TERRITORY else {"siret", "name"}
    if not isinstance(value, dict):
        yield _wrong(place, value, f"{{{', '.join(sorted(names))}}}")
        return
    for name, said in value.items():
        if name not in names:
            yield FieldRefusal(field=f"{place}.{name}", kind="unknown-field", met=shortened(name))
        elif said is not None and (not isinstance(said, str) or len(said) > MOST_CHARACTERS):
            yield _wrong(f"{place}.{name}", said, "text")


def _wrongs_of_cell(question: Question, value: Any, place: str) -> Iterator[FieldRefusal]:
    try:
        text = text_of(_spec(question), value)
    except TypeError as error:
        yield _wrong(place, value, str(error))
        return
    if len(text) > MOST_CHARACTERS:
        yield FieldRefusal(
            field=place, kind="too-long", met=str(len(text)), expected=str(MOST_CHARACTERS)
        )


def _spec(question: Question) -> Spec:
    return Spec(label="", kind=question.kind.value)


def _rows_of(question: Question, value: Any) -> Rows:
    if value is None or value is False:
        return ()
    if question.kind is Kind.CHOICES:
        return tuple((code,) for code in dict.fromkeys(value))
    if question.kind is Kind.TABLE:
        rows = (
            tuple(text_of(_spec(each), row.get(each.code)) for each in question.columns)
            for row in value
        )
        return tuple(row for row in rows if any(cell.strip() for cell in row))
    return (_row_of(question, value),)


def _row_of(question: Question, value: Any) -> tuple[str, ...]:
    if question.kind is Kind.CONSENT:
        return (YES,)
    if question.kind is Kind.ADMINISTRATION:
        return (_plain(value.get("siret")), _plain(value.get("name")))
    if question.kind is Kind.TERRITORY:
        return (_plain(value.get("code")),)
    return (text_of(_spec(question), value),)


def _plain(text: str | None) -> str:
    return (text or "").replace("\x00", "")


def place_of_key(form: Form, draft: Mapping[str, str], key: str) -> str:
    """Where the answer of a typed key stands: `costs.r2.amount` is `/answers/costs/1/amount`."""
    code, _, rest = key.partition(".")
    question = form.find(code)
    if question is None:
        return f"/{code}"
    row, _, column = rest.partition(".")
    if question.kind is Kind.TABLE and rest:
        rows = rows_typed(question, draft)
        return f"/answers/{code}/{rows.index(row) if row in rows else 0}/{column}"
    return f"/answers/{code}"


def schema_of_answers(
    form: Form, phase: Phase, figures: Mapping[str, int], language: str
) -> Schema:
    """The JSON Schema of the answers of a phase, all of them; a draft may lack any.

    What is asked only if another answer says so is not required here: the domain decides.
    """
    asked = [
        (question, bool(section.when or question.when))
        for section in form.sections
        if phase in section.phases
        for question in section.questions
        if not question.internal and question.kind is not Kind.FILE
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            question.code: _schema_of(question, figures, language) for question, _ in asked
        },
        "required": [
            question.code for question, depends in asked if question.required and not depends
        ],
        "additionalProperties": False,
    }


def _schema_of(question: Question, figures: Mapping[str, int], language: str) -> Schema:
    spec = spec_of_question(question, language, figures=figures)
    told: Schema = {"title": spec.label}
    if spec.help:
        told["description"] = spec.help
    return told | _kind_of(question, spec, figures, language)


def _kind_of(question: Question, spec: Spec, figures: Mapping[str, int], language: str) -> Schema:
    if question.kind is Kind.TABLE:
        return _table_of(question, spec, figures, language)
    if question.kind is Kind.CHOICES:
        bounds = _bounds(spec, "minItems", "maxItems")
        return {"type": "array", "items": _chosen(question), "uniqueItems": True} | bounds
    if question.kind is Kind.CHOICE:
        return _chosen(question)
    if question.kind is Kind.CONSENT:
        return {"type": "boolean"} | ({"const": True} if question.required else {})
    return FIXED.get(question.kind) or _single(spec)


def _chosen(question: Question) -> Schema:
    return {"type": "string", "enum": [each.code for each in question.choices]}


def _single(spec: Spec) -> Schema:
    kind, _ = TYPES[spec.kind]
    if kind is int:
        return {"type": "integer"} | _bounds(spec, "minimum", "maximum")
    return {"type": "string"} | ({"maxLength": spec.max_length} if spec.max_length else {})


def _table_of(question: Question, spec: Spec, figures: Mapping[str, int], language: str) -> Schema:
    row = _object_of(
        {each.code: _schema_of(each, figures, language) for each in question.columns},
        [each.code for each in question.columns if each.required],
    )
    return {"type": "array", "items": row, "maxItems": MOST_ROWS} | _bounds(
        spec, "minItems", "maxItems"
    )


def _object_of(fields: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": False,
    }


def _bounds(spec: Spec, least: str, most: str) -> Schema:
    known = {least: spec.minimum, most: spec.maximum}
    return {name: value for name, value in known.items() if value is not None}


FIXED: Mapping[Kind, Schema] = {
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.TERRITORY: _object_of({"code": {"type": "string"}}, ["code"]),
    Kind.ADMINISTRATION: _object_of(
        {"siret": {"type": "string"}, "name": {"type": "string"}}, ["siret"]
    ),
}
"""The kinds whose answers are of one shape, whatever the question."""
