"""« Lecture »: how far each reader is, blind or open, reminders; never what anyone marked."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.leading import open_reading, set_blind
from reflexes_calls.actions.progressing import JuryReading, reading_page
from reflexes_calls.actions.reminding_readers import remind_by_hand
from reflexes_calls.domain.blind import ReadingSettings
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import NotFound, NotOpen
from reflexes_calls.domain.jury import JuryPhase
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.juror_words import JURIES, jury_named
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/gestion/appels/{call_id}/jury/lecture"
PHASES = {
    JuryPhase.FORMING: (N_("it is being formed"), ""),
    JuryPhase.READING: (N_("it reads"), "warn"),
    JuryPhase.DELIBERATING: (N_("it deliberates"), "warn"),
    JuryPhase.CLOSED: (N_("its deliberation is closed"), "good"),
}
Errors = tuple[tuple[str, str], ...]


@router.get(HERE)
def show(request: Request, call_id: str) -> Response:
    """Who has read what, and what is left."""
    return _page(request, call_id)


@router.post(HERE)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Say whether the jury reads blind, open its reading, or remind its readers."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    kind, here = jury_named(form.text("jury")), HERE.format(call_id=call_id)
    try:
        if do == "blind":
            set_blind(desk, person, call_id, kind, form.values)
            return see(here, done="saved")
        if do == "open":
            open_reading(desk, person, call_id, kind)
            return see(here, done="reading-open")
        if do == "remind":
            address = service_address(request)
            remind_by_hand(desk, person, call_id, kind, address=address)
            return see(here, done="readers-reminded")
    except NotOpen as refused:
        errors = ((f"jury-{kind.value}", sentence(refused, translator(request))),)
        return _page(request, call_id, errors=errors, status=status_of(refused))
    raise NotFound("step", do)


def _page(request: Request, call_id: str, *, errors: Errors = (), status: int = 200) -> Response:
    with_names = request.query_params.get("noms", "") == "1"
    shown = reading_page(desk_of(request), signed_in(request), call_id, with_names=with_names)
    words = translator(request)
    until = shown.call.review_by
    return page(
        request,
        "juries/reading.html",
        status=status,
        errors=errors,
        shown=shown,
        call=shown.call,
        here=HERE.format(call_id=call_id),
        with_names=with_names,
        days_left=(local_day(until) - local_day(shown.now)).days if until else None,
        phases={phase: (words(said), mood) for phase, (said, mood) in PHASES.items()},
        kinds={kind: words(said) for kind, said in JURIES.items()},
        sheets={each.jury.kind: _sheet(request, each) for each in shown.juries},
    )


def _sheet(request: Request, reading: JuryReading) -> Sheet:
    typed = {
        "blind_reading": "yes" if reading.settings.blind_reading else "",
        "blind_deliberation": "yes" if reading.settings.blind_deliberation else "",
    }
    return draw_sheet(specs_of(ReadingSettings), translator(request), values=typed)
