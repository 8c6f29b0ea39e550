"""What is too old to be kept: how much of it there is, and erasing it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from reflexes_calls.domain.access import KEPT_ANSWERS
from reflexes_calls.domain.jury import JurorState
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.retention import (
    AFTER_CLOSED_ACCOUNTS,
    AFTER_DRAFTS,
    AFTER_FAILURES,
    AFTER_IMPORTS,
    AFTER_INVITATIONS,
    AFTER_LETTERS,
    AFTER_LINKS,
    AFTER_REMOVED_FILES,
    AFTER_RESUME_LINKS,
    AFTER_TOKENS,
)
from reflexes_calls.domain.seating import LINK_LENGTH as SEAT_LINK_LENGTH
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.letters import BLANK
from reflexes_calls.storage.rows import record_of

FAREWELL = "account-erased"
Condition = ColumnElement[bool]
Old = Iterable[tuple[Table, Condition]]
_A = t.applications.c


def _sessions(now: dt.datetime) -> Old:
    yield t.sessions, t.sessions.c.expires_at <= now


def _links(now: dt.datetime) -> Old:
    for table in (t.sign_in_links, t.sign_in_flows):
        yield table, table.c.expires_at < now - AFTER_LINKS
    yield t.resume_links, t.resume_links.c.expires_at < now - AFTER_RESUME_LINKS
    made = t.second_factors.c
    yield t.second_factors, and_(made.confirmed_at.is_(None), made.made_at < now - AFTER_LINKS)


def _failures(now: dt.datetime) -> Old:
    yield t.sign_in_failures, t.sign_in_failures.c.at < now - AFTER_FAILURES


def _tokens(now: dt.datetime) -> Old:
    known, before = t.access_tokens.c, now - AFTER_TOKENS
    yield t.access_tokens, or_(known.expires_at < before, known.revoked_at < before)
    yield t.repeated_requests, t.repeated_requests.c.begun_at < now - KEPT_ANSWERS


def _invitations(now: dt.datetime) -> Old:
    before = now - AFTER_INVITATIONS
    for table in (t.account_invitations, t.invitations):
        ends = (table.c.expires_at, table.c.accepted_at, table.c.cancelled_at)
        yield table, or_(*(each < before for each in ends))
    seat = t.jurors.c
    unanswered = and_(seat.state == JurorState.INVITED, seat.invited_at < before - SEAT_LINK_LENGTH)
    declined = and_(seat.state == JurorState.DECLINED, seat.answered_at < before)
    old = or_(unanswered, declined)
    yield t.bonds, t.bonds.c.juror_id.in_(select(seat.id).where(old))
    yield t.jurors, old


def _files(now: dt.datetime) -> Old:
    """Files taken out, unless an application was submitted since they came: it finds them."""
    held, sent = t.attachments.c, t.application_versions.c
    is_submitted = exists().where(
        sent.application_id == held.application_id, sent.submitted_at >= held.uploaded_at
    )
    yield t.attachments, and_(held.removed_at < now - AFTER_REMOVED_FILES, ~is_submitted)


def _imports(now: dt.datetime) -> Old:
    """Files that were read and never brought: people who did not apply here are named in them."""
    yield t.imports, t.imports.c.made_at < now - AFTER_IMPORTS


def drafts_too_old(connection: Connection, now: dt.datetime) -> tuple[int, ...]:
    """The drafts that were never submitted, of calls closed for long, untouched since."""
    before = now - AFTER_DRAFTS
    is_sent = exists().where(t.application_versions.c.application_id == _A.id)
    asked = (
        select(_A.id)
        .join(t.calls)
        .where(
            _A.stage == ApplicationStage.DRAFT,
            _A.receipt.is_(None),
            _A.updated_at < before,
            t.calls.c.closes_at < before,
            ~is_sent,
        )
    )
    return tuple(connection.execute(asked).scalars())


def erase_drafts(connection: Connection, keys: Iterable[int]) -> None:
    """Erase applications with all that belongs to them alone."""
    for key in keys:
        for table in reversed(t.metadata.sorted_tables):
            for column in table.c:
                if any(each.column is _A.id for each in column.foreign_keys):
                    connection.execute(delete(table).where(column == key))
        connection.execute(delete(t.applications).where(_A.id == key))


def _letters(now: dt.datetime) -> Condition:
    said = t.letters.c
    kept_from = func.coalesce(said.sent_at, said.held_back_at, said.gave_up_at)
    is_old = or_(
        kept_from < now - AFTER_LETTERS,
        and_(said.sent_at.is_not(None), said.kind == FAREWELL),
    )
    return and_(said.body != "", is_old)


def letters_too_old(connection: Connection, now: dt.datetime) -> int:
    """How many letters have a text that is kept for too long."""
    asked = select(func.count()).select_from(t.letters).where(_letters(now))
    return connection.execute(asked).scalar_one()


def blank_letters(connection: Connection, now: dt.datetime) -> None:
    """Erase the texts of old letters; the last letter to someone loses its address too."""
    theirs = and_(_letters(now), t.letters.c.kind == FAREWELL)
    connection.execute(update(t.letters).where(theirs).values(recipient=""))
    connection.execute(update(t.letters).where(_letters(now)).values(BLANK))


def accounts_too_old(connection: Connection, now: dt.datetime) -> tuple[Person, ...]:
    """The accounts that were closed for too long."""
    held = t.persons.c
    asked = select(t.persons).where(
        held.disabled_at < now - AFTER_CLOSED_ACCOUNTS, held.erased_at.is_(None)
    )
    return tuple(record_of(Person, row) for row in connection.execute(asked.order_by(held.id)))


PLAIN: Mapping[str, Callable[[dt.datetime], Old]] = {
    "sessions": _sessions,
    "links": _links,
    "failures": _failures,
    "tokens": _tokens,
    "invitations": _invitations,
    "files": _files,
    "imports": _imports,
}
"""What goes row by row: a code of the table of what is kept, and the rows that are too old."""


def count_old(connection: Connection, code: str, now: dt.datetime) -> int:
    """How many rows of a kind are too old."""
    return sum(
        connection.execute(select(func.count()).select_from(table).where(old)).scalar_one()
        for table, old in PLAIN[code](now)
    )


def erase_old(connection: Connection, code: str, now: dt.datetime) -> None:
    """Erase the rows of a kind that are too old."""
    for table, old in PLAIN[code](now):
        connection.execute(delete(table).where(old))
