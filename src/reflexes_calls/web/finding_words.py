"""What was found in a draft, in words, each line leading to the field to mend."""

import re
from collections.abc import Callable, Iterable

from reflexes.records import changed, record
from reflexes_calls.domain.call import Call, CallAnswers
from reflexes_calls.domain.call_rules import CallRules
from reflexes_calls.domain.errors import FieldRefusal
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.readiness import QUESTIONS
from reflexes_calls.domain.terms import specs_of_terms
from reflexes_calls.web.draft_pages import TITLES, page_address
from reflexes_calls.web.forms import specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.wording import sentence

Translate = Callable[[str], str]

ISO_DAY = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
CRITERION = re.compile(r"criterion\.([0-9]+)\.")
NUMBERED = N_("Criterion %(place)s")
IN_FRENCH, IN_ENGLISH = N_("%(part)s, in French"), N_("%(part)s, in English")
NAMED_ALREADY = frozenset({"part-missing", "unfed", "unscored", "money-asked", "piste-changed"})
"""Kinds whose sentence names the field itself."""


@record
class Line:
    """One thing found: its sentence, the page it is on and the address of its field."""

    said: str
    page: str
    address: str
    stops: bool


def lines_of(
    call: Call, findings: Iterable[Finding], words: Translate
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What keeps a call from opening, then what deserves a second look."""
    lines = tuple(_line(call, each, words) for each in findings)
    return (
        tuple(each for each in lines if each.stops),
        tuple(each for each in lines if not each.stops),
    )


def _line(call: Call, finding: Finding, words: Translate) -> Line:
    return Line(
        said=finding_sentence(finding, words),
        page=words(TITLES.get(finding.page, "")) if finding.page in TITLES else "",
        address=page_address(call, finding.page, finding.field),
        stops=finding.stops,
    )


def finding_sentence(finding: Finding, words: Translate) -> str:
    """What a finding says, after the name of its field."""
    expected = words(finding.expected) if finding.kind == "part-missing" else finding.expected
    refusal = days_typed(
        FieldRefusal(field=finding.field, kind=finding.kind, met=finding.met, expected=expected)
    )
    # A question may bear the name of a field of the call: its own sentence names it.
    named = finding.kind in NAMED_ALREADY or finding.page == QUESTIONS
    label = "" if named else label_of(finding.field, words)
    return " – ".join(filter(None, (label, sentence(refusal, words))))


def days_typed(refusal: FieldRefusal) -> FieldRefusal:
    """A refusal whose days are written as the pages ask for them, 31/12/2026."""
    met, expected = (
        ISO_DAY.sub(r"\3/\2/\1", str(said)) for said in (refusal.met, refusal.expected)
    )
    return changed(refusal, met=met, expected=expected)


def label_of(field: str, words: Translate) -> str:
    """The words of a field of a draft, or nothing for a field that has none."""
    if found := CRITERION.match(field):
        return words(NUMBERED) % {"place": found[1]}
    if field in specs_of_terms():
        part, language, _ = specs_of_terms()[field]
        said = IN_ENGLISH if language == "en" else IN_FRENCH
        return words(said) % {"part": words(part.label)}
    for record_class in (CallAnswers, CallRules):
        if field in specs_of(record_class):
            return words(specs_of(record_class)[field].label)
    return ""
