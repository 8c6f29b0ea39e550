"""What trainers say of the catalogue, by record, for whoever maintains it."""

import csv
import io

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.leading_modules import catalogue_remarks, handle_remark
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.exports.csv_table import MARK, MEDIA_TYPE, guarded
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()


@router.get("/gestion/remarques-catalogue")
def show(request: Request) -> Response:
    """Every remark, those that wait first."""
    found = catalogue_remarks(desk_of(request), signed_in(request))
    catalogue = desk_of(request).catalogue
    rows = [
        (each, catalogue.shelf_of(each.record) if each.record in catalogue else "")
        for each in found
    ]
    return page(request, "modules/remarks.html", rows=rows)


@router.post("/gestion/remarques-catalogue")
def handle(request: Request, form: Posted) -> Response:
    """Mark a remark as looked at."""
    said = form.text("remark")
    person = signed_in(request)
    if not (said.isascii() and said.isdigit() and len(said) < 10):  # noqa: PLR2004  # a key
        catalogue_remarks(desk_of(request), person)
        raise NotFound("remark", said)
    handle_remark(desk_of(request), person, int(said))
    return see("/gestion/remarques-catalogue", done="remark-handled")


@router.get("/gestion/remarques-catalogue.csv")
def export(request: Request) -> Response:
    """The same as a table, to be brought to whoever edits the catalogue."""
    found = catalogue_remarks(desk_of(request), signed_in(request))
    words = translator(request)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    headings = (N_("Record"), N_("Edition"), N_("Remark"), N_("Written on"), N_("Looked at on"))
    writer.writerow([words(each) for each in headings])
    for each in found:
        handled = f"{each.handled_at:%Y-%m-%d}" if each.handled_at else ""
        said = guarded(each.text)
        writer.writerow([each.record, each.edition, said, f"{each.written_at:%Y-%m-%d}", handled])
    headers = {"Content-Disposition": 'attachment; filename="remarques-catalogue.csv"'}
    return Response(MARK + text.getvalue(), media_type=MEDIA_TYPE, headers=headers)
