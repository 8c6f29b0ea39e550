"""The pages of bad days: a full disk, a database that left. Nothing that was typed is lost."""

import logging

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.storage.failing import is_away, is_full
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import show_unanswered

LOG = logging.getLogger(__name__)
FULL = N_("There is no room left on this server")
FULL_SAID = N_(
    "Nothing half done was kept, and nothing you typed is lost. Tell the team that runs this site:"
    " it must free some room. Then send it again."
)
AWAY = N_("The database of this site does not answer")
AWAY_SAID = N_(
    "It may be starting again. Nothing half done was kept, and nothing you typed is lost."
    " Try again in a minute."
)
NO_ROOM = 507


def register_failures(app: FastAPI) -> None:
    """Give the application the pages of bad days."""
    app.exception_handler(OSError)(show_failed)
    app.exception_handler(DBAPIError)(show_failed)


def show_failed(request: Request, raised: Exception) -> Response:
    """A page for what the machine refuses; anything else is an error of ours, raised again."""
    if is_full(raised):
        LOG.error("The disk is full")
        return show_unanswered(request, NO_ROOM, FULL, FULL_SAID)
    if is_away(raised):
        LOG.error("The database does not answer: %s", type(raised).__name__)
        return show_unanswered(request, 503, AWAY, AWAY_SAID)
    raise raised
