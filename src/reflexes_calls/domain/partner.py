"""Partners of an application: who stands beside the lead, and whether they signed."""

from enum import StrEnum


class PartnerRole(StrEnum):
    """What a partner is there for."""

    PARTNER = "partner"
    EVALUATOR = "evaluator"
    TERRAIN = "terrain"


class PartnerState(StrEnum):
    """Where a partner's sign-off stands."""

    NAMED = "named"
    ASKED = "asked"
    SIGNED = "signed"
    DECLINED = "declined"
