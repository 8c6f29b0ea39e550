"""Attaching files to an application, in one go or by parts, and taking them out again.

A content reaches the store before the transaction that speaks of it: whatever interrupts the two,
no row points at nothing, and a content without a row is swept after a day.
"""

import datetime as dt
import json
import logging
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.applying import form_of_application
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.looking import ApplicationPage, application_page
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.attachment import (
    MOST_ALTOGETHER,
    MOST_UNFINISHED,
    PARTNER_LETTER,
    Attachment,
    FileLimits,
    FileRefused,
    Upload,
    check_count,
    check_ending,
    check_weight,
    is_row,
    limits_of,
    limits_of_letter,
    named_for,
    safe_name,
)
from reflexes_calls.domain.blind import unnamed_file
from reflexes_calls.domain.errors import Conflict, NotFound
from reflexes_calls.domain.form import Form, Kind
from reflexes_calls.domain.lifecycle import APPLICATION_STEPS
from reflexes_calls.domain.partner import Partner
from reflexes_calls.domain.people import TEAM, Person
from reflexes_calls.domain.rights import check_open
from reflexes_calls.files.receiving import Part
from reflexes_calls.storage import applications, attachments, partners
from reflexes_calls.storage.engine import reading, writing

LOG = logging.getLogger(__name__)
A_DAY = dt.timedelta(days=1)
AT_ONCE = 500
"""How many contents are looked up at once when sweeping."""
WORTH_ANOTHER_TRY = frozenset({"file-unscanned", "file-too-many"})
"""Refusals that are no fault of the file: what has arrived is kept, and may be finished later."""


@record
class Place:
    """Where a file goes: a question of an application, perhaps a row of it."""

    application: str
    question: str
    row: str | None = None


@record
class FilesPage:
    """The files of one question, for the team that answers it."""

    own: ApplicationPage
    limits: FileLimits
    attachments: tuple[Attachment, ...]


@record
class Coming:
    """A file on its way, and how many of its bytes have arrived."""

    upload: Upload
    offset: int


def attach(desk: Desk, actor: Person, place: Place, path: Path, name: str) -> Attachment:
    """Keep a received file as an answer; the same one sent again is the one that is there.

    Raises `FileRefused` when it is not taken. The file at `path` stays whoever's it was.
    """
    shown = safe_name(name)
    with desk.take(actor) as taking:
        _, limits = _ready(taking, place)
    kind, scanned = desk.files.look_into(path, shown, limits)
    kept = desk.files.store.put(path)
    with desk.take(actor) as taking:
        known, limits = _ready(taking, place)
        return _add(
            taking,
            known,
            place,
            limits,
            name=named_for(shown, kind),
            digest=kept.digest,
            size=kept.size,
            media_type=kind.media_type,
            scan=scanned,
        )


def _add(
    taking: Taking, known: Application, place: Place, limits: FileLimits, **told: object
) -> Attachment:
    present = _at(attachments.attachments_of(taking.connection, known.id), place)
    for each in present:
        if (each.digest, each.name) == (told["digest"], told["name"]):
            return each
    _check_room(taking, known, place, limits)
    added = attachments.add_attachment(
        taking.connection,
        application_id=known.id,
        question=place.question,
        row=place.row,
        uploaded_by=taking.actor.id,
        uploaded_at=taking.now,
        **told,
    )
    if partner := _partner_at(taking.connection, known, place):
        partners.change_partner(taking.connection, partner.id, letter=added.public_id)
    _touch(taking, known, place.question)
    return added


def announce(desk: Desk, actor: Person, place: Place, *, name: str, size: int) -> Upload:
    """Make ready for a file that comes by parts; refused at once if it could never be taken."""
    shown = safe_name(name)
    with desk.take(actor) as taking:
        known, limits = _ready(taking, place)
        check_ending(shown, limits)
        check_weight(size, limits)
        _check_room(taking, known, place, limits)
        given_up = attachments.uploads_of(taking.connection, known.id)[: 1 - MOST_UNFINISHED]
        for upload in given_up:
            attachments.forget_upload(taking.connection, upload.id)
        announced = attachments.add_upload(
            taking.connection,
            application_id=known.id,
            question=place.question,
            row=place.row,
            name=shown,
            size=size,
            started_by=actor.id,
            started_at=desk.wall_clock.now(),
        )
        desk.files.receiving.start(announced.public_id)
    for upload in given_up:
        desk.files.receiving.forget(upload.public_id)
    sweep_daily(desk)
    return announced


def coming(desk: Desk, actor: Person, application_id: str, upload_id: str) -> Coming:
    """A file on its way, for the team that sends it."""
    own = _own(desk, actor, application_id)
    with desk.look() as connection:
        upload = attachments.find_upload(connection, own.application.id, upload_id)
    offset = desk.files.receiving.offset(upload.public_id) if upload else None
    if upload is None or offset is None:
        raise NotFound("upload", upload_id)
    return Coming(upload=upload, offset=offset)


def receive(desk: Desk, actor: Person, application_id: str, upload_id: str, *, at: int) -> Part:
    """Where the bytes from the offset `at` are to be written; `Conflict` tells another offset."""
    known = coming(desk, actor, application_id, upload_id)
    with desk.take(actor) as taking:
        _ready(taking, _place_of(application_id, known.upload))
    return desk.files.receiving.part(upload_id, at=at, most=known.upload.size)


def finish(desk: Desk, actor: Person, application_id: str, upload_id: str) -> Attachment:
    """Attach a file whose bytes have all arrived."""
    known = coming(desk, actor, application_id, upload_id)
    if known.offset != known.upload.size:
        raise Conflict("file-offset", met=known.upload.size, expected=known.offset)
    path = desk.files.receiving.copy(upload_id)
    try:
        place = _place_of(application_id, known.upload)
        attached = attach(desk, actor, place, path, known.upload.name)
    except FileRefused as refused:
        if refused.kind not in WORTH_ANOTHER_TRY:
            _forget(desk, known.upload)
        raise
    finally:
        path.unlink(missing_ok=True)
    _forget(desk, known.upload)
    return attached


def give_up(desk: Desk, actor: Person, application_id: str, upload_id: str) -> None:
    """Forget a file on its way."""
    _forget(desk, coming(desk, actor, application_id, upload_id).upload)


def remove(desk: Desk, actor: Person, application_id: str, attachment_id: str) -> Attachment:
    """Take a file out of the draft; what was submitted with it keeps it."""
    with desk.take(actor) as taking:
        known = _may_save(taking, application_id)
        found = attachments.find_attachment(taking.connection, known.id, attachment_id)
        if found is None:
            raise NotFound("attachment", attachment_id)
        if found.removed_at is None:
            attachments.mark_removed(taking.connection, found.id, taking.now)
            for partner in partners.partners_of(taking.connection, known.id):
                if partner.letter == found.public_id:
                    partners.change_partner(taking.connection, partner.id, letter=None)
            _touch(taking, known, found.question)
        return found


def files_page(desk: Desk, actor: Person, place: Place) -> FilesPage:
    """The files of one question, for the team that answers it."""
    own = _own(desk, actor, place.application)
    limits = limits_at(desk, own.form, place)
    with desk.look() as connection:
        _partner_at(connection, own.application, place)
        present = attachments.attachments_of(connection, own.application.id)
    return FilesPage(own=own, limits=limits, attachments=_at(present, place))


def attached_files(desk: Desk, own: ApplicationPage) -> tuple[Attachment, ...]:
    """Every file of the draft of an application, for the team that answers it."""
    if TEAM.isdisjoint(own.roles):
        return ()
    with desk.look() as connection:
        return attachments.attachments_of(connection, own.application.id)


def open_file(
    desk: Desk, actor: Person, application_id: str, attachment_id: str
) -> tuple[Attachment, BinaryIO]:
    """A file to be downloaded: by the team, and once it is submitted by whoever may read it."""
    own = application_page(desk, actor, application_id)
    with desk.look() as connection:
        found = attachments.find_attachment(connection, own.application.id, attachment_id)
    if found is None or not _may_read(own, found):
        raise NotFound("attachment", attachment_id)
    if own.is_blind:
        found = changed(found, name=_name_shown(own, found))
    try:
        return found, desk.files.store.open(found.digest)
    except FileNotFoundError:
        LOG.exception("A content is missing from the store of files: %s", found.digest)
        raise NotFound("attachment", attachment_id) from None


def limits_at(desk: Desk, form: Form, place: Place) -> FileLimits:
    """What may be sent at a place; `NotFound` if it takes no file."""
    most = desk.files.most_bytes
    if place.question == PARTNER_LETTER and place.row and is_row(place.row):
        return limits_of_letter(most)
    question = form.find(place.question)
    if question is None or question.kind is not Kind.FILE or question.internal or place.row:
        raise NotFound("question", place.question)
    return limits_of(question, most)


def sweep_daily(desk: Desk) -> None:
    """Sweep, unless it was done within a day."""
    day_before = desk.wall_clock.now() - A_DAY
    if not desk.files.swept_since(day_before):
        sweep(desk, day_before)


def sweep(desk: Desk, before: dt.datetime) -> None:
    """Remove what nobody needs since an instant: files never finished, contents without a row."""
    cabinet = desk.files
    cabinet.note_sweeping()
    cabinet.receiving.sweep(before)
    with writing(desk.engine) as connection:
        for upload in attachments.uploads_before(connection, before):
            if cabinet.receiving.offset(upload.public_id) is None:
                attachments.forget_upload(connection, upload.id)
    cabinet.store.sweep_unfinished(before)
    old = cabinet.store.put_before(before)
    for digests in iter(lambda: tuple(islice(old, AT_ONCE)), ()):
        # The rows are read after the ages: a content put again in between is young, and stays.
        with reading(desk.engine) as connection:
            needed = attachments.digests_known(connection, digests)
        for digest in set(digests) - needed:
            cabinet.store.remove(digest, put_before=before)


def _ready(taking: Taking, place: Place) -> tuple[Application, FileLimits]:
    """The application and what the place takes, once the actor may change it."""
    known = _may_save(taking, place.application)
    form = form_of_application(taking.connection, known)
    limits = limits_at(taking.desk, form, place)
    _partner_at(taking.connection, known, place)
    return known, limits


def _may_save(taking: Taking, application_id: str) -> Application:
    known, call = taking.application(application_id)
    roles = taking.roles(call, known.organisation_id, known.id)
    if TEAM.isdisjoint(roles):
        # Whoever guesses an address learns nothing of what is there.
        raise NotFound("application", application_id)
    needs = {"open_for_applications": lambda: check_open(call, taking.now, known)}
    taking.step(APPLICATION_STEPS, "save", known.stage, roles, needs)
    return known


def _partner_at(connection: Connection, known: Application, place: Place) -> Partner | None:
    """The partner whose letter is sent there, if it is one; `NotFound` if there is none."""
    if place.question != PARTNER_LETTER:
        return None
    for partner in partners.partners_of(connection, known.id):
        if partner.public_id == place.row:
            return partner
    raise NotFound("partner", place.row or "")


def _check_room(taking: Taking, known: Application, place: Place, limits: FileLimits) -> None:
    present = attachments.attachments_of(taking.connection, known.id)
    check_count(len(_at(present, place)), limits)
    check_count(len(present), FileLimits(most_files=MOST_ALTOGETHER))


def _touch(taking: Taking, known: Application, question: str) -> None:
    """A file added or removed is a change of the draft as any other."""
    mark = [known.revision + 1, taking.actor.public_id, taking.now.isoformat()]
    applications.change_application(
        taking.connection,
        known.id,
        touched=known.touched | {question: mark},
        revision=known.revision + 1,
        updated_at=taking.now,
    )


def _at(known: tuple[Attachment, ...], place: Place) -> tuple[Attachment, ...]:
    return tuple(each for each in known if (each.question, each.row) == (place.question, place.row))


def _place_of(application_id: str, upload: Upload) -> Place:
    return Place(application=application_id, question=upload.question, row=upload.row)


def _own(desk: Desk, actor: Person, application_id: str) -> ApplicationPage:
    own = application_page(desk, actor, application_id)
    if TEAM.isdisjoint(own.roles):
        raise NotFound("application", application_id)
    return own


def _may_read(own: ApplicationPage, found: Attachment) -> bool:
    if own.roles & TEAM and found.removed_at is None:
        return True
    # What was submitted names its files by their public ids, wherever it does.
    return any(found.public_id in json.dumps(version.answers) for version in own.versions)


def _name_shown(own: ApplicationPage, found: Attachment) -> str:
    """The name of a file for whoever reads blind: that of the page, which tells nobody's."""
    for version in reversed(own.versions):
        for answer in version.said.values():
            for each in answer if isinstance(answer, list) else ():
                if isinstance(each, dict) and each.get("public_id") == found.public_id:
                    return str(each["name"])
    return unnamed_file(1, found.name)


def _forget(desk: Desk, upload: Upload) -> None:
    with writing(desk.engine) as connection:
        attachments.forget_upload(connection, upload.id)
    desk.files.receiving.forget(upload.public_id)
