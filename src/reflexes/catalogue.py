"""Catalogue: all the records, on their shelves; the only place that follows a code to a thing."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

import attrs

from reflexes.controversy import Controversy
from reflexes.disagreement import Disagreement
from reflexes.errors import UnknownCodeError, UnknownShelfError
from reflexes.evidence import Evidence
from reflexes.experiment import Experiment
from reflexes.fields import line, part
from reflexes.links import pointers
from reflexes.observation import Observation
from reflexes.organisation import Organisation
from reflexes.orientation import Orientation
from reflexes.phenomenon import Phenomenon
from reflexes.piste import Piste
from reflexes.principle import Principle
from reflexes.records import record
from reflexes.sources import Source
from reflexes.texts import Text, Title

R = TypeVar("R")

KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "controversies": Controversy,
        "phenomena": Phenomenon,
        "pistes": Piste,
        "principles": Principle,
        "orientations": Orientation,
        "organisations": Organisation,
        "sources": Source,
        "observations": Observation,
        "experiments": Experiment,
        "evidence": Evidence,
        "disagreements": Disagreement,
    }
)
"""The shelves, in reading order, and the class of what stands on each."""


@record
class Description:
    """What a catalogue says of itself."""

    name: str = line("Name")
    title: Title = part("Title")
    licence: str = line("Licence")
    description: Text = part("Description")


class Shelf(Generic[R]):
    """The records of one kind, in their order; looked up by code.

    >>> shelf["code"], "code" in shelf, len(shelf), list(shelf)
    """

    __slots__ = ("_records", "name")

    def __init__(self, name: str, records: Mapping[str, R]) -> None:
        """Keep the records as given."""
        self.name = name
        self._records = records

    def __getitem__(self, code: str) -> R:
        """The record that bears `code`; `UnknownCodeError` suggests near codes otherwise."""
        try:
            return self._records[code]
        except KeyError:
            raise UnknownCodeError(code, self._records, where=self.name) from None

    def __iter__(self) -> Iterator[R]:
        """The records in their order."""
        return iter(self._records.values())

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._records)

    def __contains__(self, code: object) -> bool:
        """Whether a record bears `code`."""
        return code in self._records

    def __repr__(self) -> str:
        """The shelf's name and its size."""
        return f"<Shelf {self.name}: {len(self)}>"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of the records."""
        return tuple(self._records)


def in_order(records: Mapping[str, R]) -> dict[str, R]:
    """The same records by rank where they have one, then by code."""
    return dict(sorted(records.items(), key=lambda item: (getattr(item[1], "rank", 0), item[0])))


@attrs.frozen(slots=False, eq=False)
class Catalogue:
    """Everything that is known, frozen; equal catalogues have equal digests.

    `edition` is the edition's name (`2026.11`), or the empty string for a tree of files;
    `digest` the SHA-256 of the edition's canonical form.
    """

    description: Description
    shelves: Mapping[str, Shelf[Any]] = attrs.field(repr=False)
    edition: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """The catalogue's own short name."""
        return self.description.name

    @property
    def controversies(self) -> Shelf[Controversy]:
        """The tensions."""
        return cast("Shelf[Controversy]", self.shelves["controversies"])

    @property
    def phenomena(self) -> Shelf[Phenomenon]:
        """What could be observed."""
        return cast("Shelf[Phenomenon]", self.shelves["phenomena"])

    @property
    def pistes(self) -> Shelf[Piste]:
        """The prospective leads."""
        return cast("Shelf[Piste]", self.shelves["pistes"])

    @property
    def principles(self) -> Shelf[Principle]:
        """The principles of resilience."""
        return cast("Shelf[Principle]", self.shelves["principles"])

    @property
    def orientations(self) -> Shelf[Orientation]:
        """The headings that are named."""
        return cast("Shelf[Orientation]", self.shelves["orientations"])

    @property
    def organisations(self) -> Shelf[Organisation]:
        """Who started, supported, joined or tried."""
        return cast("Shelf[Organisation]", self.shelves["organisations"])

    @property
    def sources(self) -> Shelf[Source]:
        """Where the claims point."""
        return cast("Shelf[Source]", self.shelves["sources"])

    @property
    def observations(self) -> Shelf[Observation]:
        """What was reported during the crisis."""
        return cast("Shelf[Observation]", self.shelves["observations"])

    @property
    def experiments(self) -> Shelf[Experiment]:
        """The trials of the follow-up programme."""
        return cast("Shelf[Experiment]", self.shelves["experiments"])

    @property
    def evidence(self) -> Shelf[Evidence]:
        """What trials showed."""
        return cast("Shelf[Evidence]", self.shelves["evidence"])

    @property
    def disagreements(self) -> Shelf[Disagreement]:
        """Where sources differ."""
        return cast("Shelf[Disagreement]", self.shelves["disagreements"])

    def shelf(self, name: str) -> Shelf[Any]:
        """The shelf called `name`; raises `UnknownShelfError` otherwise."""
        try:
            return self.shelves[name]
        except KeyError:
            raise UnknownShelfError(name, self.shelves) from None

    def __getitem__(self, code: str) -> Any:
        """The record that bears `code`, on whichever shelf it stands."""
        return self.shelf(self.shelf_of(code))[code]

    def __contains__(self, code: object) -> bool:
        """Whether a record bears `code`."""
        return code in self._shelf_by_code

    def __iter__(self) -> Iterator[Any]:
        """Every record, shelf after shelf."""
        for shelf in self.shelves.values():
            yield from shelf

    def __len__(self) -> int:
        """How many records there are in all."""
        return sum(map(len, self.shelves.values()))

    def shelf_of(self, code: str) -> str:
        """The name of the shelf on which `code` stands."""
        try:
            return self._shelf_by_code[code]
        except KeyError:
            raise UnknownCodeError(code, self._shelf_by_code, where=self.name) from None

    def linked(self, item: Any, shelf: str) -> tuple[Any, ...]:
        """The records of `shelf` that `item` points to or that point to it, in shelf order."""
        codes: set[str] = self._links.get(item.code, set())
        return tuple(other for other in self.shelf(shelf) if other.code in codes)

    @cached_property
    def _shelf_by_code(self) -> dict[str, str]:
        return {code: name for name, shelf in self.shelves.items() for code in shelf.codes}

    @cached_property
    def _links(self) -> dict[str, set[str]]:
        links: dict[str, set[str]] = {}
        for item in self:
            for pointer in pointers(item):
                links.setdefault(item.code, set()).add(pointer.code)
                links.setdefault(pointer.code, set()).add(item.code)
        return links
