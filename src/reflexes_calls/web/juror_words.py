"""The words of a jury: what it reads, who sits in it, what binds them, and their forms."""

from collections.abc import Callable, Iterable
from types import MappingProxyType

import reflexes
from reflexes_calls.domain.bonds import BarredKind
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.jury import BondKind, Juror, JurorKind, JurorState, JuryKind
from reflexes_calls.web.notices import N_

JURIES = MappingProxyType(
    {
        JuryKind.PROJECT: N_("the projects"),
        JuryKind.PROTOCOL: N_("whether trials can measure anything"),
    }
)
KINDS = MappingProxyType(
    {
        JurorKind.PRACTITIONER: N_("practitioner"),
        JurorKind.AGENT: N_("agent"),
        JurorKind.RESEARCHER: N_("researcher"),
        JurorKind.USER: N_("user of the service"),
    }
)
STATES = MappingProxyType(
    {
        JurorState.INVITED: (N_("invited, answer awaited"), "warn"),
        JurorState.ACCEPTED: (N_("in the jury"), "good"),
        JurorState.DECLINED: (N_("invitation declined"), ""),
        JurorState.LEFT: (N_("left the jury"), ""),
    }
)
TIES = MappingProxyType(
    {
        BarredKind.TEAM: N_("belongs to the team of the file"),
        BarredKind.OWN: N_("belongs to %(why)s, which leads it"),
        BarredKind.GROUPING: N_("belongs to the same grouping as %(why)s (same SIREN number)"),
        BarredKind.PARTNER: N_("belongs to %(why)s, a partner of it"),
        BarredKind.CO_SIGNER: N_(
            "their organisation signs another file of this call beside %(why)s"
        ),
        BarredKind.FUNDING: N_("an agreement ties their organisation (%(why)s) to its lead"),
        BarredKind.EMPLOYER: N_("works for %(why)s (declared)"),
        BarredKind.PAST_EMPLOYER: N_("worked for %(why)s (declared)"),
        BarredKind.FUNDER: N_("funds %(why)s, or is funded by it (declared)"),
        BarredKind.FAMILY: N_("has family there: %(why)s (declared)"),
        BarredKind.WORKED_TOGETHER: N_("has worked with %(why)s (declared)"),
        BarredKind.OTHER: N_("is tied to %(why)s (declared)"),
        BarredKind.RECUSAL: N_("recused themselves"),
    }
)
"""Why a juror may not read a file, as a manager reads it."""
BONDS = MappingProxyType(
    {
        BondKind.EMPLOYER: N_("I work there"),
        BondKind.PAST_EMPLOYER: N_("I worked there"),
        BondKind.FUNDER: N_("It funds my organisation, or mine funds it"),
        BondKind.FAMILY: N_("I have family or close friends there"),
        BondKind.WORKED_TOGETHER: N_("I have worked with it"),
        BondKind.OTHER: N_("Another tie"),
    }
)
"""What a juror may declare."""
BONDS_OF = MappingProxyType(
    {
        BondKind.EMPLOYER: N_("works there"),
        BondKind.PAST_EMPLOYER: N_("worked there"),
        BondKind.FUNDER: N_("funding between the two"),
        BondKind.FAMILY: N_("family or close friends there"),
        BondKind.WORKED_TOGETHER: N_("has worked with it"),
        BondKind.OTHER: N_("another tie"),
    }
)
"""The same, as a manager writes and reads it."""
LANGUAGES = MappingProxyType(
    {
        "fr": N_("French"),
        "en": N_("English"),
        "de": N_("German"),
        "es": N_("Spanish"),
        "it": N_("Italian"),
        "nl": N_("Dutch"),
        "pt": N_("Portuguese"),
        "ar": N_("Arabic"),
        "br": N_("Breton"),
        "oc": N_("Occitan"),
    }
)
SHELVES = MappingProxyType(
    {
        "pistes": N_("Pistes you know"),
        "phenomena": N_("Phenomena you know"),
        "controversies": N_("Controversies you know"),
        "principles": N_("Principles you know"),
    }
)


def said_load(juror: Juror, words: Callable[[str], str]) -> str:
    """How many files a juror reads, in words; nothing where they said nothing."""
    told = {"least": juror.least, "most": juror.most}
    if juror.least and juror.most is not None:
        return words("from %(least)s to %(most)s files") % told
    if juror.most is not None:
        return words("%(most)s files at most") % told
    return words("%(least)s files at least") % told if juror.least else ""


def titles_of(
    codes: Iterable[str], catalogue: reflexes.Catalogue, language: str
) -> tuple[str, ...]:
    """The titles of some records of the catalogue; a code that is there no more stands alone."""
    known = {each.code: each for shelf in SHELVES for each in getattr(catalogue, shelf)}
    return tuple(
        known[code].title.in_language(language) if code in known else code for code in codes
    )


def jury_named(code: str) -> JuryKind:
    """The jury that an address or a form names; the project's where it names none."""
    if code and code not in set(JuryKind):
        raise NotFound("jury", code)
    return JuryKind(code) if code else JuryKind.PROJECT
