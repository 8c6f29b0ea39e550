"""The official territories by name or code, and administrations by SIRET."""

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.places.administration import find_administration
from reflexes_calls.places.errors import PlaceError
from reflexes_calls.places.listing import listing
from reflexes_calls.places.searching import LONGEST, Found, search_territories
from reflexes_calls.places.territory import Territory, TerritoryKind
from reflexes_calls.web.data_shown import JSON, OPEN_TO_ALL, as_data, wants_json
from reflexes_calls.web.giving import give
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, translator

router = APIRouter()

KIND_WORDS = MappingProxyType(
    {
        TerritoryKind.COMMUNE: N_("commune"),
        TerritoryKind.DISTRICT: N_("municipal district"),
        TerritoryKind.EPCI: N_("intercommunality (EPCI)"),
        TerritoryKind.EPT: N_("territorial public body (EPT)"),
        TerritoryKind.DEPARTMENT: N_("department"),
        TerritoryKind.COLLECTIVITY: N_("overseas collectivity"),
        TerritoryKind.REGION: N_("region"),
    }
)


@router.get("/lieux")
@router.get("/lieux.json")
def search(request: Request) -> Response:
    """The territories that the words name, with their codes."""
    words = request.query_params.get("q", "")[:LONGEST].replace("\0", " ").strip()
    found = search_territories(words)
    said = translator(request)
    if wants_json(request):
        told = [_found_data(each, said) for each in found]
        content = json.dumps(told, ensure_ascii=False, indent=2).encode()
        return give(request, content, JSON, is_final=False, headers=OPEN_TO_ALL)
    return page(
        request,
        "places/search.html",
        words=words,
        found=found,
        kind_words={kind: said(message) for kind, message in KIND_WORDS.items()},
        vintage=listing().vintage,
    )


@router.get("/administrations.json")
def administration(request: Request) -> Response:
    """The administration of a SIRET, as data; what is wrong with the number otherwise."""
    typed = request.query_params.get("siret", "")[:LONGEST]
    try:
        found = find_administration(typed)
    except PlaceError as error:
        refusal = FieldRefusal(
            field="siret", kind=error.kind, met=error.met, expected=error.expected
        )
        raise Invalid((refusal,)) from error
    territory = _data(found.territory) if found.territory else None
    said = {"siret": found.siret, "name": found.name, "territory": territory}
    return as_data(request, said, is_final=False)


def _found_data(found: Found, said: Callable[[str], str]) -> dict[str, Any]:
    """A territory that was found; `label` is said in the language of the page."""
    through = found.through
    return {
        **_data(found.territory),
        "label": ", ".join(filter(None, _label(found.territory, said))),
        "former": {"code": through.code, "name": through.name} if through else None,
    }


def _data(territory: Territory) -> dict[str, Any]:
    return {
        "code": territory.code,
        "name": territory.name,
        "kind": territory.kind.value,
        "department": territory.department,
    }


def _label(territory: Territory, said: Callable[[str], str]) -> tuple[str, str, str]:
    return territory.named, said(KIND_WORDS[territory.kind]), territory.department
