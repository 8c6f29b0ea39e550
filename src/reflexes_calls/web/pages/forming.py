"""Building the questions of a call: by small acts, each its own button, by keyboard alone too."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed
from reflexes_calls.actions.forming import (
    FILE,
    change_form,
    import_form,
    look_at_start,
    start_again,
)
from reflexes_calls.domain.attachment import MEGABYTE, FileKind, FileLimits
from reflexes_calls.domain.call import Procedure
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.form_checks import anchor_of_section, questions_before_section
from reflexes_calls.domain.form_file import LONGEST_FILE, form_text
from reflexes_calls.domain.form_typed import (
    read_new_question,
    read_section,
    read_title,
    typed_section,
)
from reflexes_calls.domain.forming import (
    Bench,
    Edit,
    add_question,
    add_section,
    bare,
    move_question,
    move_section,
    need_section,
    put_section,
    remove_question,
    remove_section,
    take_back,
)
from reflexes_calls.web.form_sent import conditions_sent, read_all
from reflexes_calls.web.forming_pages import (
    BASE,
    Typed,
    add_page,
    address_of,
    built,
    confirm_page,
    list_page,
    refused_in_file,
    refused_typed,
    section_page,
    start_page,
)
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.security import CSRF_FIELD, check_csrf
from reflexes_calls.web.sent_files import SentForm, sent_files
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

SECTION = f"{BASE}/section/{{code}}"
START = f"{BASE}/partir"
FROM_FILE = f"{START}/fichier"
FILE_LIMITS = FileLimits(most_bytes=MEGABYTE, most_files=1, kinds=(FileKind.TXT,))
"""What may be sent; how much of it is read is the business of whoever reads it."""


@router.get(BASE)
def show(request: Request, call_id: str) -> Response:
    """The sections and their questions, what is wrong in them, and what was taken out."""
    return list_page(request, call_id)


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
        return list_page(request, call_id, refused_typed(request, {}, refused, at=anchor))
    return see(f"{address_of(call_id)}#{anchor}", done=done)


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
        typed = refused_typed(request, form.values, refused, at="title_fr")
        return list_page(request, call_id, typed)
    return see(f"{address_of(call_id)}#{anchor_of_section(made[0])}", done="section-added")


@router.get(f"{BASE}/ajouter")
def ask_for_question(request: Request, call_id: str, section: str = "") -> Response:
    """Choose the kind of a new question and write its words."""
    shown = built(request, call_id)
    values = {"section": section or shown.bench.form.sections[0].code}
    return add_page(request, shown, Typed(values=values))


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
        typed = refused_typed(request, form.values, refused, at="label_fr")
        return add_page(request, built(request, call_id), typed)
    return see(f"{address_of(call_id)}/question/{made[0]}", done="question-added")


@router.get(SECTION)
def show_section(request: Request, call_id: str, code: str) -> Response:
    """One section: its heading, when it is asked, its conditions."""
    shown = built(request, call_id)
    typed = typed_section(need_section(shown.bench, code))
    return section_page(request, shown, code, Typed(values=typed))


@router.post(SECTION)
def keep_section(request: Request, call_id: str, code: str, form: Posted) -> Response:
    """Keep what was typed of a section, then do what the button says."""
    two_steps = built(request, call_id).call.procedure is Procedure.TWO_STEPS

    def edit(bench: Bench) -> Bench:
        known = need_section(bench, code)
        before = questions_before_section(bench.form, code)
        read_all(
            lambda: read_section(form.values, known, two_steps=two_steps),
            lambda: conditions_sent(known.when, form, before),
        )
        said = read_section(form.values, known, two_steps=two_steps)
        return put_section(bench, changed(said, when=conditions_sent(said.when, form, before)))

    seen = form.text("seen")
    began = (anchor_of_section(code), seen)
    try:
        change_form(desk_of(request), signed_in(request), call_id, edit, seen=began)
    except NotFound:
        raise
    except Refused as refused:
        typed = refused_typed(request, form.values, refused, at="title_fr", seen=seen)
        return section_page(request, built(request, call_id), code, typed)
    if form.text("do").startswith("when"):
        return see(f"{address_of(call_id)}/section/{code}#conditions", done="saved")
    return see(f"{address_of(call_id)}#{anchor_of_section(code)}", done="saved")


@router.get(START)
def ask_where_to_start(request: Request, call_id: str) -> Response:
    """Start the questions again, from the ready ones, another call or a file."""
    return start_page(request, built(request, call_id))


@router.post(START)
def begin_again(request: Request, call_id: str, form: Posted) -> Response:
    """Put other questions in the place of those being built, which can be taken back.

    What would go and come is shown first; the button of that page confirms it.
    """
    desk, person = desk_of(request), signed_in(request)
    source, text = form.text("source"), form.text("file")
    if form.text("confirmed") != "yes":
        return _confirm(request, call_id, source, text)
    try:
        if source == FILE:
            import_form(desk, person, call_id, text)
        else:
            start_again(desk, person, call_id, source)
    except Invalid as invalid:
        return _refuse_file(request, call_id, text, invalid)
    return see(address_of(call_id), done="started-again")


def _confirm(request: Request, call_id: str, source: str, text: str) -> Response:
    try:
        shown = look_at_start(desk_of(request), signed_in(request), call_id, source, text)
    except Invalid as invalid:
        return _refuse_file(request, call_id, text, invalid)
    return confirm_page(request, built(request, call_id), shown, {"source": source, "file": text})


def _refuse_file(request: Request, call_id: str, text: str, invalid: Invalid) -> Response:
    words = translator(request)
    errors = tuple(("file", refused_in_file(text, each, words)) for each in invalid.refusals)
    typed = Typed(values={"file": text}, errors=errors, status=422)
    return start_page(request, built(request, call_id), typed)


async def read_file_sent(request: Request, call_id: str) -> AsyncIterator[SentForm]:
    """A file of questions, once it is known that this person builds them."""
    await run_in_threadpool(built, request, call_id)
    async for form in sent_files(request, desk_of(request).files.receiving, FILE_LIMITS):
        check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


@router.post(FROM_FILE)
def begin_from_file(
    request: Request, call_id: str, form: Annotated[SentForm, Depends(read_file_sent)]
) -> Response:
    """Show what a file, or what was pasted of one, would bring."""
    pasted = form.fields.get("file", "").replace("\r\n", "\n")
    try:
        text = _text_sent(form, pasted)
    except Invalid as invalid:
        return _refuse_file(request, call_id, pasted, invalid)
    return _confirm(request, call_id, FILE, text)


def _text_sent(form: SentForm, pasted: str) -> str:
    sent = next((each for each in form.files if each.name or each.size), None)
    size = form.too_much or (sent.size if sent else 0)
    if size > FILE_LIMITS.most_bytes:
        raise _one("toml-long", size, LONGEST_FILE)
    if sent is None or sent.part is None:
        return pasted
    if pasted.strip():
        raise _one("toml-two")
    try:
        return sent.part.path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _one("toml-not-text") from None


def _one(kind: str, met: object = "", expected: object = "") -> Invalid:
    refusal = FieldRefusal(field="", kind=kind, met=str(met), expected=str(expected))
    return Invalid((refusal,))


@router.get(FROM_FILE)
def go_back_to_start(request: Request, call_id: str) -> Response:
    """The address of a file that was sent, opened anew: where one is chosen."""
    built(request, call_id)
    return see(START.format(call_id=call_id))


@router.get(f"{BASE}/questions.toml")
def give_file(request: Request, call_id: str) -> Response:
    """The questions as a file, to be kept or taken to another call."""
    shown = built(request, call_id)
    name = bare(shown.call.title_fr).replace("_", "-") or "appel"
    headers = {"Content-Disposition": f'attachment; filename="questions-{name}.toml"'}
    return Response(form_text(shown.bench.form), media_type="application/toml", headers=headers)
