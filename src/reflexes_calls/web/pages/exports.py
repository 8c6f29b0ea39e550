"""Downloading the files of a call: as a table, or whole with their documents."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.exporting import Export, export_of_call, export_of_file
from reflexes_calls.actions.finding import files_of_call
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.finding import Wanted
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.exports import csv_table, descriptor, folders, workbook
from reflexes_calls.web.export_words import export_words
from reflexes_calls.web.file_lists import asked_in
from reflexes_calls.web.managed import managed
from reflexes_calls.web.streaming import PRIVATE, file_name, streamed
from reflexes_calls.web.templating import page
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
AT = "/gestion/appels/{call_id}/exports"
PIECE = 256 * 1024


@router.get(AT)
def choose(request: Request, call_id: str) -> Response:
    """What may be downloaded, and what each holds."""
    call = _call(request, call_id)
    raw = _asked(request)
    found = files_of_call(desk_of(request), signed_in(request), call_id, raw)
    return page(
        request,
        "files/exports.html",
        call=call,
        count=found.count,
        is_more=found.is_more,
        asked=f"?{request.url.query}" if raw else "",
        is_filtered=any(name not in {"sort", "descending"} for name in raw),
    )


@router.get(f"{AT}/dossiers.csv")
def table(request: Request, call_id: str) -> Response:
    """The table as CSV, as it is made."""
    export = _export(request, call_id)
    return streamed(export.csv(), csv_table.MEDIA_TYPE, file_name(export.call, "csv"))


@router.get(f"{AT}/datapackage.json")
def package(request: Request, call_id: str) -> Response:
    """What the columns of the CSV are."""
    export = _export(request, call_id)
    content = export.descriptor("dossiers.csv")
    headers = {"Content-Disposition": 'attachment; filename="datapackage.json"'}
    return Response(content, media_type=descriptor.MEDIA_TYPE, headers=PRIVATE | headers)


@router.get(f"{AT}/dossiers.xlsx")
def sheets(request: Request, call_id: str) -> Response:
    """The table as a workbook: written aside, then given."""
    export = _export(request, call_id)
    content = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  # closed once it is given
    export.workbook(Path(content.name))

    def given() -> Iterator[bytes]:
        with content:
            while piece := content.read(PIECE):
                yield piece

    return streamed(given(), workbook.MEDIA_TYPE, file_name(export.call, "xlsx"))


@router.get(f"{AT}/dossiers.zip")
def archive(request: Request, call_id: str) -> Response:
    """Every file whole, with its documents."""
    export = _export(request, call_id)
    return streamed(export.archive(), folders.MEDIA_TYPE, file_name(export.call, "zip"))


@router.get("/gestion/dossiers/{application_id}/dossier.zip")
def one_file(request: Request, application_id: str) -> Response:
    """One file whole, with its documents."""
    words = export_words(request)
    export = export_of_file(desk_of(request), signed_in(request), application_id, words)
    return streamed(export.archive(), folders.MEDIA_TYPE, f"dossier-{application_id[:8]}.zip")


def _call(request: Request, call_id: str) -> Call:
    call = managed(request, call_id).call
    if call.stage is CallStage.DRAFT:
        raise NotFound("application")
    return call


def _asked(request: Request) -> dict[str, str]:
    """The filters of the list from which one comes; its page does not matter."""
    known = Wanted.__annotations__
    return {name: text for name, text in asked_in(request).items() if name in known}


def _export(request: Request, call_id: str) -> Export:
    _call(request, call_id)
    words = export_words(request)
    return export_of_call(desk_of(request), signed_in(request), call_id, _asked(request), words)
