"""The people of the service, for administrators; those of a call, for its managers."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.belonging import add_organisation, appoint, find_organisation, take_off
from reflexes_calls.actions.granting import (
    OF_CALL,
    OF_INSTANCE,
    AccountPage,
    account_page,
    call_people,
    close_account,
    give_role_to_address,
    need_person,
    people_page,
    reopen_account,
    take_factor_off,
    take_role_back,
)
from reflexes_calls.actions.inviting import InvitedTo, cancel_invitation, invite
from reflexes_calls.actions.people import give_role, join
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.people import Role
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Field, Form, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.people_words import ENTRIES
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.stage_words import ROLES
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/gestion/personnes"
Errors = tuple[tuple[str, str], ...]
MANAGES_CALLS = N_("manager: may draft calls")


@router.get("/gestion/personnes")
def show_people(request: Request, q: str = "", after: str = "") -> Response:
    """Find people, invite someone, add an organisation."""
    return _people(request, sought=q, after=after)


@router.post("/gestion/personnes")
def act_on_people(request: Request, form: Posted) -> Response:
    """Invite, cancel an invitation, or add an organisation."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    if do == "uninvite":
        cancel_invitation(desk, person, form.text("of"))
        return see(HERE, done="uninvited")
    try:
        if do == "invite":
            to = InvitedTo(
                organisation=form.text("organisation"),
                administers=form.text("administers") == "yes",
                role=_role(form.text("role"), OF_INSTANCE),
            )
            invite(desk, person, form.text("email"), to, base=service_address(request))
            return see(HERE, done="invited")
        if do == "organisation":
            add_organisation(desk, person, form.text("name"), form.text("siret"))
            return see(HERE, done="organisation-added")
    except Invalid as invalid:
        return _people(request, form=form, errors=_errors(request, invalid), status=422)
    raise NotFound("step", do)


@router.get("/gestion/personnes/{public_id}")
def show_account(request: Request, public_id: str) -> Response:
    """One account: its roles, its organisations, what was done to it."""
    return _account(request, public_id)


@router.post("/gestion/personnes/{public_id}")
def act_on_account(request: Request, public_id: str, form: Posted) -> Response:
    """Give or take back a role, an organisation, the second code; close or open the account."""
    here = f"{HERE}/{public_id}"
    try:
        done = _act_on_account(request, public_id, form)
    except Refused as refused:
        if isinstance(refused, NotFound):
            raise
        errors = _errors(request, refused)
        return _account(request, public_id, errors=errors, status=status_of(refused))
    return see(here, done=done)


def _act_on_account(request: Request, public_id: str, form: Form) -> str:
    desk, actor, do = desk_of(request), signed_in(request), form.text("do")
    steps = {"close": close_account, "reopen": reopen_account, "factor": take_factor_off}
    if do in steps:
        steps[do](desk, actor, public_id)
        return "saved"
    # Read by an administrator alone: nobody else learns whether someone is there.
    account_page(desk, actor, public_id)
    person = need_person(desk, public_id)
    if do in {"grant", "revoke"}:
        role = _role(form.text("role"), tuple(Role))
        if role is None:
            raise Invalid((FieldRefusal(field="role", kind="missing"),))
        if do == "grant" and role not in OF_INSTANCE:
            raise NotFound("role", role)
        (give_role if do == "grant" else take_role_back)(
            desk, actor, person, role, form.text("call") or None
        )
        return "role-given" if do == "grant" else "role-taken"
    return _organisation_of(request, public_id, form)


def _organisation_of(request: Request, public_id: str, form: Form) -> str:
    desk, actor, do = desk_of(request), signed_in(request), form.text("do")
    organisation = form.text("organisation")
    if do == "join":
        if not organisation:
            raise Invalid((FieldRefusal(field="organisation", kind="missing"),))
        found = find_organisation(desk, organisation)
        join(desk, actor, need_person(desk, public_id), found)
        return "saved"
    if do == "take-off":
        take_off(desk, actor, organisation, public_id)
        return "taken-off"
    if do in {"appoint", "unappoint"}:
        appoint(desk, actor, organisation, public_id, administers=do == "appoint")
        return "appointed"
    raise NotFound("step", do)


@router.get("/gestion/appels/{call_id}/personnes")
def show_call(request: Request, call_id: str) -> Response:
    """Who holds a role on a call."""
    return _call(request, call_id)


@router.post("/gestion/appels/{call_id}/personnes")
def act_on_call(request: Request, call_id: str, form: Posted) -> Response:
    """Give a role on the call, take one back, invite, or cancel an invitation."""
    here = f"/gestion/appels/{call_id}/personnes"
    try:
        done = _act_on_call(request, call_id, form)
    except Refused as refused:
        if isinstance(refused, NotFound):
            raise
        errors = _errors(request, refused)
        return _call(request, call_id, form=form, errors=errors, status=status_of(refused))
    return see(here, done=done)


def _act_on_call(request: Request, call_id: str, form: Form) -> str:
    desk, actor, do = desk_of(request), signed_in(request), form.text("do")
    if do == "uninvite":
        call_people(desk, actor, call_id)
        cancel_invitation(desk, actor, form.text("of"))
        return "uninvited"
    role = _role(form.text("role"), OF_CALL)
    if role is None:
        raise Invalid((FieldRefusal(field="role", kind="missing"),))
    if do == "revoke":
        call_people(desk, actor, call_id)
        take_role_back(desk, actor, need_person(desk, form.text("of")), role, call_id)
        return "role-taken"
    if do != "give":
        raise NotFound("step", do)
    try:
        give_role_to_address(desk, actor, form.text("email"), role, call_id)
    except Invalid as invalid:
        if invalid.refusals[0].kind != "nobody-there":
            raise
        # Nobody has this address here: it is invited, whatever its owner then does.
        to = InvitedTo(call=call_id, role=role)
        invite(desk, actor, form.text("email"), to, base=service_address(request))
        return "invited"
    return "role-given"


def _role(typed: str, known: tuple[Role, ...]) -> Role | None:
    return next((each for each in known if each.value == typed), None)


def _errors(request: Request, refused: Refused) -> Errors:
    words = translator(request)
    if isinstance(refused, Invalid):
        return tuple((each.field, sentence(each, words)) for each in refused.refusals)
    return (("", sentence(refused, words)),)


def _people(  # noqa: PLR0913  # what was looked for, and what was typed
    request: Request,
    *,
    sought: str = "",
    after: str = "",
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = people_page(desk_of(request), signed_in(request), sought, after)
    typed, said = form or Form(), dict(reversed(errors))
    organisations = tuple((each.public_id, each.name) for each in shown.organisations)
    fields = (
        Field(
            name="email",
            label=words("Mail address"),
            kind="email",
            value=typed.text("email"),
            error=said.get("email", ""),
        ),
        Field(
            name="role",
            label=words("Role on the site"),
            kind="choice",
            value=typed.text("role"),
            error=said.get("role", ""),
            choices=_role_choices(request),
            optional=True,
        ),
        Field(
            name="organisation",
            label=words("Organisation"),
            kind="choice",
            value=typed.text("organisation"),
            error=said.get("organisation", ""),
            choices=organisations,
            optional=True,
        ),
        Field(
            name="administers",
            label=words("They may invite colleagues to this organisation"),
            kind="yes",
            value=typed.text("administers"),
        ),
        Field(
            name="name",
            label=words("Name of the organisation"),
            value=typed.text("name"),
            error=said.get("name", ""),
            max_length=160,
        ),
        Field(
            name="siret",
            label=words("SIRET number"),
            value=typed.text("siret"),
            error=said.get("siret", ""),
            hint=words("Fourteen figures. ProConnect finds the organisation by it."),
            optional=True,
        ),
    )
    return page(
        request,
        "people/people.html",
        status=status,
        shown=shown,
        sought=sought,
        more=f"{HERE}?{urlencode({'q': sought, 'after': shown.next})}" if shown.next else "",
        roles={role.value: words(said) for role, said in ROLES.items()},
        sheet=Sheet(fields=fields, errors=errors),
        errors=errors,
    )


def _role_choices(request: Request) -> tuple[tuple[str, str], ...]:
    words = translator(request)
    return (
        (Role.MANAGER.value, words(MANAGES_CALLS)),
        (Role.ADMINISTRATOR.value, words(ROLES[Role.ADMINISTRATOR])),
    )


def _account(
    request: Request, public_id: str, *, errors: Errors = (), status: int = 200
) -> Response:
    words, said = translator(request), dict(errors)
    shown: AccountPage = account_page(desk_of(request), signed_in(request), public_id)
    fields = (
        Field(
            name="role",
            label=words("Role on the site"),
            kind="choice",
            error=said.get("role", ""),
            choices=_role_choices(request),
        ),
        Field(
            name="organisation",
            label=words("Organisation"),
            kind="choice",
            error=said.get("organisation", ""),
            choices=tuple((each.public_id, each.name) for each in shown.others),
        ),
    )
    return page(
        request,
        "people/account.html",
        status=status,
        shown=shown,
        roles={role.value: words(told) for role, told in ROLES.items()},
        entries=tuple((each, words(ENTRIES.get(each.kind, each.kind))) for each in shown.entries),
        sheet=Sheet(fields=fields, errors=errors),
        errors=errors,
    )


def _call(
    request: Request,
    call_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, typed, said = translator(request), form or Form(), dict(reversed(errors))
    shown = call_people(desk_of(request), signed_in(request), call_id)
    fields = (
        Field(
            name="email",
            label=words("Mail address"),
            kind="email",
            hint=words("Whoever has no account yet receives an invitation."),
            value=typed.text("email"),
            error=said.get("email", ""),
        ),
        Field(
            name="role",
            label=words("Role on this call"),
            kind="radio",
            value=typed.text("role") or Role.REVIEWER.value,
            error=said.get("role", ""),
            choices=tuple((each.value, words(ROLES[each])) for each in OF_CALL),
        ),
    )
    return page(
        request,
        "people/call_people.html",
        status=status,
        shown=shown,
        roles={role.value: words(told) for role, told in ROLES.items()},
        sheet=Sheet(fields=fields, errors=errors),
        errors=errors,
    )
