"""The catalogue: its shelves, a page for each record, and the map with its table."""

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
from reflexes_calls.web.addresses import SHELVES, record_address
from reflexes_calls.web.calls_shown import calls_of_piste, proposed_here
from reflexes_calls.web.colours import ranks_of
from reflexes_calls.web.templating import page
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of
from reflexes_calls.web.words import SHELF_NAMES

router = APIRouter()


@router.get("/catalogue")
def index(request: Request) -> Response:
    """Every shelf, with how many records it holds and how far they are known."""
    catalogue = desk_of(request).catalogue
    counts = {name: _statuses(catalogue, name) for name in SHELF_NAMES}
    return page(request, "catalogue/index.html", catalogue=catalogue, counts=counts)


@router.get("/carte")
def map_page(request: Request) -> Response:
    """The whole map, and its table."""
    catalogue, language = desk_of(request).catalogue, language_of(request)
    return page(
        request,
        "catalogue/map.html",
        drawing=Markup(draw_map(catalogue, language, record_address)),  # noqa: S704  # escaped as drawn
        rows=map_rows(catalogue, language),
    )


@router.get("/catalogue/{slug}")
def shelf(request: Request, slug: str) -> Response:
    """The records of one shelf."""
    name = _shelf_named(slug)
    catalogue = desk_of(request).catalogue
    return page(
        request,
        "catalogue/shelf.html",
        name=name,
        records=tuple(catalogue.shelf(name)),
        ranks=ranks_of(catalogue),
        counts=_statuses(catalogue, name),
    )


@router.get("/catalogue/{slug}/{code}")
def record(request: Request, slug: str, code: str) -> Response:
    """One record: its texts and who says them, its ties both ways, its sources."""
    name = _shelf_named(slug)
    catalogue = desk_of(request).catalogue
    shown = catalogue.shelf(name)[code]
    language = language_of(request)
    sources = catalogue.cited(shown)
    facts: dict[str, Any] = {
        "record": shown,
        "shelf": name,
        "catalogue": catalogue,
        "sources": sources,
        "numbers": {source.code: place for place, source in enumerate(sources, start=1)},
        "drawing": Markup(draw_record(catalogue, shown, language, record_address)),  # noqa: S704  # escaped as drawn
        "ties": _ties(catalogue, shown),
        "rank": ranks_of(catalogue).get(code, 0),
    }
    if name == "pistes":
        facts |= {
            "calls": calls_of_piste(request, code),
            "proposed": proposed_here(request, code),
        }
    return page(request, f"catalogue/{name}.html", **facts)


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
