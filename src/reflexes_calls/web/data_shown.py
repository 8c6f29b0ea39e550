"""The catalogue's pages as data: JSON at the same addresses."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from reflexes.conversion import plain
from reflexes_calls.web.rooms import Room
from reflexes_calls.web.words import SHELF_NAMES

JSON = "application/json"


def wants(request: Request, ending: str) -> bool:
    """Whether the address ends in `.json`, or JSON is asked for before HTML."""
    if request.url.path.endswith(f".{ending}"):
        return True
    asked = request.headers.get("accept", "")
    return JSON in asked and "text/html" not in asked


def as_data(said: dict[str, Any], room: Room) -> Response:
    """The answer that gives data; that of a named edition never changes."""
    response = Response(
        json.dumps(said, ensure_ascii=False, indent=2).encode(),
        media_type=JSON,
        headers={"Vary": "Accept", "Access-Control-Allow-Origin": "*"},
    )
    if room.edition:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


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
            for name in SHELF_NAMES
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
    ties = {name: room.catalogue.linked(record, name) for name in SHELF_NAMES}
    return {
        **_edition(room),
        "shelf": shelf,
        "record": _told(room, shelf, record),
        "linked": {name: [each.code for each in tied] for name, tied in ties.items() if tied},
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
    return {**plain(record), "address": room.record_address(shelf, record.code)}
