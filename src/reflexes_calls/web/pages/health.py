"""Whether the service is there, for whatever watches over it; and its figures."""

import hmac
import ipaddress

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from reflexes_calls.actions.counting import figures, is_ready
from reflexes_calls.web.visitor import desk_of

router = APIRouter()
CLOSED = (
    "Ces chiffres sont lus depuis cette machine, ou avec le jeton metrics_token :"
    " Authorization: Bearer …\n"
    "These figures are read from this machine, or with the token metrics_token.\n"
)
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""A proxy says for whom it asks: its own address then says nothing of who reads."""


@router.get("/sante/vie")
@router.get("/health/live")
def live(request: Request) -> Response:
    """Whether the process answers; nothing else is looked at."""
    del request
    return JSONResponse({"status": "live"})


@router.get("/sante")
@router.get("/health")
@router.get("/sante/prete")
@router.get("/health/ready")
def ready(request: Request) -> Response:
    """Whether pages can be answered: the database is there, with the present schema."""
    well, wanting = is_ready(desk_of(request).engine)
    if well:
        return JSONResponse({"status": "ready"})
    headers = {"Retry-After": "10"}
    return JSONResponse({"status": "not-ready", "wanting": wanting}, 503, headers=headers)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The figures of the instance, as Prometheus reads them.

    They are counted in the database, so that each of several processes tells the same.
    """
    if not _may_read(request):
        return PlainTextResponse(CLOSED, 403)
    # Read here: what writes them is long to read, and few instances are watched so.
    from reflexes_calls.web.metrics_told import MEDIA_TYPE, told  # noqa: PLC0415  # see above

    return Response(told(figures(desk_of(request))), media_type=MEDIA_TYPE)


def _may_read(request: Request) -> bool:
    token = request.app.state.settings.metrics_token
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(f"Bearer {token}".encode(), given.encode())
    if any(name in request.headers for name in FORWARDED) or request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
