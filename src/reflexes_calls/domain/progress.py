"""How far a draft has come: where each section stands, and what it still lacks."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.answering import (
    Reading,
    refusals_of,
    sections_asked,
    values_typed,
)
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.errors import FieldRefusal
from reflexes_calls.domain.form import Form, Kind, Phase, Question, Section

LACKING = frozenset({"missing", "missing-file", "not-ticked"})
"""Refusals of what is not there yet; every other one is of something to mend."""


class SectionState(StrEnum):
    """Where a section stands."""

    EMPTY = "empty"
    STARTED = "started"
    WHOLE = "whole"
    TO_MEND = "to-mend"


@record
class SectionProgress:
    """A section that is asked, with what keeps it from being submitted.

    `answered` counts the questions in which something is typed, `asked` all of them.
    """

    section: Section
    asked: int
    answered: int
    refusals: tuple[FieldRefusal, ...]

    @property
    def lacking(self) -> int:
        """How many answers are missing."""
        return sum(refusal.kind in LACKING for refusal in self.refusals)

    @property
    def to_mend(self) -> int:
        """How many answers are there and cannot be taken as they are."""
        return len(self.refusals) - self.lacking

    @property
    def is_optional(self) -> bool:
        """Whether nothing is demanded: it is whole although nothing is typed."""
        return not self.refusals and not self.answered

    @property
    def state(self) -> SectionState:
        """Where it stands."""
        if self.to_mend:
            return SectionState.TO_MEND
        if not self.answered:
            return SectionState.EMPTY
        return SectionState.STARTED if self.refusals else SectionState.WHOLE


def progress_of(
    form: Form, phase: Phase, typed: Raw, reading: Reading
) -> tuple[SectionProgress, ...]:
    """How far each section that is asked has come, in the order of the form."""
    questions: dict[str, list[Question]] = {}
    for section, question in sections_asked(form, phase, typed):
        questions.setdefault(section.code, []).append(question)
    refusals = refusals_of(form, phase, typed, reading)
    return tuple(
        _progress(section, questions[section.code], typed, reading, refusals)
        for section in form.sections
        if section.code in questions
    )


def _progress(
    section: Section,
    questions: Collection[Question],
    typed: Raw,
    reading: Reading,
    refusals: Iterable[FieldRefusal],
) -> SectionProgress:
    codes = {question.code for question in questions}
    return SectionProgress(
        section=section,
        asked=len(questions),
        answered=sum(is_answered(each, typed, reading.files) for each in questions),
        refusals=tuple(each for each in refusals if code_of(each.field) in codes),
    )


def is_answered(question: Question, typed: Raw, files: Mapping[str, Any]) -> bool:
    """Whether something is typed or attached for a question."""
    if question.kind is Kind.FILE:
        return bool(files.get(question.code))
    return bool(values_typed(question, typed))


def code_of(key: str) -> str:
    """The code of the question that a typed key, or a refused field, belongs to."""
    return key.partition(".")[0]


def section_of(form: Form, key: str) -> Section | None:
    """The section in which a typed key, or a refused field, is found."""
    code = code_of(key)
    return next(
        (each for each in form.sections if any(q.code == code for q in each.questions)), None
    )
