"""Verbs that say something one can see, in six families, and those that do not.

The families are those commonly drawn from Bloom; the lists are short on purpose.
"""

import unicodedata
from types import MappingProxyType

FAMILIES = ("remember", "explain", "apply", "analyse", "judge", "make")
"""From the simplest to the most demanding."""

_FRENCH = {
    "remember": "citer, définir, identifier, lister, nommer, rappeler, reconnaître, repérer, "
    "situer",
    "explain": "décrire, distinguer, expliquer, illustrer, reformuler, relier, résumer, traduire",
    "apply": "animer, appliquer, calculer, conduire, employer, mener, planifier, préparer, "
    "réaliser, tenir, utiliser",
    "analyse": "analyser, cartographier, classer, comparer, décomposer, examiner, hiérarchiser, "
    "mesurer, trier",
    "judge": "argumenter, choisir, critiquer, décider, défendre, estimer, évaluer, justifier, "
    "négocier, prioriser",
    "make": "adapter, composer, concevoir, construire, élaborer, formuler, proposer, rédiger",
}
_ENGLISH = {
    "remember": "cite, define, identify, list, name, recall, recognise, spot, locate",
    "explain": "describe, distinguish, explain, illustrate, rephrase, relate, summarise, translate",
    "apply": "lead, apply, calculate, conduct, employ, run, plan, prepare, carry out, hold, use",
    "analyse": "analyse, map, classify, compare, break down, examine, rank, measure, sort",
    "judge": "argue, choose, criticise, decide, defend, estimate, assess, justify, negotiate, "
    "prioritise",
    "make": "adapt, compose, design, build, draw up, formulate, propose, draft, write",
}
OBSERVABLE = MappingProxyType(
    {
        language: MappingProxyType(
            {
                verb.strip(): family
                for family, verbs in families.items()
                for verb in verbs.split(",")
            }
        )
        for language, families in (("fr", _FRENCH), ("en", _ENGLISH))
    }
)
"""The family of each observable verb, in each language."""

VAGUE = MappingProxyType(
    {
        "fr": frozenset(
            {
                "acquérir",
                "appréhender",
                "apprendre",
                "approfondir",
                "assimiler",
                "comprendre",
                "connaître",
                "découvrir",
                "intégrer",
                "maîtriser",
                "percevoir",
                "réfléchir",
                "savoir",
                "sensibiliser",
            }
        ),
        "en": frozenset(
            {
                "acquire",
                "appreciate",
                "be aware of",
                "be familiar with",
                "become aware of",
                "discover",
                "explore",
                "grasp",
                "know",
                "learn",
                "master",
                "perceive",
                "raise awareness",
                "realise",
                "understand",
            }
        ),
    }
)
"""Verbs that nobody can see being done."""


def family(verb: str, language: str) -> str | None:
    """The family of a verb, or None when it is not of the list."""
    return OBSERVABLE[language].get(_bare(verb))


def is_vague(verb: str, language: str) -> bool:
    """Whether a verb says nothing that can be seen."""
    bare = _bare(verb)
    return bare in VAGUE[language] or bare.removeprefix("se ").removeprefix("s’") in VAGUE[language]


def _bare(verb: str) -> str:
    return unicodedata.normalize("NFC", verb).strip().lower().replace("'", "’")
