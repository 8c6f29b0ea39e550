"""What an applicant keeps: the receipt with its proof, the whole file, the journal of the call."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.completing import Event, events_of
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.looking import ApplicationPage, application_page
from reflexes_calls.domain.application import Version
from reflexes_calls.domain.attachment import Attachment
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotAllowed, NotFound
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.partner import Partner
from reflexes_calls.domain.people import TEAM, Person, Role
from reflexes_calls.domain.proof import Withheld, withhold
from reflexes_calls.storage import (
    applications,
    attachments,
    journal,
    partners,
    people,
    team,
)
from reflexes_calls.storage.seeing import hidden_from, viewer_of


@record
class ReceiptPage:
    """A submission, and the entry of the journal that holds it."""

    own: ApplicationPage
    version: Version
    entry: Entry

    @property
    def receipt(self) -> str:
        """The number of the receipt."""
        return self.own.application.receipt or ""


@record
class FilePage:
    """Everything that a team wrote: a submission, or the draft when `version` is None.

    `attachments` and `partners` are those of the draft: a submission holds its own.
    """

    own: ApplicationPage
    version: Version | None
    entry: Entry | None
    events: tuple[Event, ...]
    attachments: tuple[Attachment, ...]
    partners: tuple[Partner, ...]
    now: dt.datetime


@record
class CallJournal:
    """The journal of a call, as far as whoever asks for it may read it."""

    call: Call
    entries: tuple[Entry | Withheld, ...]
    is_whole: bool


def receipt_page(
    desk: Desk, actor: Person, application_id: str, number: int | None = None
) -> ReceiptPage:
    """A submission of one's own, the last one unless another is asked for."""
    own = team_page(desk, actor, application_id)
    version = _version(own, number)
    if version is None or version.entry_seq is None:
        raise NotFound("receipt", application_id)
    with desk.look() as connection:
        entry = journal.get_entry(connection, own.call.id, version.entry_seq)
    return ReceiptPage(own=own, version=version, entry=entry)


def file_page(
    desk: Desk,
    actor: Person,
    application_id: str,
    number: int | None = None,
    *,
    draft: bool = False,
) -> FilePage:
    """What was submitted, or the draft: when it is asked for, or when there is nothing else."""
    own = team_page(desk, actor, application_id)
    version = None if draft else _version(own, number)
    seq = version.entry_seq if version else None
    with desk.look() as connection:
        return FilePage(
            own=own,
            version=version,
            entry=journal.get_entry(connection, own.call.id, seq) if seq else None,
            events=events_of(connection, own),
            attachments=attachments.attachments_of(connection, own.application.id),
            partners=partners.partners_of(connection, own.application.id),
            now=desk.clock.now(),
        )


def team_page(desk: Desk, actor: Person, application_id: str) -> ApplicationPage:
    """An application, for its team alone."""
    own = application_page(desk, actor, application_id)
    if TEAM.isdisjoint(own.roles):
        raise NotFound("application", application_id)
    return own


def _version(own: ApplicationPage, number: int | None) -> Version | None:
    if number is None:
        return own.versions[-1] if own.versions else None
    found = next((each for each in own.versions if each.number == number), None)
    if found is None:
        raise NotFound("version", str(number))
    return found


def journal_to_keep(desk: Desk, actor: Person, call_id: str) -> CallJournal:
    """The chain of a call, for whoever manages it and for whoever holds a receipt of it.

    Until the call is concluded, an applicant is given what comes before their last receipt, which
    is enough to prove that the journal holds it: when others are read and by whom is not shown.
    Of an entry about a file hidden from the reader, the place in the chain alone is given.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        known = journal.entries_of(connection, call.id)
        manages = bool(roles_on(connection, actor, call) & {Role.MANAGER, Role.ADMINISTRATOR})
        own = dict(_own_entries(connection, actor, call))
        hidden = hidden_from(connection, viewer_of(connection, actor), call.id)
    last = max(own, default=0)
    if not manages:
        _check_holds_a_receipt(call, last)
    upto = len(known) if manages or call.stage is CallStage.CONCLUDED else last
    # Who manages the call learns of the file of their own administration what proves its receipt.
    bare = hidden if manages else hidden - set(own.values())
    return CallJournal(
        call=call,
        entries=tuple(
            withhold(each) if each.subject_id in bare and each.seq not in own else each
            for each in known[:upto]
        ),
        is_whole=upto == len(known),
    )


def _check_holds_a_receipt(call: Call, last: int) -> None:
    if call.stage is CallStage.DRAFT:
        raise NotFound("call", call.public_id)
    if not last:
        raise NotAllowed("journal-not-yours", step="journal", by=(Role.MANAGER, Role.APPLICANT))


def _own_entries(connection: Connection, actor: Person, call: Call) -> Iterator[tuple[int, str]]:
    """The entries of the submissions of a person's teams to a call, each with its application."""
    organisations = people.organisations_of(connection, actor.id)
    own = applications.applications_of(connection, call=call.id, organisations=organisations)
    joined = team.applications_joined(connection, actor.id)
    for known in (*own, *(applications.get_application(connection, key) for key in joined)):
        if known.call_id == call.id:
            versions = applications.versions_of(connection, known.id)
            yield from ((each.entry_seq, known.public_id) for each in versions if each.entry_seq)
