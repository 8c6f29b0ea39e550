"""The web application, made from its settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from reflexes_calls.actions.desk import Desk, make_desk
from reflexes_calls.settings import Settings
from reflexes_calls.web.collecting import collecting_seldom
from reflexes_calls.web.failures import register_failures
from reflexes_calls.web.head_requests import HeadAsGet
from reflexes_calls.web.late_routes import LateRoutes, read_soon
from reflexes_calls.web.pages import (
    calls,
    catalogue,
    demonstration,
    editions,
    health,
    home,
    people,
    searching,
)
from reflexes_calls.web.problems import register_problems
from reflexes_calls.web.request_lines import RequestLines
from reflexes_calls.web.security import SecurityHeaders
from reflexes_calls.web.threads import few_threads

PAGES = (home, calls, editions, catalogue, searching, people, health)
"""What somebody who arrives asks for, and what watches the service; all others are read late."""


def create_app(settings: Settings, desk: Desk | None = None) -> FastAPI:
    """The pages of an instance; `desk` is made from the settings unless it is given."""
    first = _first_routes(demo=settings.demo)
    late = LateRoutes(lambda: [*_late_routes(), *first])
    app = FastAPI(
        title="Réflexes", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_served
    )
    # As they were made: including a router would look at each of its routes again.
    app.router.routes.extend((*first, late))
    app.state.late = late
    app.state.settings = settings
    app.state.desk = desk if desk is not None else make_desk(settings)
    # The innermost: it is told which route answered.
    app.add_middleware(RequestLines)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, secure=settings.secure_cookies)
    register_problems(app)
    register_failures(app)
    return app


def _first_routes(*, demo: bool) -> list[BaseRoute]:
    static = StaticFiles(packages=[("reflexes_calls.web", "static")])
    pages = (*PAGES, demonstration) if demo else PAGES
    known = (route for each in pages for route in each.router.routes)
    return [Mount("/static", static), *known]


def _late_routes() -> list[BaseRoute]:
    from reflexes_calls.web import late_pages  # noqa: PLC0415  # the first visitors do without

    return [route for each in late_pages.PAGES for route in each.router.routes]


@asynccontextmanager
async def _served(app: FastAPI) -> AsyncIterator[None]:
    """What holds while requests are answered."""
    with collecting_seldom():
        async with few_threads(), read_soon(app.state.late):
            yield
