"""Questions about a call: asked by anyone with an account, public with their answer alone."""

import pytest

from reflexes.digests import digest_of
from reflexes.records import values_of
from reflexes_calls.actions import asking, publishing
from reflexes_calls.actions.looking import journal_of_call
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.call_question import MOST_WAITING, CallQuestion
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen, Refused
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.people import Person
from tests.makers import AFTER, DEADLINE, PISTE, SECOND, World, a_call, a_submitted, call_form
from tests.reflexes_calls.actions.test_amending import letters, published

ADDRESS = "https://appels.example"
QUESTION = "Un syndicat de communes peut-il candidater ?"
ANSWER = "Oui, comme tout groupement."


def asked(world: World, call: Call, text: str = QUESTION, by: Person | None = None) -> CallQuestion:
    person = by or world.reviewers[0]
    return asking.ask(world.desk, person, call.public_id, {"question": text}, address=ADDRESS)


def answered(
    world: World, call: Call, known: CallQuestion, text: str = ANSWER, by: Person | None = None
) -> CallQuestion:
    return asking.answer(
        world.desk,
        by or world.manager,
        call.public_id,
        known.public_id,
        {"answer": text},
        seen=asking.digest_of_answer(known),
        address=ADDRESS,
    )


def public(world: World, call: Call, reader: Person | None = None) -> asking.QuestionsPage:
    return asking.questions_page(world.desk, reader, call.public_id)


def test_a_question_waits_and_its_manager_is_told(world: World) -> None:
    call = a_call(world)
    known = asked(world, call)
    assert (known.asked_about, known.is_answered) == (1, False)
    assert public(world, call).answered == ()
    assert public(world, call).own_waiting == ()
    assert public(world, call, world.applicant).own_waiting == ()
    assert public(world, call, world.reviewers[0]).own_waiting == (known,)
    assert asking.answers_page(world.desk, world.manager, call.public_id).waiting == (known,)
    assert asking.count_waiting(world.desk, call) == 1
    (letter,) = letters(world, "attend votre réponse")
    assert letter.startswith("maud@")
    assert QUESTION in letter
    assert f"{ADDRESS}/gestion/appels/{call.public_id}/reponses" in letter
    assert "bruno" not in letter.lower()


def test_it_is_published_with_its_answer_and_whoever_asked_is_told(world: World) -> None:
    call = a_call(world)
    kept = answered(world, call, asked(world, call))
    assert public(world, call).answered == (kept,)
    assert (kept.answered_about, kept.answered_at, kept.corrected_at) == (
        1,
        world.clock.now(),
        None,
    )
    assert asking.count_waiting(world.desk, call) == 0
    (letter,) = letters(world, "Réponse à votre question")
    assert letter.startswith("bruno@")
    assert ANSWER in letter
    assert f"{ADDRESS}/appels/{call.public_id}/questions#q-{kept.public_id}" in letter


def test_an_answer_stays_tied_to_the_version_it_speaks_of(world: World) -> None:
    call = a_call(world)
    first = answered(world, call, asked(world, call))
    now = published(world, call, closes_on="06/02/2027")
    assert now.version == 2
    second = answered(world, now, asked(world, now, "Et deux dossiers ?"))
    found = public(world, call)
    assert (found.call.version, [each.answered_about for each in found.answered]) == (2, [1, 2])
    third = answered(world, now, asked(world, now, "Et un CCAS ?"), "Oui.")
    assert [first.asked_about, second.asked_about, third.asked_about] == [1, 2, 2]


def test_a_correction_shows_its_day_and_the_journal_proves_what_was_said(world: World) -> None:
    call = a_call(world)
    first = answered(world, call, asked(world, call))
    world.at(world.clock.now() + 60 * SECOND)
    kept = answered(world, call, first, "Non, finalement.")
    assert (kept.answer, kept.answered_at, kept.corrected_at) == (
        "Non, finalement.",
        first.answered_at,
        world.clock.now(),
    )
    entries = journal_of_call(world.desk, world.manager, call.public_id).entries
    assert [each.kind for each in entries][-3:] == ["ask", "answer", "answer"]
    assert entries[-2].facts_digest == digest_of({"answer": ANSWER, "about": 1, "before": ""})
    assert entries[-1].facts_digest == digest_of(
        {"answer": "Non, finalement.", "about": 1, "before": digest_of(ANSWER)}
    )
    assert verify(entries) is None
    (letter,) = letters(world, "Réponse corrigée")
    assert letter.startswith("bruno@")


def test_the_journal_bears_no_text(small_world: World) -> None:
    call = a_call(small_world)
    answered(small_world, call, asked(small_world, call))
    entries = journal_of_call(small_world.desk, small_world.manager, call.public_id).entries
    told = str([values_of(each) for each in entries])
    assert QUESTION not in told
    assert ANSWER not in told


def test_the_journal_does_not_tell_who_asked(small_world: World) -> None:
    call = a_call(small_world)
    a_submitted(small_world, call)
    asked(small_world, call, by=small_world.applicant)
    entries = journal_of_call(small_world.desk, small_world.manager, call.public_id).entries
    actors = {each.kind: each.actor for each in entries}
    assert actors["submit"] == small_world.applicant.public_id
    assert actors["ask"] == asking.SOMEONE
    assert verify(entries) is None


def test_the_same_answer_again_changes_nothing(small_world: World) -> None:
    call = a_call(small_world)
    first = answered(small_world, call, asked(small_world, call))
    assert answered(small_world, call, first) == first
    assert len(letters(small_world, "Réponse")) == 1


def test_nobody_covers_the_answer_of_another(small_world: World) -> None:
    call = a_call(small_world)
    waiting = asked(small_world, call)
    answered(small_world, call, waiting)
    with pytest.raises(Conflict, match="answered-meanwhile"):
        answered(small_world, call, waiting, "Je ne sais pas.")
    assert public(small_world, call).answered[0].answer == ANSWER


def test_the_last_second_is_in_time_and_the_next_says_until_when(small_world: World) -> None:
    call = a_call(small_world)
    small_world.at(DEADLINE)
    known = asked(small_world, call)
    small_world.at(DEADLINE + SECOND)
    with pytest.raises(NotOpen, match="questions-closed") as caught:
        asked(small_world, call, "Encore une ?")
    assert caught.value.facts["until"] == DEADLINE
    assert answered(small_world, call, known).is_answered


def test_the_call_may_end_its_questions_earlier(small_world: World) -> None:
    form = call_form(questions_on="2027-01-15")
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, form)
    call = publishing.publish(small_world.desk, small_world.manager, drafted.public_id)
    assert call.questions_until is not None
    small_world.at(call.questions_until)
    asked(small_world, call)
    small_world.at(call.questions_until + SECOND)
    with pytest.raises(NotOpen):
        asked(small_world, call, "Encore une ?")


def test_bad_words_are_refused_and_nothing_is_kept(small_world: World) -> None:
    call = a_call(small_world)
    for text in ("", "a" * 1001, "Écrivez à moi@mairie.example", "Au 01 23 45 67 89 ?"):
        with pytest.raises(Invalid):
            asked(small_world, call, text)
    assert asking.count_waiting(small_world.desk, call) == 0
    known = asked(small_world, call)
    for text in (" ", "a" * 3001):
        with pytest.raises(Invalid):
            answered(small_world, call, known, text)
    assert answered(small_world, call, known, "a" * 3000).is_answered


def test_a_form_sent_twice_asks_once_and_nobody_floods_the_manager(small_world: World) -> None:
    call = a_call(small_world)
    assert asked(small_world, call) == asked(small_world, call)
    for rank in range(1, MOST_WAITING):
        asked(small_world, call, f"Question {rank} ?")
    with pytest.raises(Refused, match="too-many-questions"):
        asked(small_world, call, "Une de plus ?")
    assert asked(small_world, call, "Et moi ?", by=small_world.applicant)


def test_answering_is_the_managers_alone(small_world: World) -> None:
    call = a_call(small_world)
    known = asked(small_world, call)
    for person in (small_world.applicant, small_world.reviewers[0], small_world.administrator):
        with pytest.raises(NotAllowed):
            answered(small_world, call, known, by=person)
        with pytest.raises(NotAllowed):
            asking.answers_page(small_world.desk, person, call.public_id)


def test_a_draft_takes_no_question_and_another_call_has_not_this_one(small_world: World) -> None:
    call = a_call(small_world)
    known = asked(small_world, call)
    drafted = publishing.draft_call(small_world.desk, small_world.manager, PISTE, call_form())
    with pytest.raises(NotFound):
        asked(small_world, drafted)
    with pytest.raises(NotFound):
        public(small_world, drafted)
    with pytest.raises(NotFound):
        asking.answers_page(small_world.desk, small_world.applicant, drafted.public_id)
    with pytest.raises(NotFound):
        answered(small_world, a_call(small_world), known)


def test_a_concluded_call_keeps_its_answers(small_world: World) -> None:
    call = a_call(small_world)
    known = answered(small_world, call, asked(small_world, call))
    small_world.at(AFTER)
    publishing.conclude(small_world.desk, small_world.manager, call.public_id)
    assert public(small_world, call).answered == (known,)
    with pytest.raises(NotOpen):
        asked(small_world, call, "Trop tard ?")
    with pytest.raises(NotOpen):
        answered(small_world, call, known, "Autre chose.")
