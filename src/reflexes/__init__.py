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
from reflexes.shelving import Beside, SameNameError, beside

__all__ = [
    "Beside",
    "Catalogue",
    "EditionError",
    "ReflexesError",
    "Refusal",
    "RefusedError",
    "SameNameError",
    "Shelf",
    "UnknownCodeError",
    "UnknownShelfError",
    "WithdrawnNotice",
    "beside",
    "edition_names",
    "load",
]
