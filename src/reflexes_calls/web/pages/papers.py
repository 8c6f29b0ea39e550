"""What the team of an application keeps: receipt, proof, file and journal, as files."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.copying import check_saving
from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.actions.papers import (
    CallJournal,
    ReceiptPage,
    file_page,
    journal_to_keep,
    receipt_page,
    team_page,
)
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.proof import journal_document, receipt_document
from reflexes_calls.papers import plain_text
from reflexes_calls.papers.offices import write_docx, write_odt
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.web.copies_said import copy_of
from reflexes_calls.web.formatting import weight
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.giving import give
from reflexes_calls.web.notices import N_
from reflexes_calls.web.papers_said import file_paper, journal_file, receipt_file, receipt_paper
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.translating import LANGUAGES, language_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

PDF, JSON = "application/pdf", "application/json"
COPIES = {
    "docx": (
        write_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "odt": (write_odt, "application/vnd.oasis.opendocument.text"),
    "txt": (plain_text.write, "text/plain; charset=utf-8"),
}
"""For each format in which a draft is taken offline: who writes it, and what browsers call it."""
FORMATS = {
    "pdf": N_("PDF"),
    "json": N_("JSON, for checking"),
    "docx": N_("Word"),
    "odt": N_("OpenDocument"),
    "txt": N_("plain text"),
}
LANGUAGE_NAMES = {"fr": N_("French"), "en": N_("English"), "": N_("every language")}
RECEIPT, FILE = N_("Receipt"), N_("Whole application")
PROOF = N_("Proof of the receipt")
JOURNAL = N_("Journal of the call")
DRAFT = N_("Draft, not submitted")
COPY = N_("Working copy, to be written in and brought back")
OF_VERSION = N_("%(name)s, version %(number)s")


@record
class Download:
    """A file to keep: what it is, and what weight, format and language it has."""

    name: str
    address: str
    format: str
    weight: str
    language: str


@record
class DownloadGroup:
    """Some files under a heading."""

    heading: str
    downloads: tuple[Download, ...]
    note: str = ""


@router.get("/dossiers/{public_id}/recepisse.pdf")
def receipt_pdf(request: Request, public_id: str) -> Response:
    """The receipt of a submission, in PDF."""
    shown = _receipt(request, public_id)
    content = _receipt_pdf(request, shown, language_of(request))
    return _file(request, content, PDF, receipt_file(shown, "pdf"))


@router.get("/dossiers/{public_id}/recepisse.json")
def receipt_json(request: Request, public_id: str) -> Response:
    """The receipt of a submission with its proof."""
    shown = _receipt(request, public_id)
    return _file(request, _proof(shown), JSON, receipt_file(shown, "json"))


@router.get("/dossiers/{public_id}/dossier.pdf")
def file_pdf(request: Request, public_id: str) -> Response:
    """The whole application, in PDF: the last submission, another one, or the draft."""
    content = _file_pdf(
        request,
        public_id,
        language_of(request),
        _number(request),
        draft=request.query_params.get("version") == "brouillon",
    )
    return _file(request, content, PDF, f"dossier{_suffix(request)}.pdf")


@router.get("/appels/{public_id}/journal.json")
def journal_json(request: Request, public_id: str) -> Response:
    """The chain of a call, for whoever holds a receipt of it or manages it."""
    known = journal_to_keep(desk_of(request), signed_in(request), public_id)
    return _file(request, _journal(known), JSON, journal_file(known.call))


@router.get("/dossiers/{public_id}/hors-ligne/copie.{format}")
def working_copy(request: Request, public_id: str, format: str) -> Response:  # noqa: A002  # the word of the address
    """A draft as a document to be written in and brought back."""
    if format not in COPIES:
        raise NotFound("format", format)
    content = _copy(request, public_id, format, language_of(request))
    return _file(request, content, COPIES[format][1], f"copie-de-travail.{format}")


@router.get("/dossiers/{public_id}/documents")
def documents(request: Request, public_id: str) -> Response:
    """Everything that may be kept, with its format, its weight and its language."""
    own = team_page(desk_of(request), signed_in(request), public_id)
    words = translator(request)
    groups = (
        DownloadGroup(
            heading=words(N_("What was submitted")), downloads=tuple(_submitted(request, own))
        ),
        DownloadGroup(
            heading=words(N_("To check later, without us")),
            note=words(
                N_(
                    "Keep both files: they prove what was submitted and when. The command"
                    " “reflexes-calls receipt check” reads them without any network."
                )
            ),
            downloads=tuple(_proofs(request, own)),
        ),
        DownloadGroup(
            heading=words(N_("To work on the draft")), downloads=tuple(_drafts(request, own))
        ),
    )
    shown = tuple(each for each in groups if each.downloads)
    return page(request, "papers/documents.html", own=own, groups=shown)


def _submitted(request: Request, own: ApplicationPage) -> Iterator[Download]:
    public_id, words = own.application.public_id, translator(request)
    for version in reversed(own.versions):
        shown = receipt_page(desk_of(request), signed_in(request), public_id, version.number)
        for language in LANGUAGES:
            query = f"?version={version.number}&lang={language}"
            for name, ending, content in (
                (RECEIPT, "recepisse.pdf", _receipt_pdf(request, shown, language)),
                (FILE, "dossier.pdf", _file_pdf(request, public_id, language, version.number)),
            ):
                said = _of_version(own, words(name), version.number, words)
                address = f"/dossiers/{public_id}/{ending}{query}"
                yield _download(request, said, address, "pdf", len(content), language)


def _of_version(own: ApplicationPage, name: str, number: int, words: Translate) -> str:
    """The name of a file, with its version where there are several."""
    if len(own.versions) == 1:
        return name
    return words(OF_VERSION) % {"name": name, "number": number}


def _proofs(request: Request, own: ApplicationPage) -> Iterator[Download]:
    public_id, words = own.application.public_id, translator(request)
    for version in reversed(own.versions):
        shown = receipt_page(desk_of(request), signed_in(request), public_id, version.number)
        said = _of_version(own, words(PROOF), version.number, words)
        address = f"/dossiers/{public_id}/recepisse.json?version={version.number}"
        yield _download(request, said, address, "json", len(_proof(shown)), "")
    if own.versions:
        address = f"/appels/{own.call.public_id}/journal.json"
        known = journal_to_keep(desk_of(request), signed_in(request), own.call.public_id)
        size = len(_journal(known))
        yield _download(request, words(JOURNAL), address, "json", size, "")


def _drafts(request: Request, own: ApplicationPage) -> Iterator[Download]:
    if "save" not in own.open_steps:
        return
    public_id, words = own.application.public_id, translator(request)
    for language in LANGUAGES:
        content = _file_pdf(request, public_id, language, None, draft=True)
        address = f"/dossiers/{public_id}/dossier.pdf?version=brouillon&lang={language}"
        yield _download(request, words(DRAFT), address, "pdf", len(content), language)
    language = language_of(request)
    for name in COPIES:
        size = len(_copy(request, public_id, name, language))
        address = f"/dossiers/{public_id}/hors-ligne/copie.{name}?lang={language}"
        yield _download(request, words(COPY), address, name, size, language)


def _download(  # noqa: PLR0913, PLR0917  # what a line of the page says
    request: Request, name: str, address: str, format_name: str, size: int, language: str
) -> Download:
    words = translator(request)
    return Download(
        name=name,
        address=address,
        format=words(FORMATS[format_name]),
        weight=weight(size, language_of(request)),
        language=words(LANGUAGE_NAMES[language]),
    )


def _receipt(request: Request, public_id: str) -> ReceiptPage:
    return receipt_page(desk_of(request), signed_in(request), public_id, _number(request))


def _number(request: Request) -> int | None:
    said = request.query_params.get("version", "")
    if not said or said == "brouillon":
        return None
    if not (said.isascii() and said.isdecimal()):
        raise NotFound("version", said)
    return int(said)


def _suffix(request: Request) -> str:
    """The part of a file's name that tells versions apart."""
    said = request.query_params.get("version", "")
    return f"-{said}" if said == "brouillon" else f"-v{said}" if said else ""


def _receipt_pdf(request: Request, shown: ReceiptPage, language: str) -> bytes:
    return print_paper(receipt_paper(shown, desk_of(request).clock.now(), language))


def _file_pdf(
    request: Request, public_id: str, language: str, number: int | None, *, draft: bool = False
) -> bytes:
    shown = file_page(desk_of(request), signed_in(request), public_id, number, draft=draft)
    return print_paper(file_paper(shown, language))


def _proof(shown: ReceiptPage) -> bytes:
    return _json(
        receipt_document(
            shown.version,
            shown.entry,
            receipt=shown.receipt,
            call_title=shown.own.call.title_fr,
            organisation=shown.own.organisation.name,
        )
    )


def _journal(known: CallJournal) -> bytes:
    return _json(journal_document(known.call.public_id, known.call.title_fr, known.entries))


def _copy(request: Request, public_id: str, format_name: str, language: str) -> bytes:
    own = team_page(desk_of(request), signed_in(request), public_id)
    check_saving(own)
    write, _ = COPIES[format_name]
    return write(copy_of(own, language, desk_of(request).clock.now()))


def _json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _file(request: Request, content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Cookie",
    }
    return give(request, content, media_type, is_final=False, headers=headers)
