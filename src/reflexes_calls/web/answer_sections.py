"""The questions of a form, by section, to be filled in or to be read."""

from collections.abc import Mapping
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.answering import sections_asked
from reflexes_calls.domain.form import Form, Phase, Question, Section, spec_of_question
from reflexes_calls.web.formatting import money
from reflexes_calls.web.forms import Field, Sheet, Translate, draw_field
from reflexes_calls.web.notices import N_

SIZE_HINT = N_("%(count)s characters at most.")
CAP_HINT = N_("At most %(cap)s.")
RANGE_HINT = N_("From %(least)s to %(most)s.")
DAY_HINT = N_("Write days as 31/12/2026.")
NAMED = N_("%(label)s: %(said)s")
OTHERS = N_("Other questions")


@record
class SectionShown:
    """Some fields under one heading."""

    code: str
    heading: str
    intro: str
    fields: tuple[Field, ...]


@record
class Answer:
    """One submitted answer: its question, the kind of its field, and what was said."""

    label: str
    kind: str
    value: Any
    question: Question | None = None


@record
class AnswerSection:
    """Some submitted answers under one heading."""

    heading: str
    answers: tuple[Answer, ...]


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
    found: dict[str, tuple[Section, list[Field]]] = {}
    said = dict(reversed(errors))
    for section, question in sections_asked(form, phase, values):
        field = _field(question, language, words, values=values, figures=figures, errors=said)
        found.setdefault(section.code, (section, []))[1].append(field)
    return tuple(
        SectionShown(
            code=section.code,
            heading=section.title.said(language),
            intro=section.intro.said(language),
            fields=tuple(fields),
        )
        for section, fields in found.values()
    )


def _field(  # noqa: PLR0913  # as above
    question: Question,
    language: str,
    words: Translate,
    *,
    values: Mapping[str, str],
    figures: Mapping[str, int],
    errors: Mapping[str, str],
) -> Field:
    spec = spec_of_question(question, language, figures=figures)
    hints = [spec.help, *_limits(spec, words, language)]
    return draw_field(
        question.code,
        spec,
        str,
        value=values.get(question.code, ""),
        error=errors.get(question.code, ""),
        hint=" ".join(filter(None, hints)),
        choices=tuple((one.code, one.label.said(language)) for one in question.choices),
    )


def _limits(spec: Any, words: Translate, language: str) -> list[str]:
    if spec.kind in {"line", "prose"} and spec.max_length:
        return [words(SIZE_HINT) % {"count": spec.max_length}]
    if spec.kind == "money" and spec.maximum is not None:
        return [words(CAP_HINT) % {"cap": money(spec.maximum, language)}]
    if spec.kind == "whole" and spec.maximum is not None:
        return [words(RANGE_HINT) % {"least": spec.minimum or 0, "most": spec.maximum}]
    return [words(DAY_HINT)] if spec.kind == "day" else []


def sheet_of(sections: tuple[SectionShown, ...], errors: tuple[tuple[str, str], ...]) -> Sheet:
    """All the fields of some sections, with their errors."""
    return Sheet(fields=tuple(f for each in sections for f in each.fields), errors=errors)


def named_errors(sheet: Sheet, words: Translate) -> tuple[tuple[str, str], ...]:
    """The errors for the summary: away from its field, a sentence needs the question's name."""
    labels = {field.name: field.label for field in sheet.fields}
    return tuple(
        (name, words(NAMED) % {"label": labels[name], "said": said} if name in labels else said)
        for name, said in sheet.errors
    )


def answers_of(
    form: Form, said: Mapping[str, Any], language: str, words: Translate
) -> tuple[AnswerSection, ...]:
    """What was submitted under its headings, worded by the form of that day."""
    found = [
        AnswerSection(
            heading=section.title.said(language),
            answers=tuple(
                _answer(question, said[question.code], language)
                for question in section.questions
                if question.code in said
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
    return tuple(each for each in found if each.answers)


def _answer(question: Question, value: Any, language: str) -> Answer:
    return Answer(
        label=question.label.said(language),
        kind=question.kind.value,
        value=value,
        question=question,
    )
