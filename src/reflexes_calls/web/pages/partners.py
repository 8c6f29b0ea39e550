"""The partners of an application: naming and asking them, and the page on which they sign."""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.partner_letters import attach_letter, letter_limits, letter_of
from reflexes_calls.actions.partnering import (
    PartnersPage,
    ask_partner,
    decline,
    drop_partner,
    name_partner,
    partners_page,
    sign,
    sign_page,
)
from reflexes_calls.domain.attachment import (
    FileRefused,
    check_any,
    check_weight,
    refusal_of_sending,
)
from reflexes_calls.domain.errors import Invalid, NotFound, Refused
from reflexes_calls.domain.partner import (
    DeclineAnswers,
    PartnerAnswers,
    PartnerRole,
    SignAnswers,
)
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.security import CSRF_FIELD, check_csrf
from reflexes_calls.web.sent_files import SentForm, sent_files
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()


async def read_letter(request: Request, token: str) -> AsyncIterator[SentForm]:
    """A form that brings the letter of a partner, once it is known that the link is one."""
    desk = desk_of(request)
    limits = await run_in_threadpool(letter_limits, desk, token)
    async for form in sent_files(request, desk.files.receiving, limits):
        if not form.too_much:
            check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


SentLetter = Annotated[SentForm, Depends(read_letter)]

ROLES = MappingProxyType(
    {
        PartnerRole.PARTNER: (
            N_("Partner"),
            N_("Takes part in the trial: does, lends or pays for something."),
        ),
        PartnerRole.TERRAIN: (N_("Terrain"), N_("Offers the place where the trial happens.")),
        PartnerRole.EVALUATOR: (
            N_("Evaluator"),
            N_("Says what the trial gave, independently of those who lead it."),
        ),
    }
)
"""For each role, its name and what it is there for."""
CHOICE = N_("%(name)s – %(told)s")


@router.get("/dossiers/{public_id}/partenaires")
def show_partners(request: Request, public_id: str) -> Response:
    """The partners, where their signatures stand, and the form to name one more."""
    return _partners(request, partners_page(desk_of(request), signed_in(request), public_id))


@router.post("/dossiers/{public_id}/partenaires")
def change_partners(request: Request, public_id: str, form: Posted) -> Response:
    """Name, remove, ask or remind a partner."""
    desk, person = desk_of(request), signed_in(request)
    shown = partners_page(desk, person, public_id)
    do, here = form.text("do"), f"/dossiers/{public_id}/partenaires"
    try:
        if do == "name":
            name_partner(desk, person, public_id, form.values, request_key=form.request_key)
            return see(here, done="partner-named")
        if do == "drop":
            drop_partner(desk, person, public_id, form.text("of"))
            return see(here, done="partner-dropped")
        if do == "ask":
            base = service_address(request)
            ask_partner(desk, person, public_id, form.text("of"), base=base)
            return see(here, done="partner-asked")
    except Refused as refused:
        return _refused(request, shown, form, refused)
    raise NotFound("step", do)


def _refused(request: Request, shown: PartnersPage, form: Form, refused: Refused) -> Response:
    words = translator(request)
    if isinstance(refused, Invalid):
        errors = tuple(errors_of(refused, words, labels_of(PartnerAnswers, words)))
    elif isinstance(refused, NotFound):
        raise refused
    else:
        errors = (("", sentence(refused, words)),)
    return _partners(request, shown, values=form.values, errors=errors, status=status_of(refused))


def _partners(
    request: Request,
    shown: PartnersPage,
    *,
    values: Mapping[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    return page(
        request,
        "partners/partners.html",
        status=status,
        own=shown.own,
        partners=shown.partners,
        missing=[(each.field, sentence(each, words)) for each in shown.missing],
        roles={role.value: tuple(map(words, ROLES[role])) for role in PartnerRole},
        takes=bool(shown.roles),
        sheet=_naming_sheet(request, shown, values or {}, errors),
        errors=errors,
    )


def _naming_sheet(
    request: Request,
    shown: PartnersPage,
    values: Mapping[str, str],
    errors: tuple[tuple[str, str], ...],
) -> Sheet:
    words = translator(request)
    choices = tuple(
        (role.value, words(CHOICE) % {"name": words(name), "told": words(told)})
        for role in shown.roles
        for name, told in (ROLES[role],)
    )
    sheet = draw_sheet(
        specs_of(PartnerAnswers), words, values=values, errors=errors, choices={"role": choices}
    )
    kinds = {"role": "radio", "email": "email"}
    return changed(
        sheet,
        fields=tuple(
            changed(each, kind=kinds[each.name]) if each.name in kinds else each
            for each in sheet.fields
        ),
    )


@router.get("/partenaires/{token}")
def show_signing(request: Request, token: str) -> Response:
    """What the partner would sign, with both answers beside it."""
    return _signing(request, token)


@router.post("/partenaires/{token}")
def answer(request: Request, token: str, form: Posted) -> Response:
    """Sign or decline."""
    desk, do = desk_of(request), form.text("do")
    try:
        if do == "sign":
            sign(desk, token, form.values, digest=form.text("digest"))
            return see(f"/partenaires/{token}", done="partner-signed")
        if do == "decline":
            decline(desk, token, form.values)
            return see(f"/partenaires/{token}", done="partner-declined")
    except Refused as refused:
        return _answer_refused(request, token, form, refused)
    raise NotFound("step", do)


@router.post("/partenaires/{token}/lettre")
def attach(request: Request, token: str, form: SentLetter) -> Response:
    """Keep the signed letter of the partner, or say what is wrong with the file."""
    desk, words = desk_of(request), translator(request)
    try:
        _keep_letter(desk, token, form)
    except FileRefused as refused:
        errors = (("letter", sentence(refused, words)),)
        return _signing(request, token, errors=errors, status=422)
    return see(f"/partenaires/{token}", done="attached")


def _keep_letter(desk: Desk, token: str, form: SentForm) -> None:
    if form.too_much:
        raise refusal_of_sending(form.too_much, letter_limits(desk, token))
    sent = [each for each in form.files if each.name or each.size]
    check_any(len(sent))
    if sent[0].part is None:
        # The reader keeps no more files than the letter may be.
        check_weight(sent[0].size, letter_limits(desk, token))
        raise FileRefused("file-too-many", met=len(sent), expected=1)
    attach_letter(desk, token, sent[0].part.path, sent[0].name, sent[0].size)


def _answer_refused(request: Request, token: str, form: Form, refused: Refused) -> Response:
    words = translator(request)
    if isinstance(refused, Invalid):
        labels = labels_of(SignAnswers, words) | labels_of(DeclineAnswers, words)
        errors = tuple(errors_of(refused, words, labels))
    else:
        errors = (("", sentence(refused, words)),)
    return _signing(request, token, values=form.values, errors=errors, status=status_of(refused))


def _signing(
    request: Request,
    token: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = sign_page(desk_of(request), token)
    partner = shown.partner
    specs = specs_of(SignAnswers) | specs_of(DeclineAnswers)
    return page(
        request,
        "partners/sign.html",
        status=status,
        address=f"/partenaires/{token}",
        shown=shown,
        partner=partner,
        role=tuple(map(words, ROLES[partner.role])),
        letter=letter_of(desk_of(request), partner),
        limits=letter_limits(desk_of(request), token),
        is_current=partner.has_signed(shown.digest),
        is_stale=partner.has_signed_before(shown.digest),
        sheet=draw_sheet(specs, words, values=values or {}, errors=errors),
        errors=errors,
    )
