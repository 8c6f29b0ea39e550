"""The calls by the CommonGrants protocol, read only."""

import uuid
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reflexes_calls.actions.reading_calls import texts_that_stand
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.call_feeds import FedCall
from reflexes_calls.web.common_grants import opportunity_of
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of

router = APIRouter()

LIST = "/common-grants/opportunities"
MOST, USUAL = 100, 10


@router.get(LIST)
def list_opportunities(request: Request) -> Response:
    """Every published call, a page at a time."""
    page, size = _whole(request, "page", 1), _whole(request, "pageSize", USUAL)
    if page is None or size is None or size > MOST:
        told = f"page is a whole number from 1, pageSize a whole number from 1 to {MOST}"
        return _refuse(400, told)
    known = texts_that_stand(desk_of(request))
    start = (page - 1) * size
    return JSONResponse(
        {
            "status": 200,
            "message": "Success",
            "items": [_told(request, fed) for fed in _fed(known[start : start + size])],
            "paginationInfo": {
                "page": page,
                "pageSize": size,
                "totalItems": len(known),
                "totalPages": -(-len(known) // size),
            },
        }
    )


@router.get(LIST + "/{asked}")
def show_opportunity(request: Request, asked: str) -> Response:
    """One published call, by its UUID."""
    try:
        public_id = uuid.UUID(asked).hex
    except ValueError:
        return _refuse(400, "An opportunity is asked for by its UUID, as the list gives it")
    for fed in _fed(texts_that_stand(desk_of(request))):
        if fed.call.public_id == public_id:
            told = _told(request, fed)
            return JSONResponse({"status": 200, "message": "Success", "data": told})
    return _refuse(404, "No published call bears this UUID")


def _fed(known: tuple[Any, ...]) -> tuple[FedCall, ...]:
    return tuple(FedCall(call=call, updated_at=version.published_at) for call, version in known)


def _told(request: Request, fed: FedCall) -> dict[str, Any]:
    now, address = desk_of(request).clock.now(), service_address(request)
    return opportunity_of(fed, now, language_of(request), translator(request), address)


def _whole(request: Request, name: str, usual: int) -> int | None:
    typed = request.query_params.get(name, str(usual))
    is_whole = typed.isascii() and typed.isdecimal() and len(typed) <= len("1000000")
    return int(typed) or None if is_whole else None


def _refuse(status: int, told: str) -> Response:
    return JSONResponse({"status": status, "message": told, "errors": []}, status_code=status)
