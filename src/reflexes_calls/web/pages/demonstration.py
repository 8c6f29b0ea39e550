"""The clock of a demonstration: it can be moved, under `demo` alone."""

import datetime as dt

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.clocks import DemoClock
from reflexes_calls.web.formatting import PARIS
from reflexes_calls.web.forms import Field, Posted, Sheet
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of

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
    moment = _read_moment(form.text("day"), form.text("hour"))
    if moment is None:
        error = translator(request)(
            "Write the day as 31/12/2026 and the hour as 17:00, in Paris time."
        )
        sheet = _sheet(request, form.text("day"), form.text("hour"), error)
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


def _sheet(request: Request, day: str, hour: str, error: str = "") -> Sheet:
    words = translator(request)
    fields = (
        Field(
            name="day",
            label=words("Day"),
            kind="day",
            hint=words("For example 31/12/2026"),
            value=day,
            error=error,
        ),
        Field(
            name="hour",
            label=words("Hour in Paris"),
            kind="hour",
            hint=words("For example 17:00"),
            value=hour,
        ),
    )
    return Sheet(fields=fields, errors=(("day", error),) if error else ())


def _read_moment(day: str, hour: str) -> dt.datetime | None:
    try:
        typed = f"{day.strip()} {hour.strip()}"
        local = dt.datetime.strptime(typed, "%d/%m/%Y %H:%M").replace(tzinfo=PARIS)
        return local.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
