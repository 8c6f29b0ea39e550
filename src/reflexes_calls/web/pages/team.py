"""The team of an application: who belongs to it, inviting, and accepting an invitation."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.teaming import (
    TeamPage,
    accept,
    accept_with_account,
    appoint,
    dismiss,
    invitation_page,
    invite,
    leave,
    resend,
    team_page,
    uninvite,
)
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound
from reflexes_calls.domain.team import InvitationAnswers, TeamRole
from reflexes_calls.web.account_sheet import account_labels, draw_account_sheet
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_field, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.people import with_session
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.wording import sentence

router = APIRouter()

ROLES = MappingProxyType(
    {
        TeamRole.LEAD: (
            N_("Leads"),
            N_("Reads, writes, invites colleagues and partners, submits and withdraws."),
        ),
        TeamRole.WRITER: (
            N_("Writes"),
            N_("Reads and writes the answers, attaches files, names partners. Submits nothing."),
        ),
        TeamRole.READER: (N_("Reads"), N_("Reads everything, and changes nothing.")),
    }
)
"""For each role, its name and what it allows."""
CHOICE = N_("%(name)s – %(told)s")


@router.get("/dossiers/{public_id}/equipe")
def show_team(request: Request, public_id: str) -> Response:
    """Who belongs to the team, who is invited, and the form to invite."""
    shown = team_page(desk_of(request), signed_in(request), public_id)
    return _team(request, shown)


@router.post("/dossiers/{public_id}/equipe")
def change_team(request: Request, public_id: str, form: Posted) -> Response:
    """Invite, send again, cancel, change a role, remove, or leave."""
    desk, person = desk_of(request), signed_in(request)
    shown = team_page(desk, person, public_id)
    do, here = form.text("do"), f"/dossiers/{public_id}/equipe"
    if do == "invite":
        return _invite(request, shown, form)
    if do == "leave":
        leave(desk, person, public_id)
        return see("/dossiers", done="left")
    if do == "resend":
        resend(desk, person, public_id, form.text("of"), base=service_address(request))
        return see(here, done="invited-again")
    if do == "uninvite":
        uninvite(desk, person, public_id, form.text("of"))
        return see(here, done="uninvited")
    if do == "dismiss":
        dismiss(desk, person, public_id, form.text("of"))
        return see(here, done="dismissed")
    if do == "appoint" and form.text("role") in {role.value for role in TeamRole}:
        appoint(desk, person, public_id, form.text("of"), TeamRole(form.text("role")))
        return see(here, done="appointed")
    raise NotFound("step", do)


def _invite(request: Request, shown: TeamPage, form: Form) -> Response:
    public_id = shown.own.application.public_id
    base = service_address(request)
    try:
        invite(
            desk_of(request),
            signed_in(request),
            public_id,
            form.values,
            base=base,
            request_key=form.request_key,
        )
    except Invalid as invalid:
        words = translator(request)
        errors = errors_of(invalid, words, labels_of(InvitationAnswers, words))
        return _team(request, shown, values=form.values, errors=tuple(errors), status=422)
    return see(f"/dossiers/{public_id}/equipe", done="invited")


def _team(
    request: Request,
    shown: TeamPage,
    *,
    values: Mapping[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    return page(
        request,
        "team/team.html",
        status=status,
        own=shown.own,
        colleagues=shown.colleagues,
        invitations=shown.invitations,
        roles={role.value: tuple(map(words, told)) for role, told in ROLES.items()},
        sheet=_invitation_sheet(request, values or {}, errors),
        errors=errors,
        me=signed_in(request),
    )


def _invitation_sheet(
    request: Request, values: Mapping[str, str], errors: tuple[tuple[str, str], ...]
) -> Sheet:
    words, said = translator(request), dict(reversed(errors))
    specs = specs_of(InvitationAnswers)
    email = draw_field(
        "email",
        specs["email"],
        words,
        value=values.get("email", ""),
        error=said.get("email", ""),
        kind="email",
    )
    role = draw_field(
        "role",
        specs["role"],
        words,
        value=values.get("role", TeamRole.WRITER.value),
        error=said.get("role", ""),
        kind="radio",
        choices=tuple(
            (each.value, words(CHOICE) % {"name": words(name), "told": words(told)})
            for each, (name, told) in ROLES.items()
        ),
    )
    return Sheet(fields=(email, role), errors=errors)


@router.get("/invitations/{token}")
def show_invitation(request: Request, token: str) -> Response:
    """What one is invited to, and how to accept."""
    return _invitation(request, token)


@router.post("/invitations/{token}")
def answer_invitation(request: Request, token: str, form: Posted) -> Response:
    """Join the team, signed in or with a new account for the invited address."""
    desk, person = desk_of(request), visitor_of(request).person
    if person is not None:
        try:
            joined = accept(desk, person, token)
        except NotAllowed:
            # Said with a way out, beside the button that signs out.
            return _invitation(request, token, status=403)
        return see(f"/dossiers/{joined}", done="joined")
    try:
        joined, session = accept_with_account(desk, token, form.values)
    except Invalid as invalid:
        return _invitation(request, token, values=form.values, invalid=invalid, status=422)
    return with_session(request, see(f"/dossiers/{joined}", done="joined"), session)


def _invitation(
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
    name, told = ROLES[shown.invitation.role]
    return page(
        request,
        "team/invitation.html",
        status=status,
        shown=shown,
        role=(words(name), words(told)),
        token=token,
        other_address=sentence(refused, words) if other else "",
        sheet=draw_account_sheet(request, (values or {}).get("name", ""), errors),
        errors=errors,
    )
