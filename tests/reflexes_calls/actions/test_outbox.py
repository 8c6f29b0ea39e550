"""Letters that wait: read, corrected, let pass once, held back, and logged whatever happens."""

import threading

import pytest
from sqlalchemy import select

from reflexes_calls.actions import deciding, handling, outbox, people
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.lifecycle import LETTER_STEPS
from reflexes_calls.domain.outbox import MAY_WAIT, LetterState
from reflexes_calls.letters.choosing import SENT
from reflexes_calls.storage import tables as t
from reflexes_calls.web.letter_words import KINDS, STATES
from tests.makers import AFTER, DECLINE, SELECT, World, a_call, a_submitted
from tests.reflexes_calls.actions.test_deciding import two_reviewed

ADDRESS = "https://reflexes.example"


@pytest.fixture
def reading(world: World) -> tuple[World, Call]:
    """A call whose letters are read first, with one file received after the deadline."""
    call = a_call(world)
    outbox.set_reading(world.desk, world.manager, call.public_id, wanted=True)
    return world, call


def inadmissible(world: World, call: Call, *, neighbour: bool = False) -> str:
    """A file declared not admissible: its letter is one that may wait."""
    sent = a_submitted(world, call, neighbour=neighbour)
    world.at(AFTER)
    handling.find_inadmissible(
        world.desk,
        world.manager,
        sent.public_id,
        {"reasons": "Hors du territoire de l’appel."},
        address=ADDRESS,
    )
    return sent.public_id


def mailed(world: World) -> set[str]:
    """The kinds of letters that left, by the names of their subjects."""
    with world.desk.look() as connection:
        asked = select(t.letters.c.kind).where(t.letters.c.sent_at.is_not(None))
        return set(connection.execute(asked).scalars())


def page(world: World, call: Call, **asked: object) -> outbox.LettersPage:
    return outbox.letters_page(world.desk, world.manager, call.public_id, **asked)


def test_what_may_wait_waits_and_receipts_do_not(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    assert "receipt" in mailed(world)
    assert "inadmissible" not in mailed(world)
    shown = page(world, call)
    assert shown.are_read_first
    assert shown.counts[LetterState.WAITING] == 1
    waiting = page(world, call, state=LetterState.WAITING).letters
    assert [one.kind for one in waiting] == ["inadmissible"]
    assert "Hors du territoire" in waiting[0].body


def test_every_letter_of_a_call_is_logged_with_what_became_of_it(world) -> None:
    call = a_call(world)
    a_submitted(world, call)
    shown = page(world, call)
    assert {one.kind for one in shown.letters} >= {"receipt"}
    assert all(one.state is LetterState.SENT for one in shown.letters)
    assert all(one.recipient for one in shown.letters)
    assert page(world, a_call(world)).letters == ()


def test_letting_pass_sends_once_whoever_does_it_at_the_same_moment(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    counted = []

    def act() -> None:
        counted.append(outbox.pass_letters(world.desk, world.manager, call.public_id, None))

    both = [threading.Thread(target=act) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(counted) == [0, 1]
    assert "inadmissible" in mailed(world)
    sent = page(world, call, kind="inadmissible").letters[0]
    assert sent.state is LetterState.SENT
    assert sent.reader == world.manager.name


def test_only_those_ticked_leave(reading) -> None:
    world, call = reading
    sent = [a_submitted(world, call, neighbour=other) for other in (False, True)]
    world.at(AFTER)
    for each in sent:
        handling.find_inadmissible(
            world.desk, world.manager, each.public_id, {"reasons": "Hors sujet."}, address=ADDRESS
        )
    first, second = page(world, call, state=LetterState.WAITING).letters
    assert outbox.pass_letters(world.desk, world.manager, call.public_id, [first.public_id]) == 1
    left = page(world, call, state=LetterState.WAITING).letters
    assert [one.public_id for one in left] == [second.public_id]
    assert outbox.pass_letters(world.desk, world.manager, call.public_id, ["nonsense"]) == 0


def test_a_corrected_letter_leaves_with_its_new_words_and_keeps_the_first(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    letter = page(world, call, state=LetterState.WAITING).letters[0]
    words = {"subject": "Votre dossier", "body": "Bonjour,\n\nautrement dit.\n\nIn short."}
    outbox.correct_letter(world.desk, world.manager, call.public_id, letter.public_id, words)
    outbox.pass_letters(world.desk, world.manager, call.public_id, None)
    kept = outbox.letter_page(world.desk, world.manager, call.public_id, letter.public_id)[1]
    assert kept.subject == "Votre dossier"
    assert letter.subject in kept.original
    assert "Hors du territoire" in kept.original
    written = [one.read_text("utf-8") for one in world.desk.outbox.glob("*.eml")]
    assert sum("autrement dit" in one for one in written) == 1
    with pytest.raises(Conflict):
        outbox.correct_letter(world.desk, world.manager, call.public_id, letter.public_id, words)


def test_a_letter_held_back_never_leaves_and_says_why(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    letter = page(world, call, state=LetterState.WAITING).letters[0]
    with pytest.raises(Invalid):
        outbox.hold_back_letter(world.desk, world.manager, call.public_id, letter.public_id, {})
    outbox.hold_back_letter(
        world.desk,
        world.manager,
        call.public_id,
        letter.public_id,
        {"reason": "Envoyée par erreur"},
    )
    assert outbox.pass_letters(world.desk, world.manager, call.public_id, None) == 0
    while world.desk.send_letters():
        pass
    assert "inadmissible" not in mailed(world)
    held = page(world, call, state=LetterState.HELD_BACK).letters[0]
    assert held.held_back_why == "Envoyée par erreur"
    with pytest.raises(Conflict):
        outbox.hold_back_letter(
            world.desk, world.manager, call.public_id, letter.public_id, {"reason": "Encore"}
        )


def test_what_waits_goes_on_waiting_when_the_habit_changes(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    outbox.set_reading(world.desk, world.manager, call.public_id, wanted=False)
    assert page(world, call).counts[LetterState.WAITING] == 1
    assert not page(world, call).are_read_first


def test_managers_alone_and_never_what_goes_to_their_own_administration(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    for other in (world.applicant, world.reviewers[0], world.neighbour):
        with pytest.raises(NotAllowed):
            outbox.letters_page(world.desk, other, call.public_id)
        with pytest.raises(NotAllowed):
            outbox.pass_letters(world.desk, other, call.public_id, None)
    letter = page(world, call, state=LetterState.WAITING).letters[0]
    people.join(world.desk, world.administrator, world.manager, world.val_d_essai)
    assert page(world, call).letters == ()
    assert page(world, call).counts[LetterState.WAITING] == 0
    with pytest.raises(NotFound):
        outbox.letter_page(world.desk, world.manager, call.public_id, letter.public_id)
    assert outbox.pass_letters(world.desk, world.manager, call.public_id, None) == 0


def test_what_was_done_to_letters_is_in_the_journal_without_their_words(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    outbox.pass_letters(world.desk, world.manager, call.public_id, None)
    with world.desk.look() as connection:
        kinds = list(connection.execute(select(t.journal_entries.c.kind)).scalars())
    assert {"set_reading", "pass_letters"} <= set(kinds)
    assert {step.name for step in LETTER_STEPS} == {
        "set_reading",
        "correct_letter",
        "pass_letters",
        "hold_back_letter",
    }


def test_every_kind_that_waits_is_a_letter_and_every_letter_of_a_call_has_its_name() -> None:
    assert set(SENT.values()) >= MAY_WAIT
    assert set(KINDS) >= MAY_WAIT
    assert set(STATES) == set(LetterState)
    assert "receipt" not in MAY_WAIT


def test_decisions_released_together_wait_together(reading) -> None:
    world, _ = reading
    call, first, second = two_reviewed(world)
    outbox.set_reading(world.desk, world.manager, call.public_id, wanted=True)
    deciding.prepare(world.desk, world.manager, first.public_id, SELECT)
    deciding.prepare(world.desk, world.manager, second.public_id, DECLINE)
    shown = deciding.release_page(world.desk, world.manager, call.public_id)
    deciding.release(
        world.desk,
        world.manager,
        call.public_id,
        {first.public_id, second.public_id},
        shown.seen,
        address=ADDRESS,
    )
    kinds = sorted(one.kind for one in page(world, call, state=LetterState.WAITING).letters)
    assert {"declined", "selected"} <= set(kinds)
