"""Bringing applications from another service: send a file, match its columns, look, confirm."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import importing, inviting_contacts
from reflexes_calls.domain.attachment import FileRefused, check_any, check_weight
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen, Refused
from reflexes_calls.domain.importing import Fate
from reflexes_calls.files.sheets import LIMITS
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.importing_words import (
    MOST_TOLD,
    SOURCE,
    columns_shown,
    faults_told,
    left_shown,
    matching_sent,
    refusals_told,
    rows_shown,
    tables_shown,
)
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.security import CSRF_FIELD, check_csrf
from reflexes_calls.web.sent_files import SentForm, sent_files
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

ADDRESS = "/gestion/appels/{call_id}/import"
READING = f"{ADDRESS}/{{import_id}}"
CONTACTS = "/gestion/appels/{call_id}/contacts"
CONTACT = "/gestion/dossiers/{application_id}/contact"


async def read_export_sent(request: Request, call_id: str) -> AsyncIterator[SentForm]:
    """A file of applications, once it is known that this person may bring some."""
    person = await run_in_threadpool(signed_in, request)
    await run_in_threadpool(importing.import_page, desk_of(request), person, call_id)
    async for form in sent_files(request, desk_of(request).files.receiving, LIMITS):
        check_csrf(request, form.fields.get(CSRF_FIELD, ""))
        yield form


@router.get(ADDRESS)
def show(request: Request, call_id: str) -> Response:
    """Where a file is sent, or why none may be brought now."""
    return _send_page(request, call_id)


@router.post(ADDRESS)
def send(
    request: Request, call_id: str, form: Annotated[SentForm, Depends(read_export_sent)]
) -> Response:
    """Read a file; nothing of it becomes an application yet."""
    sent = next((each for each in form.files if each.name or each.size), None)
    try:
        if form.too_much:
            check_weight(form.too_much, LIMITS)
        check_any(0 if sent is None else 1)
        assert sent is not None  # noqa: S101  # looked at just before
        check_weight(sent.size, LIMITS)
        assert sent.part is not None  # noqa: S101  # the first file of a form is always kept
        made = importing.receive(
            desk_of(request), signed_in(request), call_id, sent.part.path, sent.name
        )
    except FileRefused as refused:
        return _send_page(request, call_id, error=sentence(refused, translator(request)))
    except Invalid as invalid:
        return _send_page(
            request, call_id, error=sentence(invalid.refusals[0], translator(request))
        )
    return see(READING.format(call_id=call_id, import_id=made))


def _send_page(request: Request, call_id: str, *, error: str = "") -> Response:
    desk, person = desk_of(request), signed_in(request)
    shown = importing.import_page(desk, person, call_id)
    closed = sentence(shown.closed, translator(request)) if shown.closed else ""
    return page(
        request,
        "importing/send.html",
        status=422 if error else 200,
        call=shown.call,
        left=shown.left,
        closed=closed,
        limits=LIMITS,
        uninvited=inviting_contacts.uninvited(desk, person, call_id),
        at_once=inviting_contacts.AT_ONCE,
        errors=(("file", error),) if error else (),
    )


@router.get(READING)
def look(request: Request, call_id: str, import_id: str) -> Response:
    """What the columns of a file become, and what each of its rows would be."""
    return _look_page(request, call_id, import_id)


@router.post(READING)
def act(request: Request, call_id: str, import_id: str, form: Posted) -> Response:
    """Change what the columns become, bring the applications, or forget the file."""
    desk, person = desk_of(request), signed_in(request)
    done = form.text("do")
    # Whoever may not bring anything learns nothing of what a button would do.
    importing.import_page(desk, person, call_id)
    if done == "forget":
        importing.give_up(desk, person, call_id, import_id)
        return see(ADDRESS.format(call_id=call_id), done="import-forgotten")
    if done == "match":
        run = importing.dry_run(desk, person, call_id, import_id)
        matching = matching_sent(run, form.values)
        importing.match(desk, person, call_id, import_id, matching)
        return see(READING.format(call_id=call_id, import_id=import_id) + "#rows", done="saved")
    if done != "bring":
        raise NotFound("step", done)
    try:
        importing.carry_out(desk, person, call_id, import_id, seen=form.text("seen"))
    except (Conflict, Invalid, NotOpen) as refused:
        return _look_page(request, call_id, import_id, refused=refused)
    return see(f"/gestion/appels/{call_id}/dossiers", done="brought")


def _look_page(
    request: Request, call_id: str, import_id: str, *, refused: Refused | None = None
) -> Response:
    words, language = translator(request), language_of(request)
    run = importing.dry_run(desk_of(request), signed_in(request), call_id, import_id)
    plan, told = run.plan, refusals_told(run, words)
    status = status_of(refused) if refused else 200
    said = "" if refused is None or isinstance(refused, Invalid) else sentence(refused, words)
    return page(
        request,
        "importing/read.html",
        status=status,
        call=run.call,
        name=run.name,
        refused=said,
        errors=faults_told(run, words),
        source_field=SOURCE,
        source=run.matching.source,
        columns=columns_shown(run, language, words),
        tables=tables_shown(run, language, words),
        plan=plan,
        refusals=told,
        more_refusals=max(0, len(plan.refusals) - MOST_TOLD) if plan else 0,
        refused_count=len(plan.refusals) if plan else 0,
        new_count=len(plan.of(Fate.NEW)) if plan else 0,
        rows=rows_shown(plan) if plan else (),
        left=left_shown(plan, words) if plan else (),
        seen=plan.digest() if plan else "",
    )


@router.post(CONTACTS)
def invite_contacts(request: Request, call_id: str, form: Posted) -> Response:
    """Invite together the contacts that were not yet."""
    del form
    desk, address = desk_of(request), service_address(request)
    inviting_contacts.invite_contacts(desk, signed_in(request), call_id, base=address)
    return see(ADDRESS.format(call_id=call_id), done="contacts-invited")


@router.post(CONTACT)
def invite_contact(request: Request, application_id: str, form: Posted) -> Response:
    """Invite the contact that the file stated to lead its application."""
    del form
    desk, address = desk_of(request), service_address(request)
    importing.invite_contact(desk, signed_in(request), application_id, base=address)
    return see(f"/gestion/dossiers/{application_id}", done="contact-invited")
