"""How decisions and answers to appeals are said, and typed again."""

from collections.abc import Callable

from reflexes_calls.domain.appeal import AppealOutcome
from reflexes_calls.domain.decision import DecisionOutcome, PreparedDecision
from reflexes_calls.domain.form import Phase
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]
OUTCOMES = {
    DecisionOutcome.SELECTED: N_("Select"),
    DecisionOutcome.DECLINED: N_("Decline"),
}
REPLIES = {
    AppealOutcome.UPHELD: N_("The decision stands"),
    AppealOutcome.OVERTURNED: N_("Select this application after all"),
}
KEPT_AFTER_ALL = N_("Keep this letter of intent after all")
READ_AFTER_ALL = N_("This file is admissible after all: the jury reads it")


def outcomes(words: Translate) -> tuple[tuple[str, str], ...]:
    """The choices of a decision."""
    return tuple((each.value, words(said)) for each, said in OUTCOMES.items())


def replies(
    words: Translate, phase: Phase, *, is_inadmissible: bool
) -> tuple[tuple[str, str], ...]:
    """The choices of an answer to an appeal."""
    said = dict(REPLIES)
    if is_inadmissible:
        said[AppealOutcome.OVERTURNED] = READ_AFTER_ALL
    elif phase is Phase.LETTER:
        said[AppealOutcome.OVERTURNED] = KEPT_AFTER_ALL
    return tuple((each.value, words(label)) for each, label in said.items())


def typed_of_prepared(prepared: PreparedDecision) -> dict[str, str]:
    """A prepared decision as it would be typed."""
    return {
        "outcome": prepared.outcome.value,
        "amount": typed_amount(prepared.amount),
        "reasons": prepared.reasons,
    }


def typed_amount(cents: int | None) -> str:
    """An amount as it would be typed: « 12500,50 »."""
    if cents is None:
        return ""
    euros, rest = divmod(cents, 100)
    return f"{euros},{rest:02}" if rest else str(euros)
