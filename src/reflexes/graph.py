"""The graph of the records: who is tied to whom, by which field, who says so, and what is missing.

It works on the records given to it, and follows every code that `links.pointers` finds in them.

>>> [tie.origin for tie in catalogue.graph.answering("reaffectation-agents")]
>>> catalogue.graph.neighbourhood("robustesse", steps=2).codes
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

import attrs

from reflexes.errors import UnknownCodeError
from reflexes.fields import Spec, spec_of
from reflexes.links import Pointer, parts, pointers
from reflexes.texts import Says, Text, Title

SOURCES = "sources"
"""The shelf that almost everything is tied to: its records are no neighbours unless asked for."""


@attrs.frozen(kw_only=True)
class Link:
    """One tie, as it is written: the record `origin` points to the record `to`.

    `path` is the place in `origin` (`answers[0].to`), `field` the field there (`answers`) and
    `label` its words, an English message id. `says` is who says the tie, or None when no one in
    particular does: then the tie stands as the catalogue files it, or rests on `sources` alone.
    """

    origin: str
    to: str
    path: str
    label: str
    says: Says | None = None
    sources: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The field of `origin` in which the tie is written."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]

    @property
    def is_attributed(self) -> bool:
        """Whether someone is named who says it: an author, or sources."""
        return self.says is not None or bool(self.sources)

    def other_end(self, code: str) -> str:
        """The end of the tie that is not `code`."""
        return self.to if code == self.origin else self.origin


@attrs.frozen(kw_only=True)
class Neighbourhood:
    """What stands within some steps of the record `centre`.

    `codes[d]` are the codes at exactly `d` steps, in reading order, and `codes[0]` is the centre
    alone; `links` are all the ties among them.
    """

    centre: str
    codes: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...]

    def of(self, code: str) -> tuple[Link, ...]:
        """The ties of one of its records."""
        return tuple(link for link in self.links if code in (link.origin, link.to))


@attrs.frozen(kw_only=True)
class Path:
    """A shortest way between two records: `links[i]` tie `codes[i]` to the next."""

    codes: tuple[str, ...]
    links: tuple[tuple[Link, ...], ...]


@attrs.frozen(kw_only=True)
class Reach:
    """How pistes reach a controversy: by answering it, or by answering its phenomena.

    `through` are pairs of a phenomenon and the pistes that answer it, phenomena without any left
    out. All are codes.
    """

    controversy: str
    directly: tuple[str, ...]
    through: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_reached(self) -> bool:
        """Whether any piste answers the controversy or one of its phenomena."""
        return bool(self.directly or self.through)


def both_ways(records: Iterable[Any]) -> dict[str, set[str]]:
    """For each code, the codes it points to and those that point to it."""
    tied: dict[str, set[str]] = {}
    for item in records:
        for pointer in pointers(item):
            tied.setdefault(item.code, set()).add(pointer.code)
            tied.setdefault(pointer.code, set()).add(item.code)
    return tied


class Graph:
    """The records of a catalogue and the ties among them; nothing is worked out before it is asked.

    Every question takes and gives codes, in reading order. A code that the catalogue does not know
    is refused with `UnknownCodeError`.
    """

    def __init__(self, shelves: Mapping[str, Iterable[Any]], shelf_of: Mapping[str, str]) -> None:
        """Keep the records of each shelf.

        Args:
            shelves: the records, shelf after shelf.
            shelf_of: the shelf of each known code, those of withdrawn records too: they are known
                and tied to nothing.
        """
        self._shelves = shelves
        self._shelf_of = shelf_of

    def shelf_of(self, code: str) -> str:
        """The name of the shelf on which `code` stands."""
        try:
            return self._shelf_of[code]
        except KeyError:
            raise UnknownCodeError(code, self._shelf_of, where="the graph") from None

    @cached_property
    def tied(self) -> Mapping[str, set[str]]:
        """For each code that is tied to something, the codes at the other ends."""
        return both_ways(self._records())

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every tie of the catalogue, in reading order."""
        return tuple(
            link
            for record in self._records()
            for link in _links_of(record)
            if link.to in self._rank
        )

    def links_of(self, code: str) -> tuple[Link, ...]:
        """The ties of a record: those it writes, then those written to it."""
        self.shelf_of(code)
        found = self._links_by_code.get(code, ())
        return tuple(sorted(found, key=lambda link: link.origin != code))

    def between(self, codes: Iterable[str]) -> tuple[Link, ...]:
        """All the ties among some records."""
        wanted = set(codes)
        return tuple(
            link
            for code in self._in_order(wanted)
            for link in self._links_by_code.get(code, ())
            if link.origin == code and link.to in wanted
        )

    def neighbours(self, code: str, *, sources: bool = False) -> tuple[str, ...]:
        """The other records tied to `code`; sources only when asked for."""
        self.shelf_of(code)
        found = self.tied.get(code, set()) - {code}
        return self._in_order(one for one in found if sources or not self._is_source(one))

    def neighbourhood(self, code: str, steps: int = 1, *, sources: bool = False) -> Neighbourhood:
        """What stands within `steps` of a record, by distance, and the ties among them.

        Raises `ValueError` when `steps` is less than 1.
        """
        if steps < 1:
            raise ValueError(f"A neighbourhood needs at least 1 step; met {steps}.")
        self.shelf_of(code)
        rings: list[tuple[str, ...]] = [(code,)]
        seen = {code}
        for _ in range(steps):
            found = {n for one in rings[-1] for n in self.neighbours(one, sources=sources)} - seen
            if not found:
                break
            seen |= found
            rings.append(self._in_order(found))
        return Neighbourhood(centre=code, codes=tuple(rings), links=self.between(seen))

    def path(self, start: str, end: str, *, sources: bool = False) -> Path | None:
        """A shortest way from one record to another, the first in reading order; None if none.

        Sources are passed through only when asked for, but the ends may be sources.
        """
        self.shelf_of(start)
        self.shelf_of(end)
        before: dict[str, str] = {start: start}
        edge: tuple[str, ...] = (start,)
        while edge and end not in before:
            further: list[str] = []
            for code in edge:
                for one in self.neighbours(code, sources=True):
                    if one not in before and (sources or one == end or not self._is_source(one)):
                        before[one] = code
                        further.append(one)
            edge = tuple(further)
        if end not in before:
            return None
        codes = [end]
        while codes[-1] != start:
            codes.append(before[codes[-1]])
        codes.reverse()
        links = tuple(self.between(pair) for pair in pairwise(codes))
        return Path(codes=tuple(codes), links=links)

    def answering(self, code: str) -> tuple[Link, ...]:
        """What answers a phenomenon or a controversy: one tie for each piste.

        The piste is the tie's `origin`; the tie tells who says it, and the sources.
        """
        return tuple(
            link
            for link in self.links_of(code)
            if link.to == code and self._shelf_of[link.origin] == "pistes"
        )

    def reach(self) -> tuple[Reach, ...]:
        """For each controversy, the pistes that answer it or its phenomena."""
        return tuple(self._reach_of(code) for code in self._codes_of("controversies"))

    def unanswered_controversies(self) -> tuple[str, ...]:
        """Controversies that no piste answers, neither directly nor through a phenomenon."""
        return tuple(reach.controversy for reach in self.reach() if not reach.is_reached)

    def controversies_answered_through_phenomena_only(self) -> tuple[str, ...]:
        """Controversies that no piste answers directly, though their phenomena are answered."""
        found = (reach for reach in self.reach() if reach.through and not reach.directly)
        return tuple(reach.controversy for reach in found)

    def controversies_answered_directly_only(self) -> tuple[str, ...]:
        """Controversies that a piste answers, while none answers any of their phenomena."""
        found = (reach for reach in self.reach() if reach.directly and not reach.through)
        return tuple(reach.controversy for reach in found)

    def unanswered_phenomena(self) -> tuple[str, ...]:
        """Phenomena that no piste answers."""
        return self.without("phenomena", "pistes")

    def unobserved_phenomena(self) -> tuple[str, ...]:
        """Phenomena that no observation is about."""
        return self.without("phenomena", "observations")

    def pistes_without_evidence(self) -> tuple[str, ...]:
        """Pistes for which no trial's findings are on the shelf `evidence`, even if one was run."""
        return self.without("pistes", "evidence")

    def pistes_without_experiment(self) -> tuple[str, ...]:
        """Pistes that no experiment of the follow-up programme took up."""
        return self.without("pistes", "experiments")

    def untried_pistes(self) -> tuple[str, ...]:
        """Pistes that have neither experiment nor evidence."""
        return self.without("pistes", "experiments", "evidence")

    def orphans(self, *, but_sources: bool = False) -> tuple[str, ...]:
        """Records tied to nothing at all; with `but_sources`, those tied to nothing but sources.

        A source that nothing else cites is an orphan of the first kind.
        """
        if but_sources:
            return tuple(
                code
                for code in self._rank
                if not self._is_source(code)
                and not self.neighbours(code)
                and self.neighbours(code, sources=True)
            )
        return tuple(code for code in self._rank if not self.neighbours(code, sources=True))

    def without(self, shelf: str, *others: str) -> tuple[str, ...]:
        """The records of `shelf` that are tied to nothing on any of the shelves `others`."""
        return tuple(
            code
            for code in self._codes_of(shelf)
            if not any(self._shelf_of[n] in others for n in self.neighbours(code, sources=True))
        )

    def _records(self) -> Iterator[Any]:
        for records in self._shelves.values():
            yield from records

    @cached_property
    def _rank(self) -> dict[str, int]:
        """Every record's place in reading order."""
        return {record.code: place for place, record in enumerate(self._records())}

    @cached_property
    def _links_by_code(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            for code in dict.fromkeys((link.origin, link.to)):
                found.setdefault(code, []).append(link)
        return found

    def _codes_of(self, shelf: str) -> tuple[str, ...]:
        return tuple(record.code for record in self._shelves.get(shelf, ()))

    def _in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted((c for c in codes if c in self._rank), key=self._rank.__getitem__))

    def _is_source(self, code: str) -> bool:
        return self._shelf_of.get(code) == SOURCES

    def _reach_of(self, code: str) -> Reach:
        phenomena = [n for n in self.neighbours(code) if self._shelf_of[n] == "phenomena"]
        through = [(one, self._pistes_of(one)) for one in phenomena]
        return Reach(
            controversy=code,
            directly=self._pistes_of(code),
            through=tuple((one, pistes) for one, pistes in through if pistes),
        )

    def _pistes_of(self, code: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(link.origin for link in self.answering(code)))


def _links_of(record: Any) -> Iterator[Link]:
    """The ties that a record writes, each with the words and the author of its part."""
    inner = {"": record, **dict(parts(record))}
    for pointer in pointers(record):
        holder_path, _, name = pointer.path.rpartition(".")
        holder = inner[holder_path]
        says, sources = _voice(holder, pointer)
        yield Link(
            origin=record.code,
            to=pointer.code,
            path=pointer.path,
            label=_label(record, holder, pointer, name),
            says=says,
            sources=sources,
        )


def _label(record: Any, holder: Any, pointer: Pointer, name: str) -> str:
    """The words of the field that ties.

    A list of codes is named by its own field (« Pistes followed »); a single code, or the sources
    of a text, by the field of the record in which that part stands (« What it answers »).
    """
    own = _spec(holder, name.partition("[")[0])
    if own is not None and own.kind == "references" and pointer.shelves != (SOURCES,):
        return own.label
    outer = _spec(record, re.split(r"[.\[]", pointer.path, maxsplit=1)[0])
    return outer.label if outer is not None else ""


def _spec(holder: Any, name: str) -> Spec | None:
    return spec_of(getattr(attrs.fields(type(holder)), name))


def _voice(holder: Any, pointer: Pointer) -> tuple[Says | None, tuple[str, ...]]:
    """Who says the tie that stands in `holder`, and the sources named beside it."""
    if isinstance(getattr(holder, "code", None), str):
        return None, ()
    says: Says | None = getattr(holder, "says", None)
    is_citation = pointer.shelves == (SOURCES,)
    own = (pointer.code,) if is_citation else getattr(holder, "sources", ())
    if says is None:
        # A part that has no author of its own is said by the one who wrote its words.
        texts = [getattr(holder, attribute.name) for attribute in attrs.fields(type(holder))]
        said = [text for text in texts if isinstance(text, Text | Title)]
        if said and not hasattr(holder, "sources"):
            return said[0].says, said[0].sources
    return says, tuple(own)
