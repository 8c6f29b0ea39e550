"""The web application, made from its settings."""

from importlib import import_module
from importlib.util import find_spec

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from reflexes_calls.actions.desk import Desk, make_desk
from reflexes_calls.settings import Settings
from reflexes_calls.web.problems import register_problems
from reflexes_calls.web.security import SecurityHeaders

PAGES = (
    "home",
    "catalogue",
    "people",
    "information",
    "calls",
    "applications",
    "reviews",
    "managing",
    "pilots",
)
DEMONSTRATION_PAGES = ("demonstration",)


def create_app(settings: Settings, desk: Desk | None = None) -> FastAPI:
    """The pages of an instance; `desk` is made from the settings unless it is given."""
    app = FastAPI(title="Réflexes", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.desk = desk if desk is not None else make_desk(settings)
    app.add_middleware(SecurityHeaders, secure=settings.secure_cookies)
    app.mount("/static", StaticFiles(packages=[("reflexes_calls.web", "static")]), name="static")
    for noun in PAGES + (DEMONSTRATION_PAGES if settings.demo else ()):
        module = f"reflexes_calls.web.pages.{noun}"
        if find_spec(module) is not None:
            app.include_router(import_module(module).router)
    register_problems(app)
    return app
