"""Building the questions of a call: by small acts, each its own button, by keyboard alone too.

Every button of a page keeps what was typed on it before it does its own act, so that no act can
lose a text that was not saved yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed, record
from reflexes_calls.actions.forming import (
    BuilderPage,
    builder_page,
    change_form,
    digest_in,
    import_form,
    start_again,
)
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call import Procedure
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.form import ALWAYS_ASKED, IN_TABLES, Condition, Kind, Question, Section
from reflexes_calls.domain.form_checks import (
    anchor_of_section,
    questions_before,
    questions_before_section,
)
from reflexes_calls.domain.form_file import form_text
from reflexes_calls.domain.form_typed import (
    read_condition,
    read_new_question,
    read_part,
    read_question,
    read_section,
    read_title,
    typed_question,
    typed_section,
)
from reflexes_calls.domain.forming import (
    Bench,
    Edit,
    add_choice,
    add_column,
    add_question,
    add_section,
    bare,
    move_part,
    move_question,
    move_section,
    need_question,
    need_section,
    put_question,
    put_section,
    remove_question,
    remove_section,
    restorable,
    section_holding,
    send_question,
    take_back,
    with_kind,
    without_condition,
    without_part,
)
from reflexes_calls.web.finding_words import lines_of
from reflexes_calls.web.form_words import (
    KINDS,
    PHASES,
    condition_said,
    conditions_offered,
    limits_said,
)
from reflexes_calls.web.forms import Form, Posted, Translate
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.question_sheets import (
    LABELS,
    Sheets,
    draw_new_question,
    draw_question,
    draw_section,
)
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

Values = Mapping[str, str]
Errors = Sequence[tuple[str, str]]
BASE = "/gestion/appels/{call_id}/questions"
QUESTION = f"{BASE}/question/{{code}}"
COLUMN = f"{QUESTION}/colonne/{{column}}"
SECTION = f"{BASE}/section/{{code}}"
START = f"{BASE}/partir"


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


@router.get(BASE)
def show(request: Request, call_id: str) -> Response:
    """The sections and their questions, what is wrong in them, and what was taken out."""
    return _list_page(request, _built(request, call_id))


@router.post(BASE)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Move, remove or take back something, or add a section."""
    if form.text("do") == "section.add":
        return _add_section(request, call_id, form)
    edit, anchor, done = _act_on_list(form.text("do"))
    try:
        change_form(desk_of(request), signed_in(request), call_id, edit)
    except NotFound:
        raise
    except Refused as refused:
        said = sentence(refused, translator(request))
        shown, status = _built(request, call_id), status_of(refused)
        return _list_page(request, shown, errors=((anchor, said),), status=status)
    return see(f"{_address(call_id)}#{anchor}", done=done)


def _act_on_list(do: str) -> tuple[Edit, str, str]:
    """The act of a button such as `question.up.budget`: what it does, where to go, what is said."""
    name, _, code = do.replace(".", "-", 1).partition(".")
    section = anchor_of_section(code)
    acts: dict[str, tuple[Edit, str, str]] = {
        "question-up": (lambda bench: move_question(bench, code, -1), code, "moved"),
        "question-down": (lambda bench: move_question(bench, code, 1), code, "moved"),
        "question-remove": (lambda bench: remove_question(bench, code), "out", "taken-out"),
        "section-up": (lambda bench: move_section(bench, code, -1), section, "moved"),
        "section-down": (lambda bench: move_section(bench, code, 1), section, "moved"),
        "section-remove": (lambda bench: remove_section(bench, code), "out", "taken-out"),
        "out-back": (lambda bench: take_back(bench, code), code, "taken-back"),
    }
    if name not in acts:
        raise NotFound("step", do)
    return acts[name]


def _add_section(request: Request, call_id: str, form: Form) -> Response:
    made: list[str] = []

    def edit(bench: Bench) -> Bench:
        longer, code = add_section(bench, read_title(form.values))
        made.append(code)
        return longer

    try:
        change_form(desk_of(request), signed_in(request), call_id, edit)
    except Refused as refused:
        errors = _errors(request, refused, at="title_fr")
        shown, status = _built(request, call_id), status_of(refused)
        return _list_page(request, shown, values=form.values, errors=errors, status=status)
    return see(f"{_address(call_id)}#{anchor_of_section(made[0])}", done="section-added")


@router.get(f"{BASE}/ajouter")
def ask_for_question(request: Request, call_id: str, section: str = "") -> Response:
    """Choose the kind of a new question and write its words."""
    shown = _built(request, call_id)
    return _add_page(request, shown, {"section": section or shown.bench.form.sections[0].code})


@router.post(f"{BASE}/ajouter")
def keep_new_question(request: Request, call_id: str, form: Posted) -> Response:
    """Add a question, then go and write the rest of it."""
    made: list[str] = []

    def edit(bench: Bench) -> Bench:
        kind, label = read_new_question(form.values)
        longer, code = add_question(bench, form.text("section"), kind, label)
        made.append(code)
        return longer

    try:
        change_form(desk_of(request), signed_in(request), call_id, edit)
    except NotFound:
        raise
    except Refused as refused:
        errors = _errors(request, refused, at="label_fr")
        shown, status = _built(request, call_id), status_of(refused)
        return _add_page(request, shown, form.values, errors=errors, status=status)
    return see(f"{_address(call_id)}/question/{made[0]}", done="question-added")


@router.get(QUESTION)
def show_question(request: Request, call_id: str, code: str) -> Response:
    """One question: its words, its limits, its choices or columns, its conditions."""
    shown = _built(request, call_id)
    typed = typed_question(need_question(shown.bench, code))
    return _question_page(
        request, shown, code, typed | {"section": section_holding(shown.bench, code).code}
    )


@router.post(QUESTION)
def keep_question(request: Request, call_id: str, code: str, form: Posted) -> Response:
    """Keep what was typed of a question, then do what the button says."""
    shown = _built(request, call_id)
    criteria = [each.code for each in shown.call.criteria]
    made: list[str] = []

    def edit(bench: Bench) -> Bench:
        known = need_question(bench, code)
        said = read_question(form.values, known, criteria=criteria)
        said = with_kind(said, _kind(form.text("kind"), tuple(Kind)) or known.kind)
        said, made[:] = _with_parts(bench, said, form)
        before = questions_before(bench.form, code)
        said = changed(said, when=_conditions(said.when, form, before))
        kept = put_question(bench, said)
        return send_question(kept, code, form.text("section") or section_holding(kept, code).code)

    seen = (code, form.text("seen"))
    try:
        change_form(desk_of(request), signed_in(request), call_id, edit, seen=seen)
    except NotFound:
        raise
    except Refused as refused:
        return _question_page(
            request,
            _built(request, call_id),
            code,
            form.values,
            errors=_errors(request, refused, at="" if isinstance(refused, Conflict) else "kind"),
            seen="" if isinstance(refused, Conflict) else seen[1],
            status=status_of(refused),
        )
    return _after_question(call_id, code, form.text("do"), made)


def _after_question(call_id: str, code: str, do: str, made: list[str]) -> Response:
    here = f"{_address(call_id)}/question/{code}"
    if do.startswith("column.edit."):
        return see(f"{here}/colonne/{do.removeprefix('column.edit.')}", done="saved")
    if do == "column.add" and made:
        return see(f"{here}/colonne/{made[0]}", done="column-added")
    if do.startswith(("choice.", "column.", "when.", "kind")):
        return see(f"{here}#{'conditions' if do.startswith('when') else 'parts'}", done="saved")
    return see(f"{_address(call_id)}#{code}", done="saved")


def _kind(text: str, known: Iterable[Kind]) -> Kind | None:
    return next((each for each in known if each.value == text), None)


def _with_parts(bench: Bench, question: Question, form: Form) -> tuple[Question, list[str]]:
    """The question after an act on its choices or columns; gives the code of a new column too."""
    made: list[str] = []
    do = form.text("do")
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        words = _new_words(form, "choice_new_", wanted=do == "choice.add")
        question = add_choice(bench, question, words) if words else question
    if question.kind is Kind.TABLE:
        words = _new_words(form, "column_new_", wanted=do == "column.add")
        if words:
            kind = _kind(form.text("column_new_kind"), IN_TABLES) or Kind.LINE
            question, code = add_column(bench, question, kind, words)
            made.append(code)
    return _after_act(question, do), made


def _after_act(question: Question, do: str) -> Question:
    """The question once a choice or a column was moved or removed by a button."""
    for prefix in ("choice.", "column."):
        name, _, code = (
            do.removeprefix(prefix).partition(".") if do.startswith(prefix) else [""] * 3
        )
        if name in {"up", "down"}:
            question = move_part(question, code, -1 if name == "up" else 1)
        if name == "remove":
            question = without_part(question, code)
    return question


def _new_words(form: Form, prefix: str, *, wanted: bool) -> Bilingual | None:
    words = read_part(form.values, prefix)
    if words is None and wanted:
        raise Invalid((FieldRefusal(field=f"{prefix}fr", kind="missing"),))
    return words


def _conditions(
    known: tuple[Condition, ...], form: Form, before: Iterable[Question]
) -> tuple[Condition, ...]:
    """The conditions after an act on them."""
    place = form.text("do").removeprefix("when.remove.")
    if place.isdecimal() and place.isascii():
        known = without_condition(known, int(place))
    added = read_condition(form.values, before)
    return known if added is None or added in known else (*known, added)


@router.get(COLUMN)
def show_column(request: Request, call_id: str, code: str, column: str) -> Response:
    """One column of a table."""
    shown = _built(request, call_id)
    typed = typed_question(_column(need_question(shown.bench, code), column))
    return _column_page(request, shown, code, column, typed)


@router.post(COLUMN)
def keep_column(request: Request, call_id: str, code: str, column: str, form: Posted) -> Response:
    """Keep what was typed of a column, then do what the button says."""

    def edit(bench: Bench) -> Bench:
        table = need_question(bench, code)
        said = read_question(form.values, _column(table, column), is_column=True)
        said, _ = _with_parts(bench, said, form)
        columns = tuple(said if each.code == column else each for each in table.columns)
        return put_question(bench, changed(table, columns=columns))

    seen = (code, form.text("seen"))
    try:
        change_form(desk_of(request), signed_in(request), call_id, edit, seen=seen)
    except NotFound:
        raise
    except Refused as refused:
        errors = _errors(request, refused, at="")
        is_conflict = isinstance(refused, Conflict)
        return _column_page(
            request,
            _built(request, call_id),
            code,
            column,
            form.values,
            errors=errors,
            seen="" if is_conflict else seen[1],
            status=status_of(refused),
        )
    here = f"{_address(call_id)}/question/{code}"
    if form.text("do").startswith("choice."):
        return see(f"{here}/colonne/{column}#parts", done="saved")
    return see(f"{here}#parts", done="saved")


def _column(table: Question, code: str) -> Question:
    found = next((each for each in table.columns if each.code == code), None)
    if found is None:
        raise NotFound("column", code)
    return found


@router.get(SECTION)
def show_section(request: Request, call_id: str, code: str) -> Response:
    """One section: its heading, when it is asked, its conditions."""
    shown = _built(request, call_id)
    typed = typed_section(need_section(shown.bench, code))
    return _section_page(request, shown, code, typed)


@router.post(SECTION)
def keep_section(request: Request, call_id: str, code: str, form: Posted) -> Response:
    """Keep what was typed of a section, then do what the button says."""
    two_steps = _built(request, call_id).call.procedure is Procedure.TWO_STEPS

    def edit(bench: Bench) -> Bench:
        said = read_section(form.values, need_section(bench, code), two_steps=two_steps)
        before = questions_before_section(bench.form, code)
        return put_section(bench, changed(said, when=_conditions(said.when, form, before)))

    seen = (anchor_of_section(code), form.text("seen"))
    try:
        change_form(desk_of(request), signed_in(request), call_id, edit, seen=seen)
    except NotFound:
        raise
    except Refused as refused:
        is_conflict = isinstance(refused, Conflict)
        return _section_page(
            request,
            _built(request, call_id),
            code,
            form.values,
            errors=_errors(request, refused, at="" if is_conflict else "title_fr"),
            seen="" if is_conflict else seen[1],
            status=status_of(refused),
        )
    if form.text("do").startswith("when"):
        return see(f"{_address(call_id)}/section/{code}#conditions", done="saved")
    return see(f"{_address(call_id)}#{anchor_of_section(code)}", done="saved")


@router.get(START)
def ask_where_to_start(request: Request, call_id: str) -> Response:
    """Start the questions again, from the ready ones, another call or a file."""
    return _start_page(request, _built(request, call_id))


@router.post(START)
def begin_again(request: Request, call_id: str, form: Posted) -> Response:
    """Put other questions in the place of those being built, which can be taken back."""
    desk, person = desk_of(request), signed_in(request)
    try:
        if form.text("do") == "import":
            import_form(desk, person, call_id, form.text("file"))
        else:
            start_again(desk, person, call_id, form.text("source"))
    except Invalid as invalid:
        words = translator(request)
        errors = tuple(("file", _in_file(each, words)) for each in invalid.refusals)
        shown = _built(request, call_id)
        return _start_page(request, shown, values=form.values, errors=errors, status=422)
    return see(_address(call_id), done="started-again")


def _in_file(refusal: FieldRefusal, words: Translate) -> str:
    return " – ".join(filter(None, (refusal.field, sentence(refusal, words))))


@router.get(f"{BASE}/questions.toml")
def give_file(request: Request, call_id: str) -> Response:
    """The questions as a file, to be kept or taken to another call."""
    shown = _built(request, call_id)
    name = bare(shown.call.title_fr).replace("_", "-") or "appel"
    headers = {"Content-Disposition": f'attachment; filename="questions-{name}.toml"'}
    return Response(form_text(shown.bench.form), media_type="application/toml", headers=headers)


def _built(request: Request, call_id: str) -> BuilderPage:
    return builder_page(desk_of(request), signed_in(request), call_id)


def _address(call_id: str) -> str:
    return BASE.format(call_id=call_id)


def _errors(request: Request, refused: Refused, *, at: str) -> tuple[tuple[str, str], ...]:
    """What is to mend: each refused field with its sentence, or one sentence beside `at`."""
    words = translator(request)
    if isinstance(refused, Invalid):
        return tuple((each.field, sentence(each, words)) for each in refused.refusals)
    return ((at, sentence(refused, words)),)


def _summary(request: Request, errors: Errors) -> tuple[tuple[str, str], ...]:
    """The same for the list at the top, where a sentence needs the words of its field."""
    words = translator(request)
    return tuple(
        (name, f"{words(LABELS[name])} – {said}" if name in LABELS else said)
        for name, said in errors
    )


def _facts(shown: BuilderPage) -> dict[str, Any]:
    """What every page of the builder speaks of."""
    return {
        "call": shown.call,
        "base": _address(shown.call.public_id),
        "is_pending": shown.is_pending,
        "two_steps": shown.call.procedure is Procedure.TWO_STEPS,
    }


def _list_page(
    request: Request,
    shown: BuilderPage,
    *,
    values: Values | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, language = translator(request), language_of(request)
    stops, looks = lines_of(shown.call, shown.faults, words)
    sheets = Sheets(words, language, values or {}, errors)
    form = shown.bench.form
    return page(
        request,
        "forming/questions.html",
        status=status,
        errors=_summary(request, errors),
        sections=tuple(_section_shown(request, shown, each) for each in form.sections),
        stops=stops,
        looks=looks,
        out=restorable(shown.bench),
        new_section=draw_section(sheets, two_steps=False)[:2],
        differs=shown.differs,
        before=shown.before,
        **_facts(shown),
    )


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


def _add_page(
    request: Request,
    shown: BuilderPage,
    values: Values,
    *,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    sheets = Sheets(translator(request), language_of(request), values, errors)
    return page(
        request,
        "forming/add.html",
        status=status,
        errors=_summary(request, errors),
        fields=draw_new_question(sheets, shown.bench.form),
        **_facts(shown),
    )


def _question_page(  # noqa: PLR0913  # what the page of a refusal adds to the page of a question
    request: Request,
    shown: BuilderPage,
    code: str,
    values: Values,
    *,
    errors: Errors = (),
    seen: str = "",
    status: int = 200,
) -> Response:
    words, language = translator(request), language_of(request)
    bench, form = shown.bench, shown.bench.form
    question = need_question(bench, code)
    sheets = Sheets(words, language, values, errors)
    fixed_kind = bench.published_kind(code) is not None or code in ALWAYS_ASKED
    return page(
        request,
        "forming/question.html",
        status=status,
        errors=_summary(request, errors),
        question=question,
        kind_said=words(KINDS[question.kind]),
        kind_is_fixed=fixed_kind,
        sheet=draw_question(sheets, question, call=shown.call, form=form, fixed_kind=fixed_kind),
        conditions=tuple(condition_said(form, one, language, words) for one in question.when),
        offered=conditions_offered(questions_before(form, code), language, words)
        if code not in ALWAYS_ASKED and not question.internal
        else (),
        new_condition=_condition_fields(sheets),
        seen=seen or digest_in(form, code),
        **_facts(shown),
    )


def _condition_fields(sheets: Sheets) -> tuple[Any, ...]:
    return sheets.named("when"), sheets.named("when_figure")


def _column_page(  # noqa: PLR0913  # as above
    request: Request,
    shown: BuilderPage,
    code: str,
    column: str,
    values: Values,
    *,
    errors: Errors = (),
    seen: str = "",
    status: int = 200,
) -> Response:
    words, language = translator(request), language_of(request)
    table = need_question(shown.bench, code)
    found = _column(table, column)
    sheets = Sheets(words, language, values, errors)
    sheet = draw_question(
        sheets, found, call=shown.call, form=shown.bench.form, fixed_kind=True, is_column=True
    )
    return page(
        request,
        "forming/column.html",
        status=status,
        errors=_summary(request, errors),
        table=table,
        column=found,
        kind_said=words(KINDS[found.kind]),
        sheet=sheet,
        seen=seen or digest_in(shown.bench.form, code),
        **_facts(shown),
    )


def _section_page(  # noqa: PLR0913  # as above
    request: Request,
    shown: BuilderPage,
    code: str,
    values: Values,
    *,
    errors: Errors = (),
    seen: str = "",
    status: int = 200,
) -> Response:
    words, language, form = translator(request), language_of(request), shown.bench.form
    section = need_section(shown.bench, code)
    sheets = Sheets(words, language, values, errors)
    before = questions_before_section(form, code)
    return page(
        request,
        "forming/section.html",
        status=status,
        errors=_summary(request, errors),
        section=section,
        fields=draw_section(sheets, two_steps=shown.call.procedure is Procedure.TWO_STEPS),
        conditions=tuple(condition_said(form, one, language, words) for one in section.when),
        offered=conditions_offered(before, language, words),
        new_condition=_condition_fields(sheets),
        seen=seen or digest_in(form, anchor_of_section(code)),
        **_facts(shown),
    )


def _start_page(
    request: Request,
    shown: BuilderPage,
    *,
    values: Values | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    return page(
        request,
        "forming/start.html",
        status=status,
        errors=errors,
        typed=(values or {}).get("file", ""),
        others=shown.other_calls,
        before=shown.before,
        **_facts(shown),
    )
