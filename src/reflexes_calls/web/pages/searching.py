"""Searching the catalogue, with what the result may be narrowed to."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
from fastapi import APIRouter
from markupsafe import Markup, escape
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from reflexes import RefusedError
from reflexes.organisation import OrganisationKind
from reflexes.searching import Passage, Result
from reflexes.texts import Status
from reflexes_calls.web.data_shown import as_data, wants_json
from reflexes_calls.web.notices import N_
from reflexes_calls.web.rooms import Room, room_of
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.words import SHELF_NAMES, word

router = APIRouter()

A_PAGE = 20
LONGEST = 400
"""What is typed after this many characters is left aside."""
FACETS = {
    "shelf": N_("Shelf"),
    "controversy": N_("Controversy"),
    "principle": N_("Principle"),
    "status": N_("How far it is known"),
    "organisation_kind": N_("Kind of organisation"),
}
PARAMETERS = ("q", "edition", *FACETS, "page")


@attrs.frozen(kw_only=True)
class Choice:
    """A value that narrows the result, or that already does: `address` adds it or takes it off."""

    label: str
    count: int
    address: str
    is_chosen: bool


@router.get("/recherche")
@router.get("/recherche.json")
def search(request: Request) -> Response:
    """What was found for the words, a page at a time."""
    asked = request.query_params
    room = room_of(request, asked.get("edition", ""))
    words = asked.get("q", "")[:LONGEST].replace("\0", " ").strip()
    chosen = {name: asked.get(name) or None for name in FACETS}
    number = _page_number(asked.get("page", ""))
    found = _found(request, room, words, chosen, number)
    pages = max(1, -(-found.total // A_PAGE))
    if number > pages:
        number = pages
        found = _found(request, room, words, chosen, number)
    left_aside = [name for name in FACETS if asked.get(name) and not chosen[name]]
    if wants_json(request):
        said = {**_data(room, words, found, number, pages), "left_aside": left_aside}
        return as_data(request, said, is_final=bool(room.edition and "lang" in asked))
    return page(
        request,
        "catalogue/search.html",
        words=words,
        found=found,
        number=number,
        first=(number - 1) * A_PAGE + 1,
        pages=pages,
        address_of_page=lambda at: _address(request, page=at),
        without_facets=_address(request, **dict.fromkeys((*FACETS, "page"), "")),
        facets=_facets(request, room, found, chosen),
        chosen={name: value for name, value in chosen.items() if value},
        marked=_marked,
        left_aside=left_aside,
        **room.facts,
    )


def _page_number(said: str) -> int:
    """The page asked for; whatever is no number from 1 up is the first page."""
    return max(1, int(said)) if re.fullmatch(r"[0-9]{1,6}", said) else 1


def _found(
    request: Request, room: Room, words: str, chosen: dict[str, str | None], number: int
) -> Result:
    """One page of what is found; facets that this edition does not know are left aside."""
    search: Callable[..., Result] = partial(
        room.catalogue.search,
        words,
        limit=A_PAGE,
        offset=(number - 1) * A_PAGE,
        language=language_of(request),
    )
    try:
        return search(**chosen)
    except RefusedError as refused:
        # From an address that was retyped, or followed from another edition.
        chosen |= dict.fromkeys(each.path for each in refused.refusals)
        return search(**chosen)


def _facets(
    request: Request, room: Room, found: Result, chosen: dict[str, str | None]
) -> list[tuple[str, list[Choice]]]:
    """For each facet, its values with how many records each has."""
    said = translator(request)
    facets = []
    for name, title in FACETS.items():
        counts = dict(found.facets[name])
        if value := chosen[name]:
            # A chosen value can be taken off even when nothing was found with it.
            counts.setdefault(value, 0)
        if counts:
            choices = [_choice(request, room, chosen, name, *each) for each in counts.items()]
            facets.append((said(title), choices))
    return facets


def _choice(  # noqa: PLR0913, PLR0917 - a value of a facet, and where it is met
    request: Request, room: Room, chosen: dict[str, str | None], facet: str, value: str, count: int
) -> Choice:
    is_chosen = chosen[facet] == value
    return Choice(
        label=_label(request, room, facet, value),
        count=count,
        is_chosen=is_chosen,
        address=_address(request, **{facet: "" if is_chosen else value, "page": ""}),
    )


def _label(request: Request, room: Room, facet: str, value: str) -> str:
    said = translator(request)
    if facet == "shelf":
        return said(SHELF_NAMES[value])
    if facet == "status":
        return word(Status(value), said)
    if facet == "organisation_kind":
        return word(OrganisationKind(value), said)
    title: str = room.catalogue[value].title.in_language(language_of(request))
    return title


def _address(request: Request, **said: Any) -> str:
    """The address of this page with some parameters said otherwise; the empty ones are left out."""
    given = {name: request.query_params.get(name, "")[:LONGEST] for name in PARAMETERS} | said
    kept = {name: str(value) for name, value in given.items() if value}
    return str(URL("/recherche").include_query_params(**kept))


def _marked(passage: Passage) -> Markup:
    """The passage, with the found words in `mark`."""
    parts, at = [], 0
    for mark in passage.marks:
        parts += [escape(passage.text[at : mark.start]), Markup("<mark>")]
        parts += [escape(passage.text[mark.start : mark.end]), Markup("</mark>")]
        at = mark.end
    parts.append(escape(passage.text[at:]))
    return Markup("").join(parts)


def _data(room: Room, words: str, found: Result, number: int, pages: int) -> dict[str, Any]:
    return {
        "edition": room.catalogue.edition,
        "words": words,
        "total": found.total,
        "relaxed": found.relaxed,
        "page": number,
        "pages": pages,
        "facets": {name: dict(counts) for name, counts in found.facets.items()},
        "hits": [
            {
                "code": hit.record.code,
                "shelf": hit.shelf,
                "title": {"fr": hit.record.title.fr, "en": hit.record.title.en},
                "address": room.record_address(hit.shelf, hit.record.code),
                "passage": attrs.asdict(hit.passage),
            }
            for hit in found.hits
        ],
    }
