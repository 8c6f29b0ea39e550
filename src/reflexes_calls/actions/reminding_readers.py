"""Reminding readers of what they have to read, before the date at which the jury must have read.

Only those who have unread files are written to: whoever has finished hears nothing.
"""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection

from reflexes_calls.actions.desk import About, Desk, Taking, write_letters
from reflexes_calls.actions.leading import jury_step
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_words
from reflexes_calls.domain.errors import NotOpen
from reflexes_calls.domain.jury import JuryKind, JuryPhase
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.rights import is_after_deadline
from reflexes_calls.storage import applications, calls, juries, people, reviews
from reflexes_calls.storage.engine import writing

BEFORE = (("days", dt.timedelta(days=2)), ("week", dt.timedelta(days=7)))
"""How long before the date a reminder leaves; only the nearest one does."""
BY_HAND = "hand"
APART = dt.timedelta(days=1)
"""How long after one reminder another may be sent by hand."""


def remind_readers(desk: Desk, address: str) -> int:
    """Write to every reader whose date nears and who has unread files; gives how many.

    Each letter is kept in a transaction of its own, so that nobody waits for the others.
    """
    now = desk.clock.now()
    with desk.look() as connection:
        found = tuple(_to_remind(connection, now))
    count = sum(_remind(desk, call, reader, kind, now, address) for call, reader, kind in found)
    desk.send_letters()
    return count


def _to_remind(connection: Connection, now: dt.datetime) -> Iterator[tuple[Call, int, str]]:
    for call in calls.list_calls(connection):
        kind = _due(call, now)
        if kind is None:
            continue
        given = reviews.given_on_call(connection, call.id)
        for reader in sorted({each.reviewer_id for each in given}):
            is_told = _has_left(connection, call, reader, kind)
            if not is_told and unread(connection, call, reader, now):
                yield call, reader, kind


def _due(call: Call, now: dt.datetime) -> str | None:
    """The reminder whose time has come on a call."""
    if call.stage is not CallStage.PUBLISHED or call.review_by is None or now >= call.review_by:
        return None
    ahead = call.review_by - now
    return next((kind for kind, before in BEFORE if ahead <= before), None)


def _announced(call: Call) -> str:
    """The date as it is kept: one that moves is reminded of anew."""
    return call.review_by.astimezone(dt.UTC).isoformat() if call.review_by else ""


def _has_left(connection: Connection, call: Call, reader: int, kind: str) -> bool:
    return reviews.was_reminded(connection, call.id, reader, announced=_announced(call), kind=kind)


def unread(connection: Connection, call: Call, reader: int, now: dt.datetime) -> int:
    """How many files a person may read now on a call, and has not."""
    left = reviews.unspoken_files(connection, reader, call.id)
    given = reviews.given_to(connection, reader, left)
    reading = {kind for kind in JuryKind if _reads(connection, call, kind)}
    known = applications.applications_by_id(connection, sorted(left))
    return sum(
        given[each.id].jury in reading and is_after_deadline(call, now, each) for each in known
    )


def _reads(connection: Connection, call: Call, kind: JuryKind) -> bool:
    phase = juries.jury_of(connection, call.id, kind).phase
    return phase in {JuryPhase.FORMING, JuryPhase.READING}


def _remind(  # noqa: PLR0913, PLR0917  # whom, of which call, when, and where letters lead
    desk: Desk, call: Call, reader: int, kind: str, now: dt.datetime, address: str
) -> bool:
    with writing(desk.engine) as connection:
        held = calls.get_call(connection, call.id, lock=True)
        # Looked at again: they may have spoken since.
        count = unread(connection, held, reader, now)
        if not count or _has_left(connection, held, reader, kind):
            return False
        _write(connection, held, reader, count, now, address=address, kind=kind)
    return True


def _write(  # noqa: PLR0913  # a letter, to whom, about what
    connection: Connection,
    call: Call,
    reader: int,
    count: int,
    now: dt.datetime,
    *,
    address: str,
    kind: str,
) -> None:
    announced = now.astimezone(dt.UTC).isoformat() if kind == BY_HAND else _announced(call)
    reviews.keep_reminder(
        connection,
        call_id=call.id,
        person_id=reader,
        announced=announced,
        kind=kind,
        sent_at=now,
    )
    to = (people.get_person(connection, reader),)
    facts = facts_of(call, count, address)
    write_letters(connection, "remind_readers", to, now, facts, About(call=call.id))


def facts_of(call: Call, count: int, address: str) -> dict[str, str]:
    """What a reminder says, in the two languages of letters."""
    until = local_words(call.review_by) if call.review_by else ""
    return {
        "call": call.title_fr,
        "call_en": call.title("en"),
        "left": f"{count} dossier{'s' if count > 1 else ''}",
        "left_en": f"{count} application{'s' if count > 1 else ''}",
        "until_fr": f"Le jury doit avoir tout lu au plus tard le {until}." if until else "",
        "until_en": f"The jury must have read everything by {until}." if until else "",
        "link": f"{address.rstrip('/')}/relectures",
    }


def remind_by_hand(desk: Desk, actor: Person, call_id: str, kind: JuryKind, *, address: str) -> int:
    """Write at once to each reader of a jury who has unread files; gives how many.

    Whoever was reminded less than a day ago is left in peace.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        told = tuple(_waiting(taking, call, kind))
        jury_step(taking, "remind_readers", call, kind, {"some_left": lambda: _check_some(told)})
        for reader, count in told:
            _write(
                taking.connection, call, reader, count, taking.now, address=address, kind=BY_HAND
            )
    return len(told)


def _waiting(taking: Taking, call: Call, kind: JuryKind) -> Iterator[tuple[int, int]]:
    connection = taking.connection
    reminded = reviews.last_reminded(connection, call.id)
    of_jury = (each for each in reviews.given_on_call(connection, call.id) if each.jury is kind)
    for reader in sorted({each.reviewer_id for each in of_jury}):
        is_recent = reader in reminded and taking.now - reminded[reader] < APART
        count = 0 if is_recent else unread(connection, call, reader, taking.now)
        if count:
            yield reader, count


def _check_some(told: tuple[tuple[int, int], ...]) -> None:
    if not told:
        raise NotOpen("nobody-to-remind")
