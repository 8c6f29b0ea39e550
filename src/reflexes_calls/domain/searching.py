"""The words of a file as they are looked for: accents, capitals and plurals are passed over.

Both databases are given the same words, already folded, and compare nothing else: they cannot
find different things.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from reflexes.records import record
from reflexes.searching.normalising import FRENCH, WORD, fold, french_stem, is_common

MOST_WORDS = 12
"""How many words of a search are looked for; the others are passed over."""
LONGEST_WORD = 60
"""Beyond, what was typed is no word; both databases keep shorter ones without trouble."""
ANY_ENDING = "*"
NOT_WORDS = frozenset({"id", "public_id", "digest", "media_type", "code"})
"""Keys of kept answers whose values nobody reads."""


@record
class Sought:
    """A word that a file must hold; with `any_ending`, a word that begins so."""

    word: str
    any_ending: bool = False


@lru_cache(maxsize=2**15)
def _forms(word: str) -> tuple[str, ...]:
    """A word as it is kept: as folded, for its beginnings, and its stem."""
    folded = fold(word)[:LONGEST_WORD]
    return tuple({folded, _stem(folded)})


def _stem(folded: str) -> str:
    return folded if is_common(folded, FRENCH) else french_stem(folded)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words that some texts hold, as they are looked for."""
    # What stands between two spaces is taken apart once: people repeat their words.
    pieces = {piece for text in texts for piece in text.split()}
    return frozenset(
        form for piece in pieces for word in WORD.findall(piece) for form in _forms(word)
    )


def sought_in(typed: str) -> tuple[Sought, ...]:
    """What a search asks for: every word of it must be found; `crech*` takes any ending.

    Common words are passed over, unless there is nothing else.
    """
    found = tuple(islice(_typed_words(typed), 200))
    telling = tuple(each for each in found if not is_common(each.word, FRENCH))
    return tuple(dict.fromkeys(telling or found))[:MOST_WORDS]


def _typed_words(typed: str) -> Iterator[Sought]:
    for met in WORD.finditer(typed):
        any_ending = typed[met.end() :].startswith(ANY_ENDING)
        folded = fold(met.group())[:LONGEST_WORD]
        yield Sought(word=folded if any_ending else _stem(folded), any_ending=any_ending)


def texts_said(answers: Mapping[str, Any]) -> Iterator[str]:
    """The texts in submitted answers, whatever their shape."""
    for key, value in answers.items():
        if key not in NOT_WORDS:
            yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_said(value)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def title_key(title: str) -> str:
    """A title as it is sorted: without accents, capitals or punctuation."""
    return " ".join(WORD.findall(fold(title)))[:240]
