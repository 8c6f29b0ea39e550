"""The words of many records, gathered once into postings, facets, codes and titles."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from reflexes.searching.gathering import NAME_WEIGHT, TEXT_WEIGHT, texts_of, ties_of
from reflexes.searching.normalising import LANGUAGES, WORD, Stems, title_key
from reflexes.searching.result import FACETS
from reflexes.searching.weighing import LEVELS, Postings, as_set, entry

SATURATION, LENGTH_SHARE = 1.2, 0.5
"""k1 and b of BM25: how soon more of a word adds little; how much a long text is held back."""
ORDINARY_LENGTH = 150
"""The words of a record in both languages, about the mean of the first edition: a fixed figure, so
that a record weighs the same whatever stands beside it."""
NAMES = ("title", "short", "formerly")
"""The fields whose whole words find a record exactly."""


class Gathered:
    """What an index needs of its records, ready to be asked."""

    def __init__(self, shelves: Mapping[str, Iterable[Any]]) -> None:
        """Read every record once."""
        self.records: list[tuple[str, Any]] = []
        self.numbers: dict[str, int] = {}
        self.titles: dict[str, list[int]] = {}
        self._stems = {language: Stems(language) for language in LANGUAGES}
        self._held: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))
        self._ties: list[list[tuple[str, str, str]]] = []
        for shelf, records in shelves.items():
            for record in records:
                self._take(shelf, record)
        self.postings = self._weigh()
        self.facets = self._facets(tuple(shelves))
        del self._held, self._ties, self._stems

    def _take(self, shelf: str, record: Any) -> None:
        number = len(self.records)
        self.records.append((shelf, record))
        self.numbers[record.code] = number
        self._ties.append(list(ties_of(record)))
        names: list[str] = []
        body: list[str] = []
        length = 0
        for said in texts_of(record):
            words = WORD.findall(said.text)
            length += len(words)
            if said.weight == TEXT_WEIGHT:
                body += self._stemmed(words, said.language)
            else:
                names += self._stemmed(words, said.language) * said.weight
                if said.weight >= NAME_WEIGHT and said.field.startswith(NAMES):
                    self.titles.setdefault(title_key(said.text), []).append(number)
        self._keep(number, names, body, length)

    def _stemmed(self, words: list[str], language: str) -> list[str]:
        """The stems of some words, common ones empty."""
        if language:
            return list(map(self._stems[language].__getitem__, words))
        # A word of no language is kept in both: a set, so that it counts once when they agree.
        kept = self._stems.values()
        return [stem for word in words for stem in {one[word] for one in kept}]

    def _keep(self, number: int, names: list[str], body: list[str], length: int) -> None:
        """Weigh the words of a record: those of its texts by its length, those of names not."""
        held_back = 1 - LENGTH_SHARE + LENGTH_SHARE * length / ORDINARY_LENGTH
        counts = Counter(body)
        counts.pop("", None)
        levels = [_level(count / held_back) for count in range(max(counts.values(), default=0) + 1)]
        weighed = {stem: levels[count] for stem, count in counts.items()}
        for stem, count in Counter(names).items():
            weighed[stem] = _level(count + counts.get(stem, 0) / held_back)
        weighed.pop("", None)
        own, held = entry(number, 0), self._held
        for stem, level in weighed.items():
            held[stem].append(own | level)

    def _weigh(self) -> dict[str, Postings]:
        weighed = {}
        # Emptied on the way, so that the two forms never stand in memory together.
        while self._held:
            stem, entries = self._held.popitem()
            weighed[stem] = Postings(entries, len(self.records))
        return weighed

    def _facets(self, shelves: tuple[str, ...]) -> dict[str, dict[str, int]]:
        """For each facet, the set of records under each value, in the catalogue's order."""
        under: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
        under["shelf"] = {shelf: [] for shelf in shelves}
        for facet, shelf in (("controversy", "controversies"), ("principle", "principles")):
            under[facet] = {record.code: [] for name, record in self.records if name == shelf}
        for number, (shelf, record) in enumerate(self.records):
            under["shelf"][shelf].append(number)
            under["status"].setdefault(record.status.value, []).append(number)
            for facet, found in (
                ("controversy", self._tied(number, "controversies")),
                ("principle", self._tied(number, "principles")),
                ("organisation_kind", self._kinds(number)),
            ):
                for value in found:
                    under[facet].setdefault(value, []).append(number)
        size = len(self.records)
        return {
            facet: {value: as_set(numbers, size) for value, numbers in values.items()}
            for facet, values in under.items()
        }

    def _tied(self, number: int, wanted: str) -> set[str]:
        """The codes of a shelf that a record bears or is tied to, if need be by a phenomenon."""
        found = set()
        shelf, record = self.records[number]
        if shelf == wanted:
            found.add(record.code)
        for _, on, code in self._ties[number]:
            other = self.numbers.get(code)
            # A tie may name several shelves: the one where the code really stands counts.
            if other is None or self.records[other][0] != on:
                continue
            if on == wanted:
                found.add(code)
            elif on == "phenomena" and shelf != "phenomena":
                found |= self._tied(other, wanted)
        return found

    def _kinds(self, number: int) -> set[str]:
        """The kinds of an organisation, or of those that a record names as its own.

        The territory of an observation is left aside: a fact that happened there is not of the
        organisation's doing.
        """
        shelf, record = self.records[number]
        if shelf == "organisations":
            return {record.kind.value}
        found = set()
        for field, on, code in self._ties[number]:
            other = self.numbers.get(code)
            if field == on == "organisations" and other is not None:
                found.add(self.records[other][1].kind.value)
        return found


def _level(count: float) -> int:
    """The weight of a word that stands `count` times, from 1 to `LEVELS`."""
    return max(1, round(LEVELS * count / (count + SATURATION)))
