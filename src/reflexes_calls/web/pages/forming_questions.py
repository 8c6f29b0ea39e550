"""Building one question of a call, and the columns of a table.

Every button of a page keeps what was typed on it before it does its own act, so that no act can
lose a text that was not saved yet.
"""

from collections.abc import Iterable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed
from reflexes_calls.actions.forming import change_form
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.form import IN_TABLES, Kind, Question
from reflexes_calls.domain.form_checks import questions_before
from reflexes_calls.domain.form_typed import CHOSEN, read_part, read_question, typed_question
from reflexes_calls.domain.forming import (
    Bench,
    add_choice,
    add_column,
    move_part,
    need_question,
    put_question,
    section_holding,
    send_question,
    with_kind,
    without_part,
)
from reflexes_calls.web.form_sent import conditions_sent, read_all
from reflexes_calls.web.forming_pages import (
    BASE,
    Typed,
    address_of,
    built,
    column_of,
    column_page,
    question_page,
    refused_typed,
)
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.templating import see
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
MISSING = {"choice": "choice-missing", "column": "column-missing"}
"""The refusal of a choice, or of a column, that is added without its words."""

QUESTION = f"{BASE}/question/{{code}}"
COLUMN = f"{QUESTION}/colonne/{{column}}"


@router.get(QUESTION)
def show_question(request: Request, call_id: str, code: str) -> Response:
    """One question: its words, its limits, its choices or columns, its conditions."""
    shown = built(request, call_id)
    typed = typed_question(need_question(shown.bench, code))
    typed |= {"section": section_holding(shown.bench, code).code}
    return question_page(request, shown, code, Typed(values=typed))


@router.post(QUESTION)
def keep_question(request: Request, call_id: str, code: str, form: Posted) -> Response:
    """Keep what was typed of a question, then do what the button says."""
    criteria = [each.code for each in built(request, call_id).call.criteria]
    made: list[str] = []

    def edit(bench: Bench) -> Bench:
        known = need_question(bench, code)
        before = questions_before(bench.form, code)
        read_all(
            lambda: read_question(form.values, known, criteria=criteria),
            lambda: _new_part(form, known),
            lambda: conditions_sent(known.when, form, before),
        )
        said = read_question(form.values, known, criteria=criteria)
        said = with_kind(said, _kind(form.text("kind"), tuple(Kind)) or known.kind)
        said, made[:] = _with_parts(bench, said, form)
        said = changed(said, when=conditions_sent(said.when, form, before))
        kept = put_question(bench, said)
        return send_question(kept, code, form.text("section") or section_holding(kept, code).code)

    seen = form.text("seen")
    try:
        change_form(desk_of(request), signed_in(request), call_id, edit, seen=(code, seen))
    except NotFound:
        raise
    except Refused as refused:
        typed = refused_typed(request, form.values, refused, at="kind", seen=seen)
        return question_page(request, built(request, call_id), code, typed)
    return _after_question(call_id, code, form.text("do"), made)


def _after_question(call_id: str, code: str, do: str, made: list[str]) -> Response:
    here = f"{address_of(call_id)}/question/{code}"
    if do.startswith("column.edit."):
        return see(f"{here}/colonne/{do.removeprefix('column.edit.')}", done="saved")
    if do == "column.add" and made:
        return see(f"{here}/colonne/{made[0]}", done="column-added")
    if do.startswith(("choice.", "column.", "when.", "kind")):
        return see(f"{here}#{'conditions' if do.startswith('when') else 'parts'}", done="saved")
    return see(f"{address_of(call_id)}#{code}", done="saved")


def _kind(text: str, known: Iterable[Kind]) -> Kind | None:
    return next((each for each in known if each.value == text), None)


def _with_parts(bench: Bench, question: Question, form: Form) -> tuple[Question, list[str]]:
    """The question after an act on its choices or columns; gives the code of a new column too."""
    made: list[str] = []
    do = form.text("do")
    words = _new_part(form, question)
    if words and question.kind in CHOSEN:
        question = add_choice(bench, question, words)
    elif words:
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


def _new_part(form: Form, question: Question) -> Bilingual | None:
    """The words of the choice or column to add, or None; raises `Invalid` when they are asked."""
    if question.kind not in CHOSEN | {Kind.TABLE}:
        return None
    part = "column" if question.kind is Kind.TABLE else "choice"
    words = read_part(form.values, f"{part}_new_")
    if words is None and form.text("do") == f"{part}.add":
        raise Invalid((FieldRefusal(field=f"{part}_new_fr", kind=MISSING[part]),))
    return words


@router.get(COLUMN)
def show_column(request: Request, call_id: str, code: str, column: str) -> Response:
    """One column of a table."""
    shown = built(request, call_id)
    typed = typed_question(column_of(need_question(shown.bench, code), column))
    return column_page(request, shown, code, column, Typed(values=typed))


@router.post(COLUMN)
def keep_column(request: Request, call_id: str, code: str, column: str, form: Posted) -> Response:
    """Keep what was typed of a column, then do what the button says."""

    def edit(bench: Bench) -> Bench:
        table = need_question(bench, code)
        known = column_of(table, column)
        read_all(
            lambda: read_question(form.values, known, is_column=True),
            lambda: _new_part(form, known),
        )
        said = read_question(form.values, known, is_column=True)
        said, _ = _with_parts(bench, said, form)
        columns = tuple(said if each.code == column else each for each in table.columns)
        return put_question(bench, changed(table, columns=columns))

    seen = form.text("seen")
    try:
        change_form(desk_of(request), signed_in(request), call_id, edit, seen=(code, seen))
    except NotFound:
        raise
    except Refused as refused:
        typed = refused_typed(request, form.values, refused, seen=seen)
        return column_page(request, built(request, call_id), code, column, typed)
    here = f"{address_of(call_id)}/question/{code}"
    if form.text("do").startswith("choice."):
        return see(f"{here}/colonne/{column}#parts", done="saved")
    return see(f"{here}#parts", done="saved")
