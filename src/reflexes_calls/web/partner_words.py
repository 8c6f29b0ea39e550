"""The partners of an application in words, on the pages of its readers and on paper."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from reflexes.records import record
from reflexes_calls.domain.application import Version
from reflexes_calls.domain.partner import Partner, PartnerRole, PartnerState
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_

PARTNER_ROLES = MappingProxyType(
    {
        PartnerRole.PARTNER: N_("partner"),
        PartnerRole.EVALUATOR: N_("evaluator"),
        PartnerRole.TERRAIN: N_("terrain of the trial"),
    }
)
PARTNER_STATES = MappingProxyType(
    {
        PartnerState.NAMED: N_("not asked yet"),
        PartnerState.ASKED: N_("asked to sign"),
        PartnerState.SIGNED: N_("signed"),
        PartnerState.DECLINED: N_("declined"),
    }
)
SIGNED_BEFORE = N_("signed an earlier text")
SIGNED_BY = N_("%(state)s by %(name)s, %(function)s")


@record
class PartnerTold:
    """A partner as a reader sees them: what they are there for, their part, their sign-off.

    `letter` is the file of their signed letter, as a submission keeps it; none has neither.
    """

    name: str
    siret: str
    role: str
    part: str
    sign_off: str
    letter: Mapping[str, Any] | None = None


def partners_submitted(version: Version, words: Translate) -> tuple[PartnerTold, ...]:
    """The partners as they stood when a version was submitted, the evaluator first."""
    kept = version.answers.get("partners", ())
    first = sorted(kept, key=lambda each: each["role"] != PartnerRole.EVALUATOR)
    return tuple(_submitted(each, words) for each in first)


def partners_drafted(partners: Iterable[Partner], words: Translate) -> tuple[PartnerTold, ...]:
    """The partners as they stand in a draft; who signed is said once it is submitted."""
    return tuple(
        PartnerTold(
            name=each.name,
            siret=each.siret or "",
            role=words(PARTNER_ROLES[each.role]),
            part=each.part,
            sign_off=words(PARTNER_STATES[each.state]),
        )
        for each in partners
    )


def _submitted(kept: Mapping[str, Any], words: Translate) -> PartnerTold:
    return PartnerTold(
        name=kept["name"],
        siret=kept.get("siret") or "",
        role=words(PARTNER_ROLES[PartnerRole(kept["role"])]),
        part=kept["part"],
        sign_off=_sign_off(kept, words),
        letter=kept.get("letter"),
    )


def _sign_off(kept: Mapping[str, Any], words: Translate) -> str:
    state = PartnerState(kept["state"])
    said = words(PARTNER_STATES[state])
    if state is not PartnerState.SIGNED:
        return said
    said = said if kept.get("is_current", True) else words(SIGNED_BEFORE)
    facts = {"name": kept.get("signed_name", ""), "function": kept.get("signed_function", "")}
    return words(SIGNED_BY) % {"state": said, **facts}
