"""Decision: selected or declined, with the reasons the applicant will read."""

import datetime as dt
from enum import StrEnum

from reflexes.fields import prose
from reflexes.records import record


class DecisionOutcome(StrEnum):
    """How an application was decided."""

    SELECTED = "selected"
    DECLINED = "declined"


@record
class DecisionAnswers:
    """What the manager writes."""

    reasons: str = prose(
        "Reasons", max_length=2000, help="The applicant will read them: what decided, and why."
    )


@record
class Decision:
    """A decision taken."""

    application_id: int
    outcome: DecisionOutcome
    reasons: str
    decided_by: int
    decided_at: dt.datetime
