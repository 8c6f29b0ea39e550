"""The web application, made from its settings."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from reflexes_calls.actions.desk import Desk, make_desk
from reflexes_calls.settings import Settings
from reflexes_calls.web.api import routes as api_routes
from reflexes_calls.web.failures import register_failures
from reflexes_calls.web.head_requests import HeadAsGet
from reflexes_calls.web.pages import (
    access_tokens,
    admissions,
    agreements,
    amendments,
    api_reference,
    appeals,
    applications,
    attachments,
    call_questions,
    call_versions,
    calls,
    carrying,
    catalogue,
    checking,
    common_grants,
    demonstration,
    drafts,
    earlier_answers,
    editions,
    exports,
    feeds,
    files_list,
    forming,
    forming_questions,
    handling,
    health,
    home,
    importing,
    information,
    internal_fields,
    journal,
    letters,
    managing,
    managing_copies,
    managing_drafts,
    managing_people,
    managing_previews,
    managing_terms,
    organisations,
    outages,
    own_data,
    papers,
    partners,
    people,
    pilots,
    places,
    proconnect,
    releasing,
    results,
    resuming,
    reviews,
    searching,
    second_code,
    sign_in_links,
    team,
    terrains,
    webhooks,
    welcome,
    working_copies,
)
from reflexes_calls.web.problems import register_problems
from reflexes_calls.web.request_lines import RequestLines
from reflexes_calls.web.security import SecurityHeaders
from reflexes_calls.web.threads import few_threads

# Looked through in this order at each request: those of the last evening come first.
PAGES = (
    applications,
    drafts,
    checking,
    home,
    editions,
    catalogue,
    searching,
    people,
    sign_in_links,
    second_code,
    proconnect,
    welcome,
    own_data,
    access_tokens,
    organisations,
    managing_people,
    information,
    feeds,
    common_grants,
    calls,
    team,
    resuming,
    partners,
    terrains,
    papers,
    working_copies,
    earlier_answers,
    carrying,
    attachments,
    reviews,
    forming,
    forming_questions,
    internal_fields,
    managing_drafts,
    managing_terms,
    managing_previews,
    managing_copies,
    managing,
    files_list,
    importing,
    exports,
    amendments,
    call_versions,
    call_questions,
    admissions,
    outages,
    journal,
    pilots,
    places,
    releasing,
    handling,
    appeals,
    agreements,
    results,
    letters,
    webhooks,
    health,
    api_reference,
    api_routes,
)


BETWEEN_COLLECTIONS = 20_000
"""How many new objects make Python look for those that nobody holds any more."""


def create_app(settings: Settings, desk: Desk | None = None) -> FastAPI:
    """The pages of an instance; `desk` is made from the settings unless it is given."""
    app = FastAPI(
        title="Réflexes", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_served
    )
    app.state.settings = settings
    app.state.desk = desk if desk is not None else make_desk(settings)
    # The innermost: it is told which route answered.
    app.add_middleware(RequestLines)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, secure=settings.secure_cookies)
    app.mount("/static", StaticFiles(packages=[("reflexes_calls.web", "static")]), name="static")
    for pages in PAGES + ((demonstration,) if settings.demo else ()):
        app.include_router(pages.router)
    register_problems(app)
    register_failures(app)
    return app


@asynccontextmanager
async def _served(_: FastAPI) -> AsyncIterator[None]:
    """What holds while requests are answered."""
    # What is there by now stays: looking through it again and again would stop everyone.
    gc.freeze()
    gc.enable()
    gc.set_threshold(BETWEEN_COLLECTIONS)
    async with few_threads():
        yield
