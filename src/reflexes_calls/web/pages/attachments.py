"""Files of an application: sent in one go or by parts, taken out, downloaded."""

import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, BinaryIO
from urllib.parse import quote

import attrs
from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from reflexes_calls.actions import attaching
from reflexes_calls.actions.attaching import Coming, FilesPage, Place
from reflexes_calls.domain.agreement import SignedCopy
from reflexes_calls.domain.attachment import (
    Attachment,
    FileRefused,
    check_any,
    check_weight,
    refusal_of_sending,
    safe_name,
)
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.domain.people import Person
from reflexes_calls.web.file_questions import (
    FileField,
    contact_of,
    field_key,
    file_field,
    letter_field,
)
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.problems import show_refused
from reflexes_calls.web.security import CSRF_FIELD, check_csrf, safe_next
from reflexes_calls.web.sent_files import SentFile, SentForm, sent_files
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.wording import sentence

router = APIRouter()

CSRF_HEADER, OFFSET, LENGTH = "X-CSRF", "Upload-Offset", "Upload-Length"
ATTACHMENT = re.compile(r"[0-9a-f]{32}")
COUNT = re.compile(r"[0-9]{1,15}")
MOST_ANNOUNCED = 8 * 1024
CHUNK = 64 * 1024
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""What is downloaded was written by others: even opened in place, it may do nothing here."""


async def read_sent(request: Request, public_id: str, question: str) -> AsyncIterator[SentForm]:
    """A form that brings files, once it is known that this person may answer this question."""
    person = await run_in_threadpool(signed_in, request)
    place = _place(request, public_id, question)
    known = await run_in_threadpool(attaching.files_page, desk_of(request), person, place)
    async for form in sent_files(request, desk_of(request).files.receiving, known.limits):
        if not form.too_much:
            check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


Sent = Annotated[SentForm, Depends(read_sent)]


@router.get("/dossiers/{public_id}/fichiers/{which}")
def show(request: Request, public_id: str, which: str) -> Response:
    """A file to download, or the page of a question that asks for files."""
    person = signed_in(request)
    if ATTACHMENT.fullmatch(which):
        return download(*attaching.open_file(desk_of(request), person, public_id, which))
    return _show(request, person, _place(request, public_id, which))


@router.post("/dossiers/{public_id}/fichiers/{question}")
def attach(request: Request, public_id: str, question: str, form: Sent) -> Response:
    """Keep the files that are in order; say of each other one what is wrong with it."""
    person, place = signed_in(request), _place(request, public_id, question)
    if form.too_much:
        return _show(request, person, place, status=413, too_much=form.too_much)
    errors = list(_keep(request, person, place, form.files))
    if errors:
        return _show(request, person, place, status=422, errors=errors, back=_back(form.fields))
    return see(_back(form.fields) or _address(place), done="attached")


@router.post("/dossiers/{public_id}/fichiers/{question}/retirer")
def remove(request: Request, public_id: str, question: str, form: Posted) -> Response:
    """Take a file out of the draft."""
    person, place = signed_in(request), _place(request, public_id, question)
    attaching.remove(desk_of(request), person, public_id, form.text("attachment"))
    return see(_back(form.values) or _address(place), done="file-removed")


@router.post("/dossiers/{public_id}/fichiers/{question}/envois")
async def announce(request: Request, public_id: str, question: str) -> Response:
    """Make ready for a file that comes by parts; the answer says where to send them."""
    person = await run_in_threadpool(_sender, request)
    said = await _announced(request)
    upload = await run_in_threadpool(
        attaching.announce,
        desk_of(request),
        person,
        _place(request, public_id, question),
        name=said["name"],
        size=said["size"],
    )
    address = f"/dossiers/{public_id}/envois/{upload.public_id}"
    told = {"address": address, "offset": 0, "size": upload.size, "name": upload.name}
    return JSONResponse(told, 201, headers={"Location": address, OFFSET: "0"})


@router.get("/dossiers/{public_id}/envois/{upload}")
def ask_offset(request: Request, public_id: str, upload: str) -> Response:
    """How much of a file has arrived: asked after a cut."""
    return _told(attaching.coming(desk_of(request), _person(request), public_id, upload))


@router.patch("/dossiers/{public_id}/envois/{upload}")
async def send_part(request: Request, public_id: str, upload: str) -> Response:
    """Take bytes from the offset said; the last ones make the file an answer."""
    person, desk = await run_in_threadpool(_sender, request), desk_of(request)
    try:
        part = await run_in_threadpool(
            attaching.receive, desk, person, public_id, upload, at=_offset(request)
        )
        with part:
            async for chunk in request.stream():
                # Nobody else waits for the disk meanwhile.
                await run_in_threadpool(part.write, chunk)
        if part.offset < part.most:
            known = await run_in_threadpool(attaching.coming, desk, person, public_id, upload)
            return _told(known)
        return await run_in_threadpool(_finish, request, person, public_id, upload)
    except ClientDisconnect:
        # Nobody is there to read an answer; what arrived is on the disk.
        return Response(status_code=400)
    except Conflict as refused:
        answer = show_refused(request, refused)
        answer.headers[OFFSET] = str(refused.facts["expected"])
        return answer


@router.delete("/dossiers/{public_id}/envois/{upload}")
def give_up(request: Request, public_id: str, upload: str) -> Response:
    """Forget a file on its way."""
    attaching.give_up(desk_of(request), _sender(request), public_id, upload)
    return Response(status_code=204)


def _keep(
    request: Request, person: Person, place: Place, files: list[SentFile]
) -> Iterator[tuple[str, str]]:
    """Keep each file that may be kept; gives the sentence of each that may not."""
    words, key = translator(request), field_key(place.question, place.row)
    sent = [each for each in files if each.name or each.size]
    try:
        check_any(len(sent))
    except FileRefused as refused:
        yield key, sentence(refused, words)
    for each in sent:
        try:
            _keep_one(request, person, place, each)
        except FileRefused as refused:
            yield key, f"{safe_name(each.name)} – {sentence(refused, words)}"


def _keep_one(request: Request, person: Person, place: Place, sent: SentFile) -> None:
    known = attaching.files_page(desk_of(request), person, place)
    check_weight(sent.size, known.limits)
    if sent.part is None:
        most = known.limits.most_files
        raise FileRefused("file-too-many", met=len(known.attachments), expected=most)
    attaching.attach(desk_of(request), person, place, sent.part.path, sent.name)


def _show(  # noqa: PLR0913  # what the page of a refusal adds to the page of a question
    request: Request,
    person: Person,
    place: Place,
    *,
    status: int = 200,
    errors: list[tuple[str, str]] | None = None,
    too_much: int = 0,
    back: str = "",
) -> Response:
    known = attaching.files_page(desk_of(request), person, place)
    if too_much:
        said = sentence(refusal_of_sending(too_much, known.limits), translator(request))
        errors = [(field_key(place.question, place.row), said)]
    return page(
        request,
        "applications/files_page.html",
        status=status,
        own=known.own,
        field=_field(request, known, place, back),
        attachments=known.attachments,
        errors=errors or [],
        back=back or f"/dossiers/{place.application}",
    )


def _field(request: Request, known: FilesPage, place: Place, back: str) -> FileField:
    language, words = language_of(request), translator(request)
    around = {"contact": contact_of(known.own.call, language), "back": back}
    question = known.own.form.find(place.question)
    if question is None:
        drawn = letter_field(place.row or "", known.limits, words, **around)
    else:
        drawn = file_field(question, known.limits, language, words, **around)
    return attrs.evolve(drawn, is_open="save" in known.own.open_steps)


def download(known: Attachment | SignedCopy, stream: BinaryIO) -> Response:
    """A kept file, to be saved: even opened in place, it may do nothing here."""
    return StreamingResponse(
        _chunks(stream),
        media_type=known.media_type,
        headers={
            "Content-Length": str(known.size),
            "Content-Disposition": disposition(known.name),
            "Content-Security-Policy": SANDBOX,
        },
    )


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def disposition(name: str) -> str:
    """A name to save a file under (RFC 6266), with a plain one for browsers of another age."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(letter for letter in plain if letter not in '"\\%')
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _place(request: Request, public_id: str, question: str) -> Place:
    row = request.query_params.get("row") or None
    return Place(application=public_id, question=question, row=row)


def _address(place: Place) -> str:
    query = f"?row={place.row}" if place.row else ""
    return f"/dossiers/{place.application}/fichiers/{place.question}{query}"


def _back(fields: dict[str, str]) -> str:
    return safe_next(fields.get("back", ""), "")


def _person(request: Request) -> Person:
    """Who a script speaks for: it cannot be led to the sign-in page and back."""
    person = visitor_of(request).person
    if person is None:
        raise HTTPException(401)
    return person


def _sender(request: Request) -> Person:
    """The same, whose token came in a header."""
    person = _person(request)
    check_csrf(request, request.headers.get(CSRF_HEADER, ""))
    return person


async def _announced(request: Request) -> dict[str, Any]:
    """The name and the size that a script announces."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_ANNOUNCED:
            raise HTTPException(413)
    try:
        said = json.loads(body)
        name, size = said["name"], said["size"]
    except (ValueError, KeyError, TypeError):
        raise HTTPException(400) from None
    if not isinstance(name, str) or type(size) is not int:
        raise HTTPException(400)
    return {"name": name, "size": size}


def _offset(request: Request) -> int:
    said = request.headers.get(OFFSET, "")
    if not COUNT.fullmatch(said):
        raise HTTPException(400)
    return int(said)


def _told(known: Coming) -> Response:
    told = {"offset": known.offset, "size": known.upload.size, "name": known.upload.name}
    headers = {OFFSET: str(known.offset), LENGTH: str(known.upload.size)}
    return JSONResponse(told, headers=headers)


def _finish(request: Request, person: Person, public_id: str, upload: str) -> Response:
    attached = attaching.finish(desk_of(request), person, public_id, upload)
    told = attached.document() | {"address": f"/dossiers/{public_id}/fichiers/{attached.public_id}"}
    return JSONResponse(
        {"offset": attached.size, "size": attached.size, "attachment": told},
        headers={OFFSET: str(attached.size), LENGTH: str(attached.size)},
    )
