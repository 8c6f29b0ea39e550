"""Signing in by a link sent by mail, and choosing another password by one."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.links import ask_link, choose_password, enter_by_link, look_at_link
from reflexes_calls.actions.people import ADDRESS
from reflexes_calls.domain.errors import FieldRefusal, Invalid, Refused
from reflexes_calls.domain.signing_in import LEAST_PASSWORD, LINK_LENGTH, LinkPurpose
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.arriving import device_of, source_of
from reflexes_calls.web.forms import Field, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.security import safe_next
from reflexes_calls.web.signing_in import arrive
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.visitor import desk_of
from reflexes_calls.wording import sentence

router = APIRouter()

ASKING = {
    LinkPurpose.SIGN_IN: (
        N_("Sign in by mail"),
        N_("You receive a link that signs you in, once. No password is needed."),
    ),
    LinkPurpose.PASSWORD: (
        N_("Choose another password"),
        N_("You receive a link that lets you choose a password, once."),
    ),
}
"""For each purpose, the title of the page that asks for the address, and what will happen."""
MINUTES = int(LINK_LENGTH.total_seconds()) // 60


@router.get("/connexion/lien")
def ask_to_sign_in(request: Request, next: str = "/") -> Response:  # noqa: A002 -- as in the address
    """The form that asks for the address of whoever wants a link."""
    return _ask(request, LinkPurpose.SIGN_IN, next_page=safe_next(next))


@router.post("/connexion/lien")
def send_to_sign_in(request: Request, form: Posted) -> Response:
    """Send the link, and say the same whether or not someone has the address."""
    return _send(request, LinkPurpose.SIGN_IN, form.text("email"), safe_next(form.text("next")))


@router.get("/connexion/lien/{token}")
def show_link(request: Request, token: str) -> Response:
    """A button: what reads letters beforehand opens the page, and uses nothing."""
    link = look_at_link(desk_of(request), token, LinkPurpose.SIGN_IN)
    return page(request, "people/enter_by_link.html", link=link, token=token)


@router.post("/connexion/lien/{token}")
def use_link(request: Request, token: str, form: Posted) -> Response:
    """Open the session, and lead where the link was asked from."""
    del form
    opened, next_page = enter_by_link(desk_of(request), token, device=device_of(request))
    return arrive(request, opened, safe_next(next_page))


@router.get("/mot-de-passe")
def ask_for_password(request: Request) -> Response:
    """The form that asks for the address of whoever lost their password."""
    return _ask(request, LinkPurpose.PASSWORD)


@router.post("/mot-de-passe")
def send_for_password(request: Request, form: Posted) -> Response:
    """Send the link, and say the same whether or not someone has the address."""
    return _send(request, LinkPurpose.PASSWORD, form.text("email"), "/")


@router.get("/mot-de-passe/{token}")
def show_password(request: Request, token: str) -> Response:
    """The form of the new password; opening it uses nothing."""
    look_at_link(desk_of(request), token, LinkPurpose.PASSWORD)
    return _password(request, token)


@router.post("/mot-de-passe/{token}")
def keep_password(request: Request, token: str, form: Posted) -> Response:
    """Keep the new password, and sign in."""
    try:
        opened = choose_password(
            desk_of(request), token, form.text("password"), device=device_of(request)
        )
    except Invalid as invalid:
        said = sentence(invalid.refusals[0], translator(request))
        return _password(request, token, error=said, status=422)
    return arrive(request, opened, "/", done="password-changed")


def _ask(  # noqa: PLR0913  # what was typed on it
    request: Request,
    purpose: LinkPurpose,
    *,
    next_page: str = "/",
    email: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    words = translator(request)
    field = Field(
        name="email",
        label=words("Mail address"),
        kind="email",
        value=email,
        error=error,
        autocomplete="username",
    )
    title, told = ASKING[purpose]
    errors = (("email", error),) if error else ()
    return page(
        request,
        "people/ask_link.html",
        status=status,
        title=words(title),
        told=words(told),
        next=next_page,
        query=urlencode({"next": next_page}),
        sheet=Sheet(fields=(field,), errors=errors),
        errors=errors,
    )


def _send(request: Request, purpose: LinkPurpose, typed: str, next_page: str) -> Response:
    email, words = typed.strip(), translator(request)
    try:
        if not ADDRESS.fullmatch(email):
            kind = "not-an-address" if email else "missing"
            raise Invalid((FieldRefusal(field="email", kind=kind, met=email),))
        ask_link(
            desk_of(request),
            email,
            purpose,
            base=service_address(request),
            next_page=next_page,
            source=source_of(request),
        )
    except Refused as refused:
        said = refused.refusals[0] if isinstance(refused, Invalid) else refused
        error = sentence(said, words)
        return _ask(request, purpose, next_page=next_page, email=typed, error=error, status=422)
    title, _ = ASKING[purpose]
    return page(request, "people/link_sent.html", title=words(title), email=email, minutes=MINUTES)


def _password(request: Request, token: str, *, error: str = "", status: int = 200) -> Response:
    errors = (("password", error),) if error else ()
    sheet = Sheet(fields=(new_password_field(request, error),), errors=errors)
    return page(
        request,
        "people/choose_password.html",
        status=status,
        token=token,
        sheet=sheet,
        errors=errors,
    )


def new_password_field(request: Request, error: str = "") -> Field:
    """The field in which a new password is typed."""
    words = translator(request)
    return Field(
        name="password",
        label=words("New password"),
        kind="password",
        hint=words("%(count)s characters at least; a sentence is easy to remember.")
        % {"count": LEAST_PASSWORD},
        error=error,
        autocomplete="new-password",
    )
