"""Going on with an application on another device, by a link sent by mail."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.looking import application_page
from reflexes_calls.actions.resuming import resume, resume_page, send_resume_link
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.people import TEAM
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.pages.people import with_session
from reflexes_calls.web.templating import page, see
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()


@router.get("/dossiers/{public_id}/reprendre")
def ask_for_link(request: Request, public_id: str) -> Response:
    """What the link does, and the button that sends it."""
    person = signed_in(request)
    own = application_page(desk_of(request), person, public_id)
    if TEAM.isdisjoint(own.roles):
        raise NotFound("application", public_id)
    return page(request, "team/send_link.html", own=own, person=person)


@router.post("/dossiers/{public_id}/reprendre")
def send_link(request: Request, public_id: str, form: Posted) -> Response:
    """Send the link to the mail address of whoever asks."""
    del form
    base = service_address(request)
    send_resume_link(desk_of(request), signed_in(request), public_id, base=base)
    return see(f"/dossiers/{public_id}", done="link-sent")


@router.get("/reprendre/{token}")
def show_link(request: Request, token: str) -> Response:
    """A button: what reads letters beforehand opens the page, and uses nothing."""
    shown = resume_page(desk_of(request), token)
    return page(request, "team/resume.html", shown=shown, token=token)


@router.post("/reprendre/{token}")
def use_link(request: Request, token: str, form: Posted) -> Response:
    """Open the session of the person of the link, and lead to their application."""
    del form
    public_id, session = resume(desk_of(request), token)
    return with_session(request, see(f"/dossiers/{public_id}", done="resumed"), session)
