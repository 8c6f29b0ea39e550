"""Whether the service is there, for whatever watches over it; and its figures."""

import hmac
import ipaddress

from fastapi import APIRouter
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from reflexes_calls.actions.counting import Figures, figures, is_ready
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
    registry = CollectorRegistry()
    registry.register(_Told(figures(desk_of(request))))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


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


class _Told(Collector):
    """Figures as Prometheus names them."""

    def __init__(self, told: Figures) -> None:
        self.told = told

    def collect(self) -> list[Metric]:
        """Each figure."""
        told = self.told
        found: list[Metric] = [
            _of_stages("applications", "Applications by stage", told.applications),
            _of_stages("calls", "Calls by stage", told.calls),
            _of_stages("pilots", "Pilots by stage", told.pilots),
            _one("accounts", "Accounts", told.accounts),
            _one("sessions", "Sessions that are kept", told.sessions),
            _one("journal_entries", "Entries of the journals of calls", told.entries),
            _one("attachments", "Attached files", told.attachments),
            _one("attachments_bytes", "What attached files weigh", told.attached_bytes),
            _one("letters_waiting", "Letters that wait", told.letters_waiting),
            _one(
                "letters_oldest_seconds",
                "For how long the oldest one has waited",
                told.letters_oldest_seconds,
            ),
            _one("tasks_due", "Tasks that are due", told.tasks_due),
            _one("tasks_failed", "Tasks that failed when last tried", told.tasks_failed),
        ]
        if told.beat_seconds is not None:
            found.append(_one("heartbeat_age_seconds", "Since the last beat", told.beat_seconds))
        return found


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"reflexes_{name}", words, value=value)


def _of_stages(name: str, words: str, values: dict[str, int]) -> Metric:
    told = GaugeMetricFamily(f"reflexes_{name}", words, labels=["stage"])
    for stage, value in sorted(values.items()):
        told.add_metric([stage], value)
    return told
