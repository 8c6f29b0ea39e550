"""The catalogue's pages as data: JSON at the same addresses."""

import json
from typing import Any

import attrs
from starlette.requests import Request
from starlette.responses import Response

from reflexes import Catalogue
from reflexes.conversion import plain
from reflexes_calls.web.giving import give
from reflexes_calls.web.map_drawn import rows_of_map
from reflexes_calls.web.rooms import Room
from reflexes_calls.web.translating import language_of

JSON = "application/json"
OPEN_TO_ALL = {"Vary": "Accept, Cookie", "Access-Control-Allow-Origin": "*"}
"""The same address gives HTML or JSON, in the reader's language; any site may read public data."""


def wants_json(request: Request) -> bool:
    """Whether the address ends in `.json`, or JSON is asked for and HTML is not."""
    if request.url.path.endswith(".json"):
        return True
    asked = request.headers.get("accept", "")
    return JSON in asked and "text/html" not in asked


def as_data(request: Request, said: dict[str, Any], *, is_final: bool) -> Response:
    """The answer that gives data; `is_final` when it is of an edition named in the address."""
    content = json.dumps(said, ensure_ascii=False, indent=2).encode()
    return give(request, content, JSON, is_final=is_final, headers=OPEN_TO_ALL)


def catalogue_data(room: Room) -> dict[str, Any]:
    """The shelves, and what the catalogue says of itself."""
    return {
        **_edition(room),
        "description": plain(room.catalogue.description),
        "shelves": {
            name: {
                "records": len(room.catalogue.shelf(name)),
                "address": f"{room.shelf_address(name)}.json",
            }
            for name in room.catalogue.shelves
        },
    }


def shelf_data(room: Room, shelf: str) -> dict[str, Any]:
    """Every record of a shelf."""
    return {
        **_edition(room),
        "shelf": shelf,
        "records": [_told(room, shelf, record) for record in room.catalogue.shelf(shelf)],
    }


def record_data(room: Room, shelf: str, record: Any) -> dict[str, Any]:
    """One record, with the codes of what it is tied to."""
    ties = {name: room.catalogue.linked(record, name) for name in room.catalogue.shelves}
    return {
        **_edition(room),
        "shelf": shelf,
        "record": _told(room, shelf, record),
        "linked": {name: [each.code for each in tied] for name, tied in ties.items() if tied},
    }


def map_data(request: Request, room: Room) -> dict[str, Any]:
    """The map: for each controversy its phenomena, and the pistes that answer them."""
    rows = rows_of_map(room.catalogue, language_of(request))
    return {**_edition(room), "rows": [attrs.asdict(row) for row in rows]}


def editions_data(editions: list[Catalogue]) -> dict[str, Any]:
    """Every edition, in the order given."""
    return {
        "editions": [
            {
                "edition": each.edition,
                "day": each.day.isoformat() if each.day else None,
                "digest": each.digest,
                "records": len(each),
                "address": f"{Room(each, each.edition).address}.json",
            }
            for each in editions
        ]
    }


def _edition(room: Room) -> dict[str, Any]:
    catalogue = room.catalogue
    return {
        "catalogue": catalogue.name,
        "edition": catalogue.edition,
        "digest": catalogue.digest,
        "licence": catalogue.description.licence,
    }


def _told(room: Room, shelf: str, record: Any) -> dict[str, Any]:
    return {
        **plain(record),
        "address": room.record_address(shelf, record.code),
        "stable_address": room.pinned.record_address(shelf, record.code),
    }
