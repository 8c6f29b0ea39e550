"""The web application, made from its settings."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import attrs
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from reflexes_calls.actions.desk import Desk, make_desk
from reflexes_calls.settings import Settings, read_settings
from reflexes_calls.web.head_requests import HeadAsGet
from reflexes_calls.web.pages import (
    admissions,
    agreements,
    amendments,
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
    feeds,
    files_list,
    forming,
    forming_questions,
    handling,
    home,
    information,
    internal_fields,
    journal,
    managing,
    managing_copies,
    managing_drafts,
    managing_previews,
    managing_terms,
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
)


THREADS = 6
"""Of one process. They share one interpreter: more of them hinder each other in a rush."""
SWITCH = 0.001
"""Seconds after which a busy thread lets another go on; whoever holds the database goes first."""


def create_app(settings: Settings, desk: Desk | None = None) -> FastAPI:
    """The pages of an instance; `desk` is made from the settings unless it is given."""
    app = FastAPI(
        title="Réflexes", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_served
    )
    app.state.settings = settings
    app.state.desk = desk if desk is not None else make_desk(settings)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders, secure=settings.secure_cookies)
    app.mount("/static", StaticFiles(packages=[("reflexes_calls.web", "static")]), name="static")
    for pages in PAGES + ((demonstration,) if settings.demo else ()):
        app.include_router(pages.router)
    register_problems(app)
    return app


def create_one_of_several() -> FastAPI:
    """The same pages in one process among several: the process above them sends the letters."""
    settings = read_settings()
    desk = make_desk(settings, is_migrated=True)
    return create_app(settings, attrs.evolve(desk, has_courier=True))


@asynccontextmanager
async def _served(_: FastAPI) -> AsyncIterator[None]:
    """What holds while requests are answered."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    sys.setswitchinterval(SWITCH)
    # What is there by now stays: looking through it again and again would stop everyone.
    gc.collect()
    gc.freeze()
    yield
