"""Index: the words and the facets of a catalogue's records, made once, then only read."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from types import MappingProxyType
from typing import Any

import attrs

from reflexes.errors import Refusal, RefusedError
from reflexes.fields import shortened
from reflexes.organisation import OrganisationKind
from reflexes.searching.building import Gathered
from reflexes.searching.excerpting import Sought, passage
from reflexes.searching.gathering import texts_of
from reflexes.searching.normalising import asked_words, title_key
from reflexes.searching.result import FACETS, Hit, Result
from reflexes.searching.weighing import LEVELS, add, add_times, best, greatest, members
from reflexes.texts import Status

MOST_WORDS = 24
"""How many different words of a query are looked for; those after them are left aside."""
LONGEST_NAME = 500
"""A longer query is no code and no title."""
RARITY = 2
"""By how much a word's rarity is multiplied before it is rounded to a whole number."""
CLOSED = {
    "status": tuple(one.value for one in Status),
    "organisation_kind": tuple(one.value for one in OrganisationKind),
}
"""The facets whose values are a closed list, whether or not a record bears them."""


@attrs.frozen
class _Word:
    """A word asked for, its stems, each with its rarity and its weights, and who holds any."""

    said: str
    stems: tuple[str, ...]
    rarities: tuple[int, ...]
    planes: tuple[tuple[int, ...], ...]
    holders: int


class Index:
    """Finds records by their words, narrows them by facets and counts them.

    Nothing in it changes once it is made: any number of threads may search at the same time.
    """

    __slots__ = ("_gathered", "_size")

    def __init__(self, shelves: Mapping[str, Iterable[Any]]) -> None:
        """Read the records of every shelf; their texts are not kept twice."""
        self._gathered = Gathered(shelves)
        self._size = len(self._gathered.records)

    def search(  # noqa: PLR0913 - what may be asked for, each by its name
        self,
        words: str = "",
        *,
        shelf: str | None = None,
        controversy: str | None = None,
        principle: str | None = None,
        status: str | None = None,
        organisation_kind: str | None = None,
        limit: int = 20,
        offset: int = 0,
        language: str = "fr",
    ) -> Result:
        """The records that have all the `words`, the best first; if none has, those with the most.

        A query equal to a code gives that record first, then come exact titles. An empty query
        lists, in the catalogue's order. Facets narrow; `language` is that of the passage where both
        languages would do. Raises `RefusedError` when a facet's value is not known.
        """
        asked = dict(
            zip(FACETS, (shelf, controversy, principle, status, organisation_kind), strict=True)
        )
        self._refuse(asked, {"limit": limit, "offset": offset})
        among = (1 << self._size) - 1
        for facet, value in asked.items():
            if value is not None:
                among &= self._gathered.facets[facet].get(value, 0)
        sought = [self._word(*one) for one in asked_words(words, MOST_WORDS)]
        if words.strip():
            found, ranked = self._ranked(words, sought, among, offset + limit)
        else:
            found, ranked = among, [(0, n) for n in islice(members(among), offset + limit)]
        return Result(
            hits=self._hits(ranked[offset : offset + limit], sought, language),
            total=found.bit_count(),
            facets=self._counts(found),
            words=tuple(word.said for word in sought),
            relaxed=bool(found) and not self._all_held(sought, found),
        )

    def _refuse(self, asked: Mapping[str, str | None], numbers: Mapping[str, int]) -> None:
        refusals = [
            Refusal("too-small", "search", name, str(number), "0")
            for name, number in numbers.items()
            if number < 0
        ]
        for facet, value in asked.items():
            known = CLOSED.get(facet) or tuple(self._gathered.facets[facet])
            if value is not None and value not in known:
                refusals.append(_unknown(facet, value, known))
        if refusals:
            raise RefusedError(refusals)

    def _word(self, said: str, stems: tuple[str, ...]) -> _Word:
        known = [self._gathered.postings.get(stem) for stem in stems]
        planes = tuple(() if one is None else one.planes for one in known)
        holders = 0
        for plane in chain.from_iterable(planes):
            holders |= plane
        rarities = tuple(self._rarity(0 if one is None else one.count) for one in known)
        return _Word(said, stems, rarities, planes, holders)

    def _rarity(self, count: int) -> int:
        """How much a word counts that so many records hold."""
        return max(1, round(RARITY * math.log(1 + (self._size - count + 0.5) / (count + 0.5))))

    def _ranked(
        self, words: str, sought: Sequence[_Word], among: int, most: int
    ) -> tuple[int, list[tuple[int, int]]]:
        """The set of the records found, and the first of them with their scores."""
        found = _holding_most(sought, among)
        exact = [number for number in self._exact(words) if among >> number & 1]
        total: list[int] = []
        for word in sought if found else ():
            for planes, rarity in zip(word.planes, word.rarities, strict=True):
                add_times(total, planes, rarity)
        top = LEVELS * sum(rarity for word in sought for rarity in word.rarities)
        ranked = [(top + len(exact) - place, number) for place, number in enumerate(exact)]
        first = sum(1 << number for number in exact)
        return found | first, ranked + best(total, found & ~first, max(0, most - len(exact)))

    def _exact(self, words: str) -> list[int]:
        """The record whose code this is, then those whose title it is."""
        if len(words) > LONGEST_NAME:
            return []
        by_code = self._gathered.numbers.get(words.strip().casefold())
        by_title = self._gathered.titles.get(title_key(words), [])
        return list(dict.fromkeys([*(() if by_code is None else (by_code,)), *by_title]))

    def _all_held(self, sought: Sequence[_Word], found: int) -> bool:
        for word in sought:
            found &= word.holders
        return bool(found)

    def _hits(
        self, ranked: Sequence[tuple[int, int]], sought: Sequence[_Word], language: str
    ) -> tuple[Hit, ...]:
        places = {stem: place for place, word in enumerate(sought) for stem in word.stems}
        wanted = Sought(places, [max(word.rarities) for word in sought])
        hits = []
        for score, number in ranked:
            shelf, record = self._gathered.records[number]
            texts = tuple(texts_of(record))
            hits.append(
                Hit(
                    record=record,
                    shelf=shelf,
                    score=score,
                    passage=passage(texts, wanted, language),
                )
            )
        return tuple(hits)

    def _counts(self, found: int) -> Mapping[str, Mapping[str, int]]:
        counts = {}
        for facet, values in self._gathered.facets.items():
            each = {value: (found & held).bit_count() for value, held in values.items()}
            most_first = sorted(each.items(), key=lambda one: -one[1])
            counts[facet] = MappingProxyType({value: n for value, n in most_first if n})
        return MappingProxyType(counts)


def _holding_most(sought: Sequence[_Word], among: int) -> int:
    """The records that hold all the words, or, when none does, the greatest number of them."""
    if not sought:
        return 0
    with_all = among
    for word in sought:
        with_all &= word.holders
    if with_all:
        return with_all
    held: list[int] = []
    for word in sought:
        add(held, (word.holders,))
    most, having = greatest(held, among)
    return having if most else 0


def _unknown(facet: str, value: str, known: Sequence[str]) -> Refusal:
    """The refusal of a facet's value, with all that may be said, the nearest first."""
    # Late, because nobody who asks for a known value needs it.
    from difflib import get_close_matches  # noqa: PLC0415 - see above

    near = get_close_matches(value, known, n=3, cutoff=0.5)
    if near and facet in {"controversy", "principle"}:
        return Refusal("dangling-code-near", "search", facet, shortened(value), ", ".join(near))
    listed = ", ".join(dict.fromkeys([*near, *known]))
    return Refusal("not-a-choice", "search", facet, shortened(value), listed)
