"""Searching the catalogue, with what the result may be narrowed to."""

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
from reflexes_calls.web.data_shown import as_data, wants
from reflexes_calls.web.notices import N_
from reflexes_calls.web.rooms import Room, room_of
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.words import SHELF_NAMES, word

router = APIRouter()

A_PAGE = 20
FACETS = {
    "shelf": N_("Shelf"),
    "controversy": N_("Controversy"),
    "principle": N_("Principle"),
    "status": N_("How far it is known"),
    "organisation_kind": N_("Kind of organisation"),
}


@attrs.frozen(kw_only=True)
class Choice:
    """A value that narrows the result, or that already does: `address` adds it or takes it off."""

    label: str
    count: int
    address: str
    is_chosen: bool


@router.get("/recherche")
@router.get("/recherche.json")
def search(request: Request, q: str = "", page_number: int = 1) -> Response:
    """What was found for the words, a page at a time."""
    room, language = room_of(request, request.query_params.get("edition", "")), language_of(request)
    chosen = {name: request.query_params.get(name) or None for name in FACETS}
    number = max(1, page_number)
    try:
        found = room.catalogue.search(
            q, limit=A_PAGE, offset=(number - 1) * A_PAGE, language=language, **chosen
        )
    except RefusedError:
        # A facet from an address that was retyped, or that this edition does not know.
        found = room.catalogue.search(q, limit=A_PAGE, language=language)
        chosen = dict.fromkeys(FACETS)
    if wants(request, "json"):
        return as_data(_data(room, q, found), room)
    return page(
        request,
        "catalogue/search.html",
        words=q,
        found=found,
        number=number,
        pages=max(1, -(-found.total // A_PAGE)),
        address_of_page=lambda at: _address(request, page_number=at),
        facets=_facets(request, room, found, chosen),
        chosen={name: value for name, value in chosen.items() if value},
        marked=_marked,
        **room.facts,
    )


def _facets(
    request: Request, room: Room, found: Result, chosen: dict[str, str | None]
) -> list[tuple[str, list[Choice]]]:
    """For each facet, its values with how many records each has."""
    said = translator(request)
    return [
        (
            said(title),
            [
                Choice(
                    label=_label(request, room, name, value),
                    count=count,
                    is_chosen=chosen[name] == value,
                    address=_address(
                        request, **{name: "" if chosen[name] == value else value, "page_number": ""}
                    ),
                )
                for value, count in found.facets[name].items()
            ],
        )
        for name, title in FACETS.items()
        if found.facets[name]
    ]


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
    given = {**request.query_params, **{name: str(value) for name, value in said.items()}}
    kept = {name: value for name, value in given.items() if value and name != "lang"}
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


def _data(room: Room, words: str, found: Result) -> dict[str, Any]:
    return {
        "edition": room.catalogue.edition,
        "words": words,
        "total": found.total,
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
