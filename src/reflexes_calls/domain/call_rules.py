"""The rules of a call that are neither its text nor its calendar."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from reflexes.fields import choice, whole, yes
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call


class Wanted(StrEnum):
    """Whether something is left out, left to each applicant, or required of everyone."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@record
class CallRules:
    """Who may stand beside an applicant, how many applications, and how many readers."""

    partners: Wanted = choice(
        "Partners", default=Wanted.OPTIONAL, help="Each partner signs for its own part."
    )
    evaluator: Wanted = choice(
        "An evaluator beside the applicant",
        default=Wanted.NONE,
        help="A laboratory, a school or a neighbour who will judge the trial from outside.",
    )
    several: bool = yes("One administration may submit several applications", default=False)
    reviews_needed: int = whole(
        "Readers of each application",
        default=2,
        minimum=1,
        maximum=9,
        help="No decision is taken before all of them have written their review.",
    )


def rules_of(call: Call) -> CallRules:
    """The rules that a call keeps."""
    said: Mapping[str, Any] = call.settings
    start = CallRules()
    return CallRules(
        partners=Wanted(said.get("partners", start.partners)),
        evaluator=Wanted(said.get("evaluator", start.evaluator)),
        several=bool(said.get("several", start.several)),
        reviews_needed=call.reviews_needed,
    )


def typed_rules(rules: CallRules) -> dict[str, str]:
    """The rules as their form would have been filled in."""
    return {
        "partners": rules.partners.value,
        "evaluator": rules.evaluator.value,
        "several": "yes" if rules.several else "",
        "reviews_needed": str(rules.reviews_needed),
    }


def read_rules(raw: Raw) -> dict[str, Any]:
    """The columns of the rules said by a form."""
    said = read_form(CallRules, raw)
    settings = {
        "partners": said.partners.value,
        "evaluator": said.evaluator.value,
        "several": said.several,
    }
    return {"settings": settings, "reviews_needed": said.reviews_needed}
