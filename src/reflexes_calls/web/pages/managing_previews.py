"""A draft seen as an applicant will see it; nothing here is saved."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.reading_calls import text_page
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.rights import standing_of
from reflexes_calls.web.answer_sections import sections_shown
from reflexes_calls.web.deadline_words import deadline_sentence
from reflexes_calls.web.managed import managed
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.calls import call_page
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

PHASES = ((Phase.LETTER, N_("Letter of intent")), (Phase.FULL, N_("Full application")))


@router.get("/gestion/appels/{call_id}/apercu")
def preview_call(request: Request, call_id: str) -> Response:
    """The public page of a call, as it will be."""
    if managed(request, call_id).call.stage is not CallStage.DRAFT:
        return see(f"/appels/{call_id}")
    shown = text_page(desk_of(request), signed_in(request), call_id)
    return call_page(request, shown, preview=True)


@router.get("/gestion/appels/{call_id}/apercu/dossier")
def preview_application(request: Request, call_id: str, phase: str = "") -> Response:
    """The form of a call as an applicant will meet it, phase by phase."""
    call = managed(request, call_id).call
    words, language = translator(request), language_of(request)
    known = [each for each in PHASES if each[0] is Phase.FULL or call.first_phase is Phase.LETTER]
    if phase and phase not in {each.value for each, _ in known}:
        raise NotFound("phase", phase)
    drawn = Phase(phase) if phase else call.first_phase
    sections = sections_shown(
        call.questions(), drawn, language, words, values={}, figures=call.figures
    )
    standing = standing_of(call, drawn, desk_of(request).clock.now())
    return staged_page(
        request,
        "managing/preview_application.html",
        call=call,
        phase=drawn,
        phases=[(each, words(said)) for each, said in known],
        sections=sections,
        sentence=deadline_sentence(standing, words, language, phase=drawn),
    )
