"""Catalogue: all the records, on their shelves; the only place that follows a code to a thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from reflexes.errors import UnknownCodeError, UnknownShelfError

if TYPE_CHECKING:
    # Names for the type checker alone: at run time a class is imported with its shelf.
    from reflexes.controversy import Controversy
    from reflexes.description import Description
    from reflexes.disagreement import Disagreement
    from reflexes.evidence import Evidence
    from reflexes.experiment import Experiment
    from reflexes.observation import Observation
    from reflexes.organisation import Organisation
    from reflexes.orientation import Orientation
    from reflexes.phenomenon import Phenomenon
    from reflexes.piste import Piste
    from reflexes.principle import Principle
    from reflexes.sources import Source

R = TypeVar("R")


class Shelf(Generic[R]):
    """The records of one kind, in their order; looked up by code.

    The records are made when the shelf is first looked at, then kept.

    >>> shelf["code"], "code" in shelf, len(shelf), list(shelf)
    """

    __slots__ = ("_kept", "_make", "codes", "name")

    def __init__(
        self, name: str, codes: tuple[str, ...], make: Callable[[], Mapping[str, R]]
    ) -> None:
        """Keep the codes, and `make` that gives the records in the same order."""
        self.name = name
        self.codes = codes
        self._make = make
        self._kept: dict[str, Mapping[str, R]] = {}

    @classmethod
    def of(cls, name: str, records: Mapping[str, R]) -> Shelf[R]:
        """A shelf of records that are already made."""
        return cls(name, tuple(records), lambda: records)

    @property
    def _records(self) -> Mapping[str, R]:
        # setdefault, so that two threads that look first at the same time keep the same records.
        return self._kept.get("records") or self._kept.setdefault("records", self._make())

    def __getitem__(self, code: str) -> R:
        """The record that bears `code`; `UnknownCodeError` suggests near codes otherwise."""
        try:
            return self._records[code]
        except KeyError:
            raise UnknownCodeError(code, self.codes, where=self.name) from None

    def __iter__(self) -> Iterator[R]:
        """The records in their order."""
        return iter(self._records.values())

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.codes)

    def __contains__(self, code: object) -> bool:
        """Whether a record bears `code`."""
        return code in self.codes

    def __repr__(self) -> str:
        """The shelf's name and its size."""
        return f"<Shelf {self.name}: {len(self)}>"


def in_order(records: Mapping[str, R]) -> dict[str, R]:
    """The same records by rank where they have one, then by code."""
    return dict(sorted(records.items(), key=lambda item: (getattr(item[1], "rank", 0), item[0])))


class Catalogue:
    """Everything that is known, frozen; equal catalogues have equal digests.

    `edition` is the edition's name (`2026.11`), or the empty string for a tree of files;
    `digest` the SHA-256 of the edition's canonical form, or the empty string.
    """

    __slots__ = ("_describe", "_digest", "_edition", "_indexes", "_shelves")

    def __init__(
        self,
        *,
        describe: Callable[[], Description],
        shelves: Mapping[str, Shelf[Any]],
        edition: str = "",
        digest: str = "",
    ) -> None:
        """Keep the shelves; the indexes are made when first asked for."""
        self._describe = describe
        self._shelves = shelves
        self._edition = edition
        self._digest = digest
        self._indexes: dict[str, Any] = {}

    def __repr__(self) -> str:
        """The edition and its size."""
        return f"<Catalogue {self.edition or 'of files'}: {len(self)} records>"

    @property
    def edition(self) -> str:
        """The name of the edition, `2026.11`, or the empty string for a tree of files."""
        return self._edition

    @property
    def digest(self) -> str:
        """The SHA-256 of the edition's canonical form, or the empty string."""
        return self._digest

    @property
    def description(self) -> Description:
        """What the catalogue says of itself."""
        return self._describe()

    @property
    def shelves(self) -> tuple[str, ...]:
        """The names of the shelves, in reading order."""
        return tuple(self._shelves)

    @property
    def name(self) -> str:
        """The catalogue's own short name."""
        return self.description.name

    @property
    def controversies(self) -> Shelf[Controversy]:
        """The tensions."""
        return self._shelves["controversies"]

    @property
    def phenomena(self) -> Shelf[Phenomenon]:
        """What could be observed."""
        return self._shelves["phenomena"]

    @property
    def pistes(self) -> Shelf[Piste]:
        """The prospective leads."""
        return self._shelves["pistes"]

    @property
    def principles(self) -> Shelf[Principle]:
        """The principles of resilience."""
        return self._shelves["principles"]

    @property
    def orientations(self) -> Shelf[Orientation]:
        """The headings that are named."""
        return self._shelves["orientations"]

    @property
    def organisations(self) -> Shelf[Organisation]:
        """Who started, supported, joined or tried."""
        return self._shelves["organisations"]

    @property
    def sources(self) -> Shelf[Source]:
        """Where the claims point."""
        return self._shelves["sources"]

    @property
    def observations(self) -> Shelf[Observation]:
        """What was reported during the crisis."""
        return self._shelves["observations"]

    @property
    def experiments(self) -> Shelf[Experiment]:
        """The trials of the follow-up programme."""
        return self._shelves["experiments"]

    @property
    def evidence(self) -> Shelf[Evidence]:
        """What trials showed."""
        return self._shelves["evidence"]

    @property
    def disagreements(self) -> Shelf[Disagreement]:
        """Where sources differ."""
        return self._shelves["disagreements"]

    def shelf(self, name: str) -> Shelf[Any]:
        """The shelf called `name`; raises `UnknownShelfError` otherwise."""
        try:
            return self._shelves[name]
        except KeyError:
            raise UnknownShelfError(name, self._shelves) from None

    def __getitem__(self, code: str) -> Any:
        """The record that bears `code`, on whichever shelf it stands."""
        return self.shelf(self.shelf_of(code))[code]

    def __contains__(self, code: object) -> bool:
        """Whether a record bears `code`."""
        return code in self._shelf_by_code

    def __iter__(self) -> Iterator[Any]:
        """Every record, shelf after shelf."""
        for shelf in self._shelves.values():
            yield from shelf

    def __len__(self) -> int:
        """How many records there are in all."""
        return sum(map(len, self._shelves.values()))

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

    def cited(self, item: Any) -> tuple[Source, ...]:
        """The sources that the texts of `item` name, in the order in which they are met."""
        # Late, for the reason given in `_both_ways`.
        from reflexes.links import pointers  # noqa: PLC0415 - see above

        codes = dict.fromkeys(p.code for p in pointers(item) if p.shelves == ("sources",))
        return tuple(self.sources[code] for code in codes if code in self.sources)

    @property
    def _shelf_by_code(self) -> dict[str, str]:
        known: dict[str, str] | None = self._indexes.get("shelves")
        if known is None:
            known = {code: name for name, shelf in self._shelves.items() for code in shelf.codes}
            self._indexes["shelves"] = known
        return known

    @property
    def _links(self) -> dict[str, set[str]]:
        links: dict[str, set[str]] | None = self._indexes.get("links")
        if links is None:
            links = self._indexes["links"] = _both_ways(self)
        return links


def _both_ways(records: Iterable[Any]) -> dict[str, set[str]]:
    """For each code, the codes it points to and those that point to it."""
    # Late, because it brings attrs, and most commands follow no link.
    from reflexes.links import pointers  # noqa: PLC0415 - see above

    links: dict[str, set[str]] = {}
    for item in records:
        for pointer in pointers(item):
            links.setdefault(item.code, set()).add(pointer.code)
            links.setdefault(pointer.code, set()).add(item.code)
    return links
