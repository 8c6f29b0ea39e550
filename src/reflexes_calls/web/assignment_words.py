"""The words of an assignment: how well a pair fits, why it is, why somebody is left out."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import reflexes
from reflexes_calls.actions.fitting import Degree
from reflexes_calls.actions.telling_assignment import PairTold, titles_of_codes
from reflexes_calls.domain.assignment import Away, Hand, Way
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]
DEGREES: Mapping[Degree, str] = MappingProxyType(
    {
        Degree.MUCH: N_("fits very well"),
        Degree.WELL: N_("fits well"),
        Degree.LITTLE: N_("fits a little"),
        Degree.NOT: N_("nothing known in common"),
    }
)
WAYS: Mapping[Way, str] = MappingProxyType(
    {
        Way.BEST: N_("The best fit over all the files"),
        Way.EVEN: N_("First the file served worst, as well as can be; then the best fit"),
        Way.RANDOM: N_("Drawn by lot against collusion: nobody can count on a given file"),
    }
)
HANDS: Mapping[Hand, str] = MappingProxyType(
    {Hand.FREE: N_("Free"), Hand.KEEP: N_("Keep"), Hand.FORBID: N_("Never")}
)
OUT: Mapping[Away, str] = MappingProxyType(
    {
        Away.NOT_FREE: N_("is free on no day of the reading"),
        Away.NO_ACCOUNT: N_("has no account yet"),
    }
)


def why_said(
    pair: PairTold, catalogue: reflexes.Catalogue, words: Translate, language: str
) -> tuple[str, ...]:
    """Why a pair is, in short sentences."""
    told = []
    if pair.is_held:
        told.append(words("Given by hand, or opened already: it stands."))
    elif pair.is_settled:
        told.append(words("Kept by hand."))
    told.extend(_common_said(pair, catalogue, words, language))
    told.append(_rank_said(pair, words))
    reasons = {
        "conflict": N_("fits better, and may not read it: %(count)s"),
        "full": N_("fits better, and has as many files as they can: %(count)s"),
        "elsewhere": N_("fits better, and serves others more: %(count)s"),
    }
    told.extend(
        words(said) % {"count": pair.better[code]}
        for code, said in reasons.items()
        if pair.better.get(code)
    )
    return tuple(told)


def _common_said(
    pair: PairTold, catalogue: reflexes.Catalogue, words: Translate, language: str
) -> list[str]:
    def named(codes: tuple[str, ...]) -> str:
        several = titles_of_codes(codes, catalogue)
        quoted = "“%s”" if language == "en" else "«\u00a0%s\u00a0»"
        return ", ".join(quoted % each.said(language) for each in several)

    told = []
    if own := named(pair.common.own):
        told.append(words("Knows its subject: %(what)s.") % {"what": own})
    elif tied := named(pair.common.tied):
        told.append(words("Knows what is tied to its subject: %(what)s.") % {"what": tied})
    if pair.common.words:
        listed = ", ".join(pair.common.words)
        told.append(words("Words in common: %(words)s.") % {"words": listed})
    return told


def _rank_said(pair: PairTold, words: Translate) -> str:
    facts = {"rank": pair.rank, "possible": pair.possible}
    if pair.rank == 1:
        return words("Nobody fits better among the %(possible)s who may read it.") % facts
    return words("Number %(rank)s of the %(possible)s who may read it.") % facts
