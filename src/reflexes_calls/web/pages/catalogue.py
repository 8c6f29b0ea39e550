"""The catalogue: its shelves, a page for each record, and the map with its table.

Each page stands at two addresses: under `/catalogue` it follows the newest edition, under
`/editions/2020.09` it never changes. With `.json` at its end, or asked for as JSON, the same
address gives the data; a record also has `.bib`.
"""

from collections import Counter
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reflexes import Catalogue
from reflexes.texts import Status
from reflexes_calls.actions.offering import count_offered
from reflexes_calls.web.addresses import SHELVES
from reflexes_calls.web.calls_shown import calls_of_piste
from reflexes_calls.web.citations import bibliography, citation
from reflexes_calls.web.colours import ranks_of
from reflexes_calls.web.data_shown import (
    as_data,
    catalogue_data,
    map_data,
    record_data,
    shelf_data,
    wants_json,
)
from reflexes_calls.web.map_drawn import draw_whole_map, drawings_of, rows_of_map
from reflexes_calls.web.missing import what_is_missing
from reflexes_calls.web.rooms import Room, find_record, room_here
from reflexes_calls.web.templating import page
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.trials_shown import not_yet_in, trials_of
from reflexes_calls.web.visitor import desk_of

router = APIRouter()


@router.get("/catalogue")
@router.get("/catalogue.json")
def index(request: Request) -> Response:
    """Every shelf that holds something, with how far its records are known."""
    room = room_here(request)
    if wants_json(request):
        return as_data(request, catalogue_data(room), is_final=False)
    return page(
        request,
        "catalogue/index.html",
        counts=counts_of(room.catalogue),
        citation=citation(request, room),
        **room.facts,
    )


@router.get("/catalogue.bib")
def bibliography_of_newest(request: Request) -> Response:
    """How to cite the newest edition, for BibTeX."""
    return bibliography(request, room_here(request))


@router.get("/carte")
@router.get("/carte.json")
@router.get("/editions/{edition}/carte")
@router.get("/editions/{edition}/carte.json")
def map_page(request: Request) -> Response:
    """The whole map, its table, and what is missing on it."""
    room, language = room_here(request), language_of(request)
    if wants_json(request):
        is_final = bool(room.edition and "lang" in request.query_params)
        return as_data(request, map_data(request, room), is_final=is_final)
    return page(
        request,
        "catalogue/map.html",
        drawing=draw_whole_map(room.catalogue, language, room.record_address),
        rows=rows_of_map(room.catalogue, language),
        missing=what_is_missing(request, room.catalogue),
        **room.facts,
    )


@router.get("/catalogue/{slug}")
@router.get("/editions/{edition}/{slug}")
def shelf(request: Request, slug: str) -> Response:
    """The records of one shelf."""
    room = room_here(request)
    name = _shelf_named(room, slug.removesuffix(".json"))
    if wants_json(request):
        return as_data(request, shelf_data(room, name), is_final=bool(room.edition))
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
def record(request: Request, slug: str, code: str) -> Response:
    """One record: its texts and who says them, its ties both ways, its sources, how to cite it."""
    room = room_here(request)
    name = _shelf_named(room, slug)
    code, _, ending = code.partition(".")
    shown = find_record(request, room, name, code)
    if ending == "bib":
        return bibliography(request, room, shown)
    if ending not in {"", "json"}:
        raise HTTPException(404)
    if wants_json(request):
        return as_data(request, record_data(room, name, shown), is_final=bool(room.edition))
    return page(request, f"catalogue/{name}.html", **_record_facts(request, room, name, shown))


def counts_of(catalogue: Catalogue) -> dict[str, list[tuple[Status, int]]]:
    """For each shelf that holds something, how many records are known how far."""
    counts = {name: _statuses(catalogue, name) for name in catalogue.shelves}
    return {name: statuses for name, statuses in counts.items() if statuses}


def _record_facts(request: Request, room: Room, name: str, shown: Any) -> dict[str, Any]:
    catalogue, language = room.catalogue, language_of(request)
    sources = catalogue.cited(shown)
    facts: dict[str, Any] = {
        "record": shown,
        "shelf": name,
        "sources": sources,
        "numbers": {source.code: place for place, source in enumerate(sources, start=1)},
        "ties": _ties(catalogue, shown),
        "rank": ranks_of(catalogue).get(shown.code, 0),
        "citation": citation(request, room, shown),
        **drawings_of(room, shown, language),
        **room.facts,
    }
    if name == "pistes":
        # What this instance adds changes from day to day: not where the address never changes.
        is_final = bool(room.edition)
        facts |= {
            "terrains": 0 if is_final else count_offered(desk_of(request), (shown.code,)),
            "calls": () if is_final else calls_of_piste(request, shown.code),
            "proposed": () if is_final else not_yet_in(request, shown.code),
            "trials": trials_of(request, catalogue, shown),
        }
    return facts


def _shelf_named(room: Room, slug: str) -> str:
    name = SHELVES.get(slug, "")
    if name not in room.catalogue.shelves:
        raise HTTPException(404)
    return name


def _statuses(catalogue: Catalogue, name: str) -> list[tuple[Status, int]]:
    counted = Counter(item.status for item in catalogue.shelf(name))
    return [(status, counted[status]) for status in Status if counted[status]]


def _ties(catalogue: Catalogue, record: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """What the record is tied to, both ways, shelf by shelf; sources have their own list."""
    shelves = (name for name in catalogue.shelves if name != "sources")
    found = ((name, catalogue.linked(record, name)) for name in shelves)
    return [(name, records) for name, records in found if records]
