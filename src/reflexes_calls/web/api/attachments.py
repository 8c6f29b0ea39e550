"""Attachments: the files of an application, listed, sent, taken out, downloaded."""

import datetime as dt
from typing import Any

from starlette.responses import Response

from reflexes.fields import line
from reflexes.records import record
from reflexes_calls.actions import attaching
from reflexes_calls.actions.attaching import Place, attached_files
from reflexes_calls.actions.looking import application_page
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.attachment import Attachment, check_weight
from reflexes_calls.web.api.describing import document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.problems import ApiRefusedError
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.attachments import download

NOUN = Noun("attachments", N_("Attachments: the files of an application."))


@document
class AttachmentDocument:
    """A file of an application."""

    id: str = said(N_("Its id"))
    address: str = said(N_("Where it is downloaded, with a token"))
    question: str = said(N_("The code of the question that it answers"))
    row: str | None = said(N_("The id of the partner whose letter it is"))
    name: str = said(N_("Its name"))
    size: int = said(N_("Its size, in bytes"))
    media_type: str = said(N_("What it is, as browsers call it"))
    digest: str = said(N_("The SHA-256 digest of its content"))
    uploaded_at: dt.datetime = said(N_("When it was sent"))


@record
class AttachAsked:
    """Where a file goes, and under which name."""

    question: str = line("The code of the question that it answers", max_length=80)
    name: str = line("Its name", max_length=240)
    row: str = line("The id of the partner whose letter it is", default="", max_length=32)


@NOUN.get(
    "/applications/{application}/attachments",
    N_("The files of a draft, for its team"),
    AttachmentDocument,
    Scope.APPLICATIONS_READ,
    listed=True,
)
def list_attachments(asked: Asked) -> Page[Any]:
    """The files that are in the draft now; those submitted stand in the answers of a version."""
    own = application_page(asked.desk, asked.person, asked.named("application"))
    page = turned(asked, attached_files(asked.desk, own), lambda each: (each.id,))
    return with_items(page, lambda each: _told(asked, each))


@NOUN.post(
    "/applications/{application}/attachments",
    N_("Send a file as the answer to a question; the same one sent again is the one that is there"),
    AttachmentDocument,
    Scope.APPLICATIONS_WRITE,
    status=201,
    query=AttachAsked,
    sends_file=True,
)
def attach_file(asked: Asked) -> AttachmentDocument:
    """Keep the bytes that came, once they were looked into."""
    read = read_form(AttachAsked, asked.query)
    place = Place(
        application=asked.named("application"), question=read.question, row=read.row or None
    )
    known = attaching.files_page(asked.desk, asked.person, place)
    if asked.file is None:
        raise ApiRefusedError(413, "body-too-long", expected=known.limits.most_bytes)
    check_weight(asked.file.stat().st_size, known.limits)
    kept = attaching.attach(asked.desk, asked.person, place, asked.file, read.name)
    return _told(asked, kept)


@NOUN.get(
    "/applications/{application}/attachments/{attachment}",
    N_("The content of a file, for whoever may read it"),
    None,
    Scope.APPLICATIONS_READ,
    media_type="application/octet-stream",
)
def download_attachment(asked: Asked) -> Response:
    """The bytes, under the name that their sender gave."""
    known, stream = attaching.open_file(
        asked.desk, asked.person, asked.named("application"), asked.named("attachment")
    )
    response = download(known, stream)
    # The content never changes: its digest is its tag.
    response.headers["ETag"] = f'"{known.digest}"'
    return response


@NOUN.delete(
    "/applications/{application}/attachments/{attachment}",
    N_("Take a file out of a draft; what was submitted with it keeps it"),
    AttachmentDocument,
    Scope.APPLICATIONS_WRITE,
)
def remove_attachment(asked: Asked) -> AttachmentDocument:
    """Take a file out; asked twice, it is taken out once."""
    return _told(
        asked,
        attaching.remove(
            asked.desk, asked.person, asked.named("application"), asked.named("attachment")
        ),
    )


def _told(asked: Asked, known: Attachment) -> AttachmentDocument:
    file = asked.named("application")
    return AttachmentDocument(
        id=known.public_id,
        address=asked.at(f"/applications/{file}/attachments/{known.public_id}"),
        question=known.question,
        row=known.row,
        name=known.name,
        size=known.size,
        media_type=known.media_type,
        digest=known.digest,
        uploaded_at=known.uploaded_at,
    )
