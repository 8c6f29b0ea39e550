"""Building the questions of a call: by small acts, each its own button, by keyboard alone too."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed
from reflexes_calls.actions.forming import change_form, import_form, start_again
from reflexes_calls.domain.call import Procedure
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.form_checks import anchor_of_section, questions_before_section
from reflexes_calls.domain.form_file import form_text
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
from reflexes_calls.web.form_sent import conditions_sent
from reflexes_calls.web.forming_pages import (
    BASE,
    Typed,
    add_page,
    address_of,
    built,
    list_page,
    refused_typed,
    section_page,
    start_page,
)
from reflexes_calls.web.forms import Form, Posted, Translate
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

SECTION = f"{BASE}/section/{{code}}"
START = f"{BASE}/partir"


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
        said = read_section(form.values, need_section(bench, code), two_steps=two_steps)
        before = questions_before_section(bench.form, code)
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
        typed = Typed(values=form.values, errors=errors, status=422)
        return start_page(request, built(request, call_id), typed)
    return see(address_of(call_id), done="started-again")


def _in_file(refusal: FieldRefusal, words: Translate) -> str:
    return " – ".join(filter(None, (refusal.field, sentence(refusal, words))))


@router.get(f"{BASE}/questions.toml")
def give_file(request: Request, call_id: str) -> Response:
    """The questions as a file, to be kept or taken to another call."""
    shown = built(request, call_id)
    name = bare(shown.call.title_fr).replace("_", "-") or "appel"
    headers = {"Content-Disposition": f'attachment; filename="questions-{name}.toml"'}
    return Response(form_text(shown.bench.form), media_type="application/toml", headers=headers)
