"""The working copy of a draft: every word of the document, ready to be written."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator

from reflexes.records import record
from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.domain.form import Form, Kind, Phase, Question, Section, spec_of_question
from reflexes_calls.domain.typed_answer import lines_worded
from reflexes_calls.domain.working_copy import (
    Comparison,
    CopySection,
    Difference,
    Returned,
    State,
    WorkingCopy,
    copied_questions,
    zone_of,
)
from reflexes_calls.web.formatting import moment, money
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.translating import LANGUAGES, translations

TITLE = N_("Working copy of your application")
INTRO = (
    N_("Write in the bordered boxes only, under the line that each of them begins with."),
    N_("Leave the codes between double brackets: they say where each answer belongs."),
    N_("To tick a choice, write x between its brackets: [x]. Rows may be added to tables."),
    N_("Files, comments and pictures are not taken from this document."),
    N_("Bring it back on the page “Work offline”: you choose there what is kept."),
)
MARK = N_("Copy made on %(when)s, from “%(title)s”.")
FILES_APART = N_("“%(label)s”: attach the files online.")
UNTITLED = N_("Untitled draft")
CHARACTERS = N_("%(count)s characters at most.")
AT_MOST = N_("At most %(cap)s.")
FROM_TO = N_("From %(least)s to %(most)s.")
AS_DAY = N_("Write days as 31/12/2026.")
ONE_CHOICE = N_("Tick one choice only.")
MOST_CHOICES = N_("Tick %(most)s choices at most.")
MOST_ROWS = N_("%(most)s rows at most.")
ON_CONDITION = N_("Asked only if another answer calls for it.")
OPTIONAL = N_("You may leave it empty.")
MOST_SHOWN = 100_000
"""How much of what belongs nowhere a page shows; the document still holds the rest."""
STATES = {
    State.CHANGED: N_("Changed in your document."),
    State.BOTH: N_("Changed in your document and online: choose."),
    State.UNSURE: N_("Its code was edited, or stands twice: check before taking it."),
}


def copy_of(own: ApplicationPage, language: str, now: dt.datetime) -> WorkingCopy:
    """The document of a draft as it stands."""
    words = translations(language).gettext
    known = own.application
    said = {"when": moment(now, language), "title": own.title or words(UNTITLED)}
    return WorkingCopy(
        language=language,
        title=words(TITLE),
        mark=f"{words(MARK) % said} [[COPIE {known.public_id}]]",
        intro=(
            f"{own.call.title(language)} – {own.organisation.name}",
            *(words(each) for each in INTRO),
        ),
        sections=tuple(_sections(own, language, words)),
    )


def _sections(own: ApplicationPage, language: str, words: Translate) -> Iterator[CopySection]:
    known = own.application
    by_section: dict[str, tuple[Section, list[Question]]] = {}
    for section, question in copied_questions(own.form, known.phase):
        by_section.setdefault(section.code, (section, []))[1].append(question)
    for section, questions in by_section.values():
        yield CopySection(
            title=section.title.said(language),
            intro=section.intro.said(language),
            notes=tuple(
                words(FILES_APART) % {"label": each.label.said(language)}
                for each in questions
                if each.kind is Kind.FILE
            ),
            zones=tuple(
                zone_of(each, known.draft, language, _notes(own, section, each, language, words))
                for each in questions
                if each.kind is not Kind.FILE
            ),
        )


def _notes(
    own: ApplicationPage, section: Section, question: Question, language: str, words: Translate
) -> Iterator[str]:
    """What helps to answer a question, on paper as on the page."""
    if question.when or section.when:
        yield words(ON_CONDITION)
    yield from filter(None, (question.help.said(language), question.example.said(language)))
    limit = _limit(own, question, language, words)
    if limit:
        yield limit
    if not question.required:
        yield words(OPTIONAL)


def _limit(own: ApplicationPage, question: Question, language: str, words: Translate) -> str:
    spec = spec_of_question(question, language, figures=own.call.figures)
    most = spec.maximum
    said = {"count": spec.max_length, "most": most, "least": spec.minimum or 0}
    if question.kind is Kind.CHOICE:
        return words(ONE_CHOICE)
    if question.kind is Kind.DAY:
        return words(AS_DAY)
    if spec.max_length:
        return words(CHARACTERS) % said
    if most is None:
        return ""
    if question.kind is Kind.MONEY:
        return words(AT_MOST) % {"cap": money(most, language)}
    templates = {Kind.WHOLE: FROM_TO, Kind.CHOICES: MOST_CHOICES, Kind.TABLE: MOST_ROWS}
    return words(templates[question.kind]) % said if question.kind in templates else ""


@record
class DifferenceShown:
    """A difference as it is read: its question, both texts, and what the form sends back."""

    code: str
    label: str
    state: str
    present: str
    returned: str
    is_proposed: bool
    difference: Difference


@record
class ComparisonShown:
    """What came back, worded."""

    differences: tuple[DifferenceShown, ...]
    missing: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    pictures: int


def comparison_shown(
    own: ApplicationPage, found: Comparison, returned: Returned, language: str
) -> ComparisonShown:
    """A comparison in words; what stands apart is every text that no answer takes."""
    words = translations(language).gettext
    ours = _own_lines(own)
    loose = "\n".join(line for line in found.loose if _folded(line) not in ours)
    if len(loose) > MOST_SHOWN:
        loose = f"{loose[:MOST_SHOWN]}…"
    apart = [
        *(
            (each.label.said(language), lines_worded(each, rows, language))
            for each, rows in found.twice
        ),
        *((code, "\n".join(" · ".join(row) for row in rows)) for code, rows in found.unknown),
        ("", loose),
    ]
    return ComparisonShown(
        differences=tuple(_shown(each, language, words) for each in found.differences),
        missing=tuple(each.label.said(language) for each in found.missing),
        apart=tuple((label, text) for label, text in apart if text.strip()),
        pictures=returned.pictures,
    )


def _shown(each: Difference, language: str, words: Translate) -> DifferenceShown:
    question = each.question
    return DifferenceShown(
        code=question.code,
        label=question.label.said(language),
        state=words(STATES[each.state]),
        present=lines_worded(question, each.present, language),
        returned=lines_worded(question, each.returned, language),
        is_proposed=each.is_proposed,
        difference=each,
    )


def _own_lines(own: ApplicationPage) -> frozenset[str]:
    """Every line that we wrote outside the zones ourselves, in each language and each version."""
    found: set[str] = set()
    for language in LANGUAGES:
        copy = copy_of(own, language, own.application.updated_at)
        found.update((copy.title, copy.title.upper(), *copy.intro))
        for section in copy.sections:
            found.update((section.title, section.intro, *section.notes))
            found.update(line for zone in section.zones for line in (zone.label, *zone.notes))
        found.update(_lines_of_forms(own.forms.values(), own.application.phase, language))
    return frozenset(map(_folded, found))


def _lines_of_forms(forms: Iterable[Form], phase: Phase, language: str) -> Iterator[str]:
    for form in forms:
        for section, question in copied_questions(form, phase):
            yield from (section.title.said(language), section.intro.said(language))
            yield from (question.label.said(language), question.help.said(language))


def _folded(line: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", line).split())
