"""A draft taken offline: what to download, what came back, and what of it is kept."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.copying import LIMITS, check_saving, read_returned, take_back
from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.actions.papers import team_page
from reflexes_calls.domain.attachment import FileRefused, check_any, check_weight, safe_name
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.domain.working_copy import Difference, Returned, ZoneRead, compare
from reflexes_calls.web.copies_said import comparison_shown
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.notices import N_
from reflexes_calls.web.security import CSRF_FIELD, check_csrf
from reflexes_calls.web.sent_files import SentForm, sent_files
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

ZONE, TAKE = "zone.", "take"
NOTHING_TICKED = N_("Tick at least one answer, or go back to the application.")


async def read_copy_sent(request: Request, public_id: str) -> AsyncIterator[SentForm]:
    """A document that is brought back, once it is known that this person may save it."""
    person = await run_in_threadpool(signed_in, request)
    own = await run_in_threadpool(team_page, desk_of(request), person, public_id)
    check_saving(own)
    async for form in sent_files(request, desk_of(request).files.receiving, LIMITS):
        check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


Sent = Annotated[SentForm, Depends(read_copy_sent)]


@router.get("/dossiers/{public_id}/hors-ligne")
def show(request: Request, public_id: str) -> Response:
    """What to download, and where to bring it back."""
    own = team_page(desk_of(request), signed_in(request), public_id)
    check_saving(own)
    return _show(request, own)


@router.post("/dossiers/{public_id}/hors-ligne")
def bring_back(request: Request, public_id: str, form: Sent) -> Response:
    """Show what a document says beside the draft; nothing is kept yet."""
    person, words = signed_in(request), translator(request)
    sent = next((each for each in form.files if each.name or each.size), None)
    try:
        check_any(0 if sent is None else 1)
        assert sent is not None  # noqa: S101  # looked at just before
        check_weight(sent.size, LIMITS)
        assert sent.part is not None  # noqa: S101  # the first file of a form is always kept
        own, returned = read_returned(
            desk_of(request), person, public_id, sent.part.path, safe_name(sent.name)
        )
    except FileRefused as refused:
        own = team_page(desk_of(request), person, public_id)
        return _show(request, own, error=sentence(refused, words))
    return _compare(request, own, returned)


@router.post("/dossiers/{public_id}/hors-ligne/garder")
def keep(request: Request, public_id: str, form: Posted) -> Response:
    """Keep what was ticked, in one save."""
    person, desk = signed_in(request), desk_of(request)
    own = team_page(desk, person, public_id)
    check_saving(own)
    returned = Returned(application=public_id, zones=tuple(_zones(form)), loose=())
    taken = form.all(TAKE)
    if not taken:
        return _compare(request, own, returned, refused=translator(request)(NOTHING_TICKED))
    known = own.application
    found = compare(own.form, known.phase, known.draft, returned)
    try:
        take_back(
            desk,
            person,
            public_id,
            found.differences,
            taken,
            draft=known.draft,
            revision=form.revision,
        )
    except Conflict as conflict:
        own = team_page(desk, person, public_id)
        said = sentence(conflict, translator(request))
        return _compare(request, own, returned, refused=said, taken=taken)
    return see(f"/dossiers/{public_id}", done="copy-taken")


def _show(request: Request, own: ApplicationPage, *, error: str = "") -> Response:
    return page(
        request,
        "papers/offline.html",
        status=422 if error else 200,
        own=own,
        limits=LIMITS,
        errors=(("file", error),) if error else (),
    )


def _compare(
    request: Request,
    own: ApplicationPage,
    returned: Returned,
    *,
    refused: str = "",
    taken: tuple[str, ...] | None = None,
) -> Response:
    known = own.application
    found = compare(own.form, known.phase, known.draft, returned)
    return page(
        request,
        "papers/compare.html",
        status=409 if refused else 200,
        own=own,
        found=comparison_shown(own, found, returned, language_of(request)),
        is_first=not refused,
        refused=refused,
        taken=taken,
        carried=_carried,
    )


def _carried(each: Difference) -> str:
    """What the form of a comparison brings with it: the document is kept nowhere."""
    return json.dumps([each.base, [list(row) for row in each.returned]], ensure_ascii=False)


def _zones(form: Form) -> list[ZoneRead]:
    found = []
    for code, said in form.under(ZONE).items():
        try:
            base, rows = json.loads(said)
        except (ValueError, TypeError):
            continue
        read = _rows(rows)
        if isinstance(base, str) and read is not None:
            found.append(ZoneRead(code=code, base=base, rows=read))
    return found


def _rows(said: Any) -> tuple[tuple[str, ...], ...] | None:
    if not isinstance(said, list) or not all(isinstance(row, list) for row in said):
        return None
    if not all(isinstance(cell, str) for row in said for cell in row):
        return None
    return tuple(tuple(row) for row in said)
