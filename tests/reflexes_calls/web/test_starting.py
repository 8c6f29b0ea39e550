"""What a service reads before its first answer, what it reads a moment later, what it puts away."""

import gc
import subprocess
import sys
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient

from reflexes_calls.web import app as web_app
from reflexes_calls.web import late_pages, late_routes
from reflexes_calls.web.late_routes import LateRoutes
from tests.databases import lay_down

pytestmark = pytest.mark.web

HEAVY = {
    "PIL",
    "alembic",
    "boto3",
    "cryptography",
    "docx",
    "httpx",
    "httpx2",
    "icalendar",
    "jwt",
    "lxml",
    "numpy",
    "odf",
    "openpyxl",
    "ortools",
    "prometheus_client",
    "psycopg",
    "reflexes.jury",
    "reflexes_calls.demonstration",
    "reflexes_calls.web.late_pages",
    "rdflib",
    "scipy",
    "segno",
    "sqlalchemy.orm",
    "typst",
    "xlsxwriter",
}
"""Long to read, and of no use to the first visitor."""
FIRST_ANSWER = """
import os, sys
from starlette.testclient import TestClient
before = set(sys.modules)
from reflexes_calls.commands import serving
from reflexes_calls.settings import read_settings
from reflexes_calls.actions.desk import make_desk
settings = read_settings()
application = serving.create_app(settings, make_desk(settings))
read = set(sys.modules) - before
client = TestClient(application)
for path in ("/appels", "/", "/catalogue", "/connexion"):
    assert client.get(path).status_code == 200, path
print("\\n".join(sorted(read | (set(sys.modules) - before))))
"""


def test_the_first_visitors_wait_for_nothing_heavy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'calls.sqlite3'}"
    lay_down(url)
    environment = {
        "PATH": "",
        "REFLEXES_CALLS_DATABASE_URL": url,
        "REFLEXES_CALLS_FILES": str(tmp_path / "files"),
    }
    asked = [sys.executable, "-c", FIRST_ANSWER]
    told = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    read = set(told.stdout.split())
    assert "reflexes_calls.web.app" in read
    assert read & HEAVY == set()


def test_no_page_is_said_twice() -> None:
    """A page that is read late is never hidden by one that is read at once."""
    every = (*web_app.PAGES, *late_pages.PAGES)
    said = [
        (method, route.path)
        for each in every
        for route in each.router.routes
        for method in route.methods or ()
    ]
    assert sorted(said) == sorted(set(said))
    assert set(web_app.PAGES).isdisjoint(late_pages.PAGES)


def _show(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


def _routes(read: list[str]) -> list[BaseRoute]:
    """A page read at the start, and two that are read late."""
    first = Route("/accueil", _show)

    def make() -> list[BaseRoute]:
        read.append("read")
        return [Route("/salle", _show), Route("/salle/table", _show, methods=["POST"]), first]

    return [first, LateRoutes(make)]


def test_late_pages_are_read_once_when_first_asked_for() -> None:
    read: list[str] = []
    client = TestClient(Starlette(routes=_routes(read)))
    assert client.get("/accueil").text == "/accueil"
    assert read == []
    assert client.get("/salle").text == "/salle"
    assert client.post("/salle/table").text == "/salle/table"
    assert client.get("/salle/table").status_code == 405
    assert client.get("/salle/chaise").status_code == 404
    assert read == ["read"]


def test_what_a_first_page_refuses_is_refused_as_if_nothing_were_late() -> None:
    client = TestClient(Starlette(routes=_routes([])), follow_redirects=False)
    assert client.post("/accueil").status_code == 405
    assert client.get("/accueil/").headers["location"].endswith("/accueil")


def test_late_pages_are_read_a_moment_after_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_routes, "A_MOMENT", 0.01)
    read: list[str] = []
    late = _routes(read)[-1]
    assert isinstance(late, LateRoutes)
    with TestClient(Starlette(routes=[late], lifespan=lambda _: late_routes.read_soon(late))):
        until = time.monotonic() + 10
        while not read and time.monotonic() < until:
            time.sleep(0.01)
    assert read == ["read"]


def test_late_pages_that_cannot_be_read_are_said_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(late_routes, "A_MOMENT", 0.01)

    def make() -> list[BaseRoute]:
        raise ImportError("no such module")

    late = LateRoutes(make)
    with TestClient(Starlette(routes=[late], lifespan=lambda _: late_routes.read_soon(late))):
        until = time.monotonic() + 10
        while not caplog.records and time.monotonic() < until:
            time.sleep(0.01)
    assert "The pages that are read late cannot be read" in caplog.text
    assert "no such module" in caplog.text


def test_an_application_that_ends_gives_its_memory_back(app: Starlette) -> None:
    frozen, seldom = gc.get_freeze_count(), gc.get_threshold()
    with TestClient(app):
        assert gc.get_freeze_count() > frozen
        assert gc.get_threshold() != seldom
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, seldom)
