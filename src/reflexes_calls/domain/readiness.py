"""What is looked at before a call opens: what stops it, and what deserves a second look."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.call import Call, Criterion, Procedure, read_call
from reflexes_calls.domain.call_typed import DAYS, typed_in
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.criteria import field_of
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.form import ALWAYS_ASKED, Form, Kind, Phase, Question
from reflexes_calls.domain.form_checks import form_faults
from reflexes_calls.domain.forming import Bench, gone_labels, taken_out_of
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.proposed import is_astray
from reflexes_calls.domain.suggesting import SUGGESTED
from reflexes_calls.domain.terms import (
    HEADING_CODES,
    HEADINGS,
    part_said,
    parts_missing,
    parts_under,
    term_key,
)

ESSENTIAL, PISTES, CALENDAR = "essential", "pistes", "calendar"
CRITERIA, RULES, QUESTIONS = "criteria", "rules", "questions"
CALENDAR_FIELDS = (
    "opens_on",
    "questions_on",
    "letter_on",
    "shortlist_on",
    "closes_on",
    "closes_hour",
    "cutoffs",
    "grace",
    "completeness_on",
    "review_on",
    "committee_on",
    "decision_on",
    "agreement_on",
)
ESSENTIAL_FIELDS = (
    "title_fr",
    "title_en",
    "summary_fr",
    "summary_en",
    "procedure",
    "places",
    "weeks",
    "unfunded",
    "budget_cap",
    "rate",
)
PAGE_FIELDS = {ESSENTIAL: ESSENTIAL_FIELDS, CALENDAR: CALENDAR_FIELDS}
BETWEEN_PARTS = " – "
"""What stands between the labels of several parts."""
YEAR = re.compile(r"\b20[0-9]{2}\b")


def text_page(heading: str) -> str:
    """The name of the page on which the parts under a heading are written."""
    return f"text-{HEADING_CODES[heading]}"


PAGES = (
    ESSENTIAL,
    PISTES,
    CALENDAR,
    *map(text_page, HEADINGS),
    CRITERIA,
    RULES,
    QUESTIONS,
)
"""The pages of a draft, in the order in which they are written."""


class PageState(StrEnum):
    """Where a page of a draft stands."""

    DONE = "done"
    TO_FINISH = "to-finish"
    NOT_NEEDED = "not-needed"


def findings_of(call: Call, now: dt.datetime) -> tuple[Finding, ...]:
    """Everything found in a call that is about to open, page by page."""
    answers = answers_found(call)
    refused = {each.field for each in answers}
    found = (
        *answers,
        *(each for each in _past(call, now) if each.field not in refused),
        *_parts(call),
        *_criteria(call),
        *_form(call),
        *_english(call),
        *_copied(call),
    )
    return tuple(sorted(found, key=lambda each: _rank(each.page)))


def _rank(page: str) -> int:
    return PAGES.index(page) if page in PAGES else len(PAGES)


def page_state(call: Call, page: str, findings: tuple[Finding, ...]) -> PageState:
    """Where a page of a draft stands, given what was found in the whole draft."""
    if any(each.page == page and each.stops for each in findings):
        return PageState.TO_FINISH
    heading = next((each for each in HEADINGS if text_page(each) == page), None)
    if heading is not None:
        parts = parts_under(heading, funded=call.funded)
        if not any(part.needed or part_said(call.terms, part) for part in parts):
            return PageState.NOT_NEEDED
    return PageState.DONE


def answers_found(call: Call) -> tuple[Finding, ...]:
    """What is found in the essentials and the calendar, as they are typed."""
    return tuple(sorted(_answers(typed_in(call)), key=_place))


def _place(found: Finding) -> tuple[int, int]:
    return _rank(found.page), PAGE_FIELDS[found.page].index(found.field)


def _answers(typed: Raw) -> Iterator[Finding]:
    try:
        said = read_call(typed)
    except Invalid as invalid:
        for each in invalid.refusals:
            page = CALENDAR if each.field in CALENDAR_FIELDS else ESSENTIAL
            # What the page proposes is in sight, and yet nobody has kept it.
            is_proposed = each.field in SUGGESTED and each.field not in typed
            yield Finding(
                kind="to-save" if is_proposed and each.kind == "missing" else each.kind,
                page=page,
                field=each.field,
                met=each.met,
                expected=each.expected,
                about=each.about,
            )
        return
    if said.procedure is Procedure.PERMANENT and not said.cutoffs.strip():
        yield Finding(kind="no-cutoffs", page=CALENDAR, field="cutoffs")
    if said.procedure is Procedure.TWO_STEPS and said.shortlist_on is None:
        yield Finding(kind="no-shortlist-day", page=CALENDAR, field="shortlist_on", stops=False)


def _past(call: Call, now: dt.datetime) -> Iterator[Finding]:
    for name in CALENDAR_FIELDS:
        instant = getattr(call, DAYS[name]) if name in DAYS else None
        if instant is None or instant > now:
            continue
        day = f"{local_day(instant)}"
        if name == "opens_on":
            yield Finding(kind="opens-at-once", page=CALENDAR, field=name, met=day, stops=False)
        else:
            yield Finding(kind="past-day", page=CALENDAR, field=name, met=day)
    for cutoff in call.cutoffs:
        if cutoff <= now:
            day = f"{local_day(cutoff)}"
            yield Finding(kind="past-day", page=CALENDAR, field="cutoffs", met=day)


def _parts(call: Call) -> Iterator[Finding]:
    for part in parts_missing(call.terms, funded=call.funded):
        yield Finding(
            kind="part-missing",
            page=text_page(part.heading),
            field=term_key(part, "fr"),
            expected=part.label,
        )


def _criteria(call: Call) -> Iterator[Finding]:
    if not call.criteria:
        yield Finding(kind="no-criterion", page=CRITERIA, field=field_of(1, "fr"))
    if call.criteria and all(each.jury != JuryKind.PROJECT for each in call.criteria):
        yield Finding(kind="no-project-criterion", page=CRITERIA, field=field_of(1, "jury"))
    codes = Counter(each.code for each in call.criteria)
    fed = _fed(call.questions())
    for place, each in enumerate(call.criteria, start=1):
        yield from _criterion(place, each)
        if codes[each.code] > 1:
            yield Finding(
                kind="same-code", page=CRITERIA, field=field_of(place, "code"), met=each.code
            )
        if each.code not in fed:
            yield Finding(
                kind="unfed", page=CRITERIA, field=field_of(place, "fr"), met=each.fr or each.code
            )


def _criterion(place: int, each: Criterion) -> Iterator[Finding]:
    if not each.fr:
        yield Finding(kind="missing", page=CRITERIA, field=field_of(place, "fr"))
    if each.weight <= 0:
        yield Finding(kind="weightless", page=CRITERIA, field=field_of(place, "weight"))
    empty = [mark for mark, words in enumerate(each.levels_fr) if not words.strip()]
    if empty:
        yield Finding(
            kind="levels-missing",
            page=CRITERIA,
            field=field_of(place, f"levels_fr.{empty[0]}"),
            met=", ".join(map(str, empty)),
        )


def _fed(form: Form) -> set[str]:
    return {code for question in _asked_in_full(form) for code in question.criteria}


def _asked_in_full(form: Form) -> Iterator[Question]:
    for section in form.sections:
        if Phase.FULL in section.phases:
            yield from (each for each in section.questions if not each.internal)


def _form(call: Call) -> Iterator[Finding]:
    form = call.questions()
    taken_out = taken_out_of(call.drafting.get("taken_out", ()))
    yield from form_faults(
        form,
        criteria_codes={each.code for each in call.criteria},
        funded=call.funded,
        procedure=call.procedure,
        gone=gone_labels(Bench(form=form, taken_out=taken_out)),
    )
    for question in _asked_in_full(form):
        prose = question.kind is Kind.PROSE and question.code not in ALWAYS_ASKED
        if prose and question.required and not question.criteria:
            yield Finding(
                kind="unscored",
                page=QUESTIONS,
                field=question.code,
                met=question.label.fr,
                stops=False,
            )


def _english(call: Call) -> Iterator[Finding]:
    for name in ("title", "summary"):
        if getattr(call, f"{name}_fr") and not getattr(call, f"{name}_en"):
            kind = f"{name}-untranslated"
            yield Finding(kind=kind, page=ESSENTIAL, field=f"{name}_en", stops=False)
    for heading in HEADINGS:
        said = [(p, part_said(call.terms, p)) for p in parts_under(heading, funded=call.funded)]
        left = [part for part, text in said if text.fr and not text.en]
        if left:
            yield Finding(
                kind="parts-untranslated",
                page=text_page(heading),
                field=term_key(left[0], "en"),
                expected=BETWEEN_PARTS.join(part.label for part in left),
                stops=False,
            )
    yield from _english_alone(call)
    for place, each in enumerate(call.criteria, start=1):
        missing = (not each.en) + sum(not words for words in each.levels_en)
        if missing:
            yield Finding(
                kind="criterion-untranslated",
                page=CRITERIA,
                field=field_of(place, "en"),
                met=str(missing),
                stops=False,
            )


def _english_alone(call: Call) -> Iterator[Finding]:
    """English that says what no French says, or what the French of before said."""
    for heading in HEADINGS:
        for part in parts_under(heading, funded=call.funded):
            text, page = part_said(call.terms, part), text_page(heading)
            if text.en and not text.fr and not part.needed:
                yield Finding(
                    kind="english-alone",
                    page=page,
                    field=term_key(part, "fr"),
                    expected=part.label,
                )
            elif is_astray(text.fr, text.en):
                yield Finding(
                    kind="english-astray",
                    page=page,
                    field=term_key(part, "en"),
                    expected=part.label,
                    stops=False,
                )


def _copied(call: Call) -> Iterator[Finding]:
    """What a call copied from another one must look at again before it opens."""
    copied = call.drafting.get("copied")
    if not copied:
        return
    if CALENDAR in copied["to_check"]:
        yield Finding(kind="days-moved", page=CALENDAR, field="opens_on", met=str(copied["weeks"]))
    for each in copied["pistes"]:
        if each["changed"] and PISTES in copied["to_check"]:
            yield Finding(
                kind="piste-changed",
                page=PISTES,
                field=f"piste-{each['code']}",
                met=each["title"],
                expected=each["was"],
                stops=False,
            )
    yield from _old_years(call)


def _old_years(call: Call) -> Iterator[Finding]:
    opening = local_day(call.opens_at).year
    texts = [(ESSENTIAL, name, getattr(call, name)) for name in ("title_fr", "summary_fr")]
    texts += [
        (text_page(part.heading), term_key(part, "fr"), part_said(call.terms, part).fr)
        for heading in HEADINGS
        for part in parts_under(heading, funded=call.funded)
    ]
    for page, field, text in texts:
        years = sorted({int(year) for year in YEAR.findall(text) if int(year) < opening})
        # A year of long ago tells a story; last year’s is most often a date left behind.
        recent = [str(year) for year in years if year >= opening - 2]
        if recent:
            yield Finding(
                kind="old-year", page=page, field=field, met=", ".join(recent), stops=False
            )
