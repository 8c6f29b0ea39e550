"""What was found in a draft, in words, each line leading to the field to mend."""

import datetime as dt
import re
from collections.abc import Callable, Iterable

from reflexes.records import record
from reflexes_calls.domain.call import Call, CallAnswers
from reflexes_calls.domain.call_rules import CallRules
from reflexes_calls.domain.errors import FieldRefusal
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.form import form_of
from reflexes_calls.domain.form_checks import anchor_of_section
from reflexes_calls.domain.readiness import BETWEEN_PARTS, QUESTIONS
from reflexes_calls.domain.terms import specs_of_terms
from reflexes_calls.web.draft_pages import TITLES, page_address
from reflexes_calls.web.formatting import day
from reflexes_calls.web.forms import specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.wording import sentence

Translate = Callable[[str], str]

ISO_DAY = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
CRITERION = re.compile(r"criterion\.([0-9]+)\.([a-z_]+)(?:\.([0-9]))?")
NAMED_DAY = N_("“%(name)s” (%(day)s)")
WITH_OTHERS = {
    "not-after": N_("%(met)s must come after %(others)s. Choose a later day."),
    "not-between": N_("%(met)s does not fall between these two: %(others)s. Choose another day."),
}
"""What is said of a day that contradicts others, by their names."""
OF_PARTS = frozenset({"part-missing", "english-alone", "english-astray", "parts-untranslated"})
"""Kinds that name parts of the text by their labels."""
NUMBERED = N_("Criterion %(place)s")
BOXES = {
    "fr": N_("what it looks at, in French"),
    "en": N_("what it looks at, in English"),
    "weight": N_("weight"),
    "jury": N_("which jury marks it"),
    "code": N_("short code"),
    "levels_fr": N_("mark %(mark)s, in French"),
    "levels_en": N_("mark %(mark)s, in English"),
}
"""The boxes of a criterion, as its line among the refusals names them."""
IN_FRENCH, IN_ENGLISH = N_("%(part)s (in French)"), N_("%(part)s (in English)")
NAMED_ALREADY = frozenset(
    {
        *("part-missing", "unfed", "unscored", "money-asked", "piste-changed", "english-alone"),
        *("english-astray", "title-untranslated", "summary-untranslated", "parts-untranslated"),
    }
)
"""Kinds whose sentence names the field itself."""


@record
class Line:
    """One thing found: its sentence, the page it is on and the address of its field."""

    said: str
    page: str
    address: str
    stops: bool


def lines_of(
    call: Call, findings: Iterable[Finding], words: Translate, language: str
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What keeps a call from opening, then what deserves a second look."""
    lines = tuple(_line(call, each, words, language) for each in findings)
    return (
        tuple(each for each in lines if each.stops),
        tuple(each for each in lines if not each.stops),
    )


def _line(call: Call, finding: Finding, words: Translate, language: str) -> Line:
    return Line(
        said=finding_sentence(finding, words, language),
        page=words(TITLES.get(finding.page, "")) if finding.page in TITLES else "",
        address=_address(call, finding),
        stops=finding.stops,
    )


def _address(call: Call, finding: Finding) -> str:
    """The page of the question or section that holds a fault, or the field of a page."""
    if finding.page != QUESTIONS:
        return page_address(call, finding.page, finding.field)
    base, place = page_address(call, QUESTIONS), "#conditions" if _of_condition(finding) else ""
    form = form_of((call.pending or {}).get("form", call.form), 0)
    section = finding.field.removeprefix(anchor_of_section(""))
    if form.find(finding.field) is not None:
        return f"{base}/question/{finding.field}{place}"
    if section != finding.field and form.section(section) is not None:
        return f"{base}/section/{section}{place}"
    return page_address(call, QUESTIONS, finding.field)


def _of_condition(finding: Finding) -> bool:
    return finding.kind.startswith("form-when")


def finding_sentence(finding: Finding, words: Translate, language: str) -> str:
    """What a finding says, after the name of its field."""
    # A question may bear the name of a field of the call: its own sentence names it.
    named = finding.kind in NAMED_ALREADY or finding.page == QUESTIONS
    label = "" if named else label_of(finding.field, words)
    return " – ".join(filter(None, (label, _sentence(finding, words, language))))


def _sentence(finding: Finding, words: Translate, language: str) -> str:
    met, expected = (_days_read(said, language) for said in (finding.met, finding.expected))
    if finding.kind in OF_PARTS:
        expected = ", ".join(map(words, finding.expected.split(BETWEEN_PARTS)))
    if finding.about and finding.kind in WITH_OTHERS:
        others = _others(finding, words, language)
        return words(WITH_OTHERS[finding.kind]) % {"met": met, "others": others}
    # What a manager sets is not an answer.
    kind = "to-set" if finding.kind == "missing" else finding.kind
    return sentence(FieldRefusal(field=finding.field, kind=kind, met=met, expected=expected), words)


def _others(finding: Finding, words: Translate, language: str) -> str:
    """The days that one contradicts, each after the name of its field."""
    names = finding.about.split(BETWEEN_PARTS)
    days = finding.expected.split(BETWEEN_PARTS)
    return ", ".join(
        words(NAMED_DAY) % {"name": label_of(name, words), "day": _days_read(said, language)}
        for name, said in zip(names, days, strict=True)
    )


def _days_read(said: str, language: str) -> str:
    """The same words with each day as pages say it, « 1er décembre 2026 »."""
    return ISO_DAY.sub(lambda found: day(dt.date.fromisoformat(found[0]), language), str(said))


def label_of(field: str, words: Translate) -> str:
    """The words of a field of a draft, or nothing for a field that has none."""
    if found := CRITERION.match(field):
        said = words(NUMBERED) % {"place": found[1]}
        box = words(BOXES.get(found[2], "")) % {"mark": found[3]} if found[2] in BOXES else ""
        return ", ".join(filter(None, (said, box)))
    if field in specs_of_terms():
        part, language, _ = specs_of_terms()[field]
        said = IN_ENGLISH if language == "en" else IN_FRENCH
        return words(said) % {"part": words(part.label)}
    for record_class in (CallAnswers, CallRules):
        if field in specs_of(record_class):
            return words(specs_of(record_class)[field].label)
    return ""
