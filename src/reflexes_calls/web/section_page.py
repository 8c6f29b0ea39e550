"""The page of one section of a draft: its questions, its files, and what is said around them."""

from collections.abc import Mapping
from typing import Any

import attrs
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed, record
from reflexes_calls.actions.attaching import Place, limits_at
from reflexes_calls.actions.completing import DraftPage, Opened
from reflexes_calls.actions.people import end_of_session
from reflexes_calls.domain.answering import questions_asked, sections_asked
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.errors import FieldRefusal
from reflexes_calls.domain.form import Kind, Question, Section
from reflexes_calls.domain.progress import LACKING
from reflexes_calls.web.answer_sections import Drawing, SectionShown, refusal_said, section_shown
from reflexes_calls.web.file_questions import FileField, contact_of, file_field
from reflexes_calls.web.notices import N_
from reflexes_calls.web.security import SESSION_COOKIE, read_cookie
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

BACKS = ("verifier", "manque")
"""The pages from which a section is opened, and to which it comes back once saved."""
MOST_ROWS_SHOWN = 60
APPEARS = N_("One more question is asked now: %(questions)s.")
APPEAR = N_("More questions are asked now: %(questions)s.")


@record
class Difference:
    """An answer that was saved elsewhere since this page was opened, beside what was typed here."""

    key: str
    label: str
    saved: str
    typed: str
    by: str = ""


@attrs.frozen(kw_only=True)
class Around:
    """What the page of a section says around its fields, when something was refused or resumed."""

    status: int = 200
    refused: str = ""
    told: str = ""
    differences: tuple[Difference, ...] = ()
    values: Mapping[str, str] | None = None
    revision: int | None = None


def section_page(
    request: Request, shown: DraftPage, section: Section, around: Around | None = None
) -> Response:
    """The page; `around` says what was refused or put back."""
    around = around or Around()
    values = shown.application.draft if around.values is None else around.values
    drawn = section_shown(
        shown.own.form, shown.application.phase, section, drawing_of(request, shown, values)
    )
    fields = tuple(each for each in drawn.fields if each.kind != Kind.FILE.value)
    back = request.query_params.get("back", "")
    until = end_of_session(desk_of(request), read_cookie(request, SESSION_COOKIE))
    return page(
        request,
        "applications/section.html",
        status=around.status,
        own=shown.own,
        shown=shown,
        section=changed(drawn, fields=fields),
        around=around,
        revision=shown.application.revision if around.revision is None else around.revision,
        files=_files(request, shown, drawn),
        boxes=_boxes(fields),
        back=back if back in BACKS else "",
        appeared=appeared_said(request, _named(request, shown)),
        last=shown.last.get(section.code),
        place=_place(shown, section),
        following=following(shown, section),
        session_until=until,
        now=desk_of(request).wall_clock.now(),
    )


def drawing_of(
    request: Request, shown: DraftPage, values: Mapping[str, str], *, all_errors: bool = False
) -> Drawing:
    """What drawing the questions needs; what is merely missing is no error in a draft."""
    words = translator(request)
    refusals = shown.refusals if all_errors else _to_mend(shown)
    return Drawing(
        language=language_of(request),
        words=words,
        values=values,
        figures=shown.own.call.figures,
        errors={
            each.field: refusal_said(shown.own.form, each, words) for each in reversed(refusals)
        },
        found=shown.found,
        rows=_rows_wanted(request),
    )


def _to_mend(shown: DraftPage) -> tuple[FieldRefusal, ...]:
    return tuple(each for each in shown.refusals if each.kind not in LACKING)


def _rows_wanted(request: Request) -> dict[str, int]:
    """How many rows each table is to show, as the address says after a line was added."""
    table, _, count = request.query_params.get("lignes", "").partition(":")
    known = count.isdecimal() and count.isascii() and len(count) <= 2  # noqa: PLR2004  # two digits
    return {table: min(int(count), MOST_ROWS_SHOWN)} if known else {}


def _named(request: Request, shown: DraftPage) -> tuple[Question, ...]:
    """The questions that the address says have appeared."""
    codes = request.query_params.get("apparu", "").split(",")
    form, known = shown.own.form, shown.application
    return tuple(
        each for each in questions_asked(form, known.phase, known.draft) if each.code in codes
    )


def appeared_said(request: Request, questions: tuple[Question, ...]) -> str:
    """That questions have appeared, and which; nothing when none has."""
    if not questions:
        return ""
    language = language_of(request)
    said = ", ".join(f"« {one.label.said(language)} »" for one in questions)
    return translator(request)(APPEARS if len(questions) == 1 else APPEAR) % {"questions": said}


def _place(shown: DraftPage, section: Section) -> tuple[int, int]:
    """The rank of a section among those that are asked, and how many there are."""
    codes = [one.section.code for one in shown.progress]
    return (codes.index(section.code) + 1 if section.code in codes else 0), len(codes)


def following(shown: Opened, section: Section, draft: Raw | None = None) -> Section | None:
    """The section that is asked after this one, given a draft; None after the last."""
    known, form = shown.application, shown.form
    asked = {
        one.code
        for one, _ in sections_asked(form, known.phase, known.draft if draft is None else draft)
    }
    after = form.sections[form.sections.index(section) + 1 :]
    return next((one for one in after if one.code in asked), None)


def _boxes(fields: tuple[Any, ...]) -> str:
    """The names of the boxes of a page: a browser sends those that are ticked, and no other."""
    names: list[str] = []
    for field in fields:
        if field.kind == Kind.CONSENT.value:
            names.append(field.name)
        names += [name for name, _, _ in field.boxes]
    return " ".join(names)


def _files(
    request: Request, shown: DraftPage, section: SectionShown
) -> list[tuple[FileField, tuple[Any, ...]]]:
    """The questions of a section that are answered by files, each with its files."""
    language, words = language_of(request), translator(request)
    found = []
    for code in (each.name for each in section.fields if each.kind == Kind.FILE.value):
        question = shown.own.form.find(code)
        if question is None:
            continue
        place = Place(application=shown.application.public_id, question=code)
        drawn = file_field(
            question,
            limits_at(desk_of(request), shown.own.form, place),
            language,
            words,
            contact=contact_of(shown.own.call, language),
            back=f"/dossiers/{shown.application.public_id}/rubriques/{section.code}",
        )
        kept = tuple(each for each in shown.attachments if each.question == code)
        found.append((attrs.evolve(drawn, is_open=shown.may_save), kept))
    return found
