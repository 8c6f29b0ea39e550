"""The web application, made from its settings."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from reflexes_calls.actions.desk import Desk, make_desk
from reflexes_calls.settings import Settings
from reflexes_calls.web.head_requests import HeadAsGet
from reflexes_calls.web.pages import (
    admissions,
    agreements,
    amendments,
    appeals,
    applications,
    attachments,
    call_questions,
    calls,
    carrying,
    catalogue,
    checking,
    demonstration,
    drafts,
    earlier_answers,
    editions,
    forming,
    home,
    information,
    internal_fields,
    journal,
    managing,
    managing_copies,
    managing_drafts,
    managing_previews,
    outages,
    papers,
    partners,
    people,
    pilots,
    places,
    releasing,
    results,
    resuming,
    reviews,
    searching,
    team,
    terrains,
    working_copies,
)
from reflexes_calls.web.problems import register_problems
from reflexes_calls.web.security import SecurityHeaders

PAGES = (
    home,
    editions,
    catalogue,
    searching,
    people,
    information,
    calls,
    team,
    resuming,
    partners,
    terrains,
    papers,
    working_copies,
    earlier_answers,
    applications,
    drafts,
    checking,
    carrying,
    attachments,
    reviews,
    forming,
    internal_fields,
    managing_drafts,
    managing_previews,
    managing_copies,
    managing,
    amendments,
    call_questions,
    admissions,
    outages,
    journal,
    pilots,
    places,
    releasing,
    appeals,
    agreements,
    results,
)


def create_app(settings: Settings, desk: Desk | None = None) -> FastAPI:
    """The pages of an instance; `desk` is made from the settings unless it is given."""
    app = FastAPI(title="Réflexes", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.desk = desk if desk is not None else make_desk(settings)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, secure=settings.secure_cookies)
    app.mount("/static", StaticFiles(packages=[("reflexes_calls.web", "static")]), name="static")
    for pages in PAGES + ((demonstration,) if settings.demo else ()):
        app.include_router(pages.router)
    register_problems(app)
    return app
