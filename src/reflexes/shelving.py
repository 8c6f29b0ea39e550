"""Several catalogues side by side, each with its own codes: `name:code`.

>>> together = reflexes.beside(reflexes.load(), reflexes.load("examples/inondation"))
>>> together["inondation:la-digue"].title.fr
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reflexes.errors import Refusal, RefusedError, SpokenError, UnknownCodeError

if TYPE_CHECKING:
    # Names for the type checker alone: `reflexes` imports this module and should stay light.
    from reflexes.catalogue import Catalogue
    from reflexes.searching import Result

SAME_NAME = "Two catalogues bear the name “%(name)s”: their codes could not be told apart."


class SameNameError(SpokenError):
    """Two catalogues that are put side by side bear the same name."""


class Beside(Mapping[str, Any]):
    """Records of several catalogues by their addresses, `name:code`, in the order given.

    `catalogues` holds each catalogue by its name.
    """

    def __init__(self, *catalogues: Catalogue) -> None:
        """Put the catalogues side by side; `SameNameError` when two bear the same name."""
        self.catalogues: dict[str, Catalogue] = {}
        self._tied: dict[str, dict[str, None]] = {}
        for each in catalogues:
            if each.name in self.catalogues:
                raise SameNameError(SAME_NAME, name=each.name)
            self.catalogues[each.name] = each

    def __getitem__(self, address: str) -> Any:
        """The record at `name:code`; `UnknownCodeError` suggests near addresses otherwise."""
        name, _, code = address.partition(":")
        catalogue = self.catalogues.get(name)
        if catalogue is None or code not in catalogue:
            raise UnknownCodeError(address, self, where="these catalogues")
        return catalogue[code]

    def __contains__(self, address: object) -> bool:
        """Whether a record stands at `address`, even if it was withdrawn."""
        name, _, code = str(address).partition(":")
        return name in self.catalogues and code in self.catalogues[name]

    def __iter__(self) -> Iterator[str]:
        """The addresses, catalogue after catalogue, those of withdrawn records left out."""
        for name, catalogue in self.catalogues.items():
            for shelf in catalogue.shelves:
                for code in catalogue.shelf(shelf).codes:
                    yield f"{name}:{code}"

    def __len__(self) -> int:
        """How many records there are in all."""
        return sum(map(len, self.catalogues.values()))

    def __repr__(self) -> str:
        """The names and the size."""
        return f"<Beside {', '.join(self.catalogues)}: {len(self)} records>"

    def shelf_of(self, address: str) -> str:
        """The name of the shelf on which the record at `address` stands."""
        name, _, code = address.partition(":")
        if address not in self:
            raise UnknownCodeError(address, self, where="these catalogues")
        return self.catalogues[name].shelf_of(code)

    def linked(self, address: str, shelf: str) -> tuple[str, ...]:
        """The addresses on `shelf`, in any catalogue, tied to the record at `address`.

        A tie counts whichever of the two writes it. A tie to a catalogue that is not here is left
        out.
        """
        self.shelf_of(address)
        tied = self._ties.get(address, {})
        return tuple(each for each in tied if self.shelf_of(each) == shelf)

    def search(self, words: str = "", **narrowed: Any) -> dict[str, Result]:
        """What `Catalogue.search` finds in each catalogue, by its name.

        The ranks are not mixed: the same word weighs more in a catalogue where it is rare. A
        catalogue that does not know a facet is left out; `RefusedError` when none knows it.
        """
        found: dict[str, Result] = {}
        refusals: list[Refusal] = []
        for name, catalogue in self.catalogues.items():
            try:
                found[name] = catalogue.search(words, **narrowed)
            except RefusedError as refused:
                refusals += refused.refusals
        if refusals and not found:
            raise RefusedError(refusals)
        return found

    @property
    def _ties(self) -> dict[str, dict[str, None]]:
        """For each address, the addresses at the other ends of its ties; made when first asked."""
        if not self._tied:
            # Late, because it brings attrs and reads every record.
            from reflexes.links import pointers  # noqa: PLC0415 - see above

            tied: dict[str, dict[str, None]] = {}
            for name, catalogue in self.catalogues.items():
                for record in catalogue:
                    here = f"{name}:{record.code}"
                    for pointer in pointers(record):
                        there = pointer.code if pointer.is_abroad else f"{name}:{pointer.code}"
                        if there in self:
                            tied.setdefault(here, {})[there] = None
                            tied.setdefault(there, {})[here] = None
            self._tied = tied
        return self._tied


def beside(*catalogues: Catalogue) -> Beside:
    """Put catalogues side by side; `SameNameError` when two bear the same name."""
    return Beside(*catalogues)
