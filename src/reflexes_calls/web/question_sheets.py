"""The fields of a question and of a section, as the builder draws them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reflexes.fields import Spec
from reflexes.records import record
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.form import IN_TABLES, Form, Kind, Phase, Question
from reflexes_calls.domain.form_typed import FIGURES, fields_of
from reflexes_calls.web.form_words import KINDS, PHASES
from reflexes_calls.web.forms import Field, draw_field
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]
Values = Mapping[str, str]

LABELS = {
    "label_fr": N_("Question, in French"),
    "label_en": N_("Question, in English"),
    "help_fr": N_("Help, in French"),
    "help_en": N_("Help, in English"),
    "example_fr": N_("Example, in French"),
    "example_en": N_("Example, in English"),
    "required": N_("An answer is required"),
    "max_length": N_("Most characters"),
    "minimum": N_("Least"),
    "maximum": N_("Most"),
    "not_past": N_("Not a day that is past"),
    "total": N_("Column whose total is shown"),
    "internal": N_("For your team alone: applicants never see it"),
    "identifies": N_("The answer tells who applies"),
    "kind": N_("Kind of answer"),
    "section": N_("In the section"),
    "title_fr": N_("Heading, in French"),
    "title_en": N_("Heading, in English"),
    "intro_fr": N_("Words under the heading, in French"),
    "intro_en": N_("Words under the heading, in English"),
    "when": N_("Ask it only if"),
    "when_figure": N_("Figure to compare with"),
}
COLUMN_LABELS = {
    "label_fr": N_("Column, in French"),
    "label_en": N_("Column, in English"),
    "required": N_("To be filled in on each row"),
}
HINTS = {
    "help_fr": N_("One or two short sentences. Say what helps to answer, and no more."),
    "example_fr": N_("An answer as you would like to read it."),
    "max_length": N_("Left empty: 240 for one line, 6,000 for a text."),
    "identifies": N_("For instance a name, a place or a SIRET."),
    "internal": N_("You fill it in on the page of each application received."),
    "when": N_("Only earlier questions are offered."),
    "when_figure": N_("Only for “at least” and “at most”."),
}
AS_KIND = {
    "help_fr": "prose",
    "help_en": "prose",
    "example_fr": "prose",
    "example_en": "prose",
    "intro_fr": "prose",
    "intro_en": "prose",
    "required": "yes",
    "bounded": "yes",
    "not_past": "yes",
    "internal": "yes",
    "identifies": "yes",
    "max_length": "whole",
    "minimum": "whole",
    "maximum": "whole",
    "total": "choice",
    "kind": "choice",
    "section": "choice",
}
COUNTS = {
    Kind.CHOICES: (N_("Fewest choices"), N_("Most choices")),
    Kind.TABLE: (N_("Fewest rows"), N_("Most rows")),
    Kind.FILE: (N_("Fewest files"), N_("Most files")),
}
BOUNDED = {
    Kind.WHOLE: N_("No more than the longest trial that the call allows"),
    Kind.MONEY: N_("No more than the amount that the call allows"),
}
OPTIONAL = frozenset(
    {"label_en", "help_fr", "help_en", "example_fr", "example_en", "max_length", "minimum"}
    | {"maximum", "total", "title_en", "intro_fr", "intro_en", "when", "when_figure"}
)
IN_FRENCH, IN_ENGLISH = N_("%(part)s, in French"), N_("%(part)s, in English")
NEW_CHOICE, NEW_COLUMN = N_("New choice"), N_("New column")
CHOICE, COLUMN = N_("Choice %(rank)s"), N_("Column %(rank)s")
NEW_KIND = N_("What the new column holds")


@record
class Part:
    """A choice or a column with its two fields; `said` is what it is called now."""

    code: str
    said: str
    kind: str
    french: Field
    english: Field


@record
class QuestionSheet:
    """Every field of a question, in groups as the page shows them."""

    words: tuple[Field, ...]
    rules: tuple[Field, ...]
    audience: tuple[Field, ...]
    criteria: tuple[Field, ...]
    parts: tuple[Part, ...]
    new_part: tuple[Field, ...]
    places: tuple[Field, ...]


class Sheets:
    """Draws fields with what was typed in them and what is to mend."""

    def __init__(
        self, words: Translate, language: str, values: Values, errors: Iterable[tuple[str, str]]
    ) -> None:
        """Keep what every field needs."""
        self.words = words
        self.language = language
        self.values = values
        self.errors = dict(reversed(tuple(errors)))

    def field(self, name: str, label: str, kind: str = "", **said: Any) -> Field:
        """One field; `label` is translated already."""
        spec = Spec(
            label=label,
            kind=kind or AS_KIND.get(name, "line"),
            help=self.words(HINTS[name]) if name in HINTS else "",
            optional=name in OPTIONAL or name.endswith((".en", "_en")),
            max_length=400 if (kind or AS_KIND.get(name)) == "prose" else None,
        )
        value, error = self.values.get(name, ""), self.errors.get(name, "")
        return draw_field(name, spec, str, value=value, error=error, **said)

    def named(self, name: str, **said: Any) -> Field:
        """A field under its usual label."""
        return self.field(name, self.words(LABELS[name]), **said)


def draw_question(  # noqa: PLR0913  # a question, and what is around it
    sheets: Sheets,
    question: Question,
    *,
    call: Call,
    form: Form,
    fixed_kind: bool,
    is_column: bool = False,
) -> QuestionSheet:
    """The fields of a question, or of a column of a table."""
    shown = fields_of(question, is_column=is_column)
    labels = LABELS | (COLUMN_LABELS if is_column else {})
    texts = ("label_fr", "label_en", "help_fr", "help_en", "example_fr", "example_en")
    return QuestionSheet(
        words=tuple(
            sheets.field(name, sheets.words(labels[name])) for name in texts if name in shown
        ),
        rules=_rules(sheets, question, shown, labels),
        audience=tuple(sheets.named(name) for name in ("internal", "identifies") if name in shown),
        criteria=_criteria(sheets, call) if "criteria" in shown else (),
        parts=_parts(sheets, question),
        new_part=_new_part(sheets, question),
        places=() if is_column else _places(sheets, form, fixed_kind=fixed_kind),
    )


def _rules(
    sheets: Sheets, question: Question, shown: frozenset[str], labels: Mapping[str, str]
) -> tuple[Field, ...]:
    least, most = COUNTS.get(question.kind, (labels["minimum"], labels["maximum"]))
    worded = {**labels, "minimum": least, "maximum": most}
    worded["bounded"] = BOUNDED.get(question.kind, "")
    names = ("required", "max_length", "minimum", "maximum", "bounded", "not_past")
    found = [sheets.field(name, sheets.words(worded[name])) for name in names if name in shown]
    if "total" in shown:
        summed = [
            (each.code, each.label.said(sheets.language))
            for each in question.columns
            if each.kind in FIGURES
        ]
        found.append(sheets.named("total", choices=tuple(summed)))
    return tuple(found)


def _criteria(sheets: Sheets, call: Call) -> tuple[Field, ...]:
    return tuple(
        sheets.field(f"criterion.{each.code}", each.label(sheets.language), "yes")
        for each in call.criteria
    )


def _parts(sheets: Sheets, question: Question) -> tuple[Part, ...]:
    prefix, ranked = ("column", COLUMN) if question.kind is Kind.TABLE else ("choice", CHOICE)
    known: list[tuple[str, str, str]] = [
        (each.code, each.label.said(sheets.language), "") for each in question.choices
    ]
    known += [
        (each.code, each.label.said(sheets.language), sheets.words(KINDS[each.kind]))
        for each in question.columns
    ]
    return tuple(
        Part(
            code=code,
            said=said,
            kind=kind,
            french=_part_field(sheets, f"{prefix}.{code}.fr", ranked, rank),
            english=_part_field(sheets, f"{prefix}.{code}.en", ranked, rank),
        )
        for rank, (code, said, kind) in enumerate(known, start=1)
    )


def _part_field(sheets: Sheets, name: str, ranked: str, rank: int) -> Field:
    part = sheets.words(ranked) % {"rank": rank}
    return sheets.field(name, _in_language(sheets, name, part))


def _in_language(sheets: Sheets, name: str, part: str) -> str:
    said = IN_ENGLISH if name.endswith("en") else IN_FRENCH
    return sheets.words(said) % {"part": part}


def _new_part(sheets: Sheets, question: Question) -> tuple[Field, ...]:
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        names, part = ("choice_new_fr", "choice_new_en"), sheets.words(NEW_CHOICE)
    elif question.kind is Kind.TABLE:
        names, part = ("column_new_fr", "column_new_en"), sheets.words(NEW_COLUMN)
    else:
        return ()
    found = [sheets.field(name, _in_language(sheets, name, part)) for name in names]
    if question.kind is Kind.TABLE:
        kinds = tuple((each.value, sheets.words(KINDS[each])) for each in Kind if each in IN_TABLES)
        found.append(
            sheets.field("column_new_kind", sheets.words(NEW_KIND), "choice", choices=kinds)
        )
    return tuple(found)


def _places(sheets: Sheets, form: Form, *, fixed_kind: bool) -> tuple[Field, ...]:
    sections = tuple((each.code, each.title.said(sheets.language)) for each in form.sections)
    found = [sheets.named("section", choices=sections)]
    if not fixed_kind:
        kinds = tuple((each.value, sheets.words(KINDS[each])) for each in Kind)
        found.append(sheets.named("kind", choices=kinds))
    return tuple(found)


def fields_drawn(sheet: QuestionSheet) -> tuple[Field, ...]:
    """Every field of a question."""
    parts = (each for part in sheet.parts for each in (part.french, part.english))
    groups = (sheet.words, sheet.rules, sheet.audience, sheet.criteria, sheet.new_part)
    return (*(each for group in groups for each in group), *parts, *sheet.places)


def draw_section(sheets: Sheets, *, two_steps: bool) -> tuple[Field, ...]:
    """The fields of a section."""
    names = ("title_fr", "title_en", "intro_fr", "intro_en")
    found = [sheets.named(name) for name in names]
    if two_steps:
        found += [
            sheets.field(f"phase.{each.value}", sheets.words(PHASES[each]), "yes") for each in Phase
        ]
    return tuple(found)


def draw_new_question(sheets: Sheets, form: Form) -> tuple[Field, ...]:
    """The fields of a question that is being added."""
    kinds = tuple((each.value, sheets.words(KINDS[each])) for each in Kind)
    sections = tuple((each.code, each.title.said(sheets.language)) for each in form.sections)
    return (
        sheets.named("label_fr"),
        sheets.named("label_en"),
        sheets.field("kind", sheets.words(LABELS["kind"]), "radio", choices=kinds),
        sheets.named("section", choices=sections),
    )
