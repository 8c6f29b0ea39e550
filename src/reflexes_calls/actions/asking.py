"""Asking about a published call, and answering for everyone to read."""

from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.call_question import (
    MOST_WAITING,
    CallQuestion,
    check_takes_questions,
    read_answer,
    read_question,
)
from reflexes_calls.domain.errors import Conflict, NotFound, Refused
from reflexes_calls.domain.lifecycle import ASKING_STEPS, CALL_STEPS, CallStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.storage import call_questions, people

(ASK,) = ASKING_STEPS
SOMEONE = "someone"
"""Who asks in the journal, which managers and applicants may keep: an id would tell who asked."""


@record
class QuestionsPage:
    """What everyone reads: the answered questions; and those of the reader that wait."""

    call: Call
    answered: tuple[CallQuestion, ...]
    own_waiting: tuple[CallQuestion, ...]


@record
class AnswersPage:
    """What the manager of a call has to answer, and what is answered already."""

    call: Call
    waiting: tuple[CallQuestion, ...]
    answered: tuple[CallQuestion, ...]


def questions_page(desk: Desk, reader: Person | None, call_id: str) -> QuestionsPage:
    """The questions of a published call, for everyone; nothing says who asked."""
    with desk.look() as connection:
        call = _published(need_call(connection, call_id))
        known = call_questions.questions_of(connection, call.id)
    own = reader.id if reader else 0
    return QuestionsPage(
        call=call,
        answered=tuple(each for each in known if each.is_answered),
        own_waiting=tuple(e for e in known if e.asked_by == own and not e.is_answered),
    )


def answers_page(desk: Desk, actor: Person, call_id: str) -> AnswersPage:
    """The questions of a call, for its manager; who asked is not said there either."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "answer")
        known = call_questions.questions_of(connection, call.id)
    return AnswersPage(
        call=call,
        waiting=tuple(each for each in known if not each.is_answered),
        answered=tuple(each for each in known if each.is_answered),
    )


def count_waiting(desk: Desk, call: Call) -> int:
    """How many questions of a call wait for their answer."""
    with desk.look() as connection:
        return call_questions.count_waiting(connection, call.id)


def ask(desk: Desk, actor: Person, call_id: str, raw: Raw, *, address: str) -> CallQuestion:
    """Ask about a call as it stands now; its managers are told. Anyone with an account may.

    The same question sent twice, by a form sent twice, is asked once.
    """
    with desk.take(actor) as taking:
        call = _published(taking.call(call_id))
        check_takes_questions(call, taking.now)
        text = read_question(raw)
        known = _waiting_of(taking, call)
        same = next((each for each in known if each.question == text), None)
        if same is not None:
            return same
        if len(known) >= MOST_WAITING:
            raise Refused("too-many-questions", count=len(known))
        kept = call_questions.add_question(
            taking.connection,
            call_id=call.id,
            asked_by=actor.id,
            asked_about=call.version,
            question=text,
            asked_at=taking.now,
        )
        facts = {"question": text, "about": call.version}
        taking.note(ASK, call, kept.public_id, facts, actor=SOMEONE)
        taking.tell(
            "ask",
            people.holders_on(taking.connection, call.id, Role.MANAGER),
            call=call.title_fr,
            call_en=call.title("en"),
            question=text,
            link=f"{address.rstrip('/')}/gestion/appels/{call.public_id}/reponses",
        )
    return kept


def answer(  # noqa: PLR0913  # which question, what is typed and on what it rests
    desk: Desk,
    actor: Person,
    call_id: str,
    question_id: str,
    raw: Raw,
    *,
    seen: str,
    address: str,
) -> CallQuestion:
    """Answer a question, or correct its answer; it becomes public, and whoever asked is told.

    `seen` is the digest of the answer that was read before, so that nobody covers another's. The
    journal keeps the digest of each answer, so that a corrected one can still be proved.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        step = taking.step(CALL_STEPS, "answer", call.stage, taking.roles(call), {})
        known = call_questions.find_question(taking.connection, call.id, question_id)
        if known is None:
            raise NotFound("question", question_id)
        text = read_answer(raw)
        if known.answer == text:
            return known
        if digest_of_answer(known) != seen:
            raise Conflict("answered-meanwhile")
        is_first = not known.is_answered
        kept = call_questions.change_question(
            taking.connection,
            known.id,
            answer=text,
            answered_by=actor.id,
            answered_about=call.version,
            **{"answered_at" if is_first else "corrected_at": taking.now},
        )
        facts = {"answer": text, "about": call.version, "before": digest_of_answer(known)}
        taking.note(step, call, known.public_id, facts)
        _tell_asker(taking, call, kept, address)
    return kept


def digest_of_answer(known: CallQuestion) -> str:
    """The digest of the answer that stands; empty while there is none."""
    return digest_of(known.answer) if known.is_answered else ""


def _tell_asker(taking: Taking, call: Call, known: CallQuestion, address: str) -> None:
    corrected = known.corrected_at is not None
    taking.tell(
        "answer",
        tuple(people.persons_by_id(taking.connection, {known.asked_by}).values()),
        call=call.title_fr,
        call_en=call.title("en"),
        question=known.question,
        answer=known.answer,
        number=str(known.answered_about),
        what_fr="Réponse corrigée" if corrected else "Réponse à votre question",
        what_en="The answer to your question was corrected."
        if corrected
        else "Your question is answered.",
        link=f"{address.rstrip('/')}/appels/{call.public_id}/questions#q-{known.public_id}",
    )


def _waiting_of(taking: Taking, call: Call) -> tuple[CallQuestion, ...]:
    known = call_questions.questions_of(taking.connection, call.id)
    return tuple(e for e in known if e.asked_by == taking.actor.id and not e.is_answered)


def _published(call: Call) -> Call:
    if call.stage is CallStage.DRAFT:
        raise NotFound("call", call.public_id)
    return call
