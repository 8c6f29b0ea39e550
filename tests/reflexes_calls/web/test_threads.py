"""Few threads answer, and a slow page does not keep the others waiting."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from reflexes_calls.web.threads import USUAL, few_threads

pytestmark = pytest.mark.web
MANY = 5


def test_slow_pages_leave_room_for_the_others() -> None:
    over = Event()

    app = FastAPI(lifespan=lambda _: few_threads())

    @app.get("/slow")
    def slow() -> str:
        assert over.wait(20)
        return "slow"

    @app.get("/quick")
    def quick() -> str:
        return "quick"

    with TestClient(app) as client, ThreadPoolExecutor(MANY) as visitors:
        asked = [visitors.submit(client.get, "/slow") for _ in range(USUAL + 2)]
        until = time.monotonic() + 10
        assert client.get("/quick").json() == "quick"
        assert time.monotonic() < until
        assert not any(each.done() for each in asked)
        over.set()
        assert all(each.result().json() == "slow" for each in asked)
