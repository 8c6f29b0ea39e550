"""« Prévenir d’autres programmes »: the addresses that a call tells what happens."""

from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.hooking import (
    add_webhook,
    hooks_page,
    remove_webhook,
    tell_again,
    try_webhook,
    turn_secret,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound
from reflexes_calls.domain.webhook import EVENTS, TRIAL
from reflexes_calls.web.forms import Field, Form, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/gestion/appels/{call_id}/webhooks"
KINDS = MappingProxyType(
    {
        "call.published": N_("The call is published"),
        "call.amended": N_("The call is amended"),
        "call.decided": N_("Decisions are released"),
        "call.concluded": N_("The call is concluded"),
        "question.asked": N_("A question is asked about the call"),
        "question.answered": N_("A question is answered"),
        "application.submitted": N_("A file is submitted, or submitted again"),
        "application.withdrawn": N_("A file is withdrawn"),
        "application.imported": N_("A file is brought from another service"),
        "application.admissible": N_("A file is found admissible"),
        "application.inadmissible": N_("A file is found not admissible"),
        "application.selected": N_("A file is selected"),
        "application.declined": N_("A file is declined"),
        "application.appealed": N_("An appeal is lodged"),
        "pilot.started": N_("A pilot starts"),
        "pilot.ended": N_("A pilot ends"),
        "pilot.abandoned": N_("A pilot is abandoned"),
        "pilot.evaluated": N_("A pilot is evaluated"),
        "evidence.proposed": N_("Evidence is proposed to the catalogue"),
        TRIAL: N_("A trial"),
    }
)
FAILURES = MappingProxyType(
    {
        "unknown-host": N_("this name leads nowhere"),
        "within-walls": N_("this address lies within closed walls, and is never called"),
        "no-answer": N_("no answer within ten seconds"),
        "untrusted-certificate": N_("its certificate is not trusted"),
        "refused": N_("nobody listens there"),
        "broken-off": N_("the connection broke off"),
    }
)
OFF = MappingProxyType(
    {
        "gone": N_("It answered that it wants nothing more. A trial turns it on again."),
        "failing": N_("It failed for five days. A trial turns it on again."),
    }
)
ADDRESS, WHAT = N_("Address to tell"), N_("What to tell it")
Errors = tuple[tuple[str, str], ...]


@router.get(HERE)
def show(request: Request, call_id: str) -> Response:
    """The addresses, what each was told, and the form of another one."""
    return _page(request, call_id)


@router.post(HERE)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Add an address, or do something with one of them."""
    desk, person, do, which = desk_of(request), signed_in(request), form.text("do"), form.text("of")
    here = HERE.format(call_id=call_id)
    if do == "add":
        return _add(request, call_id, form)
    if do == "turn":
        secret = turn_secret(desk, person, call_id, which)
        return _page(request, call_id, secret=(which, secret))
    if do == "try":
        try_webhook(desk, person, call_id, which)
        return see(here, done="webhook-tried")
    if do == "again":
        tell_again(desk, person, call_id, which, form.text("delivery"))
        return see(here, done="webhook-tried")
    if do == "remove":
        remove_webhook(desk, person, call_id, which)
        return see(here, done="webhook-removed")
    raise NotFound("step", do)


def _add(request: Request, call_id: str, form: Form) -> Response:
    kinds = {kind for kind in EVENTS.values() if form.text(_box(kind)) == "yes"}
    words = translator(request)
    try:
        made = add_webhook(
            desk_of(request), signed_in(request), call_id, form.text("address"), kinds
        )
    except Invalid as invalid:
        labels = {"address": words(ADDRESS), "kinds": words(WHAT)}
        errors = tuple(errors_of(invalid, words, labels))
        return _page(request, call_id, form=form, errors=errors, status=422)
    except Conflict as refused:
        told = (("address", sentence(refused, words)),)
        return _page(request, call_id, form=form, errors=told, status=409)
    return _page(request, call_id, secret=made)


def _box(kind: str) -> str:
    return "tell-" + kind.replace(".", "-")


def _page(  # noqa: PLR0913  # what a page may show
    request: Request,
    call_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    secret: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    words = translator(request)
    known = hooks_page(desk_of(request), signed_in(request), call_id)
    return page(
        request,
        "managing/webhooks.html",
        status=status,
        known=known,
        here=HERE.format(call_id=call_id),
        kinds={kind: words(said) for kind, said in KINDS.items()},
        failures={code: words(said) for code, said in FAILURES.items()},
        off={code: words(said) for code, said in OFF.items()},
        sheet=_sheet(request, form or Form(), errors),
        errors=errors,
        secret=secret,
    )


def _sheet(request: Request, form: Form, errors: Errors) -> Sheet:
    words, told = translator(request), dict(reversed(errors))
    address = Field(
        name="address",
        label=words(ADDRESS),
        hint=words(N_("It begins with https://, such as https://example.org/reflexes.")),
        value=form.text("address"),
        error=told.get("address", ""),
    )
    kinds = Field(
        name="kinds",
        label=words(WHAT),
        kind="choices",
        error=told.get("kinds", ""),
        boxes=tuple(
            (_box(kind), words(KINDS[kind]), form.text(_box(kind)) == "yes")
            for kind in EVENTS.values()
        ),
    )
    return Sheet(fields=(address, kinds), errors=errors)
