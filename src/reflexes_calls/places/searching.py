"""Finding a territory by its name: accents, capitals and hyphens do not matter.

The folded names stand in one text, a line each, in which a word is looked for with its beginning.
"""

import heapq
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from reflexes.records import record
from reflexes_calls.places.administration import territory_of_siren
from reflexes_calls.places.listing import Row, department_of, listing
from reflexes_calls.places.territory import (
    Merged,
    Territory,
    find_territory,
    merged_of,
    territory_of,
)

LONGEST = 100
"""What is typed after this many characters is left aside."""
LEAST = 2
"""A single letter finds only what bears that very name."""
REGISTERED = re.compile(r"[0-9]{9}(?:[0-9]{5})?")
POSTAL = re.compile(r"[0-9]{5}")
ACCENTS = re.compile("[\u0300-\u036f]+")
BETWEEN_WORDS = re.compile(r"[^a-z0-9\n]+")
ARTICLE = re.compile(r"^ (?:le|la|les|l) ")
FORM = re.compile(
    r"^ (?:cc|ca|cu|metropole|eurometropole) (?:(?:de|du|des|d) )?(?:(?:le|la|les|l) )?"
)
"""What people leave out at the beginning of the name of a commune, of an EPCI."""
ROW = re.compile(rb"\n(?!recoded)[a-z]+\t[^\t]+\t([^\t]+)(?:\t[^\t]*){4}\t([0-9]?)\t")
"""A row with its name and its size; of what only changed its code, the name is there already."""


@record
class Found:
    """A territory that was found, `through` the commune that ceased if that is what was named."""

    territory: Territory
    through: Merged | None = None


def search_territories(text: str, limit: int = 20) -> tuple[Found, ...]:
    """What the text names: by code, SIREN or postal code, else by name, whole names first."""
    typed = text[:LONGEST].strip()
    found: dict[str, Found] = {}
    numbered = (*_by_code(typed), *_by_number(typed))
    for one in numbered or _by_name(typed, limit):
        found.setdefault(one.territory.code, one)
    return tuple(found.values())[:limit]


def folded(text: str) -> str:
    """Names as they are compared, a line each: small letters and figures, « st » opened.

    A space stands on both sides of every word, so that a word is looked for with its beginning.
    """
    opened = text.lower().replace("œ", "oe").replace("æ", "ae")
    bare = BETWEEN_WORDS.sub(" ", ACCENTS.sub("", unicodedata.normalize("NFKD", opened)))
    lines = "".join(f" {line.strip()} \n" for line in bare.split("\n"))
    return lines.replace(" st ", " saint ").replace(" ste ", " sainte ")


def _by_code(typed: str) -> Iterator[Found]:
    met = find_territory(typed)
    if isinstance(met, Merged):
        yield Found(territory=met.present, through=met)
    elif met:
        yield Found(territory=met)


def _by_number(typed: str) -> Iterator[Found]:
    """By a SIREN, the beginning of a SIRET, or a postal code."""
    number = re.sub(r"\s", "", typed)
    if REGISTERED.fullmatch(number) and (bearer := territory_of_siren(number[:9])):
        yield Found(territory=bearer)
    for territory in territories_of_postal_code(number):
        yield Found(territory=territory)


def territories_of_postal_code(typed: str) -> tuple[Territory, ...]:
    """The communes where letters bear this postal code, the largest first."""
    if not POSTAL.fullmatch(typed):
        return ()
    rows = [row for row in listing().rows_saying(typed, "postal") if row.kind == "commune"]
    return tuple(territory_of(row) for row in sorted(rows, key=lambda row: row.size, reverse=True))


class Names:
    """The folded names, and for each the row it comes from."""

    def __init__(self) -> None:
        """Fold every name."""
        found = list(ROW.finditer(listing().rows))
        self.starts = array("I", (row.start() + 1 for row in found))
        self.sizes = bytes(int(row[2] or b"0") for row in found)
        self.text = folded(b"\n".join(row[1] for row in found).decode())
        self.ends = array("I", (at.start() for at in re.finditer("\n", self.text)))

    def numbers(self, word: str) -> Iterator[int]:
        """The lines of the names in which a word begins so."""
        at = self.text.find(word)
        while at >= 0:
            number = bisect_right(self.ends, at)
            yield number
            at = self.text.find(word, self.ends[number])

    def line(self, number: int) -> str:
        """A folded name, a space on both sides."""
        return self.text[self.ends[number - 1] + 1 if number else 0 : self.ends[number]]

    def row(self, number: int) -> Row:
        """The row of a name."""
        return listing().row_at(self.starts[number])


@cache
def _names() -> Names:
    return Names()


def _by_name(typed: str, limit: int) -> list[Found]:
    sought = folded(" ".join(typed.split())).rstrip("\n")
    words = sought.split()
    if not words:
        return []
    names = _names()
    anchor = _anchor(words, names)
    kept = (
        (_rank(sought, names.line(number)), -names.sizes[number], names.line(number), number)
        for number in names.numbers(f" {anchor}")
        if _has_all(words, names, number)
    )
    if len(sought.strip()) < LEAST:
        kept = (one for one in kept if not one[0])
    return [_found(names.row(one[-1])) for one in heapq.nsmallest(2 * limit, kept)]


def _anchor(words: list[str], names: Names) -> str:
    """The word to begin with: the rarest, so that « Saint-Denis » does not look at every saint.

    A number is most often that of the département, which no name holds.
    """
    counts = {word: names.text.count(f" {word}") for word in words}
    return min(words, key=lambda word: (word[0].isdigit(), not counts[word], counts[word]))


def _has_all(words: list[str], names: Names, number: int) -> bool:
    """Whether a name has the beginning of every word, or its département is among them."""
    line = names.line(number)
    missing = [word for word in words if f" {word}" not in line]
    return not missing or (len(missing) == 1 and missing[0].upper() in _departments(names, number))


def _departments(names: Names, number: int) -> tuple[str, ...]:
    row = names.row(number)
    return tuple(row.within.split()) if row.kind in {"epci", "ept"} else (department_of(row.code),)


def _rank(sought: str, line: str) -> int:
    """Whole names first, then names that begin so, then those that have the words inside."""
    begun = sought[:-1]
    bare, formless = ARTICLE.sub(" ", line), FORM.sub(" ", line)
    if sought == line:
        return 0
    if sought in {bare, formless}:
        return 1
    if line.startswith(begun) or bare.startswith(begun):
        return 2
    return 3 if formless.startswith(begun) else 4


def _found(row: Row) -> Found:
    if row.kind == "former":
        merged = merged_of(row)
        return Found(territory=merged.present, through=merged)
    return Found(territory=territory_of(row))
