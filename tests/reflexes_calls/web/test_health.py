"""Alive, ready, counted; and one line of the log for each request, which says nothing of anyone."""

import json
import logging
import sys
from pathlib import Path

import attrs
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from reflexes_calls.commands.logs import JsonLines, TextLines, set_up_logs
from reflexes_calls.settings import Settings
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.app import create_app
from reflexes_calls.web.request_lines import LINE

pytestmark = pytest.mark.web
LOCAL = ("127.0.0.1", 50000)
ELSEWHERE = ("192.0.2.7", 50000)


@pytest.mark.parametrize("address", ["/sante", "/health", "/sante/prete", "/health/ready"])
def test_ready_looks_at_the_database_and_its_schema(app: FastAPI, address: str) -> None:
    client = TestClient(app)
    assert client.get(address).json() == {"status": "ready"}
    with writing(app.state.desk.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    said = client.get(address)
    assert (said.status_code, said.json()["wanting"]) == (503, "schema")
    assert said.headers["Retry-After"] == "10"


def test_alive_says_so_whatever_the_database_does(app: FastAPI, settings: Settings) -> None:
    client = TestClient(app)
    app.state.desk.engine.dispose()
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    file.unlink()
    file.mkdir()
    assert (
        client.get("/health/live").json() == client.get("/sante/vie").json() == {"status": "live"}
    )
    said = client.get("/health")
    assert (said.status_code, said.json()["wanting"]) == (503, "database")


def test_figures_are_read_from_this_machine_alone(app: FastAPI) -> None:
    here = TestClient(app, client=LOCAL)
    said = here.get("/metrics")
    assert said.status_code == 200
    assert said.headers["content-type"].startswith("text/plain")
    assert "reflexes_accounts 0.0" in said.text
    assert "reflexes_letters_waiting 0.0" in said.text
    assert TestClient(app, client=ELSEWHERE).get("/metrics").status_code == 403
    assert here.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403


def test_or_with_a_token(settings: Settings) -> None:
    token = "un-jeton-assez-long"
    app = create_app(attrs.evolve(settings, metrics_token=token))
    there = TestClient(app, client=ELSEWHERE)
    given = {"Authorization": f"Bearer {token}"}
    assert there.get("/metrics", headers=given).status_code == 200
    assert there.get("/metrics", headers={"Authorization": "Bearer un-autre"}).status_code == 403
    assert TestClient(app, client=LOCAL).get("/metrics").status_code == 403


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [getattr(one, LINE) for one in caplog.records if hasattr(one, LINE)]


def test_a_request_leaves_one_line_with_its_route_and_nothing_that_was_asked(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "reflexes_calls.requests")
    given = {"X-Request-ID": "proxy-0001"}
    said = client.get("/appels/secret-of-someone?recherche=nom", headers=given)
    assert said.headers["X-Request-ID"] == "proxy-0001"
    (line,) = lines(caplog)
    assert (line["method"], line["status"]) == ("GET", 404)
    assert str(line["route"]).startswith("/appels/{")
    assert "secret" not in caplog.text
    assert "nom" not in str(line)


def test_an_id_that_could_forge_a_line_is_replaced(client: TestClient) -> None:
    said = client.get("/sante/vie", headers={"X-Request-ID": "a b\tc" * 3})
    assert len(said.headers["X-Request-ID"]) == 16


def test_an_address_that_is_nowhere_is_not_repeated(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "reflexes_calls.requests")
    client.get("/nobody/knows/samir@essai.example")
    client.get("/static/nothing-there.css")
    assert [line["route"] for line in lines(caplog)] == ["(none)", "/static"]


def test_what_broke_is_said_by_its_place_and_never_by_its_words(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "reflexes_calls.requests")

    @app.get("/essai/casse")
    def broken() -> None:
        raise ValueError("samir@essai.example")

    # Before the routes that are read late, which take every address.
    app.router.routes.insert(0, app.router.routes.pop())
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/essai/casse").status_code == 500
    (line,) = lines(caplog)
    assert (line["route"], line["status"]) == ("/essai/casse", 500)
    try:
        {}["samir@essai.example"]
    except KeyError:
        record = logging.LogRecord("x", 40, "x", 1, "It failed", (), sys.exc_info())
    said = json.loads(JsonLines().format(record))
    assert said["trace"][0] == "KeyError"
    assert "samir" not in json.dumps(said) + TextLines().format(record)
    assert __file__ in TextLines().format(record)


@pytest.mark.parametrize("kind", ["text", "json"])
def test_the_log_is_lines_of_text_or_of_json(
    kind: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        set_up_logs(attrs.evolve(settings, log_format=kind))
        client = TestClient(create_app(settings))
        client.get("/sante")
        logging.getLogger("reflexes_calls").info("On two\nlines")
    finally:
        logging.root.handlers[:], logging.root.level = before
    told = [line for line in capsys.readouterr().err.splitlines() if "/sante" in line]
    (line,) = told
    if kind == "json":
        said = json.loads(line)
        assert (said["route"], said["status"], len(said["request"])) == ("/sante", 200, 16)
    else:
        assert " request method=" in line or "request request=" in line
        assert "route=/sante status=200" in line
