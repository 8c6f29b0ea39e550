"""« Les lettres »: what a call writes to people; some wait to be read, all are logged."""

from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.looking import application_page
from reflexes_calls.actions.outbox import (
    correct_letter,
    correction_of,
    hold_back_letter,
    letter_page,
    letters_page,
    letters_received,
    pass_letters,
    set_reading,
    try_letter,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound
from reflexes_calls.domain.outbox import HeldAnswers, KeptLetter, LetterAnswers, LetterState
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.letter_words import KINDS, STATES, failure_words
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
LIST = "/gestion/appels/{call_id}/lettres"
ONE = "/gestion/appels/{call_id}/lettres/{letter_id}"
RECEIVED = "/dossiers/{application_id}/lettres"
NO_VALUES: MappingProxyType[str, str] = MappingProxyType({})
Errors = tuple[tuple[str, str], ...]


@router.get(LIST)
def show(request: Request, call_id: str) -> Response:
    """The letters of a call, those that wait first in mind."""
    return _list(request, call_id)


@router.post(LIST)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Choose whether letters are read first, or let some or all of them leave."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = LIST.format(call_id=call_id)
    if do in {"read-first", "at-once"}:
        set_reading(desk, person, call_id, wanted=do == "read-first")
        return see(here, done="reading-set")
    if do == "all":
        pass_letters(desk, person, call_id, None, upto=_number(form.text("upto")))
        return see(here, done="letters-gone")
    if do == "some":
        ticked = [
            name.removeprefix("pass-")
            for name, value in form.values.items()
            if name.startswith("pass-") and value == "yes"
        ]
        if not ticked:
            words = translator(request)
            return _list(request, call_id, told=words("Tick at least one letter."), status=422)
        pass_letters(desk, person, call_id, ticked)
        return see(here, done="letters-gone")
    raise NotFound("step", do)


@router.get(ONE)
def show_one(request: Request, call_id: str, letter_id: str) -> Response:
    """One letter, as it leaves or left."""
    return _one(request, call_id, letter_id)


@router.post(ONE)
def act_on_one(request: Request, call_id: str, letter_id: str, form: Posted) -> Response:
    """Correct a letter, let it leave, hold it back, or try it again."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = LIST.format(call_id=call_id)
    try:
        if do == "correct":
            correct_letter(desk, person, call_id, letter_id, form.values)
            return see(ONE.format(call_id=call_id, letter_id=letter_id), done="letter-corrected")
        if do == "hold":
            hold_back_letter(desk, person, call_id, letter_id, form.values)
            return see(here, done="letter-held-back")
    except Invalid as invalid:
        words = translator(request)
        labels = {**labels_of(LetterAnswers, words), **labels_of(HeldAnswers, words)}
        errors = tuple(errors_of(invalid, words, labels))
        return _one(request, call_id, letter_id, form=form, errors=errors, status=422)
    except Conflict as refused:
        told = (("", sentence(refused, translator(request))),)
        return _one(request, call_id, letter_id, form=form, errors=told, status=409)
    if do == "pass":
        pass_letters(desk, person, call_id, (letter_id,))
        return see(here, done="letters-gone")
    if do == "try":
        try_letter(desk, person, call_id, letter_id)
        return see(here, done="letters-gone")
    raise NotFound("step", do)


@router.get(RECEIVED)
def show_received(request: Request, application_id: str) -> Response:
    """The letters that whoever reads was sent about a file."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    own = application_page(desk, person, application_id)
    return page(
        request,
        "applications/letters.html",
        own=own,
        letters=letters_received(desk, person, application_id),
        kinds={each: words(said) for each, said in KINDS.items()},
    )


def _list(request: Request, call_id: str, *, told: str = "", status: int = 200) -> Response:
    words, asked = translator(request), request.query_params
    state = next((each for each in LetterState if each == asked.get("etat")), None)
    kind = asked.get("sorte", "") if asked.get("sorte", "") in KINDS else ""
    file = asked.get("dossier", "")
    file = file if file.isascii() and file.isalnum() else ""
    known = letters_page(
        desk_of(request),
        signed_in(request),
        call_id,
        state=state,
        kind=kind,
        file=file,
        before=_number(asked.get("avant", "")),
    )
    return page(
        request,
        "managing/letters.html",
        status=status,
        known=known,
        here=LIST.format(call_id=call_id),
        state=state,
        kind=kind,
        file=file,
        states={each: words(said) for each, said in STATES.items()},
        kinds={each: words(said) for each, said in KINDS.items()},
        told=told,
    )


def _number(typed: str) -> int | None:
    return int(typed[:12]) if typed.isascii() and typed.isdecimal() else None


def _one(  # noqa: PLR0913  # a letter, and what was typed about it
    request: Request,
    call_id: str,
    letter_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    call, letter = letter_page(desk_of(request), signed_in(request), call_id, letter_id)
    return page(
        request,
        "managing/letter.html",
        status=status,
        call=call,
        letter=letter,
        here=LIST.format(call_id=call_id),
        failure=failure_words(letter, words),
        correction=correction_of(desk_of(request), call, letter),
        now=desk_of(request).clock.now(),
        states={each: words(said) for each, said in STATES.items()},
        kind=words(KINDS.get(letter.kind, letter.kind)),
        correcting=_sheet(request, LetterAnswers, form, letter, errors),
        holding=_sheet(request, HeldAnswers, form, None, errors),
        errors=errors,
    )


def _sheet(
    request: Request,
    answers: type,
    form: Form | None,
    letter: KeptLetter | None,
    errors: Errors,
) -> Sheet:
    said = {"subject": letter.subject, "body": letter.body} if letter else {}
    names = set(labels_of(answers, translator(request)))
    mine = tuple(each for each in errors if each[0] in names)
    values = said | dict(form.values if form else NO_VALUES)
    return draw_sheet(specs_of(answers), translator(request), values=values, errors=mine)
