"""What the public pages show of this instance: its calls, and the evidence it proposes."""

import attrs
from starlette.requests import Request

from reflexes.evidence import Evidence
from reflexes_calls.actions.evaluating import overlay_for_piste
from reflexes_calls.actions.looking import public_calls
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.web.colours import ranks_of
from reflexes_calls.web.formatting import moment
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of


@attrs.frozen(kw_only=True)
class CallShown:
    """A call as a card: its state in words, and the colour it wears."""

    public_id: str
    title: str
    summary: str
    state: str
    mood: str
    rank: int


def calls_shown(request: Request) -> tuple[CallShown, ...]:
    """The calls that anyone may see: open ones first, then those to come, then the others."""
    return _shown(request, public_calls(desk_of(request)))


def calls_of_piste(request: Request, code: str) -> tuple[CallShown, ...]:
    """The calls opened from a piste."""
    calls = public_calls(desk_of(request))
    return _shown(request, tuple(call for call in calls if call.piste_code == code))


def proposed_here(request: Request, code: str) -> tuple[Evidence, ...]:
    """The evidence that this instance proposes for a piste, apart from the edition."""
    return overlay_for_piste(desk_of(request), code)


def state_of(request: Request, call: Call) -> tuple[str, str]:
    """The state of a call in words, and the class of its tag."""
    words, language = translator(request), language_of(request)
    if call.stage is CallStage.DRAFT:
        return words("Draft"), "warn"
    if call.stage is CallStage.CONCLUDED:
        return words("Concluded"), ""
    known = call.moment(desk_of(request).clock.now())
    if known is Moment.UPCOMING:
        said = words("Opens on %(when)s") % {"when": moment(call.opens_at, language)}
        return said, "warn"
    if known is Moment.OPEN:
        said = words("Open until %(when)s") % {"when": moment(call.closes_at, language)}
        return said, "good"
    return words("Closed, being reviewed"), ""


def _shown(request: Request, calls: tuple[Call, ...]) -> tuple[CallShown, ...]:
    now = desk_of(request).clock.now()
    order = list(Moment)
    order.insert(0, order.pop(order.index(Moment.OPEN)))

    def place(call: Call) -> tuple[bool, int, float]:
        concluded = call.stage is CallStage.CONCLUDED
        return concluded, order.index(call.moment(now)), call.closes_at.timestamp()

    return tuple(card_of(request, call) for call in sorted(calls, key=place))


def card_of(request: Request, call: Call) -> CallShown:
    """A call as the card that lists show."""
    language = language_of(request)
    state, mood = state_of(request, call)
    return CallShown(
        public_id=call.public_id,
        title=call.title(language),
        summary=call.summary(language),
        state=state,
        mood=mood,
        rank=ranks_of(desk_of(request).catalogue).get(call.piste_code, 0),
    )
