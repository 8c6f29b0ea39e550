"""What a call gave, for everyone: a page, a table, and the essential data that the law asks for."""

import csv
import io
import json
from collections.abc import Iterable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.publishing_results import essential_data, results_page
from reflexes_calls.domain.essential_data import COLUMNS, EssentialData, table_schema
from reflexes_calls.web.giving import give
from reflexes_calls.web.templating import page
from reflexes_calls.web.visitor import desk_of

router = APIRouter()

CSV, JSON = "text/csv; charset=utf-8", "application/json"
OF_CALL = "/appels/{call_id}/donnees-essentielles.csv"
OF_ALL = "/donnees-essentielles/subventions.csv"
DESCRIPTOR = "/donnees-essentielles/datapackage.json"


@router.get("/appels/{call_id}/resultats")
def show(request: Request, call_id: str) -> Response:
    """Who was selected, and figures of the others."""
    return page(request, "deciding/results.html", shown=results_page(desk_of(request), call_id))


@router.get(OF_CALL)
def essential_of_call(request: Request, call_id: str) -> Response:
    """The essential data of the signed agreements of one call."""
    known = results_page(desk_of(request), call_id).essential
    return give(request, _table(known), CSV, is_final=False)


@router.get(OF_ALL)
def essential_of_all(request: Request) -> Response:
    """The essential data of every signed agreement."""
    return give(request, _table(essential_data(desk_of(request))), CSV, is_final=False)


@router.get(DESCRIPTOR)
def descriptor(request: Request) -> Response:
    """The data package that describes the table."""
    said = {
        "name": "donnees-essentielles-subventions",
        "title": "Données essentielles des conventions de subvention",
        "licenses": [{"name": "etalab-2.0", "title": "Licence Ouverte 2.0"}],
        "resources": [
            {
                "name": "subventions",
                "path": "subventions.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table_schema(),
            }
        ],
    }
    content = json.dumps(said, ensure_ascii=False, indent=2).encode()
    return give(request, content, JSON, is_final=False)


def _table(known: Iterable[EssentialData]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(each.row() for each in known)
    return text.getvalue().encode()
