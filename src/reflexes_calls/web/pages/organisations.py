"""An organisation and its members: inviting, taking off, leaving."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.belonging import appoint, leave, organisation_page, take_off
from reflexes_calls.actions.inviting import InvitedTo, cancel_invitation, invite
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Field, Form, Posted, Sheet
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()


@router.get("/organisations/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """Who belongs to an organisation, for its members."""
    return _page(request, public_id)


@router.post("/organisations/{public_id}")
def act(request: Request, public_id: str, form: Posted) -> Response:
    """Invite, cancel an invitation, appoint, take off, or leave."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = f"/organisations/{public_id}"
    if do == "invite":
        return _invite(request, public_id, form)
    if do == "leave":
        leave(desk, person, public_id)
        return see("/mes-donnees", done="organisation-left")
    if do == "uninvite":
        organisation_page(desk, person, public_id)
        cancel_invitation(desk, person, form.text("of"))
        return see(here, done="uninvited")
    if do == "take-off":
        take_off(desk, person, public_id, form.text("of"))
        return see(here, done="taken-off")
    if do in {"appoint", "unappoint"}:
        appoint(desk, person, public_id, form.text("of"), administers=do == "appoint")
        return see(here, done="appointed")
    raise NotFound("step", do)


def _invite(request: Request, public_id: str, form: Form) -> Response:
    to = InvitedTo(organisation=public_id, administers=form.text("administers") == "yes")
    base = service_address(request)
    try:
        invite(desk_of(request), signed_in(request), form.text("email"), to, base=base)
    except Invalid as invalid:
        errors = tuple(
            (each.field, sentence(each, translator(request))) for each in invalid.refusals
        )
        return _page(request, public_id, form=form, errors=errors, status=422)
    return see(f"/organisations/{public_id}", done="invited")


def _page(
    request: Request,
    public_id: str,
    *,
    form: Form | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    words, typed, said = translator(request), form or Form(), dict(reversed(errors))
    email = Field(
        name="email",
        label=words("Mail address of your colleague"),
        kind="email",
        value=typed.text("email"),
        error=said.get("email", ""),
    )
    administers = Field(
        name="administers",
        label=words("They may invite colleagues too"),
        kind="yes",
        value=typed.text("administers"),
    )
    person = signed_in(request)
    return page(
        request,
        "people/organisation.html",
        status=status,
        shown=organisation_page(desk_of(request), person, public_id),
        me=person,
        sheet=Sheet(fields=(email, administers), errors=errors),
        errors=errors,
    )
