"""Letters that wait: read, corrected, let pass once, held back, and logged whatever happens."""

import datetime as dt
import email
import threading

import attrs
import pytest
from sqlalchemy import select

from reflexes_calls.actions import (
    deciding,
    handling,
    outbox,
    own_data,
    people,
    resuming,
    retaining,
    teaming,
)
from reflexes_calls.actions.leaving import MOST_TRIES
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.lifecycle import LETTER_STEPS
from reflexes_calls.domain.outbox import CARRY_A_LINK, MAY_WAIT, SEALED, UNNAMED, LetterState
from reflexes_calls.domain.retention import AFTER_LETTERS
from reflexes_calls.letters.choosing import SENT
from reflexes_calls.storage import tables as t
from reflexes_calls.web.letter_words import KINDS, STATES
from tests.mail_server import mail_server
from tests.makers import AFTER, DECLINE, SELECT, World, a_call, a_draft, a_submitted
from tests.reflexes_calls.actions.test_amending import LATER, published
from tests.reflexes_calls.actions.test_asking import answered, asked
from tests.reflexes_calls.actions.test_deciding import two_reviewed
from tests.reflexes_calls.actions.test_leaving import with_mail
from tests.reflexes_calls.letters_read import letters_to

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
    told = outbox.correction_of(world.desk, call, kept)
    assert told is not None
    assert (told.by, told.at) == (world.manager.name, world.clock.now())
    others = [one for one in page(world, call).letters if one.public_id != kept.public_id]
    assert [outbox.correction_of(world.desk, call, one) for one in others] == [None] * len(others)
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


def test_managers_alone_and_never_what_is_about_a_file_to_which_they_are_bound(reading) -> None:
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
    assert page(world, call).out_of_sight == 1
    assert outbox.count_unread(world.desk, world.manager, call) == 0
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
        "try_letter",
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


def kept(world: World) -> "list[dict[str, object]]":
    """The rows of the letters, as they are kept."""
    with world.desk.look() as connection:
        return [dict(row._mapping) for row in connection.execute(select(t.letters))]


def test_a_manager_never_reads_a_link_that_is_someone_else_s(world) -> None:
    """Whoever opens such a link joins the team, signs for a partner, or is signed in."""
    call = a_call(world)
    sent = a_submitted(world, call)
    base = "https://appels.example"
    resuming.send_resume_link(world.desk, world.applicant, sent.public_id, base=base)
    raw = {"email": "elle@ailleurs.example", "role": "reader"}
    teaming.invite(world.desk, world.applicant, sent.public_id, raw, base=base)
    shown = {one.kind: one for one in page(world, call).letters}
    assert set(shown) == {"receipt", "resume-link", "invitation"}
    assert shown["receipt"].body
    for kind in ("resume-link", "invitation"):
        one = outbox.letter_page(world.desk, world.manager, call.public_id, shown[kind].public_id)
        assert (shown[kind].body, one[1].body, one[1].original) == ("", "", "")
        assert one[1].recipient
    written = {row["kind"]: str(row["body"]) for row in kept(world)}
    assert all("https://" in written[kind] for kind in ("resume-link", "invitation"))


def test_every_letter_with_a_link_that_opens_something_is_sealed() -> None:
    assert CARRY_A_LINK < SEALED
    assert not SEALED & MAY_WAIT
    assert {"invitation", "partner-asked", "resume-link", "account-invitation"} == CARRY_A_LINK
    assert set(SENT.values()) >= SEALED | UNNAMED


def test_nobody_learns_by_the_letters_who_asked_a_question(reading) -> None:
    world, call = reading
    answered(world, call, asked(world, call, by=world.neighbour))
    published(world, call, **LATER)
    shown = {one.kind: one for one in page(world, call, state=LetterState.WAITING).letters}
    assert set(shown) == {"question-answered", "amended"}
    for one in shown.values():
        assert (one.recipient, one.is_unnamed) == ("", True)
        assert world.neighbour.name not in one.body
    assert outbox.pass_letters(world.desk, world.manager, call.public_id, None) == 2
    assert len(letters_to(world.desk.outbox, world.neighbour.email)) == 2


def test_what_is_about_a_draft_is_its_team_s_alone_and_does_not_wait(reading) -> None:
    """No manager knows of a draft: nobody could let its letter leave."""
    world, call = reading
    a_draft(world, call, neighbour=True)
    a_submitted(world, call)
    published(world, call, **LATER)
    waiting = page(world, call, state=LetterState.WAITING).letters
    assert [one.recipient for one in waiting] == [world.applicant.email]
    assert world.neighbour.email not in {one.recipient for one in page(world, call).letters}
    assert len(letters_to(world.desk.outbox, world.neighbour.email)) == 1
    assert page(world, call).out_of_sight == 0


def test_what_was_written_since_the_page_was_read_goes_on_waiting(reading) -> None:
    world, call = reading
    first = a_submitted(world, call)
    second = a_submitted(world, call, neighbour=True)
    world.at(AFTER)
    said = {"reasons": "Hors sujet."}
    handling.find_inadmissible(world.desk, world.manager, first.public_id, said, address=ADDRESS)
    read = page(world, call).newest
    handling.find_inadmissible(world.desk, world.manager, second.public_id, said, address=ADDRESS)
    assert outbox.pass_letters(world.desk, world.manager, call.public_id, None, upto=read) == 1
    (left,) = page(world, call, state=LetterState.WAITING).letters
    assert left.file == second.public_id
    about = page(world, call, file=second.public_id)
    assert {one.receipt for one in about.letters} == {second.receipt}
    assert about.counts[LetterState.WAITING] == 1


def test_each_reads_again_the_letters_they_were_sent_about_a_file(reading) -> None:
    world, call = reading
    public_id = inadmissible(world, call)
    kinds = [one.kind for one in outbox.letters_received(world.desk, world.applicant, public_id)]
    assert kinds == ["receipt"]
    outbox.pass_letters(world.desk, world.manager, call.public_id, None)
    newest = outbox.letters_received(world.desk, world.applicant, public_id)[0]
    assert "Hors du territoire" in newest.body
    for other in (world.neighbour, world.manager, world.reviewers[0]):
        with pytest.raises(NotFound):
            outbox.letters_received(world.desk, other, public_id)


def test_a_letter_that_waited_bears_the_day_on_which_it_leaves(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    world.at(AFTER + dt.timedelta(days=3))
    assert page(world, call, state=LetterState.WAITING).letters[0].days_old(world.clock.now()) == 3
    outbox.pass_letters(world.desk, world.manager, call.public_id, None)
    (letter,) = [row for row in kept(world) if row["kind"] == "inadmissible"]
    written = email.message_from_bytes(
        (world.desk.outbox / f"{letter['public_id']}.eml").read_bytes()
    )
    assert "13 Feb 2027" in str(written["Date"])


def test_a_letter_refused_each_time_is_given_up_then_tried_again_by_hand(world) -> None:
    call = a_call(world)
    with mail_server() as box:
        wall = with_mail(world, box.port)
        box.refused = frozenset({world.applicant.email})
        a_submitted(world, call)
        for _ in range(MOST_TRIES + 2):
            assert world.desk.send_letters() == 0
            wall.instant += dt.timedelta(days=1, hours=1)
        (letter,) = page(world, call, state=LetterState.GIVEN_UP).letters
        assert (letter.tries, letter.failure) == (MOST_TRIES, "SMTP 550")
        box.refused = frozenset()
        assert world.desk.send_letters() == 0
        outbox.try_letter(world.desk, world.manager, call.public_id, letter.public_id)
        assert world.desk.send_letters() == 1
        assert len(page(world, call, state=LetterState.SENT).letters) == 1
        with pytest.raises(Conflict):
            outbox.try_letter(world.desk, world.manager, call.public_id, letter.public_id)
    assert len(box.letters) == 1


def test_erasing_someone_erases_the_first_words_too(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    letter = page(world, call, state=LetterState.WAITING).letters[0]
    words = {"subject": "Votre dossier", "body": "Autrement dit."}
    outbox.correct_letter(world.desk, world.manager, call.public_id, letter.public_id, words)
    outbox.pass_letters(world.desk, world.manager, call.public_id, None)
    assert "Hors du territoire" in str(kept(world))
    own_data.erase_oneself(world.desk, world.applicant, is_sure=True)
    assert "Hors du territoire" not in str(kept(world))
    assert "Autrement dit" not in str(kept(world))


def test_what_was_held_back_is_not_kept_for_ever(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    letter = page(world, call, state=LetterState.WAITING).letters[0]
    outbox.hold_back_letter(
        world.desk, world.manager, call.public_id, letter.public_id, {"reason": "Doublon"}
    )
    for instant, is_kept in ((AFTER + AFTER_LETTERS, True), (AFTER + 2 * AFTER_LETTERS, False)):
        world.at(instant)
        world.desk = attrs.evolve(world.desk, wall_clock=world.clock)
        retaining.apply_retention(world.desk)
        assert ("Hors du territoire" in str(kept(world))) is is_kept
    (held,) = page(world, call, state=LetterState.HELD_BACK).letters
    assert held.held_back_why == "Doublon"


def test_a_letter_that_waits_is_not_given_with_one_s_data(reading) -> None:
    world, call = reading
    inadmissible(world, call)
    given = str(own_data.all_of_it(world.desk, world.applicant))
    assert "Hors du territoire" not in given
    outbox.pass_letters(world.desk, world.manager, call.public_id, None)
    assert "Hors du territoire" in str(own_data.all_of_it(world.desk, world.applicant))
