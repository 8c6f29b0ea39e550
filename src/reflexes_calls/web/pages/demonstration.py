"""The clock of a demonstration: it can be moved, under `demo` alone."""

import datetime as dt

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.clocks import DemoClock
from reflexes_calls.domain.answers import UnreadableError, read_day, read_hour
from reflexes_calls.domain.clock import instant_of
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.web.formatting import PARIS
from reflexes_calls.web.forms import Field, Form, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of
from reflexes_calls.wording import sentence

router = APIRouter()

# The clock keeps whole seconds: without this, 17:00 could read 16:59.
HALF_A_SECOND = dt.timedelta(milliseconds=500)
JUMPS = (
    ("1", N_("One day later")),
    ("7", N_("One week later")),
    ("30", N_("One month later")),
    ("90", N_("Three months later")),
)


@router.get("/demonstration")
def show(request: Request) -> Response:
    """What the demonstration is, and its clock."""
    now = desk_of(request).clock.now().astimezone(PARIS)
    return _page(request, _sheet(request, f"{now:%d/%m/%Y}", f"{now:%H:%M}"))


@router.post("/demonstration")
def move(request: Request, form: Posted) -> Response:
    """Move the clock by some days, or to a day and an hour of Paris."""
    clock = DemoClock(desk_of(request).engine)
    jump = form.text("jump")
    if jump in dict(JUMPS):
        clock.move_to(clock.now() + dt.timedelta(days=int(jump)))
        return see("/demonstration", done="clock-moved")
    try:
        moment = _read_moment(form)
    except Invalid as invalid:
        words = translator(request)
        errors = tuple((each.field, sentence(each, words)) for each in invalid.refusals)
        sheet = _sheet(request, form.text("day"), form.text("hour"), errors)
        return _page(request, sheet, status=422)
    clock.move_to(moment + HALF_A_SECOND)
    return see("/demonstration", done="clock-moved")


def _page(request: Request, sheet: Sheet, status: int = 200) -> Response:
    words = translator(request)
    return page(
        request,
        "demonstration/clock.html",
        status=status,
        sheet=sheet,
        errors=sheet.errors,
        jumps=[(days, words(said)) for days, said in JUMPS],
    )


def _sheet(
    request: Request, day: str, hour: str, errors: tuple[tuple[str, str], ...] = ()
) -> Sheet:
    words, mistakes = translator(request), dict(errors)
    fields = (
        Field(
            name="day",
            label=words("Day"),
            kind="day",
            hint=words("For example 31/12/2026"),
            value=day,
            error=mistakes.get("day", ""),
        ),
        Field(
            name="hour",
            label=words("Hour in Paris"),
            kind="hour",
            hint=words("For example 17:00"),
            value=hour,
            error=mistakes.get("hour", ""),
        ),
    )
    return Sheet(fields=fields, errors=errors)


def _read_moment(form: Form) -> dt.datetime:
    """The instant that was typed, or what is wrong in the day and in the hour."""
    refusals, day, hour = [], None, None
    try:
        day = read_day(form.text("day").strip())
    except UnreadableError as error:
        refusals.append(_refusal("day", error, form))
    try:
        hour = read_hour(form.text("hour"))
    except UnreadableError as error:
        refusals.append(_refusal("hour", error, form))
    if day is None or hour is None:
        raise Invalid(tuple(refusals))
    return instant_of(day, hour.hour, hour.minute)


def _refusal(name: str, error: UnreadableError, form: Form) -> FieldRefusal:
    met = form.text(name).strip()
    return FieldRefusal(field=name, kind=error.kind if met else "to-set", met=met)
