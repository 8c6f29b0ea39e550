"""The catalogue: its shelves, a page for each record, and the map with its table.

Each page stands at two addresses: under `/catalogue` it follows the newest edition, under
`/editions/2020.09` it never changes. With `.json` at its end, or asked for as JSON, the same
address gives the data; a record also has `.bib`.
"""

from collections import Counter
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reflexes import Catalogue
from reflexes.drawing import draw_map, draw_record, map_rows
from reflexes.texts import Status
from reflexes_calls.web.addresses import SHELVES
from reflexes_calls.web.calls_shown import calls_of_piste, proposed_here
from reflexes_calls.web.citations import bibliography, citation
from reflexes_calls.web.colours import ranks_of
from reflexes_calls.web.data_shown import as_data, catalogue_data, record_data, shelf_data, wants
from reflexes_calls.web.rooms import Room, room_of
from reflexes_calls.web.templating import page
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.words import SHELF_NAMES

router = APIRouter()


@router.get("/catalogue")
@router.get("/catalogue.json")
def index(request: Request) -> Response:
    """Every shelf, with how many records it holds and how far they are known."""
    room = room_of(request, "")
    if wants(request, "json"):
        return as_data(catalogue_data(room), room)
    counts = {name: _statuses(room.catalogue, name) for name in SHELF_NAMES}
    return page(request, "catalogue/index.html", counts=counts, **room.facts)


@router.get("/carte")
def map_page(request: Request) -> Response:
    """The whole map, and its table."""
    room, language = room_of(request, ""), language_of(request)
    return page(request, "catalogue/map.html", **_map(room, language), **room.facts)


@router.get("/editions/{edition}/carte")
def map_of_edition(request: Request, edition: str) -> Response:
    """The map as an edition knew it."""
    room, language = room_of(request, edition), language_of(request)
    return page(request, "catalogue/map.html", **_map(room, language), **room.facts)


@router.get("/catalogue/{slug}")
@router.get("/editions/{edition}/{slug}")
def shelf(request: Request, slug: str, edition: str = "") -> Response:
    """The records of one shelf."""
    room = room_of(request, edition)
    name = _shelf_named(slug.removesuffix(".json"))
    if wants(request, "json"):
        return as_data(shelf_data(room, name), room)
    return page(
        request,
        "catalogue/shelf.html",
        name=name,
        records=tuple(room.catalogue.shelf(name)),
        ranks=ranks_of(room.catalogue),
        counts=_statuses(room.catalogue, name),
        **room.facts,
    )


@router.get("/catalogue/{slug}/{code}")
@router.get("/editions/{edition}/{slug}/{code}")
def record(request: Request, slug: str, code: str, edition: str = "") -> Response:
    """One record: its texts and who says them, its ties both ways, its sources, how to cite it."""
    room = room_of(request, edition)
    name = _shelf_named(slug)
    code, _, ending = code.partition(".")
    with_notice = room.catalogue.shelf(name).everything
    shown = with_notice[code] if code in with_notice else room.catalogue.shelf(name)[code]
    if ending == "bib":
        return bibliography(request, room, shown)
    if ending not in ("", "json"):
        raise HTTPException(404)
    if wants(request, "json"):
        return as_data(record_data(room, name, shown), room)
    return page(request, f"catalogue/{name}.html", **_record_facts(request, room, name, shown))


def _record_facts(request: Request, room: Room, name: str, shown: Any) -> dict[str, Any]:
    catalogue, language = room.catalogue, language_of(request)
    sources = catalogue.cited(shown)
    facts: dict[str, Any] = {
        "record": shown,
        "shelf": name,
        "sources": sources,
        "numbers": {source.code: place for place, source in enumerate(sources, start=1)},
        "drawing": Markup(draw_record(catalogue, shown, language, room.record_address)),  # noqa: S704  # escaped as drawn
        "ties": _ties(catalogue, shown),
        "rank": ranks_of(catalogue).get(shown.code, 0),
        "citation": citation(request, room, shown),
        **room.facts,
    }
    if name == "pistes":
        facts |= {
            "calls": calls_of_piste(request, shown.code),
            "proposed": proposed_here(request, shown.code),
        }
    return facts


def _map(room: Room, language: str) -> dict[str, Any]:
    return {
        "drawing": Markup(draw_map(room.catalogue, language, room.record_address)),  # noqa: S704  # escaped as drawn
        "rows": map_rows(room.catalogue, language),
    }


def _shelf_named(slug: str) -> str:
    if slug not in SHELVES:
        raise HTTPException(404)
    return SHELVES[slug]


def _statuses(catalogue: Catalogue, name: str) -> list[tuple[Status, int]]:
    counted = Counter(item.status for item in catalogue.shelf(name))
    return [(status, counted[status]) for status in Status if counted[status]]


def _ties(catalogue: Catalogue, record: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """What the record is tied to, both ways, shelf by shelf; sources have their own list."""
    found = ((name, catalogue.linked(record, name)) for name in SHELF_NAMES if name != "sources")
    return [(name, records) for name, records in found if records]
