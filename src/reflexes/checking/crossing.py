"""Rules of what points to another catalogue: `name:code`."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from reflexes.errors import EditionError, Refusal
from reflexes.links import Pointer, pointers
from reflexes.offering import Codes, Neighbours

MOST_GUESSES = 100
"""For how many codes near ones are sought: each is compared with every code there is."""


class Abroad:
    """The other catalogues, as seen from the one called `name`."""

    def __init__(self, name: str, neighbours: Neighbours) -> None:
        """Look at none of them yet."""
        self.name = name
        self._neighbours = neighbours
        self._guesses = 0

    def check(self, record: Any, file: str) -> Iterator[Refusal]:
        """A refusal for each code of another catalogue that is not found there."""
        for pointer in pointers(record):
            if pointer.is_abroad:
                yield from self._followed(pointer, file)

    def _followed(self, pointer: Pointer, file: str) -> Iterator[Refusal]:
        name, _, code = pointer.code.partition(":")
        if name == self.name:
            yield _refusal("own-catalogue-named", file, pointer, code)
            return
        try:
            codes = self._neighbours.codes(name)
        except EditionError:
            yield _refusal("catalogue-broken", file, pointer, name)
            return
        if codes is None:
            known = ", ".join(each for each in self._neighbours.names() if each != self.name)
            yield _refusal("catalogue-not-at-hand", file, pointer, known)
        elif not any(code in codes.get(shelf, ()) for shelf in pointer.shelves):
            near = self._near(name, code, codes, pointer.shelves)
            kind = "dangling-abroad-near" if near else "dangling-abroad"
            yield _refusal(kind, file, pointer, ", ".join(near or pointer.shelves))

    def _near(self, name: str, code: str, codes: Codes, shelves: tuple[str, ...]) -> list[str]:
        """Codes of that catalogue that look like `code`, as they are to be written."""
        self._guesses += 1
        if self._guesses > MOST_GUESSES:
            return []
        known = [one for shelf in shelves for one in codes.get(shelf, ())]
        return [f"{name}:{one}" for one in get_close_matches(code, known, n=3, cutoff=0.6)]


def _refusal(kind: str, file: str, pointer: Pointer, expected: str) -> Refusal:
    return Refusal(kind=kind, file=file, path=pointer.path, met=pointer.code, expected=expected)
