"""Rooms: the edition that a page reads, the newest one or another by its name."""

from functools import cache
from typing import Any

import attrs
from starlette.requests import Request

import reflexes
from reflexes_calls.web.addresses import catalogue_address, record_address, shelf_address
from reflexes_calls.web.notices import N_
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

SHOWN = 60
"""How many characters of a name that nothing bears are shown."""


class NotHereError(Exception):
    """Nothing bears the name that was asked for; the page says where to go instead.

    `words` is a message id with named places, `facts` what fills them; `links` are pairs of an
    address and its words.
    """

    def __init__(self, words: str, links: tuple[tuple[str, str], ...], **facts: str) -> None:
        """Keep the words, the facts and the ways on."""
        self.words = words
        self.links = links
        self.facts = facts
        super().__init__(words % facts)


@attrs.frozen
class Room:
    """A catalogue to read; `edition` is empty where the address follows the newest one."""

    catalogue: reflexes.Catalogue
    edition: str = ""

    @property
    def address(self) -> str:
        """Where its shelves are listed."""
        return catalogue_address(self.edition)

    @property
    def map_address(self) -> str:
        """Where its map is drawn."""
        return f"{self.address}/carte" if self.edition else "/carte"

    @property
    def pinned(self) -> "Room":
        """The same edition where its address never changes; itself for files without an edition."""
        return Room(self.catalogue, self.catalogue.edition)

    def shelf_address(self, shelf: str) -> str:
        """Where one of its shelves is listed."""
        return shelf_address(shelf, edition=self.edition)

    def record_address(self, shelf: str, code: str) -> str:
        """Where one of its records is shown."""
        return record_address(shelf, code, edition=self.edition)

    def address_of(self, record: Any = None) -> str:
        """Where a record is shown, or where the shelves are listed."""
        if record is None:
            return self.address
        return self.record_address(self.catalogue.shelf_of(record.code), record.code)

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


def room_here(request: Request) -> Room:
    """The room of the edition that the path names, or of the newest one."""
    return room_of(request, request.path_params.get("edition", ""))


def edition_named(name: str) -> reflexes.Catalogue:
    """A released edition; `NotHereError` lists them when there is none of that name."""
    known = reflexes.edition_names()
    if name not in known:
        raise NotHereError(
            N_("There is no edition “%(name)s”. These are the editions:"),
            tuple((catalogue_address(each), each) for each in reversed(known)),
            name=name[:SHOWN],
        )
    return _read(name)


def find_record(request: Request, room: Room, shelf: str, code: str) -> Any:
    """The record of a code, even if it was withdrawn; `NotHereError` says where it may be met."""
    if code in room.catalogue.shelf(shelf):
        # Not by `[code]`, which warns of withdrawn records: their page says it in full.
        return room.catalogue.shelf(shelf).everything[code]
    if code in room.catalogue:
        raise NotHereError(
            N_("The record “%(code)s” is not on this shelf. Here it is:"),
            (_link(request, room, code),),
            code=code[:SHOWN],
        )
    for name in reflexes.edition_names():
        if room.edition and code in _read(name):
            raise NotHereError(
                N_("Edition %(edition)s does not know “%(code)s”. It appears first in %(first)s:"),
                (_link(request, Room(_read(name), name), code),),
                edition=room.edition,
                code=code[:SHOWN],
                first=name,
            )
    raise NotHereError(*_nothing_near(request, room, code), code=code[:SHOWN])


def _nothing_near(
    request: Request, room: Room, code: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words for a code that no edition knows, and links to the codes that look like it."""
    try:
        room.catalogue.shelf_of(code)
    except reflexes.UnknownCodeError as unknown:
        near = tuple(_link(request, room, each) for each in unknown.near)
    if not near:
        return N_("No record bears the code “%(code)s”."), ()
    return N_("No record bears the code “%(code)s”. Perhaps you mean:"), near


def _link(request: Request, room: Room, code: str) -> tuple[str, str]:
    record = room.catalogue.shelf(room.catalogue.shelf_of(code)).everything[code]
    return room.address_of(record), record.title.in_language(language_of(request))


@cache
def _read(name: str) -> reflexes.Catalogue:
    """An edition never changes: each is read once."""
    return reflexes.load(name)
