"""Terrains: administrations that offer a place to try a piste, or look for one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed
from reflexes_calls.actions.offering import (
    TerrainPage,
    list_terrains,
    offer,
    terrain_page,
    withdraw_offer,
    write_to,
)
from reflexes_calls.actions.partnering import name_terrain
from reflexes_calls.actions.people import organisations_of_person
from reflexes_calls.domain.errors import Invalid, NotFound, Refused
from reflexes_calls.domain.matching import Reason
from reflexes_calls.domain.people import Organisation
from reflexes_calls.domain.terrain import ContactAnswers, TerrainAnswers, TerrainRole
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.formatting import day
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_field, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.wording import sentence

router = APIRouter()

STANDS = MappingProxyType(
    {
        TerrainRole.TERRAIN: (N_("Terrain"), N_("We offer a place to try this piste.")),
        TerrainRole.LEAD: (N_("Lead"), N_("We would lead the trial, and look for others.")),
        TerrainRole.EVALUATOR: (
            N_("Evaluator"),
            N_("We would evaluate the trial, and look for others."),
        ),
    }
)
"""For each thing one may stand as, its name and what it says."""
REASONS = MappingProxyType(
    {
        "same-piste": N_("the same piste"),
        "stands-as-terrain": N_("offers a terrain"),
        "stands-as-lead": N_("would lead the trial"),
        "stands-as-evaluator": N_("would evaluate the trial"),
        "near-same": N_("the same territory"),
        "near-commune": N_("the same municipality"),
        "near-epci": N_("the same grouping of municipalities"),
        "near-department": N_("the same department"),
        "near-region": N_("the same region"),
        "same-time": N_("available at the same time"),
        "call-of-piste": N_("an open call for this piste"),
        "whole-trial": N_("you are available during the whole trial"),
        "part-of-trial": N_("you are available during part of the trial"),
    }
)
"""The words of each reason of a match."""
FROM_UNTIL = N_("%(said)s, from %(begin)s to %(end)s")
FROM = N_("%(said)s, from %(begin)s")
UNTIL = N_("%(said)s, until %(end)s")
CHOICE = N_("%(name)s – %(told)s")
FILTERS = ("piste", "territory", "stands_as")


@router.get("/terrains")
def list_all(request: Request) -> Response:
    """Every offer that stands, by piste, territory and what it stands as."""
    asked = {name: request.query_params.get(name, "").strip() for name in FILTERS}
    words = translator(request)
    errors: tuple[tuple[str, str], ...] = ()
    try:
        found = list_terrains(desk_of(request), asked)
    except Invalid as invalid:
        found = ()
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
    return page(
        request,
        "terrains/list.html",
        status=422 if errors else 200,
        found=found,
        errors=errors,
        sheet=_filters(request, asked, errors),
        filtered=any(asked.values()),
        may_offer=visitor_of(request).holds("applicant"),
        **_words(request),
    )


def _words(request: Request) -> dict[str, Any]:
    words = translator(request)
    return {
        "stands": {role.value: tuple(map(words, told)) for role, told in STANDS.items()},
        "pistes": desk_of(request).catalogue.pistes,
    }


def _pistes(request: Request) -> tuple[tuple[str, str], ...]:
    language = language_of(request)
    known = (one for one in desk_of(request).catalogue.pistes if not one.is_name_alone)
    named = ((one.code, one.title.in_language(language)) for one in known)
    return tuple(sorted(named, key=lambda pair: pair[1]))


def _filters(
    request: Request, asked: Mapping[str, str], errors: tuple[tuple[str, str], ...]
) -> Sheet:
    words = translator(request)
    roles = tuple((role.value, words(name)) for role, (name, _) in STANDS.items())
    fields = (
        Field(
            name="piste",
            label=words("Piste"),
            kind="choice",
            value=asked["piste"],
            choices=_pistes(request),
            optional=True,
        ),
        Field(
            name="territory",
            label=words("Territory"),
            hint=words("An official code or a name: a municipality, a department, a region."),
            value=asked["territory"],
            error=dict(errors).get("territory", ""),
            optional=True,
        ),
        Field(
            name="stands_as",
            label=words("Stands as"),
            kind="choice",
            value=asked["stands_as"],
            choices=roles,
            optional=True,
        ),
    )
    return Sheet(fields=fields, errors=errors)


@router.get("/terrains/nouveau")
def begin(request: Request, piste: str = "") -> Response:
    """The form of an offer."""
    return _offering(request, {"piste_code": piste})


@router.post("/terrains/nouveau")
def keep(request: Request, form: Posted) -> Response:
    """Publish an offer, or give back what was typed with everything to mend."""
    person, words = signed_in(request), translator(request)
    mine = organisations_of_person(desk_of(request), person)
    asked = form.text("organisation") or (mine[0].public_id if len(mine) == 1 else "")
    errors: tuple[tuple[str, str], ...]
    chosen = next((one for one in mine if one.public_id == asked), None)
    if chosen is None:
        errors = (("organisation", words("Choose the administration that offers.")),)
        return _offering(request, form.values, errors=errors, status=422)
    try:
        made = offer(desk_of(request), person, chosen, form.values, request_key=form.request_key)
    except Invalid as invalid:
        labels = labels_of(TerrainAnswers, words)
        errors = tuple(errors_of(invalid, words, labels))
        return _offering(request, form.values, errors=errors, status=422)
    return see(f"/terrains/{made.public_id}", done="terrain-offered")


def _offering(
    request: Request,
    values: Mapping[str, str],
    *,
    errors: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    person, words = signed_in(request), translator(request)
    mine = organisations_of_person(desk_of(request), person)
    said = tuple(
        (role.value, words(CHOICE) % {"name": words(name), "told": words(told)})
        for role, (name, told) in STANDS.items()
    )
    sheet = draw_sheet(
        specs_of(TerrainAnswers),
        words,
        values={"stands_as": TerrainRole.TERRAIN.value} | dict(values),
        errors=errors,
        choices={"stands_as": said, "piste_code": _pistes(request)},
    )
    kinds = {"stands_as": "radio", "piste_code": "choice"}
    fields = tuple(
        changed(one, kind=kinds[one.name]) if one.name in kinds else one for one in sheet.fields
    )
    if len(mine) > 1:
        fields = (_organisation(request, mine, values, errors), *fields)
    return page(
        request,
        "terrains/offer.html",
        status=status,
        organisations=mine,
        sheet=Sheet(fields=fields, errors=errors),
        errors=errors,
    )


def _organisation(
    request: Request,
    mine: tuple[Organisation, ...],
    values: Mapping[str, str],
    errors: tuple[tuple[str, str], ...],
) -> Field:
    return Field(
        name="organisation",
        label=translator(request)(N_("In the name of which administration?")),
        kind="radio",
        value=values.get("organisation", ""),
        error=dict(errors).get("organisation", ""),
        choices=tuple((one.public_id, one.name) for one in mine),
    )


@router.get("/terrains/{terrain_id}")
def show(request: Request, terrain_id: str) -> Response:
    """One offer, who matches it and why, and how to write to its administration."""
    return _terrain(request, terrain_id)


@router.post("/terrains/{terrain_id}")
def act(request: Request, terrain_id: str, form: Posted) -> Response:
    """Withdraw, write, or make a partner of it."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = f"/terrains/{terrain_id}"
    try:
        if do == "withdraw":
            withdraw_offer(desk, person, terrain_id)
            return see(here, done="terrain-withdrawn")
        if do == "write":
            _write(request, terrain_id, form)
            return see(here, done="message-sent")
        if do == "partner":
            application = form.text("application")
            name_terrain(
                desk,
                person,
                application,
                terrain_id,
                part=form.text("part"),
                request_key=form.request_key,
            )
            return see(f"/dossiers/{application}/partenaires", done="partner-named")
    except NotFound:
        raise
    except Refused as refused:
        return _refused(request, terrain_id, form, refused)
    raise NotFound("step", do)


def _write(request: Request, terrain_id: str, form: Form) -> None:
    desk, person = desk_of(request), signed_in(request)
    mine = organisations_of_person(desk, person)
    sender = form.text("organisation") or (mine[0].public_id if mine else "")
    write_to(
        desk,
        person,
        terrain_id,
        sender,
        form.values,
        base=service_address(request),
        answered=form.text("answered"),
    )


def _refused(request: Request, terrain_id: str, form: Form, refused: Refused) -> Response:
    words = translator(request)
    if isinstance(refused, Invalid):
        labels = labels_of(ContactAnswers, words)
        known = errors_of(refused, words, labels)
        # A refusal about a partner speaks of a field that this page does not have.
        errors = tuple((name if name in labels else "", said) for name, said in known)
    else:
        errors = (("", sentence(refused, words)),)
    status = status_of(refused)
    return _terrain(request, terrain_id, values=form.values, errors=errors, status=status)


def _terrain(
    request: Request,
    terrain_id: str,
    *,
    values: Mapping[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Response:
    shown = terrain_page(desk_of(request), visitor_of(request).person, terrain_id)
    words = translator(request)
    message = draw_field(
        "message",
        specs_of(ContactAnswers)["message"],
        words,
        value=(values or {}).get("message", ""),
        error=dict(reversed(errors)).get("message", ""),
    )
    return page(
        request,
        "terrains/terrain.html",
        status=status,
        shown=shown,
        terrain=shown.shown.terrain,
        matches=[(one.shown, _told(request, one.reasons)) for one in shown.matches],
        calls=[(one.call, _told(request, one.reasons)) for one in shown.calls],
        answerable=_answerable(shown),
        sheet=Sheet(fields=(message,), errors=errors),
        errors=errors,
        **_words(request),
    )


def _answerable(shown: TerrainPage) -> tuple[Organisation, ...]:
    """The administrations that wrote to the one that offers, each once."""
    if not shown.own:
        return ()
    own = shown.shown.organisation.id
    wrote = {one.id: one for _, one in shown.messages if one.id != own}
    return tuple(wrote.values())


def _told(request: Request, reasons: tuple[Reason, ...]) -> list[str]:
    return [_reason(request, each) for each in reasons]


def _reason(request: Request, reason: Reason) -> str:
    words, language = translator(request), language_of(request)
    said = words(REASONS[reason.kind])
    begin = day(reason.from_on, language) if reason.from_on else ""
    end = day(reason.until_on, language) if reason.until_on else ""
    if begin and end:
        return words(FROM_UNTIL) % {"said": said, "begin": begin, "end": end}
    if begin:
        return words(FROM) % {"said": said, "begin": begin}
    return words(UNTIL) % {"said": said, "end": end} if end else said
