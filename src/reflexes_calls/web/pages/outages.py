"""The outages: when the service could not be reached, and the deadlines that moved."""

import datetime as dt

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.watching import cancel_outage, declare_outage, outages_told
from reflexes_calls.domain.answers import UnreadableError, read_day, read_hour
from reflexes_calls.domain.clock import instant_of
from reflexes_calls.domain.errors import FieldRefusal, Invalid, Refused
from reflexes_calls.web.forms import Field, Form, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

BEGINS, ENDS = N_("Day it began"), N_("Day it ended")
FIELDS = (
    ("started_on", BEGINS, "day", N_("Write days as 31/12/2026.")),
    ("started_at", N_("Hour it began"), "hour", N_("Paris time, such as 16:20.")),
    ("ended_on", ENDS, "day", N_("Write days as 31/12/2026.")),
    ("ended", N_("Hour it ended"), "hour", N_("Paris time, such as 16:20.")),
    ("reason", N_("What happened"), "prose", N_("Everyone concerned may read it.")),
)


@router.get("/gestion/pannes")
def show(request: Request) -> Response:
    """The outages known, and the form to declare one."""
    return _page(request)


@router.post("/gestion/pannes")
def act(request: Request, form: Posted) -> Response:
    """Declare an outage, or take one back."""
    person, desk = signed_in(request), desk_of(request)
    if form.text("do") == "cancel":
        return _cancel(request, form.text("number"))
    try:
        started, ended = _instants(form)
        declare_outage(desk, person, started, ended, form.text("reason"))
    except Invalid as invalid:
        words = translator(request)
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
        return _page(request, values=form.values, errors=errors, status=422)
    return see("/gestion/pannes", done="saved")


def _cancel(request: Request, number: str) -> Response:
    key = int(number[:9]) if number.isdecimal() and number.isascii() else 0
    try:
        cancel_outage(desk_of(request), signed_in(request), key)
    except Refused as refused:
        if refused.kind != "outage-stays":
            raise
        return _page(request, told=sentence(refused, translator(request)), status=409)
    return see("/gestion/pannes", done="saved")


def _instants(form: Form) -> tuple[dt.datetime, dt.datetime]:
    refusals: list[FieldRefusal] = []
    found: list[dt.datetime] = []
    for day, hour in (("started_on", "started_at"), ("ended_on", "ended")):
        try:
            found.append(_instant(form, day, hour))
        except Invalid as invalid:
            refusals.extend(invalid.refusals)
    if refusals:
        raise Invalid(tuple(refusals))
    return found[0], found[1]


def _instant(form: Form, day: str, hour: str) -> dt.datetime:
    refusals = []
    try:
        on = read_day(form.text(day).strip())
    except UnreadableError as error:
        refusals.append(FieldRefusal(field=day, kind=error.kind, met=form.text(day)))
    try:
        at = read_hour(form.text(hour))
    except UnreadableError:
        refusals.append(FieldRefusal(field=hour, kind="not-an-hour", met=form.text(hour)))
    if refusals:
        raise Invalid(tuple(refusals))
    return instant_of(on, at.hour, at.minute)


def _page(
    request: Request,
    *,
    values: dict[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    told: str = "",
    status: int = 200,
) -> Response:
    words = translator(request)
    known = outages_told(desk_of(request), signed_in(request))
    said = dict(reversed(errors))
    fields = tuple(
        Field(
            name=name,
            label=words(label),
            kind=kind,
            hint=words(hint),
            value=(values or {}).get(name, ""),
            error=said.get(name, ""),
        )
        for name, label, kind, hint in FIELDS
    )
    sheet = Sheet(fields=fields, errors=errors)
    return page(
        request,
        "outages/outages.html",
        status=status,
        known=known,
        sheet=sheet,
        errors=errors,
        told=told,
    )
