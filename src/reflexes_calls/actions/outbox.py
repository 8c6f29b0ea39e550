"""Letters that wait: read, corrected, let pass or held back by the managers of their call."""

import datetime as dt
from collections.abc import Collection, Mapping

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_application, need_call, roles_on
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, NotFound
from reflexes_calls.domain.lifecycle import LETTER_STEPS, Step, find_step
from reflexes_calls.domain.outbox import (
    HeldAnswers,
    KeptLetter,
    LetterAnswers,
    LetterState,
    ReceivedLetter,
    as_managers_read,
)
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.visibility import Seat, need_seat
from reflexes_calls.storage import journal, outbox, people
from reflexes_calls.storage.seeing import facts_of, viewer_of


@record
class LettersPage:
    """A page of the letters of a call, and where all of them stand."""

    call: Call
    letters: tuple[KeptLetter, ...]
    counts: Mapping[LetterState, int]
    are_read_first: bool
    out_of_sight: int
    newest: int
    older: int | None
    now: dt.datetime


def letters_page(  # noqa: PLR0913  # a page of a list, as it is asked for
    desk: Desk,
    actor: Person,
    call_id: str,
    *,
    state: LetterState | None = None,
    kind: str = "",
    file: str = "",
    before: int | None = None,
) -> LettersPage:
    """The letters of a call, for its managers: all, or those of one state, kind or file."""
    now = desk.clock.now()
    with desk.look() as connection:
        call = need_call(connection, call_id)
        find_step(LETTER_STEPS, "pass_letters", call.stage, roles_on(connection, actor, call))
        viewer = viewer_of(connection, actor)
        known = outbox.letters_of(
            connection, call.id, viewer, state=state, kind=kind, file=file, before=before
        )
        return LettersPage(
            call=call,
            letters=tuple(as_managers_read(each) for each in known),
            counts=outbox.count_states(connection, call.id, viewer, file=file),
            are_read_first=outbox.are_read_first(connection, call.id),
            out_of_sight=outbox.count_out_of_sight(connection, call.id, viewer),
            newest=outbox.newest_of(connection, call.id),
            older=known[-1].id if len(known) == outbox.PAGE else None,
            now=now,
        )


def count_unread(desk: Desk, actor: Person, call: Call) -> int:
    """How many letters of a call wait for a manager to read them."""
    with desk.look() as connection:
        return outbox.count_unread(connection, call.id, viewer_of(connection, actor))


def are_read_first(desk: Desk, call: Call) -> bool:
    """Whether what a call writes to teams waits to be read."""
    with desk.look() as connection:
        return outbox.are_read_first(connection, call.id)


def letters_received(desk: Desk, reader: Person, application_id: str) -> tuple[ReceivedLetter, ...]:
    """The letters that someone was sent about an application of their team."""
    with desk.look() as connection:
        known = need_application(connection, application_id)
        viewer = viewer_of(connection, reader)
        seat = need_seat(viewer, facts_of(connection, known, viewer), application_id)
        if seat is not Seat.TEAM:
            raise NotFound("application", application_id)
        return outbox.received(connection, known.id, reader.id)


def letter_page(desk: Desk, actor: Person, call_id: str, public_id: str) -> tuple[Call, KeptLetter]:
    """One letter, as it leaves."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        find_step(LETTER_STEPS, "pass_letters", call.stage, roles_on(connection, actor, call))
        viewer = viewer_of(connection, actor)
        letter = outbox.find_letter(connection, call.id, viewer, public_id)
    if letter is None:
        raise NotFound("letter", public_id)
    return call, as_managers_read(letter)


@record
class Correction:
    """Who corrected a letter last, and when; nobody is named once their account is gone."""

    by: str
    at: dt.datetime


def correction_of(desk: Desk, call: Call, letter: KeptLetter) -> Correction | None:
    """The last correction of a letter shown to a manager: the journal of its call holds it."""
    with desk.look() as connection:
        entry = journal.last_of(connection, call.id, "correct_letter", _facts(letter.public_id))
        if entry is None:
            return None
        person = people.persons_by_public_id(connection, (entry.actor,)).get(entry.actor)
    return Correction(by=person.name if person else "", at=entry.at)


def _facts(letter: str) -> dict[str, str]:
    return {"letter": letter}


def set_reading(desk: Desk, actor: Person, call_id: str, *, wanted: bool) -> None:
    """Have the letters of a call wait to be read from now on, or leave at once.

    Those that wait already go on waiting until someone lets them pass.
    """
    with desk.take(actor) as taking:
        call, step = _step(taking, call_id, "set_reading")
        outbox.read_first(taking.connection, call.id, taking.now, wanted=wanted)
        taking.note(step, call, call.public_id, {"wanted": wanted})


def correct_letter(
    desk: Desk, actor: Person, call_id: str, public_id: str, raw: Mapping[str, str]
) -> None:
    """Correct the words of a letter that waits; its first words are kept."""
    typed = read_form(LetterAnswers, raw)
    with desk.take(actor) as taking:
        call, step = _step(taking, call_id, "correct_letter")
        letter = _waiting(taking, call, public_id)
        outbox.correct(taking.connection, letter, typed.subject, typed.body)
        taking.note(step, call, call.public_id, _facts(public_id))


def pass_letters(
    desk: Desk,
    actor: Person,
    call_id: str,
    wanted: Collection[str] | None,
    *,
    upto: int | None = None,
) -> int:
    """Let letters leave: those of some ids, or all that wait; gives how many passed.

    `upto` is the newest letter that was shown: those written since go on waiting, for nobody has
    read them.
    """
    with desk.take(actor) as taking:
        call, step = _step(taking, call_id, "pass_letters")
        viewer = viewer_of(taking.connection, actor)
        passed = outbox.let_pass(taking.connection, call.id, viewer, taking.now, wanted, upto=upto)
        if passed:
            taking.note(step, call, call.public_id, {"letters": sorted(passed)})
    return len(passed)


def hold_back_letter(
    desk: Desk, actor: Person, call_id: str, public_id: str, raw: Mapping[str, str]
) -> None:
    """Keep a letter from leaving, with the reason."""
    typed = read_form(HeldAnswers, raw)
    with desk.take(actor) as taking:
        call, step = _step(taking, call_id, "hold_back_letter")
        letter = _waiting(taking, call, public_id)
        outbox.hold_back(taking.connection, letter.id, taking.now, typed.reason)
        taking.note(step, call, call.public_id, _facts(public_id))


def try_letter(desk: Desk, actor: Person, call_id: str, public_id: str) -> None:
    """Have a letter that the mail server did not take tried again at once."""
    with desk.take(actor) as taking:
        call, step = _step(taking, call_id, "try_letter")
        letter = _found(taking, call, public_id)
        if letter.state not in {LetterState.LEAVING, LetterState.GIVEN_UP}:
            raise Conflict("letter-settled")
        outbox.try_now(taking.connection, letter.id)
        taking.note(step, call, call.public_id, _facts(public_id))


def _step(taking: Taking, call_id: str, name: str) -> tuple[Call, Step]:
    call = taking.call(call_id)
    return call, find_step(LETTER_STEPS, name, call.stage, taking.roles(call))


def _found(taking: Taking, call: Call, public_id: str) -> KeptLetter:
    viewer = viewer_of(taking.connection, taking.actor)
    letter = outbox.find_letter(taking.connection, call.id, viewer, public_id, lock=True)
    if letter is None:
        raise NotFound("letter", public_id)
    return letter


def _waiting(taking: Taking, call: Call, public_id: str) -> KeptLetter:
    letter = _found(taking, call, public_id)
    if letter.state is not LetterState.WAITING:
        raise Conflict("letter-settled")
    return letter
