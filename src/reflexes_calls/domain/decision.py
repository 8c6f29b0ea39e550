"""Decision: selected or declined, with the reasons the applicant will read.

It is prepared first, file by file, where only the manager sees it; those of a call are then
released together, so that nobody learns before the others.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from reflexes.digests import SCHEMA, digest_of
from reflexes.fields import choice, money, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call


class DecisionOutcome(StrEnum):
    """How an application was decided."""

    SELECTED = "selected"
    DECLINED = "declined"


@record
class DecisionAnswers:
    """The reasons, wherever a decision needs nothing else."""

    reasons: str = prose(
        "Reasons", max_length=2000, help="The applicant will read them: what decided, and why."
    )


@record
class PreparedAnswers:
    """What the manager writes beforehand for one application."""

    outcome: DecisionOutcome = choice("Decision")
    amount: int | None = money(
        "Amount granted",
        default=None,
        minimum=1,
        maximum=10_000_000_00,
        help="In euros, when the application is selected. It may be less than what was asked.",
    )
    reasons: str = prose(
        "Reasons", max_length=2000, help="The applicant will read them: what decided, and why."
    )


@record
class PreparedDecision:
    """A decision that is written and not yet known; `amount` in cents."""

    application_id: int
    outcome: DecisionOutcome
    amount: int | None
    reasons: str
    prepared_by: int
    prepared_at: dt.datetime


@record
class Decision:
    """A decision taken; `amount` in cents, when the call gives money and the file is selected."""

    application_id: int
    outcome: DecisionOutcome
    reasons: str
    decided_by: int
    decided_at: dt.datetime
    amount: int | None = None


def read_prepared(raw: Raw, call: Call) -> PreparedAnswers:
    """The decision that was typed; raises `Invalid` with every refusal.

    An amount is needed when a call that gives money selects; elsewhere it is passed over.
    """
    grants = call.funded and raw.get("outcome") == DecisionOutcome.SELECTED
    bounds = {"amount": {"maximum": call.budget_cap, "optional": False}} if grants else {}
    return read_form(PreparedAnswers, raw if grants else {**raw, "amount": ""}, bounds=bounds)


def digest_of_prepared(prepared: Iterable[PreparedDecision]) -> str:
    """What was seen of some prepared decisions: it tells that one changed since."""
    rows = sorted(
        [each.application_id, each.outcome.value, each.amount, each.reasons] for each in prepared
    )
    return digest_of({"schema": SCHEMA, "prepared": rows})
