"""Result: what a search gives back; frozen all through."""

from collections.abc import Mapping
from typing import Any

import attrs

from reflexes.texts import Says

FACETS = ("shelf", "controversy", "principle", "status", "organisation_kind")
"""What a result is counted by, and may be narrowed to."""


@attrs.frozen
class Mark:
    """Where a found word stands in a passage: the characters from `start` up to `end`."""

    start: int
    end: int


@attrs.frozen(kw_only=True)
class Passage:
    """A short excerpt, in the very words of the record, and where the found words stand in it.

    `field` is the path in the record (`first_steps[1]`), `label` the English message id of its
    name, `language` is `fr`, `en`, or empty for what has none (a code, a place). `start` is where
    the excerpt begins in the whole text, which has `length` characters. `says` and `translated`
    repeat who says the text and whether these words are our translation.
    """

    text: str
    marks: tuple[Mark, ...]
    field: str
    label: str
    language: str
    start: int
    length: int
    says: Says | None
    translated: bool

    @property
    def is_cut_before(self) -> bool:
        """Whether the whole text begins before the excerpt."""
        return self.start > 0

    @property
    def is_cut_after(self) -> bool:
        """Whether the whole text goes on after the excerpt."""
        return self.start + len(self.text) < self.length


@attrs.frozen(kw_only=True)
class Hit:
    """A record found, its shelf, its score (only good for ordering) and the passage found."""

    record: Any
    shelf: str
    score: int
    passage: Passage


@attrs.frozen(kw_only=True)
class Result:
    """What was found.

    `total` counts every record found, `hits` are those between `offset` and `limit`. `facets`
    counts the whole result by each of `FACETS`, then by value, the most frequent first. `words` are
    the words that were looked for, common ones set aside; `relaxed` says that no record has all of
    them, so that these have the most.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    words: tuple[str, ...]
    relaxed: bool
