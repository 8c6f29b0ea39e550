"""How near texts are: what a reviewer wrote or declared, and what an application says.

The cosine of term weights (Salton & Buckley 1988): the logarithm of a count, times the rarity of
the term over all texts; terms are words, stemmed as the search of the catalogue stems them, and
pairs of neighbouring words. No language is learnt and nothing is downloaded. What it is worth is
measured on public judgements by `benchmarks/expertise.py`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from reflexes.searching.normalising import FRENCH, WORD, stem_of

NEAREST = 3
"""How many of a reviewer's texts count: the nearest ones, for nobody wrote on one thing only."""


def compare_texts(
    applications: Sequence[str],
    reviewers: Sequence[str | Sequence[str]],
    *,
    language: str = FRENCH,
) -> NDArray[np.float64]:
    """The nearness of each application's text to each reviewer's texts, from 0 to 1.

    A reviewer has one text or several, of which the three nearest count alike. `language` is `fr`
    or `en`. Returns an array applications × reviewers; who has no text is near nothing.
    """
    texts = [(n, text) for n, one in enumerate(reviewers) for text in _several(one)]
    said = [*applications, *(text for _, text in texts)]
    weights = _weighted([Counter(_terms(text, language)) for text in said])
    count = len(applications)
    near = (weights[:count] @ weights[count:].T).toarray()
    owner = np.array([n for n, _ in texts], dtype=np.int64)
    found = np.zeros((count, len(reviewers)))
    for reviewer in np.unique(owner):
        nearest = -np.sort(-near[:, owner == reviewer], axis=1)[:, :NEAREST]
        found[:, reviewer] = nearest.mean(axis=1)
    return np.clip(found, 0.0, 1.0)


def _several(texts: str | Sequence[str]) -> Sequence[str]:
    return (texts,) if isinstance(texts, str) else texts


def _terms(text: str, language: str) -> Iterator[str]:
    """The stems of a text, and each two that follow each other."""
    stems = [stem for word in WORD.findall(text) if (stem := stem_of(language, word))]
    yield from stems
    yield from (f"{one} {other}" for one, other in pairwise(stems))


def _weighted(counts: Sequence[Counter[str]]) -> sparse.csr_array:
    """One line of unit length for each text, one column for each term."""
    places = {term: n for n, term in enumerate(sorted({t for one in counts for t in one}))}
    row = [n for n, one in enumerate(counts) for _ in one]
    column = np.array([places[term] for one in counts for term in one], dtype=np.int64)
    often = np.array([times for one in counts for times in one.values()], dtype=np.float64)
    rarity = np.log((1.0 + len(counts)) / (1.0 + np.bincount(column, minlength=len(places)))) + 1.0
    values = (1.0 + np.log(often)) * rarity[column]
    lengths = np.sqrt(np.bincount(row, weights=values**2, minlength=len(counts)))
    values = values / np.maximum(lengths, 1e-12)[np.array(row, dtype=np.int64)]
    return sparse.csr_array((values, (row, column)), shape=(len(counts), max(len(places), 1)))
