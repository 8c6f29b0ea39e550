"""The pages of the builder of questions, drawn from what is built and what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.forming import BuilderPage, builder_page, digest_in
from reflexes_calls.domain.call import Procedure
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.form import ALWAYS_ASKED, Question, Section
from reflexes_calls.domain.form_checks import (
    anchor_of_section,
    questions_before,
    questions_before_section,
)
from reflexes_calls.domain.form_file import place_of
from reflexes_calls.domain.forming import Replacing, need_question, need_section, restorable
from reflexes_calls.web.finding_words import lines_of
from reflexes_calls.web.form_words import (
    KINDS,
    PHASES,
    condition_said,
    conditions_offered,
    limits_said,
)
from reflexes_calls.web.forms import Field, Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.question_sheets import (
    LABELS,
    Sheets,
    draw_new_question,
    draw_question,
    draw_section,
    fields_drawn,
)
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

Values = Mapping[str, str]
Errors = Sequence[tuple[str, str]]
BASE = "/gestion/appels/{call_id}/questions"
LINE = N_("Line %(line)s")
IN_QUESTION, IN_SECTION = N_("question “%(name)s”"), N_("section “%(name)s”")
KEY = N_("word “%(key)s”")


@record
class Typed:
    """What was typed in a page of the builder, what is to mend in it, and the text it began from.

    `seen` is empty where the page is shown afresh: it then begins from what is built now.
    """

    values: Values
    errors: Errors = ()
    seen: str = ""
    status: int = 200


@record
class QuestionShown:
    """A question as the list of the builder shows it."""

    question: Question
    kind: str
    limits: str
    conditions: tuple[str, ...]
    is_fixed: bool


@record
class SectionShown:
    """A section as the list of the builder shows it."""

    section: Section
    anchor: str
    phases: tuple[str, ...]
    conditions: tuple[str, ...]
    questions: tuple[QuestionShown, ...]
    is_fixed: bool


def built(request: Request, call_id: str) -> BuilderPage:
    """The questions that are being built, for whoever manages the call."""
    return builder_page(desk_of(request), signed_in(request), call_id)


def address_of(call_id: str) -> str:
    """Where the list of the questions is."""
    return BASE.format(call_id=call_id)


def column_of(table: Question, code: str) -> Question:
    """One column of a table."""
    found = next((each for each in table.columns if each.code == code), None)
    if found is None:
        raise NotFound("column", code)
    return found


def refused_typed(
    request: Request, values: Values, refused: Refused, *, at: str = "", seen: str = ""
) -> Typed:
    """What was typed, with its refusal: beside each refused field, or one sentence beside `at`."""
    words = translator(request)
    if isinstance(refused, Invalid):
        errors = tuple((each.field, sentence(each, words)) for each in refused.refusals)
    else:
        errors = (("" if isinstance(refused, Conflict) else at, sentence(refused, words)),)
    # Whoever saves again after a conflict has seen what the other wrote.
    began = "" if isinstance(refused, Conflict) else seen
    return Typed(values=values, errors=errors, seen=began, status=status_of(refused))


def list_page(request: Request, call_id: str, typed: Typed | None = None) -> Response:
    """The sections and their questions, what is wrong in them, and what was taken out."""
    words, language = translator(request), language_of(request)
    shown, typed = built(request, call_id), typed or Typed(values={})
    stops, looks = lines_of(shown.call, shown.faults, words, language)
    sheets = Sheets(words, language, typed.values, typed.errors)
    return page(
        request,
        "forming/questions.html",
        status=typed.status,
        errors=_summary(request, typed.errors),
        sections=tuple(_section_shown(request, shown, each) for each in shown.bench.form.sections),
        stops=stops,
        looks=looks,
        out=restorable(shown.bench),
        new_section=draw_section(sheets, two_steps=False)[:2],
        differs=shown.differs,
        before=shown.before,
        **_facts(shown),
    )


def add_page(request: Request, shown: BuilderPage, typed: Typed) -> Response:
    """The kind, the words and the section of a new question."""
    sheets = Sheets(translator(request), language_of(request), typed.values, typed.errors)
    return page(
        request,
        "forming/add.html",
        status=typed.status,
        errors=_summary(request, typed.errors),
        fields=draw_new_question(sheets, shown.bench.form),
        **_facts(shown),
    )


def question_page(request: Request, shown: BuilderPage, code: str, typed: Typed) -> Response:
    """One question: its words, its limits, its choices or columns, its conditions."""
    words, language = translator(request), language_of(request)
    bench, form = shown.bench, shown.bench.form
    question = need_question(bench, code)
    sheets = Sheets(words, language, typed.values, typed.errors)
    fixed_kind = bench.published_kind(code) is not None or code in ALWAYS_ASKED
    sheet = draw_question(sheets, question, call=shown.call, form=form, fixed_kind=fixed_kind)
    return page(
        request,
        "forming/question.html",
        status=typed.status,
        errors=_summary(request, typed.errors, fields_drawn(sheet)),
        question=question,
        kind_said=words(KINDS[question.kind]),
        kind_is_fixed=fixed_kind,
        sheet=sheet,
        conditions=tuple(condition_said(form, one, language, words) for one in question.when),
        offered=conditions_offered(questions_before(form, code), language, words)
        if code not in ALWAYS_ASKED and not question.internal
        else (),
        new_condition=_condition_fields(sheets),
        seen=typed.seen or digest_in(form, code),
        **_facts(shown),
    )


def column_page(
    request: Request, shown: BuilderPage, code: str, column: str, typed: Typed
) -> Response:
    """One column of a table."""
    words, form = translator(request), shown.bench.form
    table = need_question(shown.bench, code)
    found = column_of(table, column)
    sheets = Sheets(words, language_of(request), typed.values, typed.errors)
    sheet = draw_question(
        sheets, found, call=shown.call, form=form, fixed_kind=True, is_column=True
    )
    return page(
        request,
        "forming/column.html",
        status=typed.status,
        errors=_summary(request, typed.errors, fields_drawn(sheet)),
        table=table,
        column=found,
        kind_said=words(KINDS[found.kind]),
        sheet=sheet,
        seen=typed.seen or digest_in(form, code),
        **_facts(shown),
    )


def section_page(request: Request, shown: BuilderPage, code: str, typed: Typed) -> Response:
    """One section: its heading, when it is asked, its conditions."""
    words, language, form = translator(request), language_of(request), shown.bench.form
    section = need_section(shown.bench, code)
    sheets = Sheets(words, language, typed.values, typed.errors)
    before = questions_before_section(form, code)
    return page(
        request,
        "forming/section.html",
        status=typed.status,
        errors=_summary(request, typed.errors),
        section=section,
        fields=draw_section(sheets, two_steps=shown.call.procedure is Procedure.TWO_STEPS),
        conditions=tuple(condition_said(form, one, language, words) for one in section.when),
        offered=conditions_offered(before, language, words),
        new_condition=_condition_fields(sheets),
        seen=typed.seen or digest_in(form, anchor_of_section(code)),
        **_facts(shown),
    )


def start_page(request: Request, shown: BuilderPage, typed: Typed | None = None) -> Response:
    """Where the questions may start from again."""
    typed = typed or Typed(values={})
    return page(
        request,
        "forming/start.html",
        status=typed.status,
        errors=typed.errors,
        typed=typed.values.get("file", ""),
        others=shown.other_calls,
        before=shown.before,
        **_facts(shown),
    )


def confirm_page(request: Request, shown: BuilderPage, change: Replacing, kept: Values) -> Response:
    """How many questions go, stay and come, before all of them are replaced."""
    return page(
        request,
        "forming/confirm.html",
        change=change,
        total=sum(1 for _ in shown.bench.form.questions()),
        kept=kept,
        **_facts(shown),
    )


def refused_in_file(text: str, refusal: FieldRefusal, words: Translate) -> str:
    """A refusal of a file of questions: its line, the question or section, the word, why."""
    place = place_of(text, refusal.field)
    named = IN_QUESTION if place.in_question else IN_SECTION
    parts = (
        words(LINE) % {"line": place.line} if place.line else "",
        words(named) % {"name": place.named} if place.named else "",
        words(KEY) % {"key": place.key} if place.key else "",
    )
    return " – ".join(filter(None, (", ".join(filter(None, parts)), sentence(refusal, words))))


def _facts(shown: BuilderPage) -> dict[str, Any]:
    """What every page of the builder speaks of."""
    return {
        "call": shown.call,
        "base": address_of(shown.call.public_id),
        "is_pending": shown.is_pending,
        "two_steps": shown.call.procedure is Procedure.TWO_STEPS,
    }


def _summary(
    request: Request, errors: Errors, drawn: Iterable[Field] = ()
) -> tuple[tuple[str, str], ...]:
    """The same for the list at the top, where a sentence needs the words of its field.

    `drawn` are the fields of the page: a sentence names them as the page does.
    """
    words = translator(request)
    labels = {name: words(label) for name, label in LABELS.items()}
    labels |= {each.name: each.label for each in drawn}
    return tuple(
        (name, f"{labels[name]} – {said}" if name in labels else said) for name, said in errors
    )


def _condition_fields(sheets: Sheets) -> tuple[Any, ...]:
    return sheets.named("when"), sheets.named("when_figure")


def _section_shown(request: Request, shown: BuilderPage, section: Section) -> SectionShown:
    words, form, language = translator(request), shown.bench.form, language_of(request)
    said = [condition_said(form, one, language, words) for one in section.when]
    held = {each.code for each in section.questions}
    return SectionShown(
        section=section,
        anchor=anchor_of_section(section.code),
        phases=tuple(words(PHASES[each]) for each in section.phases),
        conditions=tuple(said),
        questions=tuple(_question_shown(request, shown, each) for each in section.questions),
        is_fixed=not held.isdisjoint(ALWAYS_ASKED),
    )


def _question_shown(request: Request, shown: BuilderPage, question: Question) -> QuestionShown:
    words, form, language = translator(request), shown.bench.form, language_of(request)
    return QuestionShown(
        question=question,
        kind=words(KINDS[question.kind]),
        limits=limits_said(question, language, words),
        conditions=tuple(condition_said(form, one, language, words) for one in question.when),
        is_fixed=question.code in ALWAYS_ASKED,
    )
