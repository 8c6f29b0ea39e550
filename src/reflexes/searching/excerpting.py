"""The passage found: the text of a record that holds most of the words, cut around them."""

from collections.abc import Callable, Mapping, Sequence

from reflexes.searching.gathering import CODE, Said
from reflexes.searching.normalising import KEPT, WORD
from reflexes.searching.result import Mark, Passage

WIDTH = 240
"""How many characters an excerpt has at most, but for a word longer than that."""


class Sought:
    """The stems that are looked for in texts, each with the place of its word in the query."""

    def __init__(self, words: Mapping[str, int], rarity: Sequence[int]) -> None:
        """Keep from each stem the place of its word, and how much each word counts."""
        self._words = words
        self._rarity = rarity

    def worth(self, said: Said) -> int:
        """How much it is worth to show a text: the rarities of the words that stand in it."""
        words = WORD.findall(said.text)
        held = {stem for stemmed in _stemming(said) for stem in set(map(stemmed, words))}
        worth = self.worth_of({self._words[stem] for stem in held & self._words.keys()})
        # A code is no reading: any other text that holds one of the words is worth more.
        return min(worth, 1) if said.preference == CODE else worth

    def worth_of(self, places: set[int]) -> int:
        """How much it is worth to show these words."""
        return sum(self._rarity[place] for place in places)

    def found(self, said: Said) -> list[tuple[int, int, int]]:
        """Where words stand in a text: start, end, place of the word."""
        found = []
        for met in WORD.finditer(said.text):
            for stemmed in _stemming(said):
                place = self._words.get(stemmed(met.group()))
                if place is not None:
                    found.append((met.start(), met.end(), place))
                    break
        return found


def _stemming(said: Said) -> tuple[Callable[[str], str], ...]:
    """How the words of a text are stemmed: by its language, or by both when it has none."""
    return (KEPT[said.language],) if said.language else tuple(KEPT.values())


def passage(texts: Sequence[Said], sought: Sought, language: str) -> Passage:
    """The best passage among the texts of a record.

    It holds the most of the words, rare ones first; at equal words a text comes before a name,
    which the reader sees anyway, then `language` before the other one. Without any word found, it
    is the beginning of the first text.
    """
    if not texts:
        message = "a record without any text has no passage"
        raise ValueError(message)
    said = max(
        texts, key=lambda said: (sought.worth(said), said.preference, said.language == language)
    )
    return _cut(said, sought.found(said), sought)


def _cut(said: Said, found: Sequence[tuple[int, int, int]], sought: Sought) -> Passage:
    start, end = _window(said.text, found, sought)
    text = said.text[start:end]
    marks = tuple(Mark(a - start, b - start) for a, b, _ in found if start <= a and b <= end)
    return Passage(
        text=text,
        marks=marks,
        field=said.field,
        label=said.label,
        language=said.language,
        start=start,
        length=len(said.text),
        says=said.says,
        translated=said.translated,
    )


def _window(text: str, found: Sequence[tuple[int, int, int]], sought: Sought) -> tuple[int, int]:
    """Where to cut `text`: around the words that are worth most together."""
    if len(text) <= WIDTH:
        return 0, len(text)
    if not found:
        return 0, _space_before(text, WIDTH)
    best, first, last = -1, 0, 0
    for at, (start, _, _) in enumerate(found):
        held = [one for one in found[at:] if one[1] <= start + WIDTH] or [found[at]]
        worth = sought.worth_of({place for _, _, place in held})
        if worth > best:
            best, first, last = worth, start, held[-1][1]
    begin = _begin(text, first, max(0, WIDTH - (last - first)))
    end = max(last, _space_before(text, begin + WIDTH))
    return begin, end


def _begin(text: str, first: int, spare: int) -> int:
    """The beginning of the sentence if it is near, else of a word a little before."""
    lowest = max(0, first - spare)
    if lowest == 0:
        return 0
    for mark in (". ", "? ", "! ", "\n"):
        at = text.rfind(mark, lowest, first)
        if at >= 0:
            return at + len(mark)
    at = text.find(" ", max(0, first - spare // 2), first)
    return at + 1 if at >= 0 else first


def _space_before(text: str, end: int) -> int:
    """The end of the last whole word before `end`."""
    if end >= len(text):
        return len(text)
    at = text.rfind(" ", 0, end + 1)
    return at if at > 0 else end
