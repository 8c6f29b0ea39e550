"""The shelves and the class of what stands on each.

A class is imported when its shelf is first looked at: importing all of them would double the time
of a command that shows one record.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

PLACES = {
    "controversies": ("controversy", "Controversy"),
    "phenomena": ("phenomenon", "Phenomenon"),
    "pistes": ("piste", "Piste"),
    "principles": ("principle", "Principle"),
    "orientations": ("orientation", "Orientation"),
    "organisations": ("organisation", "Organisation"),
    "sources": ("sources", "Source"),
    "observations": ("observation", "Observation"),
    "interviews": ("interview", "Interview"),
    "experiments": ("experiment", "Experiment"),
    "evidence": ("evidence", "Evidence"),
    "disagreements": ("disagreement", "Disagreement"),
}


class Kinds(Mapping[str, type[Any]]):
    """A mapping from a shelf's name to its class, in reading order."""

    def __getitem__(self, name: str) -> type[Any]:
        """The class of what stands on the shelf `name`; `KeyError` when there is none."""
        module, kind = PLACES[name]
        found: type[Any] = getattr(import_module(f"reflexes.{module}"), kind)
        return found

    def __iter__(self) -> Iterator[str]:
        """The names of the shelves."""
        return iter(PLACES)

    def __len__(self) -> int:
        """How many shelves there are."""
        return len(PLACES)

    def __contains__(self, name: object) -> bool:
        """Whether a shelf bears this name, without importing its class."""
        return name in PLACES


KINDS = Kinds()
"""The one mapping of shelves to classes."""
