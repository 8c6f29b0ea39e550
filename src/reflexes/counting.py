"""What an inquiry holds, counted: who speaks of a phenomenon, and to which poles they lean.

Counts, never percentages: a field inquiry meets few people, whom nobody drew at random. What half
of them say is not what half of the world says.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator

import attrs

from reflexes.catalogue import Catalogue
from reflexes.interview import Meeting
from reflexes.observation import Leaning, Observation

ACROSS = (Leaning.FIRST, Leaning.BOTH, Leaning.NEITHER, Leaning.SECOND)
"""The leanings from one pole to the other, the order in which they are read."""


@attrs.frozen(kw_only=True)
class Voices:
    """How many speak of something: each interview, workshop and source is counted once."""

    observations: int
    interviews: int
    workshops: int
    people: int
    """How many people the interviews and workshops met, as far as each says it."""
    sources: int


@attrs.frozen(kw_only=True)
class PhenomenonCount:
    """Who speaks of a phenomenon."""

    code: str
    voices: Voices

    @property
    def is_observed(self) -> bool:
        """Whether anything speaks of it."""
        return self.voices.observations > 0


@attrs.frozen(kw_only=True)
class ControversyCount:
    """Where the observations that take a stance in a controversy lean, by `Leaning`."""

    code: str
    poles: tuple[str, str]
    """The names of the two poles, in French."""
    leanings: dict[Leaning, Voices]
    whole: Voices
    """All that takes a stance: an interview that speaks for several poles is counted once."""

    @property
    def stances(self) -> int:
        """How many observations take a stance."""
        return self.whole.observations


@attrs.frozen(kw_only=True)
class Count:
    """A whole catalogue, counted."""

    phenomena: tuple[PhenomenonCount, ...]
    controversies: tuple[ControversyCount, ...]
    whole: Voices
    uncoded: tuple[str, ...]
    """The codes of the interviews and workshops from which no observation comes."""

    @property
    def unobserved(self) -> tuple[str, ...]:
        """The codes of the phenomena that nothing speaks of."""
        return tuple(each.code for each in self.phenomena if not each.is_observed)


def count(catalogue: Catalogue) -> Count:
    """Count the observations of `catalogue` by phenomenon, and their stances by controversy."""
    observations = tuple(catalogue.observations)
    coded = {code for each in observations for code in each.interviews}
    return Count(
        phenomena=tuple(
            PhenomenonCount(
                code=phenomenon.code,
                voices=_voices(
                    catalogue, (each for each in observations if phenomenon.code in each.about)
                ),
            )
            for phenomenon in catalogue.phenomena
        ),
        controversies=tuple(
            ControversyCount(
                code=controversy.code,
                poles=(controversy.poles[0].name.fr, controversy.poles[1].name.fr),
                leanings={
                    leaning: _voices(catalogue, _leaning(observations, controversy.code, {leaning}))
                    for leaning in ACROSS
                },
                whole=_voices(catalogue, _leaning(observations, controversy.code, ACROSS)),
            )
            for controversy in catalogue.controversies
        ),
        whole=_voices(catalogue, observations),
        uncoded=tuple(each.code for each in catalogue.interviews if each.code not in coded),
    )


def _leaning(
    observations: Iterable[Observation], controversy: str, leanings: Container[Leaning]
) -> Iterator[Observation]:
    for each in observations:
        if any(s.controversy == controversy and s.leaning in leanings for s in each.stances):
            yield each


def _voices(catalogue: Catalogue, observations: Iterable[Observation]) -> Voices:
    kept = tuple(observations)
    met = dict.fromkeys(code for each in kept for code in each.interviews)
    interviews = [catalogue.interviews[code] for code in met if code in catalogue.interviews]
    forms = Counter(each.form for each in interviews)
    sources = {source.code for each in kept for source in catalogue.cited(each)}
    return Voices(
        observations=len(kept),
        interviews=forms[Meeting.INTERVIEW],
        workshops=forms[Meeting.WORKSHOP],
        people=sum(each.people for each in interviews),
        sources=len(sources),
    )
