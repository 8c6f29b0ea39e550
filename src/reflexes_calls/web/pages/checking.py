"""Before an application leaves: what it lacks, all its answers, the one button."""

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.applying import submit
from reflexes_calls.actions.completing import DraftPage, draft_page
from reflexes_calls.actions.people import end_of_session
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotAllowed, NotOpen, TooLate
from reflexes_calls.domain.progress import section_of
from reflexes_calls.web.answer_sections import refusal_named, section_shown
from reflexes_calls.web.carried import BACK_TO_SUBMIT, resumes
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.section_page import drawing_of
from reflexes_calls.web.security import SESSION_COOKIE, read_cookie
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

CHANGED_SINCE = N_(
    "Your answers have changed since this page was drawn, and the change is not submitted. Read"
    " them again, then submit."
)


@router.get("/dossiers/{public_id}/manque")
def show_missing(request: Request, public_id: str) -> Response:
    """All that keeps the application from being submitted, each line leading to its field."""
    shown = draft_page(desk_of(request), signed_in(request), public_id)
    words = translator(request)
    return page(
        request,
        "applications/missing.html",
        own=shown.own,
        shown=shown,
        sections=[
            (one, _lines(request, shown, one.refusals, "manque"))
            for one in shown.progress
            if one.refusals
        ],
        elsewhere=[
            (_address_of(shown, each, "manque"), sentence(each, words)) for each in shown.elsewhere
        ],
    )


@router.get("/dossiers/{public_id}/verifier")
def check(request: Request, public_id: str) -> Response:
    """All the answers on one page, and the one button that submits them."""
    return _check_page(request, draft_page(desk_of(request), signed_in(request), public_id))


@router.post("/dossiers/{public_id}/verifier")
def send(request: Request, public_id: str, form: Posted) -> Response:
    """Submit; sent twice, it is submitted once."""
    person, desk = signed_in(request), desk_of(request)
    try:
        sent = submit(desk, person, public_id, request_key=form.request_key)
    except Invalid as invalid:
        shown = draft_page(desk, person, public_id)
        errors = _lines(request, shown, invalid.refusals, "verifier")
        return _check_page(request, shown, status=422, errors=errors)
    except (NotOpen, TooLate, NotAllowed) as refused:
        shown = draft_page(desk, person, public_id)
        said = sentence(refused, translator(request))
        return _check_page(request, shown, status=status_of(refused), refused=said)
    if sent.has_unsent_changes:
        # A step back in the browser gave again the page of an earlier submission.
        shown = draft_page(desk, person, public_id)
        said = translator(request)(CHANGED_SINCE)
        return _check_page(request, shown, status=409, refused=said)
    return see(f"/dossiers/{public_id}/recepisse", done="submitted")


@resumes(r"/dossiers/([0-9a-f]{32})/verifier")
def put_check_back(request: Request, found: "re.Match[str]", form: Form) -> Response:
    """The check again: what was asked when the session had ended was not done."""
    del form
    shown = draft_page(desk_of(request), signed_in(request), found[1])
    return _check_page(request, shown, refused=translator(request)(BACK_TO_SUBMIT))


def _lines(
    request: Request, shown: DraftPage, refusals: tuple[FieldRefusal, ...], back: str
) -> tuple[tuple[str, str], ...]:
    """Refusals away from their fields: the address of each, and its sentence."""
    language, words = language_of(request), translator(request)
    form, draft = shown.own.form, shown.application.draft
    return tuple(
        (_address_of(shown, each, back), refusal_named(form, each, draft, language, words))
        for each in refusals
    )


def _address_of(shown: DraftPage, refusal: FieldRefusal, back: str) -> str:
    """Where an answer is to be mended."""
    address = f"/dossiers/{shown.application.public_id}"
    section = section_of(shown.own.form, refusal.field)
    if section is None:
        return f"{address}/partenaires"
    return f"{address}/rubriques/{section.code}?back={back}#{refusal.field}"


def _check_page(
    request: Request,
    shown: DraftPage,
    *,
    status: int = 200,
    errors: tuple[tuple[str, str], ...] = (),
    refused: str = "",
) -> Response:
    drawing = drawing_of(request, shown, shown.application.draft, all_errors=True)
    sections = [
        section_shown(shown.own.form, shown.application.phase, one.section, drawing)
        for one in shown.progress
    ]
    until = end_of_session(desk_of(request), read_cookie(request, SESSION_COOKIE))
    return page(
        request,
        "applications/check.html",
        status=status,
        own=shown.own,
        shown=shown,
        sections=sections,
        files={
            code: [each for each in shown.attachments if each.question == code]
            for code in {each.question for each in shown.attachments}
        },
        errors=errors,
        refused=refused,
        session_until=until,
    )
