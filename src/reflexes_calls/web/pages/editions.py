"""The editions: their history, what changed between two, and the files of each."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from types import MappingProxyType
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import reflexes
from reflexes.comparing import Difference
from reflexes.exporting import FORMATS, default_name, pack
from reflexes.exporting.naming import Naming
from reflexes.recounting import as_plain
from reflexes_calls.web.addresses import SLUGS
from reflexes_calls.web.citations import bibliography, citation
from reflexes_calls.web.data_shown import as_data, catalogue_data, editions_data, wants_json
from reflexes_calls.web.giving import give
from reflexes_calls.web.pages.catalogue import counts_of
from reflexes_calls.web.rooms import edition_named, room_here, room_of
from reflexes_calls.web.templating import page, see
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.words import FORMAT_WORDS

router = APIRouter()

BOOKLETS = MappingProxyType(
    {"pdf": "application/pdf", "epub": "application/epub+zip", "html": "text/html"}
)
"""The forms of the booklet, with their media types."""
COMPARING = "/editions/comparer"
PATIENCE = 15
"""For how many seconds a file is waited for."""
WRITING = Lock()
"""One file is written at a time: those who ask for the same one meanwhile find it kept."""


@router.get("/editions")
@router.get("/editions.json")
def history(request: Request) -> Response:
    """Every edition, with what became known, the newest first."""
    editions = [edition_named(name) for name in reversed(reflexes.edition_names())]
    if wants_json(request):
        return as_data(request, editions_data(editions), is_final=False)
    told = {milestone.edition: milestone for milestone in editions[0].description.milestones}
    return page(request, "editions/history.html", editions=editions, told=told)


@router.get(COMPARING)
@router.get(f"{COMPARING}.json")
def compare(request: Request) -> Response:
    """What changed from one edition to another, told in the order of time."""
    names = reflexes.edition_names()
    asked = request.query_params
    chosen = bool(asked.get("de") or asked.get("a"))
    older, newer = asked.get("de") or names[0], asked.get("a") or names[-1]
    for name in (older, newer):
        edition_named(name)
    if older > newer:
        return _in_order(request, older=newer, newer=older)
    difference = _difference(older, newer) if chosen or wants_json(request) else None
    if difference is not None and wants_json(request):
        both = bool(asked.get("de") and asked.get("a"))
        return as_data(request, as_plain(difference), is_final=both)
    return page(
        request,
        "editions/compare.html",
        names=names,
        older=older,
        newer=newer,
        difference=difference,
        shelves=edition_named(newer).shelves,
    )


@router.get("/editions/{edition}")
def edition(request: Request, edition: str) -> Response:
    """One edition: its shelves, its digest, its files, how to cite it."""
    edition_named(edition.removesuffix(".bib").removesuffix(".json"))
    if edition.endswith(".bib"):
        return bibliography(request, room_of(request, edition.removesuffix(".bib")))
    room = room_of(request, edition.removesuffix(".json"))
    if wants_json(request):
        return as_data(request, catalogue_data(room), is_final=True)
    names = reflexes.edition_names()
    milestones = edition_named(names[-1]).description.milestones
    place = names.index(room.edition)
    return page(
        request,
        "editions/edition.html",
        counts=counts_of(room.catalogue),
        milestone=next((each for each in milestones if each.edition == room.edition), None),
        before=names[place - 1] if place else "",
        formats={name: (made, FORMAT_WORDS[name]) for name, made in FORMATS.items()},
        booklets=BOOKLETS,
        citation=citation(request, room),
        **room.facts,
    )


@router.get("/editions/{edition}/fichiers/{name}")
def download(request: Request, edition: str, name: str) -> Response:
    """A file of an edition, in one of the formats, or the booklet."""
    room, language = room_of(request, edition), language_of(request)
    if name in BOOKLETS:
        speaks, media_type = True, BOOKLETS[name]
        file = f"{room.catalogue.name}-{edition}-{language}.{name}"
        with _one_at_a_time():
            content = _booklet(edition, name, language)
    elif name in FORMATS:
        speaks, media_type = FORMATS[name].speaks, FORMATS[name].media_type
        file = default_name(room.catalogue, FORMATS[name])
        content = _content(request, edition, name, language if speaks else "fr")
    else:
        raise HTTPException(404)
    return give(
        request,
        content,
        media_type,
        # Without the language in its address, what speaks follows the reader's cookie.
        is_final=not speaks or "lang" in request.query_params,
        headers={"Content-Disposition": f'attachment; filename="{file}"', "Vary": "Cookie"},
    )


@router.get("/catalogue/fichiers/{name}")
def download_newest(request: Request, name: str) -> Response:
    """The same file of the newest edition: go to the address that does not change."""
    room = room_here(request).pinned
    if not room.edition:
        raise HTTPException(404)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{room.address}/fichiers/{name}{query}")


def _in_order(request: Request, *, older: str, newer: str) -> Response:
    """Go to the same comparison with the older edition first; the page says so."""
    if wants_json(request):
        return RedirectResponse(f"{COMPARING}.json?{urlencode({'de': older, 'a': newer})}")
    return see(f"{COMPARING}?{urlencode({'de': older, 'a': newer})}", done="in-order")


def _content(request: Request, edition: str, name: str, language: str) -> bytes:
    """A file of an edition; what names its own address is written for each site that asks."""
    if FORMATS[name].names_files:
        return _written(edition, name, language, str(request.base_url))
    with _one_at_a_time():
        return _export(edition, name, language)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait for the file that is being written; after a while, ask the reader to come back."""
    if not WRITING.acquire(timeout=PATIENCE):
        raise HTTPException(503)
    try:
        yield
    finally:
        WRITING.release()


# Editions never change: what was worked out once is kept.
@lru_cache(maxsize=32)
def _difference(older: str, newer: str) -> Difference:
    return edition_named(older).compare(edition_named(newer))


@lru_cache(maxsize=160)
def _export(edition: str, name: str, language: str) -> bytes:
    return _written(edition, name, language)


def _written(edition: str, name: str, language: str, site: str = "") -> bytes:
    catalogue = edition_named(edition)
    naming = Naming.of(catalogue, site, SLUGS) if site else None
    content = FORMATS[name].write(catalogue, language, naming)
    return content if isinstance(content, bytes) else pack(content)


# Some seconds of work, up to 0.7 GB of memory while it lasts, and about a megabyte each to keep.
@lru_cache(maxsize=120)
def _booklet(edition: str, ending: str, language: str) -> bytes:
    # Late: a booklet is asked for now and then, and the start of the service does without.
    from reflexes.booklet import make_booklet  # noqa: PLC0415  # as above

    return make_booklet(edition_named(edition), f".{ending}", language)
