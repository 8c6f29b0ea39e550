"""The questions of an application, by section, to be filled in or to be read."""

from typing import Any

import attrs

from reflexes.fields import Spec
from reflexes.records import record
from reflexes_calls.domain.questions import ExperimentAnswers
from reflexes_calls.web.forms import Field, Sheet, Translate, draw_sheet, specs_of
from reflexes_calls.web.notices import N_

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("The trial"), ("title", "summary", "problem", "proposal", "people")),
    (N_("Time and money"), ("weeks", "start_on", "budget")),
    (N_("How you will know"), ("indicator", "proof_wrong")),
    (N_("Publication"), ("consent",)),
)
OTHERS = N_("Other questions")
SIZE_HINT = N_("%(count)s characters at most.")
NAMED = N_("%(label)s: %(said)s")


@record
class Section:
    """Some fields under one heading."""

    heading: str
    fields: tuple[Field, ...]


@record
class Answer:
    """One submitted answer: its question, the kind of its field, and what was said."""

    label: str
    kind: str
    value: Any


@record
class AnswerSection:
    """Some submitted answers under one heading."""

    heading: str
    answers: tuple[Answer, ...]


def answer_sheet(
    words: Translate,
    *,
    values: dict[str, str],
    hints: dict[str, str],
    errors: tuple[tuple[str, str], ...] = (),
) -> Sheet:
    """The whole form; `hints` are added to those of some fields, already translated."""
    sheet = draw_sheet(specs_of(ExperimentAnswers), words, values=values, errors=errors)
    return attrs.evolve(sheet, fields=tuple(_hinted(each, words, hints) for each in sheet.fields))


def _hinted(field: Field, words: Translate, hints: dict[str, str]) -> Field:
    size = ""
    if field.kind in ("line", "prose") and field.max_length:
        size = words(SIZE_HINT) % {"count": field.max_length}
    parts = (field.hint, hints.get(field.name, ""), size)
    return attrs.evolve(field, hint=" ".join(part for part in parts if part))


def sections_of(sheet: Sheet, words: Translate) -> tuple[Section, ...]:
    """The fields of the form under their headings; a field of no section comes at the end."""
    return tuple(
        Section(heading=words(heading), fields=tuple(sheet[name] for name in names))
        for heading, names in _grouped(tuple(field.name for field in sheet.fields))
    )


def named_errors(sheet: Sheet, words: Translate) -> tuple[tuple[str, str], ...]:
    """The errors for the summary: away from its field, a sentence needs the question's name."""
    labels = {field.name: field.label for field in sheet.fields}
    return tuple(
        (name, words(NAMED) % {"label": labels[name], "said": said} if name in labels else said)
        for name, said in sheet.errors
    )


def answers_of(said: dict[str, Any], words: Translate) -> tuple[AnswerSection, ...]:
    """What was submitted under its headings, with the questions of today where they still fit."""
    specs = specs_of(ExperimentAnswers)
    return tuple(
        AnswerSection(
            heading=words(heading),
            answers=tuple(_answer(name, specs.get(name), said[name], words) for name in names),
        )
        for heading, names in _grouped(tuple(said))
    )


def _answer(name: str, spec: Spec | None, value: Any, words: Translate) -> Answer:
    if spec is None:
        return Answer(label=name, kind="line", value=value)
    return Answer(label=words(spec.label), kind=spec.kind, value=value)


def _grouped(present: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    known = [(head, tuple(n for n in names if n in present)) for head, names in SECTIONS]
    placed = {name for _, names in SECTIONS for name in names}
    rest = (OTHERS, tuple(name for name in present if name not in placed))
    return tuple((head, names) for head, names in (*known, rest) if names)
