"""Rooms: the edition that a page reads, the newest one or another by its name."""

from functools import cache, partial
from typing import Any

import attrs
from starlette.exceptions import HTTPException
from starlette.requests import Request

import reflexes
from reflexes_calls.web.addresses import catalogue_address, record_address, shelf_address
from reflexes_calls.web.visitor import desk_of


@attrs.frozen
class Room:
    """A catalogue to read; `edition` is empty where the address follows the newest one."""

    catalogue: reflexes.Catalogue
    edition: str = ""

    @property
    def address(self) -> str:
        """Where its shelves are listed."""
        return catalogue_address(self.edition)

    def shelf_address(self, shelf: str) -> str:
        """Where one of its shelves is listed."""
        return shelf_address(shelf, edition=self.edition)

    def record_address(self, shelf: str, code: str) -> str:
        """Where one of its records is shown."""
        return record_address(shelf, code, edition=self.edition)

    @property
    def facts(self) -> dict[str, Any]:
        """What the templates of the catalogue need: the same names as for the newest edition."""
        return {
            "room": self,
            "catalogue": self.catalogue,
            "shelf_address": self.shelf_address,
            "record_address": self.record_address,
        }


def room_of(request: Request, edition: str) -> Room:
    """The room of an edition, or of the catalogue of this instance when none is named."""
    return Room(edition_named(edition), edition) if edition else Room(desk_of(request).catalogue)


def edition_named(name: str) -> reflexes.Catalogue:
    """A released edition; a 404 when there is none of that name."""
    if name not in reflexes.edition_names():
        raise HTTPException(404)
    return _read(name)


# An edition never changes: each is read once.
_read = cache(partial(reflexes.load))
