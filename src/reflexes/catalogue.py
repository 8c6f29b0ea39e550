"""Catalogue: all the records, on their shelves; the only place that follows a code to a thing."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from reflexes.errors import UnknownCodeError, UnknownShelfError, WithdrawnNotice

if TYPE_CHECKING:
    # Names for the type checker alone: at run time a class is imported with its shelf.
    import datetime as dt

    from reflexes.comparing import Difference, Snapshot
    from reflexes.controversy import Controversy
    from reflexes.description import Description
    from reflexes.disagreement import Disagreement
    from reflexes.evidence import Evidence
    from reflexes.experiment import Experiment
    from reflexes.graph import Graph
    from reflexes.interview import Interview
    from reflexes.observation import Observation
    from reflexes.organisation import Organisation
    from reflexes.orientation import Orientation
    from reflexes.phenomenon import Phenomenon
    from reflexes.piste import Piste
    from reflexes.principle import Principle
    from reflexes.searching import Index, Result
    from reflexes.sources import Source

R = TypeVar("R")


class Shelf(Generic[R]):
    """The records of one kind, in their order; looked up by code.

    The records are made when the shelf is first looked at, then kept. Those that were withdrawn
    are neither listed nor counted; their codes still resolve, with a `WithdrawnNotice`.

    >>> shelf["code"], "code" in shelf, len(shelf), list(shelf), shelf.withdrawn
    """

    __slots__ = ("_all", "_kept", "_make", "codes", "gone", "name")

    def __init__(
        self,
        name: str,
        codes: tuple[str, ...],
        make: Callable[[], Mapping[str, R]],
        gone: tuple[str, ...] = (),
    ) -> None:
        """Keep the codes, those that are `gone`, and `make` that gives the records of both."""
        self.name = name
        self.codes = codes
        self.gone = gone
        self._all = frozenset((*codes, *gone))
        self._make = make
        self._kept: dict[str, Mapping[str, R]] = {}

    @classmethod
    def of(cls, name: str, records: Mapping[str, R]) -> Shelf[R]:
        """A shelf of records that are already made."""
        gone = tuple(
            code
            for code, record in records.items()
            if getattr(record, "withdrawn", None) is not None
        )
        taken_off = set(gone)
        live = tuple(code for code in records if code not in taken_off)
        return cls(name, live, lambda: records, gone)

    @property
    def _records(self) -> Mapping[str, R]:
        # setdefault, so that two threads that look first at the same time keep the same records.
        return self._kept.get("records") or self._kept.setdefault("records", self._make())

    def __getitem__(self, code: str) -> R:
        """The record that bears `code`; `UnknownCodeError` suggests near codes otherwise."""
        try:
            found = self._records[code]
        except KeyError:
            raise UnknownCodeError(code, self.codes, where=self.name) from None
        if code in self.gone:
            withdrawn = found.withdrawn  # type: ignore[attr-defined]  # those that are gone say it
            notice = WithdrawnNotice(code, withdrawn.fate.value, withdrawn.replaced_by)
            warnings.warn(notice, stacklevel=2)
        return found

    def __iter__(self) -> Iterator[R]:
        """The records in their order, those that were withdrawn left out."""
        return (self._records[code] for code in self.codes)

    def __len__(self) -> int:
        """How many records there are, those that were withdrawn left out."""
        return len(self.codes)

    def __contains__(self, code: object) -> bool:
        """Whether a record bears `code`, even if it was withdrawn."""
        return code in self._all

    @property
    def withdrawn(self) -> tuple[R, ...]:
        """The records that are no longer on the shelf; each says why and what replaces it."""
        return tuple(self._records[code] for code in self.gone)

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The codes of the records, then of those that were withdrawn."""
        return (*self.codes, *self.gone)

    @property
    def everything(self) -> Mapping[str, R]:
        """Every record by code, those that were withdrawn too."""
        return self._records

    def __repr__(self) -> str:
        """The shelf's name and its size."""
        return f"<Shelf {self.name}: {len(self)}>"


def in_order(records: Mapping[str, R]) -> dict[str, R]:
    """The same records by rank where they have one, then by code."""
    return dict(sorted(records.items(), key=lambda item: (getattr(item[1], "rank", 0), item[0])))


class Catalogue:
    """Everything that is known, frozen; equal catalogues have equal digests.

    `edition` is the edition's name (`2026.11`), or the empty string for a tree of files;
    `digest` the SHA-256 of the edition's canonical form, or the empty string; `day` the last day
    of which it tells, or None for a tree, which is still being written.
    """

    __slots__ = ("_day", "_describe", "_digest", "_edition", "_indexes", "_shelves")

    def __init__(
        self,
        *,
        describe: Callable[[], Description],
        shelves: Mapping[str, Shelf[Any]],
        edition: str = "",
        digest: str = "",
        day: dt.date | None = None,
    ) -> None:
        """Keep the shelves; the indexes are made when first asked for."""
        self._day = day
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
    def day(self) -> dt.date | None:
        """The last day of which it tells, or None for a tree of files."""
        return self._day

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
    def interviews(self) -> Shelf[Interview]:
        """Who was met, in interviews and workshops."""
        return self._shelves["interviews"]

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

    def on(self, day: dt.date) -> Catalogue:
        """What was known on `day`: the records of then, with the names and words of then.

        Our own words are left out before the day on which the catalogue was begun, except where a
        record cannot be read without them; they are then marked as ours (see `reflexes.dating`).
        The result has no edition and no digest of its own. An edition knows nothing of the days
        after its own: asked for one, it gives its own day.
        """
        # Late, because it brings attrs, and few look back.
        from datetime import date  # noqa: PLC0415 - see above

        from reflexes.dating import Past  # noqa: PLC0415 - see above

        day = day if self.day is None else min(day, self.day)
        everything = {name: shelf.everything for name, shelf in self._shelves.items()}
        past = Past(everything, day, self.description.started_on or date.min)
        shelves = {name: Shelf.of(name, past.shelf(name)) for name in self._shelves}
        description = past.description(self.description)
        return Catalogue(describe=lambda: description, shelves=shelves, day=day)

    def compare(self, newer: Catalogue) -> Difference:
        """What `newer` adds, withdraws, renames and says otherwise, field by field."""
        # Late, for the same reason.
        from reflexes.comparing import compare  # noqa: PLC0415 - see above

        return compare(self.snapshot(), newer.snapshot())

    def snapshot(self) -> Snapshot:
        """The catalogue as it is compared."""
        # Late, for the same reason.
        from reflexes.comparing import Snapshot  # noqa: PLC0415 - see above

        return Snapshot(
            name=self.edition,
            day=self.day,
            started_on=self.description.started_on,
            shelves={name: shelf.everything for name, shelf in self._shelves.items()},
        )

    def search(  # noqa: PLR0913 - what may be asked for, each by its name
        self,
        words: str = "",
        *,
        shelf: str | None = None,
        controversy: str | None = None,
        principle: str | None = None,
        status: str | None = None,
        organisation_kind: str | None = None,
        limit: int = 20,
        offset: int = 0,
        language: str = "fr",
    ) -> Result:
        """The records that hold `words`, French or English, the best first, with facets counted.

        All the words if some record has them all, else as many as any has. A query equal to a code
        or a title gives its record first; an empty one lists. Facets narrow; `language` is that of
        the passage when both would do. Raises `RefusedError` for an unknown value of a facet.
        """
        index: Index | None = self._indexes.get("search")
        if index is None:
            # Late, because it brings attrs and reads every record.
            from reflexes.searching import Index  # noqa: PLC0415 - see above

            index = self._indexes.setdefault("search", Index(self._shelves))
        return index.search(
            words,
            shelf=shelf,
            controversy=controversy,
            principle=principle,
            status=status,
            organisation_kind=organisation_kind,
            limit=limit,
            offset=offset,
            language=language,
        )

    def linked(self, item: Any, shelf: str) -> tuple[Any, ...]:
        """The records of `shelf` that `item` points to or that point to it, in shelf order."""
        codes: set[str] = self.graph.tied.get(item.code, set())
        return tuple(other for other in self.shelf(shelf) if other.code in codes)

    @property
    def graph(self) -> Graph:
        """The records and the ties among them, to follow and to question."""
        graph: Graph | None = self._indexes.get("graph")
        if graph is None:
            # Late, because it brings attrs, and most commands follow no link.
            from reflexes.graph import Graph  # noqa: PLC0415 - see above

            graph = self._indexes["graph"] = Graph(self._shelves, self._shelf_by_code)
        return graph

    def cited(self, item: Any) -> tuple[Source, ...]:
        """The sources that the texts of `item` name, in the order in which they are met."""
        # Late, for the reason given in `graph`.
        from reflexes.links import pointers  # noqa: PLC0415 - see above

        codes = dict.fromkeys(p.code for p in pointers(item) if p.shelves == ("sources",))
        return tuple(self.sources[code] for code in codes if code in self.sources)

    @property
    def _shelf_by_code(self) -> dict[str, str]:
        known: dict[str, str] | None = self._indexes.get("shelves")
        if known is None:
            known = {
                code: name for name, shelf in self._shelves.items() for code in shelf.all_codes
            }
            self._indexes["shelves"] = known
        return known
