"""The texts that a call has had: their numbers, their days, and what changed in each."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import amending
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.web.amendment_words import changes_told
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

router = APIRouter()


@router.get("/appels/{call_id}/versions")
def list_versions(request: Request, call_id: str) -> Response:
    """Every published text of a call: number, day, reason and digest."""
    shown = amending.versions_page(desk_of(request), call_id)
    return page(request, "amendments/versions.html", call=shown.call, versions=shown.versions[::-1])


@router.get("/appels/{call_id}/versions/{number}")
def show_version(request: Request, call_id: str, number: str) -> Response:
    """What changed in one published text since the one before it."""
    if not (number.isdecimal() and number.isascii()):
        raise NotFound("version", number)
    shown = amending.difference_page(desk_of(request), call_id, int(number[:9]))
    return page(
        request,
        "amendments/version.html",
        call=shown.call,
        shown=shown,
        changes=changes_told(shown.changes, language_of(request), translator(request)),
    )
