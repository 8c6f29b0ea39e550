"""The text of a call as its public page tells it: the parts, the calendar and the rules."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.call import Call, Procedure
from reflexes_calls.domain.call_rules import Wanted, rules_of
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.terms import HEADING_CODES, HEADINGS, part_said, parts_under
from reflexes_calls.web.formatting import day, moment
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

PARTNERS: Mapping[Wanted, str] = MappingProxyType(
    {
        Wanted.NONE: N_("You apply without partners."),
        Wanted.OPTIONAL: N_("Partners are possible. Each of them signs for its own part."),
        Wanted.REQUIRED: N_("At least one partner is required, who signs for its own part."),
    }
)
EVALUATORS: Mapping[Wanted, str] = MappingProxyType(
    {
        Wanted.NONE: "",
        Wanted.OPTIONAL: N_("An evaluator from outside may stand beside you."),
        Wanted.REQUIRED: N_("An evaluator from outside is required beside you."),
    }
)
SEVERAL = N_("One administration may submit several applications.")
ONLY_ONE = N_("Each administration submits one application.")
SHORTLIST = N_("Result of the first step told by")
MOVED = N_("moved for everyone, since the service could not be reached")
OPENING, LETTERS, CLOSING = (
    N_("Applications open"),
    N_("Letters of intent close"),
    N_("Applications close"),
)
QUESTIONS, CUTOFF, LAST = (
    N_("Questions may be asked until"),
    N_("Cut-off %(number)s"),
    N_("Last cut-off"),
)
LATER = (
    (N_("Files checked for completeness by"), "completeness_by"),
    (N_("Files read by the jury by"), "review_by"),
    (N_("The committee meets on"), "committee_on"),
    (N_("Decisions announced by"), "decision_by"),
    (N_("Agreements signed by"), "agreement_by"),
)


@record
class PartTold:
    """What a call says in one part, and the language in which it says it."""

    code: str
    label: str
    text: str
    language: str


@record
class CallDay:
    """A day of a call; `is_whole` when no hour is said."""

    key: str
    label: str
    at: dt.datetime
    is_whole: bool = False
    is_closing: bool = False
    has_moved: bool = False


@record
class DayTold:
    """One line of the calendar."""

    label: str
    when: str
    note: str = ""
    is_closing: bool = False


@record
class PisteTold:
    """A piste as it was frozen with the call."""

    code: str
    title: str
    problem: tuple[str, str]
    proposition: tuple[str, str]
    digest: str


def parts_told(call: Call, language: str, words: Translate) -> dict[str, tuple[PartTold, ...]]:
    """What the call says, by the short name of each heading; parts left empty are not shown."""
    return {
        HEADING_CODES[heading]: tuple(
            PartTold(
                code=part.code,
                label=words(part.label),
                text=said.said(language),
                language="en" if language == "en" and said.en else "fr",
            )
            for part in parts_under(heading, funded=call.funded)
            # A heading with nothing under it would promise a rule that is not there.
            if (said := part_said(call.terms, part)).said(language)
        )
        for heading in HEADINGS
    }


def days_of(call: Call, words: Translate) -> tuple[CallDay, ...]:
    """The days of a call in their order; a deadline that moved is where it moved to."""
    days = [CallDay(key="opens", label=words(OPENING), at=call.opens_at)]
    if call.questions_until:
        days.append(CallDay(key="questions", label=words(QUESTIONS), at=call.questions_until))
    if call.letter_closes_at and call.first_phase is Phase.LETTER:
        days.append(_deadline(call, "letters", words(LETTERS), call.letter_closes_at))
        if call.shortlist_by:
            label = words(SHORTLIST)
            days.append(
                CallDay(key="shortlist_by", label=label, at=call.shortlist_by, is_whole=True)
            )
    for number, cutoff in enumerate(call.cutoffs, start=1):
        label = words(CUTOFF) % {"number": number}
        days.append(_deadline(call, f"cutoff-{number}", label, cutoff))
    label = words(LAST if call.procedure is Procedure.PERMANENT else CLOSING)
    days.append(_deadline(call, "closes", label, call.closes_at))
    for said, name in LATER:
        instant: dt.datetime | None = getattr(call, name)
        if instant:
            days.append(CallDay(key=name, label=words(said), at=instant, is_whole=True))
    return tuple(days)


def _deadline(call: Call, key: str, label: str, announced: dt.datetime) -> CallDay:
    moved_to = call.deadline_at(announced).moved_to
    return CallDay(
        key=key,
        label=label,
        at=moved_to or announced,
        is_closing=True,
        has_moved=moved_to is not None,
    )


def calendar_told(call: Call, language: str, words: Translate) -> tuple[DayTold, ...]:
    """The days of a call in their order, all in Paris time."""
    return tuple(
        DayTold(
            label=each.label,
            when=day(local_day(each.at), language) if each.is_whole else moment(each.at, language),
            note=words(MOVED) if each.has_moved else "",
            is_closing=each.is_closing,
        )
        for each in days_of(call, words)
    )


def rules_told(call: Call, words: Translate) -> tuple[str, ...]:
    """The rules that the service applies, in words."""
    rules = rules_of(call)
    said = (PARTNERS[rules.partners], EVALUATORS[rules.evaluator])
    return tuple(words(each) for each in (*said, SEVERAL if rules.several else ONLY_ONE) if each)


def pistes_told(call: Call, language: str) -> tuple[PisteTold, ...]:
    """The pistes of a call, as they were frozen with it."""
    first = {"code": call.piste_code, "piste": call.piste, "digest": call.piste_digest}
    return tuple(_piste(each, language) for each in (first, *call.other_pistes))


def _piste(kept: Mapping[str, Any], language: str) -> PisteTold:
    frozen = kept["piste"]
    return PisteTold(
        code=kept["code"],
        title=said_in(frozen["title"], language)[0],
        problem=said_in(frozen.get("problem"), language),
        proposition=said_in(frozen.get("proposition"), language),
        digest=kept["digest"],
    )


def said_in(frozen: Mapping[str, Any] | None, language: str) -> tuple[str, str]:
    """A frozen text in `language`, and the language that it really is in."""
    if not frozen:
        return "", "fr"
    if language == "en" and frozen.get("en"):
        return str(frozen["en"]), "en"
    return str(frozen.get("fr", "")), "fr"
