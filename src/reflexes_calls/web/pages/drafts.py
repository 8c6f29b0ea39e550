"""Filling an application in: a page for each section, saved by a button or as one types."""

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.applying import save_draft
from reflexes_calls.actions.completing import draft_opened, draft_page
from reflexes_calls.domain.errors import Conflict, NotAllowed, NotOpen, TooLate
from reflexes_calls.web.carried import BACK, resumes
from reflexes_calls.web.data_shown import wants_json
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.section_page import Around, section_page
from reflexes_calls.web.section_sent import (
    appeared_in,
    next_address,
    refused_data,
    refused_page,
    saved_data,
    section_at,
    typed_in,
)
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()


@router.get("/dossiers/{public_id}/rubriques/{code}")
def show_section(request: Request, public_id: str, code: str) -> Response:
    """The questions of one section, to fill in."""
    shown = draft_page(desk_of(request), signed_in(request), public_id)
    return section_page(request, shown, section_at(shown, code))


@router.post("/dossiers/{public_id}/rubriques/{code}")
def save_section(request: Request, public_id: str, code: str, form: Posted) -> Response:
    """Save what was typed in a section, by the button or as one types."""
    person = signed_in(request)
    before = draft_opened(desk_of(request), person, public_id)
    section = section_at(before, code)
    typed, revision = typed_in(before, form), form.revision
    try:
        saved = save_draft(
            desk_of(request), person, public_id, typed, revision=revision, partial=True
        )
    except (Conflict, NotOpen, TooLate, NotAllowed) as refused:
        if wants_json(request):
            return refused_data(request, public_id, typed, revision, refused)
        return refused_page(request, public_id, section, typed, refused)
    appeared = appeared_in(before, saved)
    if wants_json(request):
        return saved_data(request, before, saved, typed, revision, appeared)
    return see(next_address(before, saved, section, form, appeared), done="saved")


@resumes(r"/dossiers/([0-9a-f]{32})/rubriques/([\w-]+)")
def put_section_back(request: Request, found: "re.Match[str]", form: Form) -> Response:
    """The page of a section with what was typed when the session had ended, not saved yet."""
    shown = draft_page(desk_of(request), signed_in(request), found[1])
    around = Around(
        told=translator(request)(BACK),
        values={**shown.application.draft, **typed_in(shown, form)},
        revision=form.revision,
    )
    return section_page(request, shown, section_at(shown, found[2]), around)
