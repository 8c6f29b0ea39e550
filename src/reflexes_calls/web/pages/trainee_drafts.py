"""The first draft of a trial: written in a session, kept at its address, taken into a call."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from reflexes_calls.actions.leading_modules import session_shown
from reflexes_calls.actions.leaving_with_a_draft import (
    draft_shown,
    save_trainee_draft,
    take_into_call,
    write_draft,
)
from reflexes_calls.actions.people import organisations_of_person
from reflexes_calls.domain.errors import Invalid, NotOpen
from reflexes_calls.domain.modules import DraftTyped
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.arriving import source_of
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.module_sessions import piste_named
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_told
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of

router = APIRouter()

CHOOSE = N_("Choose the administration that applies.")


@router.get("/seances/{public_id}/brouillon")
def begin(request: Request, public_id: str) -> Response:
    """The questions of the draft, for a team in the room."""
    return _writing(request, public_id)


@router.post("/seances/{public_id}/brouillon")
def keep(request: Request, public_id: str, form: Posted) -> Response:
    """Keep a draft, and lead to its address."""
    try:
        made = write_draft(desk_of(request), public_id, form.values, source_of(request))
    except Invalid as invalid:
        return _writing(request, public_id, form=form, invalid=invalid)
    return see(f"/seances/brouillons/{made.public_id}", done="trainee-draft-kept")


def _writing(
    request: Request, public_id: str, *, form: Form | None = None, invalid: Invalid | None = None
) -> Response:
    shown = session_shown(desk_of(request), public_id)
    if not shown.session.piste:
        raise NotOpen("no-draft-here")
    sheet = _sheet(request, form.values if form else {}, invalid)
    return page(
        request,
        "modules/draft_begun.html",
        status=422 if invalid else 200,
        shown=shown,
        piste=piste_named(request, shown.session.piste),
        sheet=sheet,
        errors=sheet.errors,
    )


def _sheet(request: Request, values: dict[str, str], invalid: Invalid | None) -> Sheet:
    errors = errors_told(request, invalid, DraftTyped) if invalid else ()
    return draw_sheet(specs_of(DraftTyped), translator(request), values=values, errors=errors)


@router.get("/seances/brouillons/{draft}")
def show(request: Request, draft: str) -> Response:
    """A draft: to go on writing, to take away, to bring to a call."""
    return _drawn(request, draft)


@router.get("/seances/brouillons/{draft}/texte")
def give(request: Request, draft: str) -> Response:
    """The draft as a text to keep."""
    shown, words = draft_shown(desk_of(request), draft), translator(request)
    lines = [
        f"{words(spec.label)}\n{shown.draft.answers.get(name, '')}\n"
        for name, spec in specs_of(DraftTyped).items()
    ]
    headers = {"Content-Disposition": 'attachment; filename="brouillon.txt"'}
    return PlainTextResponse("\n".join(lines), headers=headers)


@router.post("/seances/brouillons/{draft}")
def act(request: Request, draft: str, form: Posted) -> Response:
    """Keep what is written, or take it into the draft of an application."""
    call = form.text("call")
    if not call:
        try:
            save_trainee_draft(desk_of(request), draft, form.values, source_of(request))
        except Invalid as invalid:
            return _drawn(request, draft, form=form, invalid=invalid)
        return see(f"/seances/brouillons/{draft}", done="saved")
    person = signed_in(request)
    mine = organisations_of_person(desk_of(request), person)
    asked = form.text("organisation") or (mine[0].public_id if len(mine) == 1 else "")
    chosen = next((each for each in mine if each.public_id == asked), None)
    if chosen is None:
        return _drawn(request, draft, choose=translator(request)(CHOOSE))
    taken = take_into_call(desk_of(request), person, draft, call, chosen)
    return see(f"/dossiers/{taken.application.public_id}", done="trainee-draft-taken")


def _drawn(
    request: Request,
    draft: str,
    *,
    form: Form | None = None,
    invalid: Invalid | None = None,
    choose: str = "",
) -> Response:
    shown = draft_shown(desk_of(request), draft)
    sheet = _sheet(request, form.values if form else shown.draft.answers, invalid)
    person = visitor_of(request).person
    errors = (*sheet.errors, *((("organisation", choose),) if choose else ()))
    return page(
        request,
        "modules/draft.html",
        status=422 if errors else 200,
        shown=shown,
        address=f"{service_address(request)}/seances/brouillons/{draft}",
        piste=piste_named(request, shown.draft.piste),
        organisations=organisations_of_person(desk_of(request), person) if person else (),
        sheet=sheet,
        errors=errors,
        choose=choose,
    )
