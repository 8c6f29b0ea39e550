"""The English that we propose for a new call: it stands only beside the French it translates.

Whoever changes the French and does not read English would otherwise publish, in English, a rule
that nobody meant.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from reflexes.records import changed
from reflexes_calls.domain.call import Criterion, usual_criteria
from reflexes_calls.domain.terms import PARTS, starting_terms, term_key

Pair = tuple[str, str]
"""A text in French, then in English."""


@cache
def proposed_pairs() -> Mapping[str, frozenset[str]]:
    """Each English text that we propose → the French texts that it translates."""
    known: dict[str, set[str]] = {}
    for french, english in (*_of_terms(), *_of_criteria()):
        known.setdefault(english, set()).add(french)
    return MappingProxyType({english: frozenset(french) for english, french in known.items()})


def _of_terms() -> Iterable[Pair]:
    for terms in (starting_terms(funded=True), starting_terms(funded=False)):
        for part in PARTS:
            if english := terms.get(term_key(part, "en")):
                yield terms.get(term_key(part, "fr"), ""), english


def _of_criteria() -> Iterable[Pair]:
    for each in usual_criteria():
        yield each.fr, each.en
        yield from zip(each.levels_fr, each.levels_en, strict=True)


def is_astray(french: str, english: str) -> bool:
    """Whether an English text of ours stands beside a French one that it does not translate."""
    return bool(english) and french not in proposed_pairs().get(english, {french})


def terms_that_match(terms: Mapping[str, str]) -> dict[str, str]:
    """The texts of a call without the English of ours whose French is gone or was changed."""
    astray = {
        term_key(part, "en")
        for part in PARTS
        if is_astray(terms.get(term_key(part, "fr"), ""), terms.get(term_key(part, "en"), ""))
    }
    return {name: text for name, text in terms.items() if name not in astray}


def criterion_that_matches(said: Criterion) -> Criterion:
    """A criterion without the English of ours whose French is gone or was changed."""
    levels = zip(said.levels_fr, said.levels_en, strict=True)
    return changed(
        said,
        en="" if is_astray(said.fr, said.en) else said.en,
        levels_en=tuple("" if is_astray(fr, en) else en for fr, en in levels),
    )


def title_that_matches(titles: Pair, known: Iterable[Pair]) -> Pair:
    """A title without the English of a piste of `known` whose French title it no longer bears."""
    french, english = titles
    translated = {fr for fr, en in known if en == english}
    return (french, "") if translated and french not in translated else titles
