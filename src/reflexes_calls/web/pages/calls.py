"""The calls: which are open, and what each of them asks."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.looking import call_page, public_calls
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.people import Role
from reflexes_calls.web.calls_shown import calls_shown, state_of
from reflexes_calls.web.colours import ranks_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.visitor import desk_of, visitor_of

router = APIRouter()

GROUPS = (
    (Moment.OPEN.value, N_("Open")),
    (Moment.UPCOMING.value, N_("Opening soon")),
    (Moment.CLOSED.value, N_("Closed, being read")),
    (CallStage.CONCLUDED.value, N_("Concluded")),
)


@router.get("/appels")
def list_calls(request: Request) -> Response:
    """Every published call under where it stands, as ordered everywhere."""
    known = public_calls(desk_of(request))
    standings = {call.public_id: _standing(request, call) for call in known}
    words = translator(request)
    groups = [
        (words(heading), [c for c in calls_shown(request) if standings[c.public_id] == standing])
        for standing, heading in GROUPS
    ]
    return page(request, "calls/list.html", groups=[group for group in groups if group[1]])


@router.get("/appels/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """One call: where it comes from, what it asks, how it is judged, and when."""
    shown = call_page(desk_of(request), visitor_of(request).person, public_id)
    call = shown.call
    state, mood = state_of(request, call)
    return page(
        request,
        "calls/call.html",
        call=call,
        rank=ranks_of(desk_of(request).catalogue).get(call.piste_code, 0),
        state=state,
        mood=mood,
        standing=_standing(request, call),
        total_weight=sum(criterion.weight for criterion in call.criteria),
        reads_journal=bool(shown.roles & {Role.MANAGER, Role.ADMINISTRATOR}),
        manages=Role.MANAGER in shown.roles,
    )


def _standing(request: Request, call: Call) -> str:
    """The moment of a published call, else its stage."""
    if call.stage is CallStage.PUBLISHED:
        return call.moment(desk_of(request).clock.now()).value
    return call.stage.value
