"""The plan's own rules for stopping are read when a pilot is given up: does one of them apply?"""

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.pilot import AbandonAnswers, Pilot
from reflexes_calls.storage import plans

if TYPE_CHECKING:
    from reflexes.evaluation.plan import Rule
    from reflexes.evaluation.report import RuleRead

NONE = "none"


def rules_of(connection: Connection, pilot: Pilot) -> "tuple[Rule, ...]":
    """The rules of the locked plan of a pilot: for stopping, then for giving up."""
    kept = plans.registration_of_pilot(connection, pilot.id)
    return (*kept.plan.stopping, *kept.plan.abandoning) if kept else ()


def read_rules(rules: "tuple[Rule, ...]", said: AbandonAnswers, raw: Raw) -> "RuleRead | None":
    """How the rules were read; None where the plan has none, or nobody was asked.

    A form that shows the rules asks for an answer; raises `Invalid` when it is not whole.
    """
    # Late: pages that ask for no rule do without what reports are made of.
    from reflexes.evaluation.report import RuleRead  # noqa: PLC0415  # see above

    if not rules or (not said.rule and "rules_shown" not in raw):
        return None
    ranks = {str(rank): rule for rank, rule in enumerate(rules, start=1)}
    refusals = []
    if said.rule not in {NONE, *ranks}:
        kind, expected = ("not-a-choice" if said.rule else "missing"), ", ".join((*ranks, NONE))
        refusals.append(FieldRefusal(field="rule", kind=kind, met=said.rule, expected=expected))
    if not said.rule_reason.strip():
        refusals.append(FieldRefusal(field="rule_reason", kind="missing"))
    if refusals:
        raise Invalid(tuple(refusals))
    return RuleRead(why=said.rule_reason.strip(), rule=ranks.get(said.rule))
