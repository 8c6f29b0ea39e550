"""What the public pages show of this instance: its calls, and the evidence it proposes."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

import attrs
from starlette.requests import Request

from reflexes_calls.actions.looking import public_calls
from reflexes_calls.domain.call import Call, Moment, Procedure
from reflexes_calls.domain.deadlines import Verdict
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.rights import standing_of
from reflexes_calls.web.colours import ranks_of
from reflexes_calls.web.formatting import moment, money
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

Translate = Callable[[str], str]

PROCEDURES: Mapping[Procedure, str] = MappingProxyType(
    {
        Procedure.TWO_STEPS: N_("in two steps"),
        Procedure.PERMANENT: N_("all year round"),
    }
)
INTEREST = N_("call for interest, without money")
UP_TO_BOTH = N_("Up to %(money)s and %(weeks)s weeks for each trial")
UP_TO_WRITE = N_("Amount to be written; up to %(weeks)s weeks for each trial")
UP_TO_WEEKS = N_("No money; up to %(weeks)s weeks for each trial")


@attrs.frozen(kw_only=True)
class CallShown:
    """A call as a card: its state in words, and the colour it wears."""

    public_id: str
    title: str
    summary: str
    state: str
    mood: str
    kind: str
    means: str
    rank: int


def calls_shown(request: Request) -> tuple[CallShown, ...]:
    """The calls that anyone may see: open ones first, then those to come, then the others."""
    return _shown(request, public_calls(desk_of(request)))


def calls_of_piste(request: Request, code: str) -> tuple[CallShown, ...]:
    """The calls opened from a piste."""
    calls = public_calls(desk_of(request))
    return _shown(request, tuple(call for call in calls if code in call.piste_codes))


def state_of(request: Request, call: Call) -> tuple[str, str]:
    """The state of a call in words, and the class of its tag."""
    words, language = translator(request), language_of(request)
    if call.stage is CallStage.DRAFT:
        return words("Draft"), "warn"
    if call.stage is CallStage.CONCLUDED:
        return words("Concluded"), ""
    now = desk_of(request).clock.now()
    known = call.moment(now)
    if known is Moment.UPCOMING:
        return words("Opens on %(when)s") % {"when": moment(call.opens_at, language)}, "warn"
    if known is Moment.CLOSED:
        return words("Closed, being reviewed"), ""
    return _open_state(call, now, words, language)


def _open_state(call: Call, now: dt.datetime, words: Translate, language: str) -> tuple[str, str]:
    """What is awaited now: letters, full applications, those of the next cut-off."""
    standing = standing_of(call, call.first_phase, now)
    # What was announced is said, until something else decides: a grace under way, an outage.
    when = standing.announced if standing.verdict is Verdict.IN_TIME else standing.until
    facts = {"when": moment(when, language)}
    if call.first_phase is Phase.LETTER:
        if standing.is_open:
            return words("Letters of intent until %(when)s") % facts, "good"
        said = words("Full applications of those invited until %(when)s")
        return said % {"when": moment(call.deadline(now=now).announced, language)}, "warn"
    if call.cutoffs:
        return words("Open all year round, next cut-off %(when)s") % facts, "good"
    return words("Open until %(when)s") % facts, "good"


def kind_of(call: Call, words: Translate) -> str:
    """What sets a call apart from the plainest kind, or nothing."""
    said = [words(PROCEDURES[call.procedure])] if call.procedure in PROCEDURES else []
    return ", ".join([*said, *([] if call.funded else [words(INTEREST)])])


def means_of(call: Call, words: Translate, language: str) -> str:
    """What each trial may receive, in a few words; no amount where there is no money."""
    if not call.funded:
        return words(UP_TO_WEEKS) % {"weeks": call.weeks}
    if not call.budget_cap:
        return words(UP_TO_WRITE) % {"weeks": call.weeks}
    facts = {"money": money(call.budget_cap, language), "weeks": call.weeks}
    return words(UP_TO_BOTH) % facts


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
        kind=kind_of(call, translator(request)),
        means=means_of(call, translator(request), language),
        rank=ranks_of(desk_of(request).catalogue).get(call.piste_code, 0),
    )
