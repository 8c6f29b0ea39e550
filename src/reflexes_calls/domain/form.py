"""Form: the questions of a call, by section. A version of it, once published, never changes.

A question is the same definition as any other field: `spec_of_question` gives the `Spec` that
reading, drawing and describing share.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from reflexes.digests import SCHEMA, digest_of
from reflexes.fields import Spec
from reflexes.records import record
from reflexes_calls.domain.bilingual import Bilingual, both

CODE = r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*"
"""What the code of a question, a section, a choice or a column may be. It never changes."""
RESERVED_CODES = frozenset(
    {"csrf", "do", "done", "lang", "revision", "request_key", "partial", "partner-letter"}
)
"""Names that the pages of an application use themselves: no question may bear them."""
ALWAYS_ASKED = ("title", "summary")
"""Lists, letters and pilots speak of these: no form may leave them out."""
LONGEST = {"line": 240, "prose": 6000}
MOST_CHARACTERS = 20_000
"""The most that a question may allow."""


class Kind(StrEnum):
    """What an answer is."""

    LINE = "line"
    PROSE = "prose"
    WHOLE = "whole"
    MONEY = "money"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    TABLE = "table"
    FILE = "file"
    TERRITORY = "territory"
    ADMINISTRATION = "administration"
    CONSENT = "yes"


IN_TABLES = frozenset({Kind.LINE, Kind.PROSE, Kind.WHOLE, Kind.MONEY, Kind.DAY, Kind.CHOICE})
"""What a column of a table may be."""


FIXED_KINDS: dict[str, Kind] = {
    "title": Kind.LINE,
    "summary": Kind.PROSE,
    "budget": Kind.MONEY,
    "territory": Kind.TERRITORY,
    "administration": Kind.ADMINISTRATION,
    "weeks": Kind.WHOLE,
    "start_on": Kind.DAY,
}
"""Codes that lists, letters and pilots know: a question of this code is of this kind or none."""


class Phase(StrEnum):
    """A letter of intent comes before the full file in a call of two steps."""

    LETTER = "letter"
    FULL = "full"


class Test(StrEnum):
    """How a condition looks at an earlier answer."""

    IS = "is"
    IS_NOT = "is-not"
    ANSWERED = "answered"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"

    __test__ = False  # a name that the test runner would otherwise collect


@record
class Condition:
    """Asked only if an earlier answer says so; a question that was not asked says nothing."""

    question: str
    test: Test = Test.IS
    value: str = ""


@record
class Choice:
    """One of the answers offered."""

    code: str
    label: Bilingual


@record
class Question:
    """A question, whose answer is of one kind.

    `minimum` and `maximum` bound numbers (cents for money) and counts of rows, choices or files;
    `bounded_by` names the figure of the call that bounds it too. `internal` questions are seen and
    filled by the programme's team alone. `identifies` says that the answer tells who applies.
    `total` is the column of a table whose sum is shown.
    """

    code: str
    kind: Kind
    label: Bilingual
    help: Bilingual = Bilingual()
    example: Bilingual = Bilingual()
    required: bool = True
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    bounded_by: str = ""
    not_past: bool = False
    choices: tuple[Choice, ...] = ()
    columns: tuple["Question", ...] = ()
    total: str = ""
    when: tuple[Condition, ...] = ()
    internal: bool = False
    identifies: bool = False
    criteria: tuple[str, ...] = ()

    def longest(self) -> int | None:
        """The most characters an answer may have."""
        return self.max_length or LONGEST.get(self.kind)


@record
class Section:
    """Some questions under a heading; `phases` says when they are asked."""

    code: str
    title: Bilingual
    intro: Bilingual = Bilingual()
    phases: tuple[Phase, ...] = (Phase.FULL,)
    when: tuple[Condition, ...] = ()
    questions: tuple[Question, ...] = ()


@record
class Form:
    """The sections of a form, as they were at its version `number`."""

    number: int
    sections: tuple[Section, ...]

    def questions(self) -> Iterator[Question]:
        """Every question, in the order of the form."""
        for section in self.sections:
            yield from section.questions

    def find(self, code: str) -> Question | None:
        """The question of a code."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Question]:
        # Each key that is typed is looked up here. Of two questions of one code, the first counts.
        return {each.code: each for each in reversed(tuple(self.questions()))}

    def section(self, code: str) -> Section | None:
        """The section of a code."""
        return next((each for each in self.sections if each.code == code), None)


def name_of(question: Question) -> str:
    """What a question is called when it is spoken about."""
    return question.label.fr or question.label.en or question.code


def spec_of_question(
    question: Question, language: str, *, figures: Mapping[str, int] | None = None
) -> Spec:
    """The one definition of the field that a question is, worded in `language`.

    `figures` are those of the call by which some questions are bounded.
    """
    maximum = question.maximum
    bound = (figures or {}).get(question.bounded_by)
    if bound is not None:
        maximum = bound if maximum is None else min(maximum, bound)
    return Spec(
        label=question.label.said(language),
        kind=question.kind.value,
        help=question.help.said(language),
        max_length=question.longest(),
        minimum=question.minimum,
        maximum=maximum,
        optional=not question.required,
    )


def form_document(form: Form) -> dict[str, Any]:
    """The plain form of a form, to keep; what is empty is left out."""
    return {"schema": SCHEMA, "sections": [section_document(each) for each in form.sections]}


def form_digest(form: Form) -> str:
    """The digest of what a form asks, whatever its number."""
    return digest_of(form_document(form))


def section_document(section: Section) -> dict[str, Any]:
    """The plain form of a section and its questions."""
    said = {
        "code": section.code,
        "title": _plain_words(section.title),
        "intro": _plain_words(section.intro),
        "when": _plain_conditions(section.when),
        "questions": [question_document(each) for each in section.questions],
    }
    # Asked in no phase is not the same as saying nothing of it.
    return _without_nothing(said) | {"phases": [each.value for each in section.phases]}


def question_document(question: Question) -> dict[str, Any]:
    """The plain form of a question."""
    return _without_nothing(
        {
            "code": question.code,
            "kind": question.kind.value,
            "label": _plain_words(question.label),
            "help": _plain_words(question.help),
            "example": _plain_words(question.example),
            "optional": not question.required,
            "max_length": question.max_length,
            "minimum": question.minimum,
            "maximum": question.maximum,
            "bounded_by": question.bounded_by,
            "not_past": question.not_past,
            "choices": [
                {"code": one.code, "label": _plain_words(one.label)} for one in question.choices
            ],
            "columns": [question_document(each) for each in question.columns],
            "total": question.total,
            "when": _plain_conditions(question.when),
            "internal": question.internal,
            "identifies": question.identifies,
            "criteria": list(question.criteria),
        }
    )


def _plain_words(said: Bilingual) -> dict[str, str]:
    return {key: text for key, text in (("fr", said.fr), ("en", said.en)) if text}


def _plain_conditions(conditions: Iterable[Condition]) -> list[dict[str, str]]:
    return [
        {"question": one.question, "test": one.test.value, "value": one.value} for one in conditions
    ]


def _without_nothing(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in kept.items()
        if value is not None and value is not False and value not in ("", [], {})
    }


def form_of(document: Mapping[str, Any], number: int) -> Form:
    """The form of a kept document. What is not there has the value that nothing means."""
    return Form(number=number, sections=tuple(map(section_of, document.get("sections", ()))))


def section_of(kept: Mapping[str, Any]) -> Section:
    """The section of a kept document."""
    return Section(
        code=kept["code"],
        title=both(kept.get("title")),
        intro=both(kept.get("intro")),
        phases=tuple(Phase(each) for each in kept.get("phases", (Phase.FULL,))),
        when=_conditions(kept),
        questions=tuple(map(question_of, kept.get("questions", ()))),
    )


def question_of(kept: Mapping[str, Any]) -> Question:
    """The question of a kept document."""
    return Question(
        code=kept["code"],
        kind=Kind(kept["kind"]),
        label=both(kept.get("label")),
        help=both(kept.get("help")),
        example=both(kept.get("example")),
        required=not kept.get("optional", False),
        max_length=kept.get("max_length"),
        minimum=kept.get("minimum"),
        maximum=kept.get("maximum"),
        bounded_by=kept.get("bounded_by", ""),
        not_past=kept.get("not_past", False),
        choices=tuple(
            Choice(code=one["code"], label=both(one.get("label")))
            for one in kept.get("choices", ())
        ),
        columns=tuple(map(question_of, kept.get("columns", ()))),
        total=kept.get("total", ""),
        when=_conditions(kept),
        internal=kept.get("internal", False),
        identifies=kept.get("identifies", False),
        criteria=tuple(kept.get("criteria", ())),
    )


def _conditions(kept: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(
        Condition(question=one["question"], test=Test(one["test"]), value=one.get("value", ""))
        for one in kept.get("when", ())
    )


@cache
def ready_form() -> Form:
    """The form that a new call starts from, written for experiments."""
    said = tomllib.loads(files("reflexes_calls.domain").joinpath("form.toml").read_text("utf-8"))
    return form_of(said, number=1)
