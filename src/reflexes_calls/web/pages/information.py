"""The pages that say what this site is: accessibility, law, personal data, the map of the site."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import reflexes
from reflexes_calls.web.people_words import kept_words
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.visitor import desk_of

router = APIRouter()


@router.get("/aide")
def get_help(request: Request) -> Response:
    """Whom to ask, and what for."""
    return page(request, "information/help.html", contact=request.app.state.settings.contact)


@router.get("/accessibilite")
def accessibility(request: Request) -> Response:
    """The accessibility statement, as things are."""
    return page(request, "information/accessibility.html")


@router.get("/mentions-legales")
def legal(request: Request) -> Response:
    """Who publishes, under which licences."""
    return page(request, "information/legal.html", catalogue=request.app.state.desk.catalogue)


@router.get("/donnees-personnelles")
def personal_data(request: Request) -> Response:
    """Which personal data are kept, why and for how long."""
    kept = kept_words(translator(request))
    return page(request, "information/personal_data.html", kept=kept)


@router.get("/plan-du-site")
def site_map(request: Request) -> Response:
    """Every page that can be reached."""
    catalogue = desk_of(request).catalogue
    shelves = [name for name in catalogue.shelves if len(catalogue.shelf(name))]
    editions = reversed(reflexes.edition_names())
    return page(request, "information/site_map.html", shelves=shelves, editions=editions)
