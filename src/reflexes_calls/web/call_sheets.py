"""The fields that a call is written with, in a draft and in an amendment alike."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import attrs

from reflexes.records import record
from reflexes_calls.domain.call import ONLY_FOR, CallAnswers, Procedure
from reflexes_calls.domain.call_rules import CallRules, Wanted
from reflexes_calls.domain.terms import Part, parts_under, specs_of_terms, term_key
from reflexes_calls.web.forms import Field, Sheet, draw_field, draw_sheet, specs_of
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]
Values = Mapping[str, str]
Errors = Sequence[tuple[str, str]]

PROCEDURES = (
    (Procedure.SINGLE, N_("At once: one closing date")),
    (Procedure.TWO_STEPS, N_("In two steps: a letter of intent, then the full application")),
    (Procedure.PERMANENT, N_("All year round, with cut-off dates")),
)
WANTED = (
    (Wanted.NONE, N_("Not asked")),
    (Wanted.OPTIONAL, N_("Possible")),
    (Wanted.REQUIRED, N_("Required")),
)
IN_FRENCH, IN_ENGLISH = N_("In French"), N_("In English")
ALWAYS_SAID = frozenset({"procedure", "grace", "budget_cap", "letter_on"})
"""Answers that have a first value, or that the procedure asks for: not said to be optional."""


@record
class PartDrawn:
    """A part of the text with its two fields."""

    part: Part
    french: Field
    english: Field

    @property
    def names(self) -> tuple[str, str]:
        """The names of both fields."""
        return self.french.name, self.english.name


def names_for(names: Sequence[str], procedure: Procedure | str) -> list[str]:
    """Those of `names` that a call of this procedure has."""
    # A draft says its procedure as it was typed, which may be none that is known.
    return [name for name in names if name not in ONLY_FOR or ONLY_FOR[name] == procedure]


def answers_sheet(
    names: Sequence[str], words: Translate, values: Values, errors: Errors = ()
) -> Sheet:
    """The fields of the essentials and of the calendar."""
    specs = specs_of(CallAnswers)
    said = {name: specs[name] for name in names}
    choices = {"procedure": _worded(PROCEDURES, words)}
    sheet = draw_sheet(said, words, values=values, errors=errors, choices=choices)
    if values.get("procedure") != Procedure.PERMANENT:
        sheet = _unhinted(sheet, "closes_on")
    return _needing(sheet, ALWAYS_SAID)


def rules_sheet(words: Translate, values: Values, errors: Errors = ()) -> Sheet:
    """The fields of the rules that the service itself applies."""
    specs = specs_of(CallRules)
    choices = dict.fromkeys(("partners", "evaluator"), _worded(WANTED, words))
    sheet = draw_sheet(specs, words, values=values, errors=errors, choices=choices)
    return _needing(sheet, set(specs))


def parts_drawn(
    heading: str, words: Translate, values: Values, mistakes: Mapping[str, str], *, funded: bool
) -> list[PartDrawn]:
    """The parts of the text under one heading."""
    return [
        PartDrawn(
            part=part,
            french=_text_field(term_key(part, "fr"), words(IN_FRENCH), values, mistakes),
            english=_text_field(term_key(part, "en"), words(IN_ENGLISH), values, mistakes),
        )
        for part in parts_under(heading, funded=funded)
    ]


def _text_field(name: str, label: str, values: Values, mistakes: Mapping[str, str]) -> Field:
    # The part's own name and limit stand once, above both languages.
    spec = attrs.evolve(specs_of_terms()[name][2], label=label, help="", optional=False)
    return draw_field(name, spec, str, value=values.get(name, ""), error=mistakes.get(name, ""))


def _unhinted(sheet: Sheet, name: str) -> Sheet:
    """The same fields, one of them without what its help says of another procedure."""
    fields = (attrs.evolve(each, hint="") if each.name == name else each for each in sheet.fields)
    return attrs.evolve(sheet, fields=tuple(fields))


def _needing(sheet: Sheet, names: Collection[str]) -> Sheet:
    """The same fields, some of which are not said to be optional."""
    fields = (
        attrs.evolve(each, optional=False) if each.name in names else each for each in sheet.fields
    )
    return attrs.evolve(sheet, fields=tuple(fields))


def _worded(known: Sequence[tuple[Any, str]], words: Translate) -> list[tuple[str, str]]:
    return [(value.value, words(said)) for value, said in known]
