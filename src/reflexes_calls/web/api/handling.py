"""Handling a file: what is asked of it, whether it is admissible, what is written in it."""

import datetime as dt
from typing import Any

from reflexes.fields import choice
from reflexes.records import record
from reflexes_calls.actions import handling
from reflexes_calls.actions.looking import application_page
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.handling import (
    Admissibility,
    Finding,
    FindingAnswers,
    Message,
    MessageAnswers,
    MissingRequest,
    RequestAnswers,
    Side,
)
from reflexes_calls.domain.visibility import Seat
from reflexes_calls.web.api.describing import as_in, document, optional_as, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun(
    "handling", N_("Handling a file: messages, requests for what is missing, admissibility.")
)


@document
class MessageDocument:
    """A message in a file."""

    id: str = said(N_("Its id"))
    side: Side = said(N_("Who writes: the team of the file, or the programme"))
    author: str = said(N_("The name of who wrote it"))
    text: str = as_in(MessageAnswers, "text")
    sent_at: dt.datetime = said(N_("When it was sent"))
    seen_at: dt.datetime | None = said(N_("When the other side first opened it"))


@document
class MissingRequestDocument:
    """A request for what is missing in a file."""

    missing: str = as_in(RequestAnswers, "missing")
    due: dt.datetime = said(N_("The last instant to send it"))
    asked_at: dt.datetime = said(N_("When it was asked"))
    closed_at: dt.datetime | None = said(N_("When it was closed: nothing is awaited any more"))


@document
class AdmissibilityDocument:
    """Whether a file may go on to its jury."""

    finding: Finding = said(N_("Whether the file is admissible"))
    reasons: str = as_in(FindingAnswers, "reasons")
    found_at: dt.datetime = said(N_("When it was found so"))


@record
class FindAdmissibility:
    """Whether a file is admissible, and why not."""

    finding: Finding = choice("Whether the file is admissible")
    reasons: str = optional_as(FindingAnswers, "reasons")


@NOUN.get(
    "/applications/{application}/messages",
    N_("The messages of a file; those of the other side are then opened"),
    MessageDocument,
    Scope.APPLICATIONS_READ,
    listed=True,
)
def list_messages(asked: Asked) -> Page[Any]:
    """The messages, from the side of whoever asks."""
    shown = handling.messages_page(
        asked.desk, asked.person, asked.named("application"), _side(asked)
    )
    page = turned(asked, shown.messages, lambda each: (each.id,))
    return with_items(page, lambda each: _message(each, shown.names))


@NOUN.post(
    "/applications/{application}/messages",
    N_("Write in a file: the other side receives a letter"),
    MessageDocument,
    Scope.APPLICATIONS_WRITE,
    status=201,
    body=MessageAnswers,
)
def write_message(asked: Asked) -> MessageDocument:
    """A message of the team, or of the programme."""
    sent = handling.write_message(
        asked.desk,
        asked.person,
        asked.named("application"),
        _side(asked),
        raw_of(MessageAnswers, asked.body),
        address=asked.address,
        request_key=asked.key,
    )
    return _message(sent, {sent.author_id: asked.person.name})


@NOUN.get(
    "/applications/{application}/missing-requests",
    N_("What was asked of a file, the first request first"),
    MissingRequestDocument,
    Scope.APPLICATIONS_READ,
    listed=True,
)
def list_missing_requests(asked: Asked) -> Page[Any]:
    """The requests, for the managers; the team finds the one that stands."""
    desk, person, file = asked.desk, asked.person, asked.named("application")
    if _seat(asked) is Seat.TEAM:
        standing = handling.request_of_team(desk, person, file)
        known: tuple[MissingRequest, ...] = (standing,) if standing else ()
    else:
        known = handling.handling_page(desk, person, file).requests
    return with_items(turned(asked, known, lambda each: (each.id,)), _request)


@NOUN.post(
    "/applications/{application}/missing-requests",
    N_("Ask for what is missing, with a day; the team corrects the file and submits it again"),
    MissingRequestDocument,
    Scope.HANDLING_WRITE,
    status=201,
    body=RequestAnswers,
)
def ask_missing(asked: Asked) -> MissingRequestDocument:
    """A request for what is missing."""
    raw = raw_of(RequestAnswers, asked.body)
    made = handling.ask_missing(
        asked.desk, asked.person, asked.named("application"), raw, address=asked.address
    )
    return _request(made)


@NOUN.get(
    "/applications/{application}/admissibility",
    N_("Whether a file was found admissible, for the managers of its call"),
    AdmissibilityDocument,
    Scope.APPLICATIONS_READ,
)
def show_admissibility(asked: Asked) -> AdmissibilityDocument:
    """What was found; nothing is there before."""
    return _admissibility(asked)


def _admissibility(asked: Asked) -> AdmissibilityDocument:
    page = handling.handling_page(asked.desk, asked.person, asked.named("application"))
    if page.found is None:
        raise NotFound("admissibility", asked.named("application"))
    return _found(page.found)


@NOUN.post(
    "/applications/{application}/admissibility",
    N_("Find a file admissible, or not with reasons: it is then declined at once"),
    AdmissibilityDocument,
    Scope.HANDLING_WRITE,
    body=FindAdmissibility,
)
def find_admissibility(asked: Asked) -> AdmissibilityDocument:
    """An act of its own, with its letter and its place in the journal."""
    desk, person, file = asked.desk, asked.person, asked.named("application")
    # Whoever may not handle it is told so before what they sent is looked at.
    handling.handling_page(desk, person, file)
    read = read_form(FindAdmissibility, raw_of(FindAdmissibility, asked.body))
    if read.finding is Finding.ADMISSIBLE:
        if read.reasons:
            raise Invalid((FieldRefusal(field="reasons", kind="no-reasons-needed"),))
        handling.find_admissible(desk, person, file)
    else:
        handling.find_inadmissible(
            desk, person, file, {"reasons": read.reasons}, address=asked.address
        )
    return _admissibility(asked)


def _seat(asked: Asked) -> Seat:
    return application_page(asked.desk, asked.person, asked.named("application")).seat


def _side(asked: Asked) -> Side:
    return Side.TEAM if _seat(asked) is Seat.TEAM else Side.PROGRAMME


def _message(sent: Message, names: dict[int, str]) -> MessageDocument:
    return MessageDocument(
        id=sent.public_id,
        side=sent.side,
        author=names.get(sent.author_id, ""),
        text=sent.text,
        sent_at=sent.sent_at,
        seen_at=sent.seen_at,
    )


def _request(known: MissingRequest) -> MissingRequestDocument:
    return MissingRequestDocument(
        missing=known.missing, due=known.due, asked_at=known.asked_at, closed_at=known.closed_at
    )


def _found(known: Admissibility) -> AdmissibilityDocument:
    return AdmissibilityDocument(
        finding=known.finding, reasons=known.reasons, found_at=known.found_at
    )
