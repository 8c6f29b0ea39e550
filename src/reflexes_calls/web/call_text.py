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
            if (said := part_said(call.terms, part))
        )
        for heading in HEADINGS
    }


def calendar_told(call: Call, language: str, words: Translate) -> tuple[DayTold, ...]:
    """The days of a call in their order, all in Paris time."""
    lines = [DayTold(label=words(OPENING), when=moment(call.opens_at, language))]
    if call.questions_until:
        lines.append(DayTold(label=words(QUESTIONS), when=moment(call.questions_until, language)))
    if call.letter_closes_at and call.first_phase is Phase.LETTER:
        lines.append(_deadline(call, words(LETTERS), call.letter_closes_at, language, words))
    permanent = call.procedure is Procedure.PERMANENT
    for number, cutoff in enumerate(call.cutoffs, start=1):
        label = words(CUTOFF) % {"number": number}
        lines.append(_deadline(call, label, cutoff, language, words))
    label = words(LAST if permanent else CLOSING)
    lines.append(_deadline(call, label, call.closes_at, language, words))
    for said, name in LATER:
        instant: dt.datetime | None = getattr(call, name)
        if instant:
            lines.append(DayTold(label=words(said), when=day(local_day(instant), language)))
    return tuple(lines)


def _deadline(
    call: Call, label: str, announced: dt.datetime, language: str, words: Translate
) -> DayTold:
    deadline = call.deadline_at(announced)
    if deadline.moved_to is None:
        return DayTold(label=label, when=moment(announced, language), is_closing=True)
    return DayTold(
        label=label,
        when=moment(deadline.moved_to, language),
        note=words(MOVED),
        is_closing=True,
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
