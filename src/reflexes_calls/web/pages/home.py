"""The home page: the map of the inquiry, and the calls that are open."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.web.addresses import record_address
from reflexes_calls.web.calls_shown import calls_shown
from reflexes_calls.web.map_drawn import draw_whole_map, rows_of_map
from reflexes_calls.web.templating import page
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """What this is, the map, and the calls."""
    catalogue = desk_of(request).catalogue
    language = language_of(request)
    return page(
        request,
        "home/home.html",
        catalogue=catalogue,
        drawing=draw_whole_map(catalogue, language, record_address),
        rows=rows_of_map(catalogue, language),
        calls=calls_shown(request),
    )
