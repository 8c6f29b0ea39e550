"""Réflexes: a crisis's lessons as versioned data with a source behind every claim.

>>> import reflexes
>>> catalogue = reflexes.load()
>>> catalogue.pistes["micro-mobilite-professionnelle"].title.fr
'La micro-mobilité professionnelle'
"""

from reflexes.catalogue import Catalogue, Shelf
from reflexes.editions import load
from reflexes.editions import names as edition_names
from reflexes.errors import (
    EditionError,
    ReflexesError,
    Refusal,
    RefusedError,
    UnknownCodeError,
    UnknownShelfError,
    WithdrawnNotice,
)

__all__ = [
    "Catalogue",
    "EditionError",
    "ReflexesError",
    "Refusal",
    "RefusedError",
    "Shelf",
    "UnknownCodeError",
    "UnknownShelfError",
    "WithdrawnNotice",
    "edition_names",
    "load",
]
