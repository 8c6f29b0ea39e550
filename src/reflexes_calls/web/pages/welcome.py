"""Accepting an invitation to the service."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.inviting import accept, accept_with_account, invitation_page
from reflexes_calls.domain.errors import Invalid, NotAllowed
from reflexes_calls.web.account_sheet import account_labels, draw_account_sheet
from reflexes_calls.web.arriving import device_of
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.signing_in import arrive
from reflexes_calls.web.stage_words import ROLES
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of
from reflexes_calls.web.visitor import desk_of, visitor_of
from reflexes_calls.wording import sentence

router = APIRouter()


@router.get("/bienvenue/{token}")
def show(request: Request, token: str) -> Response:
    """What one is invited to, and how to accept."""
    return _page(request, token)


@router.post("/bienvenue/{token}")
def answer(request: Request, token: str, form: Posted) -> Response:
    """Accept, signed in or with a new account for the invited address."""
    desk, person = desk_of(request), visitor_of(request).person
    if person is not None:
        try:
            accept(desk, person, token)
        except NotAllowed:
            # Said with a way out, beside the button that signs out.
            return _page(request, token, status=403)
        return see("/mes-donnees", done="accepted")
    try:
        session = accept_with_account(desk, token, form.values, device=device_of(request))
    except Invalid as invalid:
        return _page(request, token, values=form.values, invalid=invalid, status=422)
    return arrive(request, session, "/mes-donnees", done="accepted")


def _page(
    request: Request,
    token: str,
    *,
    values: Mapping[str, str] | None = None,
    invalid: Invalid | None = None,
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = invitation_page(desk_of(request), token)
    labels = account_labels(words)
    errors = tuple(errors_of(invalid, words, labels)) if invalid else ()
    person = visitor_of(request).person
    other = person is not None and person.email.lower() != shown.invitation.email
    refused = NotAllowed(
        "other-address", met=person.email if person else "", expected=shown.invitation.email
    )
    role = shown.invitation.role
    return page(
        request,
        "people/welcome.html",
        status=status,
        shown=shown,
        role=words(ROLES[role]) if role else "",
        token=token,
        other_address=sentence(refused, words) if other else "",
        sheet=draw_account_sheet(request, (values or {}).get("name", ""), errors),
        errors=errors,
    )
