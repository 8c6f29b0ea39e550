"""The editions: their history, what changed between two, and the files of each."""

from functools import lru_cache

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import reflexes
from reflexes.booklet import write_booklet
from reflexes.exporting import FORMATS, default_name, pack
from reflexes.recounting import as_plain
from reflexes.texts import Status
from reflexes_calls.web.citations import bibliography, citation
from reflexes_calls.web.data_shown import as_data, catalogue_data, wants
from reflexes_calls.web.rooms import edition_named, room_of
from reflexes_calls.web.templating import page
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.words import SHELF_NAMES

router = APIRouter()

BOOKLETS = {"pdf": "application/pdf", "epub": "application/epub+zip", "html": "text/html"}


@router.get("/editions")
def history(request: Request) -> Response:
    """Every edition, with what became known, the newest first."""
    newest = reflexes.load()
    told = {milestone.edition: milestone for milestone in newest.description.milestones}
    editions = [edition_named(name) for name in reversed(reflexes.edition_names())]
    return page(request, "editions/history.html", editions=editions, told=told)


@router.get("/editions/comparer")
@router.get("/editions/comparer.json")
def compare(request: Request) -> Response:
    """What changed from one edition to another."""
    names = reflexes.edition_names()
    older = request.query_params.get("de", "")
    newer = request.query_params.get("a", "")
    difference = None
    if older or newer:
        difference = edition_named(older).compare(edition_named(newer))
    if difference is not None and wants(request, "json"):
        return as_data(as_plain(difference), room_of(request, newer))
    return page(
        request,
        "editions/compare.html",
        names=names,
        older=older or names[0],
        newer=newer or names[-1],
        difference=difference,
    )


@router.get("/editions/{edition}")
def edition(request: Request, edition: str) -> Response:
    """One edition: its shelves, its digest, its files, how to cite it."""
    if edition.endswith(".bib"):
        return bibliography(request, room_of(request, edition.removesuffix(".bib")))
    room = room_of(request, edition.removesuffix(".json"))
    if wants(request, "json"):
        return as_data(catalogue_data(room), room)
    milestones = {each.edition: each for each in reflexes.load().description.milestones}
    names = reflexes.edition_names()
    place = names.index(room.edition)
    return page(
        request,
        "editions/edition.html",
        counts={
            name: [
                (status, count)
                for status in Status
                if (count := sum(r.status is status for r in room.catalogue.shelf(name)))
            ]
            for name in SHELF_NAMES
        },
        milestone=milestones.get(room.edition),
        before=names[place - 1] if place else "",
        formats=FORMATS,
        booklets=BOOKLETS,
        citation=citation(request, room),
        **room.facts,
    )


@router.get("/editions/{edition}/fichiers/{name}")
def download(request: Request, edition: str, name: str) -> Response:
    """A file of an edition, in one of the formats, or the booklet."""
    room, language = room_of(request, edition), language_of(request)
    if name in BOOKLETS:
        content = _booklet(edition, name, language)
        file, media = f"{room.catalogue.name}-{edition}-{language}.{name}", BOOKLETS[name]
    elif name in FORMATS:
        content = _export(edition, name, language)
        file, media = default_name(room.catalogue, FORMATS[name]), FORMATS[name].media_type
    else:
        raise HTTPException(404)
    return Response(
        content,
        media_type=media,
        headers={
            "Content-Disposition": f'attachment; filename="{file}"',
            "Vary": "Cookie",
        },
    )


@router.get("/catalogue/fichiers/{name}")
def download_newest(request: Request, name: str) -> Response:
    """The same file of the newest edition: go to the address that does not change."""
    return RedirectResponse(f"/editions/{room_of(request, '').catalogue.edition}/fichiers/{name}")


# An edition never changes, and these take from a tenth of a second to some seconds to write.
@lru_cache(maxsize=64)
def _export(edition: str, name: str, language: str) -> bytes:
    content = FORMATS[name].write(edition_named(edition), language)
    return content if isinstance(content, bytes) else pack(content)


@lru_cache(maxsize=12)
def _booklet(edition: str, ending: str, language: str) -> bytes:
    return write_booklet(edition_named(edition), ending, language)
